"""The command palette: every action of the screen in front, found by its words and run by Enter."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.present.palette import present_palette
from tui.screens.overlay import Overlay
from widgets.draw.glyphs import Glyphs
from widgets.draw.palette import draw_palette
from widgets.entry import Entry
from widgets.pane import Pane
from widgets.view.bars import KeyLabel
from widgets.view.help import HelpRow
from widgets.view.palette import PaletteView


class Palette(Overlay[str | None], inherit_bindings=False):
    """Ends with the binding id that was chosen, or with None."""

    AUTO_FOCUS = "#command"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab,ctrl+n", "choose(1)", "down", id="palette.down", tooltip="The next command"),
        Binding("up,shift+tab", "choose(-1)", "up", id="palette.up", tooltip="The command before this one"),
        Binding("pagedown", "choose(8)", "page down", id="palette.page_down", tooltip="Eight commands down"),
        Binding("pageup", "choose(-8)", "page up", id="palette.page_up", tooltip="Eight commands up"),
        Binding("ctrl+p", "dismiss", "close", id="palette.close", tooltip="Back to where it was opened"),
    ]

    TYPED = (
        KeyLabel(key="esc", label="close"),
        KeyLabel(key="enter", label="run"),
        KeyLabel(key="↑ ↓", label="choose"),
    )

    def __init__(self, rows: tuple[HelpRow, ...], glyphs: Glyphs) -> None:
        super().__init__(glyphs, id="palette")
        self._rows = rows
        self._view = present_palette(rows, "", 0)

    @property
    def view(self) -> PaletteView:
        return self._view

    def body(self) -> ComposeResult:
        yield Pane(id="commands_page", letter=":", title="COMMANDS", drawing=draw_palette, glyphs=self.glyphs)
        yield Entry(id="command", sign=":", glyphs=self.glyphs)

    def on_mount(self) -> None:
        self._show(0)

    def action_choose(self, rows: int) -> None:
        """Moves the choice down by that many rows."""
        self._show(self._view.chosen + rows)

    @on(Entry.Changed)
    def _find(self) -> None:
        self._show(0)

    @on(Entry.Kept)
    def _run(self) -> None:
        if self._view.rows:
            self.dismiss(self._view.rows[self._view.chosen].id)

    @on(Entry.Left)
    def _leave(self) -> None:
        self.dismiss(None)

    def _show(self, chosen: int) -> None:
        self._view = present_palette(self._rows, self.query_one(Entry).text, chosen)
        self.query_one(Pane).show(self._view)
