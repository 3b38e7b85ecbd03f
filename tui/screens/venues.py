"""The page of venues: opened by its key, or by itself while nothing answers."""

from typing import ClassVar

from textual.binding import BindingType

from tui.present.reading import Reading
from tui.present.venues import anything_lives, present_venues
from tui.screens.overlay import HELP_BINDING, close_binding
from tui.screens.page import Page, Read
from widgets.draw.glyphs import Glyphs
from widgets.draw.venues import draw_venues
from widgets.view.venues import VenuesView


class VenuesPage(Page, inherit_bindings=False):
    """Every venue with its state; one that opened by itself goes as soon as anything comes in."""

    BINDINGS: ClassVar[list[BindingType]] = [close_binding("n"), HELP_BINDING]
    ALSO = ("feeds.reconnect", *Page.ALSO)

    def __init__(self, read: Read, glyphs: Glyphs, *, until_live: bool = False) -> None:
        super().__init__(read, glyphs, id="venues", letter="n", title="VENUES", drawing=draw_venues)
        self._until_live = until_live

    def view_of(self, reading: Reading) -> VenuesView:
        if self._until_live and anything_lives(reading.board) and self.is_current:
            self._until_live = False
            self.call_later(self._leave)
        return present_venues(reading.board, reading.elapsed_s)

    def _leave(self) -> None:
        self.dismiss()
