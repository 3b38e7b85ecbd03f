"""The page of what happened since somebody last looked, or in the last hours."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.domain.clock import HOUR_MS, Clock
from tui.link.source import BoardSource, DigestSource
from tui.present.digest import present_digest
from tui.present.reading import Reading
from tui.screens.overlay import HELP_BINDING, close_binding
from tui.screens.page import Page, Read
from widgets.draw.digest import draw_digest
from widgets.draw.glyphs import Glyphs
from widgets.view.digest import DigestView

_AGAIN_S = 5.0
_HOURS = (1, 4, 24)


class DigestPage(Page, inherit_bindings=False):
    """Asked of the collector when it is opened, and again every few seconds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        close_binding("d"),
        Binding("t", "span", "span", id="digest.span", tooltip="Since you looked, or the last 1, 4 or 24 hours"),
        HELP_BINDING,
    ]

    def __init__(self, read: Read, glyphs: Glyphs, source: BoardSource, clock: Clock, away_ms: int | None) -> None:
        """`away_ms` is when the last absence began; without one the page starts with the last hour."""
        super().__init__(read, glyphs, id="digest", letter="d", title="SINCE YOU LOOKED", drawing=draw_digest)
        self._source = source
        self._clock = clock
        now_ms = clock.now_ms()
        self._spans = [] if away_ms is None else [("SINCE YOU LOOKED", away_ms)]
        self._spans += [(f"LAST {hours} H", now_ms - hours * HOUR_MS) for hours in _HOURS]
        self._chosen = 0
        self._asked_s: float | None = None

    def view_of(self, reading: Reading) -> DigestView:
        name, since_ms = self._spans[self._chosen]
        absence = self._ask(since_ms)
        digest = self._source.digest() if isinstance(self._source, DigestSource) else None
        found = digest if digest is not None and digest.asked_ms == since_ms else None
        return present_digest(found, reading.board, name, absence)

    def action_span(self) -> None:
        self._chosen = (self._chosen + 1) % len(self._spans)
        self._asked_s = None
        self.show()

    def _ask(self, since_ms: int) -> str | None:
        """Asks the collector where it is time to; why nothing can be asked."""
        if not isinstance(self._source, DigestSource):
            return "a recording has no digest: only a collector keeps one"
        now_s = self._clock.monotonic_s()
        if self._asked_s is None or now_s - self._asked_s >= _AGAIN_S:
            if not self._source.ask_since(since_ms):
                return "no collector is attached to tell it"
            self._asked_s = now_s
        return None
