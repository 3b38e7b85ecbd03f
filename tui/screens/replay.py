"""The dashboard on a recording: the same screen, with a row that says so and keys that move the tape."""

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.config.model import ScreenConfig
from tui.domain.clock import Clock
from tui.link.source import RecordedSource
from tui.present.replay import pace, present_replay
from tui.screens.bindings import replay_bindings
from tui.screens.dashboard import Dashboard
from tui.screens.speaking import say
from widgets.bars import Bars
from widgets.draw.replay import drawn_with
from widgets.view.bars import ScanView
from widgets.view.replay import ReplayView


class ReplayDashboard(Dashboard, inherit_bindings=False):
    """Moves the source by keys; everything else is the Dashboard's, which cannot tell a recording from a collector."""

    BINDINGS: ClassVar[list[BindingType]] = replay_bindings()

    def __init__(self, source: RecordedSource, screen: ScreenConfig, clock: Clock, asset: str | None) -> None:
        super().__init__(source, screen, clock, asset)
        self._replay = source

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Bars(ReplayView(), drawn_with(self._glyphs), id="replay", glyphs=self._glyphs)

    def scan_view(self) -> ScanView:
        """On a page, which has no row for the tape, the line on top says how it moves."""
        view = super().scan_view()
        return msgspec.structs.replace(view, badges=(*view.badges, pace(self._replay)))

    def frame(self) -> None:
        """The row moves on even while the Board stays the same."""
        super().frame()
        self._bars("replay").show(present_replay(self._replay))

    def action_freeze(self) -> None:
        """In a replay the tape is held, not only the screen."""
        self.jumps += self._replay.at_end
        self._replay.pause(not self._replay.is_paused)
        self.frame()

    def action_step(self, boards: int) -> None:
        before_ms = self._replay.position_ms
        self.jumps += 1
        self._replay.step(boards)
        self._say_edge(boards, before_ms)
        self.frame()

    def action_move(self, seconds: int) -> None:
        before_ms = self._replay.position_ms
        self.jumps += 1
        self._replay.move(seconds)
        self._say_edge(seconds, before_ms)
        self.frame()

    def action_speed(self, faster: bool) -> None:
        before = self._replay.speed
        self._replay.change_speed(faster)
        if self._replay.speed == before:
            say(self.app, f"{before:g}× is the {'highest' if faster else 'lowest'} speed")
        self.frame()

    def _say_edge(self, step: int, before_ms: int) -> None:
        """Where a step could not be taken, why."""
        if step < 0 and self._replay.position_ms >= before_ms:
            say(self.app, "the recording begins here")
        elif step > 0 and self._replay.at_end:
            say(self.app, "the recording ends here")
