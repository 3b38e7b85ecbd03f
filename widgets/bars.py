"""Rows without a frame: the scan line, the key line, and the card of a terminal too small for panes."""

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

from widgets.draw.glyphs import BRAILLE, Glyphs
from widgets.draw.lines import fit
from widgets.line_panel import LinePanel
from widgets.view.pane import View
from widgets.view.text import Line, Tone

Shown = TypeVar("Shown", bound=View)

_log = logging.getLogger(__name__)


class Bars(LinePanel, Generic[Shown]):
    """Shows one view by one drawing; an equal view changes nothing, and an error costs these rows only."""

    def __init__(
        self, view: Shown, drawing: Callable[[Shown, int, int], list[Line]], *, id: str, glyphs: Glyphs = BRAILLE
    ) -> None:
        super().__init__(id=id, glyphs=glyphs)
        self._view = view
        self._drawing = drawing
        self._failure: str | None = None
        self._logged: str | None = None

    def show(self, view: Shown) -> None:
        if view != self._view or self._failure is not None:
            self._view, self._failure = view, None
            self.redraw()

    def fail(self, error: Exception) -> None:
        """Shows that the view could not be made."""
        self._note(error)
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        if self._failure is None:
            try:
                return self._drawing(self._view, width, height)
            except Exception as error:  # these rows supervise their drawing: the panes must live on
                self._note(error)
        return [fit(((" ! ", Tone.CRITICAL), (f"{self._failure}; the log has the details", Tone.TEXT)), width)]

    def _note(self, error: Exception) -> None:
        """Remembers a failure, and logs it unless it is the one logged before."""
        self._failure = f"{type(error).__name__}: {error}"
        if self._failure != self._logged:
            _log.error("%s: %s", self.id, self._failure, exc_info=error)
            self._logged = self._failure
