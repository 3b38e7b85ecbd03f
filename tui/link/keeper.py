"""A pane's care for its collector: started where none answers, by one pane at a time, and not again and again."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui.domain.clock import Clock
from tui.link.paths import DataPaths, private_directory
from tui.link.peer import answers

if TYPE_CHECKING:
    from tui.link.spawn import SpawnedCollector

_GRACE_S = 3.0
"""A collector that reads its configuration again is away for about a second."""
_FIRST_PAUSE_S, _LAST_PAUSE_S = 4.0, 60.0
"""Between two starts; doubled while they fail."""
_STEADY_S = 60.0
"""One that has answered for so long has not failed: the next start waits for nothing."""
_STARTING = "the collector is starting; the first data takes a few seconds"


class CollectorKeeper:
    """Holds its turn to start collectors for as long as this pane lives; another pane gets it then."""

    def __init__(
        self, paths: DataPaths, argv: Sequence[str], clock: Clock, environ: Mapping[str, str] | None = None
    ) -> None:
        self._paths = paths
        self._argv = argv
        self._clock = clock
        self._environ = environ
        self._turn: int | None = None
        self._spawned: SpawnedCollector | None = None
        self._found_s: float | None = None
        self._missed_s: float | None = None
        self._pause_s = _FIRST_PAUSE_S
        self._next_s = 0.0

    def start(self) -> None:
        """Starts a collector if none answers and no other pane is about to; raises OSError where it can't be."""
        if not answers(self._paths.socket) and self._has_turn():
            self._spawn()

    def found(self) -> None:
        """A collector answers."""
        self._found_s, self._missed_s = self._clock.monotonic_s(), None

    def missed(self, *, was_there: bool) -> str:
        """No collector answers, though one did before where `was_there`: what is done about it, in words."""
        now_s = self._clock.monotonic_s()
        if self._missed_s is None:
            self._missed_s = now_s
            if self._found_s is not None and now_s - self._found_s >= _STEADY_S:
                self._pause_s = _FIRST_PAUSE_S
        if self._spawned is not None and self._spawned.process.poll() is None:
            return "it is started again" if was_there else _STARTING
        if was_there and now_s - self._missed_s < _GRACE_S:
            return "collector gone, waiting"
        why = "" if self._spawned is None else self._spawned.failure() or ""
        if now_s < self._next_s:
            return f"{why or 'it ended'}; started again in {self._next_s - now_s:.0f} s"
        if not self._has_turn():
            return "another pane starts it" + (" again" if was_there else "")
        try:
            self._spawn()
        except OSError as error:
            return f"it can't be started: {error.strerror}"
        return "it is started again" if was_there else _STARTING

    def _spawn(self) -> None:
        self._next_s = self._clock.monotonic_s() + self._pause_s
        self._pause_s = min(self._pause_s * 2, _LAST_PAUSE_S)
        # Imported only here: most panes find a collector.
        from tui.link.spawn import ensure_collector

        self._spawned = ensure_collector(self._paths, self._argv, self._environ)

    def _has_turn(self) -> bool:
        """The system gives the turn back when this process ends, however that happens."""
        if self._turn is not None:
            return True
        try:
            folder = private_directory(self._paths.lock.parent)
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(folder / f"{self._paths.lock.stem}.starting", flags, 0o600)
        except OSError:
            # Without a place for the file two panes may start one each: the second then ends by itself.
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._turn = descriptor
        return True
