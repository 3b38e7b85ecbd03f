"""The row in which the liquidation tape's filter is typed."""

from textual import on
from textual.message import Message

from tui.domain.tape_filter import EVERY_PRINT, TapeFilter
from tui.present.liquidations import read_tape_filter, tape_hint
from tui.present.tape_filter import TapeFilterError
from tui.screens.page import Read
from widgets.draw.glyphs import Glyphs
from widgets.entry import Entry


class FilterLine(Entry):
    """Says of every text what it would show, or what is wrong with it; a wrong one cannot be kept."""

    class Chosen(Message):
        """What the tape is to show from now on."""

        def __init__(self, tape: TapeFilter) -> None:
            super().__init__()
            self.tape = tape

    def __init__(self, read: Read, glyphs: Glyphs) -> None:
        super().__init__(id="filter", sign="/", glyphs=glyphs)
        self._read = read

    def open(self, words: str) -> None:
        """Takes the keyboard, with the filter that holds now."""
        self.begin(words, tape_hint(self._read(), words))
        self.focus(scroll_visible=False)

    @on(Entry.Changed)
    def _say(self) -> None:
        self.hint(tape_hint(self._read(), self.text))

    @on(Entry.Kept)
    def _keep(self) -> None:
        try:
            tape = read_tape_filter(self._read(), self.text)
        except TapeFilterError:
            self._say()
        else:
            self.post_message(self.Chosen(tape))

    @on(Entry.Left)
    def _clear(self) -> None:
        self.post_message(self.Chosen(EVERY_PRINT))
