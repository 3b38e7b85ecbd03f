"""Whether somebody is there, and what the screen says when they come back."""

from typing import Protocol

from tui.domain.board import Board
from tui.domain.clock import Clock
from tui.link.source import BoardSource, DigestSource
from tui.present.digest import in_a_line
from tui.present.venues import hardly_answers, is_settled, nothing_answers, refusals
from widgets.view.text import Line

_KEPT_S = 60.0
"""The moment of the last look is stored at most this often while somebody is there."""
_PATIENCE_S = 20.0
"""A digest that has not come by then is not news any more."""
_NEWS_S = 120.0
"""How long the line stays that nobody answers."""


class Looked(Protocol):
    """Where the moment of the last look is kept from screen to screen."""

    def read(self) -> int | None: ...

    def write(self, at_ms: int) -> None: ...


class Presence:
    """Keys and the terminal's focus are signs of a person; a long time between two signs was an absence."""

    def __init__(self, source: BoardSource, clock: Clock, least_s: float, looked: Looked | None) -> None:
        """`least_s` is how long an absence must be to be told of by itself; with 0 none is."""
        self._source = source
        self._clock = clock
        self._least_s = least_s
        self._looked = looked
        self._last_ms = clock.now_ms()
        self._stored_ms = 0
        self._before_ms = None if looked is None else looked.read()
        self._away_ms: int | None = None
        self._asked_s: float | None = None
        self._is_new = True
        self._news: tuple[Line, ...] = ()
        self._key = ""
        self._told_s = 0.0
        self._is_first = looked is not None and self._before_ms is None
        self._is_said = False

    @property
    def away_ms(self) -> int | None:
        """When the last absence began; None where there was none."""
        return self._away_ms

    def sign(self) -> None:
        """Somebody is there: a key, or the focus that comes or goes."""
        now_ms = self._clock.now_ms()
        if self._least_s and now_ms - self._last_ms >= self._least_s * 1000:
            self._returned(self._last_ms)
        self._last_ms = now_ms
        if now_ms - self._stored_ms >= _KEPT_S * 1000:
            self.store()

    def store(self) -> None:
        """Keeps the moment of the last sign."""
        self._stored_ms = self._last_ms
        if self._looked is not None:
            self._looked.write(self._last_ms)

    def dismiss(self) -> None:
        """What there was to say has been read."""
        self._news = ()

    def news(self, board: Board | None) -> tuple[tuple[Line, ...], str]:
        """What there is to say for a while, or until it is dismissed, and the id of the key that tells more: what
        happened during an absence that has ended, or at a first look that venues refuse this region."""
        if board is None:
            return self._news, self._key
        if self._is_new:
            self._is_new = False
            self._attached(board)
        if self._is_first and is_settled(board):
            self._is_first = False
            self._tell(refusals(board), "feeds.venues")
        now_s = self._clock.monotonic_s()
        if self._asked_s is not None and isinstance(self._source, DigestSource):
            digest = self._source.digest()
            if digest is not None and digest.asked_ms == self._away_ms:
                self._asked_s = None
                self._tell(in_a_line(digest, board), "screen.digest")
            elif now_s - self._asked_s > _PATIENCE_S:
                self._asked_s = None
        if now_s - self._told_s > _NEWS_S:
            self._news = ()
        return self._news, self._key

    def is_unheard(self, board: Board) -> bool:
        """Whether it is time to say by itself that no venue answers: once for each screen."""
        if self._is_said or board.mode != "live" or not (nothing_answers(board) or hardly_answers(board)):
            return False
        self._is_said = True
        return True

    def _tell(self, news: tuple[Line, ...], key: str) -> None:
        self._news, self._key, self._told_s = news, key, self._clock.monotonic_s()

    def _attached(self, board: Board) -> None:
        """The first Board: a collector that ran while no screen was looked at has something to tell."""
        before_ms, uptime_s = self._before_ms, board.collector.uptime_s
        if before_ms is None or board.mode == "replay" or not self._least_s or uptime_s < self._least_s:
            return
        if self._last_ms - before_ms >= self._least_s * 1000:
            self._returned(before_ms)

    def _returned(self, away_ms: int) -> None:
        self._away_ms = away_ms
        if isinstance(self._source, DigestSource) and self._source.ask_since(away_ms):
            self._asked_s = self._clock.monotonic_s()
