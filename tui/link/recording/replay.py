"""A recording as a source of Boards, at a pace that the person sets."""

import asyncio
from bisect import bisect_right

import msgspec

from tui.domain.board import SCHEMA, Board
from tui.domain.clock import Clock
from tui.link.recording.layout import RecordingError
from tui.link.recording.tape import Moment, Tape
from tui.link.source import LinkState

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)


class ReplaySource:
    """Plays a tape: its position moves with `clock`, its Boards say "replay", and ages are as of its position.

    Stretches in which nothing was recorded are skipped. At the end it pauses.
    """

    def __init__(self, tape: Tape, clock: Clock, *, from_ms: int | None = None, speed: float = 1.0) -> None:
        self._tape = tape
        self._clock = clock
        self._speed = speed
        self._paused = False
        self._held_ms = float(tape.starts_ms)
        self._held_s = clock.monotonic_s()
        self._shown: Moment | None = None
        self._board: Board | None = None
        self._reason: str | None = None
        self._alerts_ms: tuple[int, ...] | None = None
        if from_ms is not None:
            self.seek(from_ms)

    @property
    def state(self) -> LinkState:
        self._advance()
        return LinkState.ATTACHED if self._reason is None else LinkState.LOST

    @property
    def reason(self) -> str | None:
        """Why the Board of this moment can't be shown, where damage or another program spoiled it."""
        return self._reason

    def latest(self) -> Board | None:
        self._advance()
        return self._board

    def age_s(self) -> float | None:
        """How much of the recorded time has passed since the Board was made."""
        self._advance()
        return None if self._board is None else max(self.position_ms - self._board.as_of_ms, 0) / 1000

    async def run(self) -> None:
        """Nothing has to be kept going: the position is worked out whenever it is asked for."""
        await asyncio.Event().wait()

    @property
    def position_ms(self) -> int:
        """The moment that is shown, in recorded time."""
        return round(self._position())

    @property
    def starts_ms(self) -> int:
        return self._tape.starts_ms

    @property
    def ends_ms(self) -> int:
        return self._tape.ends_ms

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Stretches in which nothing was recorded: (end before, start after)."""
        return self._tape.gaps

    @property
    def alerts_ms(self) -> tuple[int, ...]:
        """When the alerts fired that the last Board of the tape tells of and that lie on the tape, oldest first."""
        if self._alerts_ms is None:
            try:
                alerts = _board(self._tape.at(self._tape.ends_ms)).alerts
            except (RecordingError, msgspec.ValidationError):
                alerts = ()
            times = {alert.at_ms for alert in alerts}
            self._alerts_ms = tuple(sorted(each for each in times if self.starts_ms <= each <= self.ends_ms))
        return self._alerts_ms

    @property
    def speed(self) -> float:
        """Recorded seconds in a second."""
        return self._speed

    @property
    def is_paused(self) -> bool:
        """By the person, or because the end is reached."""
        return self._paused or self.at_end

    @property
    def at_end(self) -> bool:
        return self._position() >= self._tape.ends_ms

    @property
    def recorded_mode(self) -> str:
        """Whether the market that was recorded was live or a demo."""
        return self._tape.header_at(self.position_ms).mode

    def pause(self, paused: bool) -> None:
        """Holds the position, or lets it move on; from the end it begins again."""
        self._hold(self._tape.starts_ms if self.at_end and not paused else self._position())
        self._paused = paused

    def step(self, boards: int) -> None:
        """Moves that many Boards on (or back, where negative) and holds there."""
        at_ms = self._tape.before_ms(self.position_ms + 1) or self._tape.starts_ms
        for _ in range(abs(boards)):
            beside_ms = self._tape.after_ms(at_ms) if boards > 0 else self._tape.before_ms(at_ms)
            at_ms = at_ms if beside_ms is None else beside_ms
        self._hold(at_ms)
        self._paused = True

    def seek(self, at_ms: float) -> None:
        """Goes to that moment; from inside a gap to its end, from outside the tape to the nearest edge."""
        self._hold(self._past_gap(min(max(at_ms, self._tape.starts_ms), self._tape.ends_ms)))

    def move(self, seconds: float) -> None:
        """Goes that far in recorded time; from inside a gap on to its far edge."""
        target_ms = self._position() + seconds * 1000
        inside = next(((ends, starts) for ends, starts in self._tape.gaps if ends < target_ms < starts), None)
        if inside is not None and seconds < 0:
            target_ms = inside[0]
        self.seek(target_ms)

    def set_speed(self, speed: float) -> None:
        self._hold(self._position())
        self._speed = speed

    def change_speed(self, faster: bool) -> None:
        """The next of the usual speeds, where there is one."""
        if faster:
            found = next((each for each in SPEEDS if each > self._speed), self._speed)
        else:
            found = next((each for each in reversed(SPEEDS) if each < self._speed), self._speed)
        self.set_speed(found)

    def _hold(self, at_ms: float) -> None:
        self._held_ms = float(at_ms)
        self._held_s = self._clock.monotonic_s()

    def _position(self) -> float:
        if self._paused:
            return self._held_ms
        passed_ms = (self._clock.monotonic_s() - self._held_s) * self._speed * 1000
        position_ms = min(self._held_ms + passed_ms, self._tape.ends_ms)
        beyond_ms = self._past_gap(position_ms)
        if beyond_ms != position_ms:
            self._hold(beyond_ms)
        return beyond_ms

    def _past_gap(self, at_ms: float) -> float:
        place = bisect_right(self._tape.gaps, (at_ms, at_ms)) - 1
        if place >= 0:
            ends_ms, starts_ms = self._tape.gaps[place]
            if ends_ms < at_ms < starts_ms:
                return float(starts_ms)
        return at_ms

    def _advance(self) -> None:
        """Makes the Board of the position, if it is not the one that is there."""
        try:
            moment = self._tape.at(self.position_ms)
            if self._shown is not None and moment.tree is self._shown.tree:
                return
            self._shown = moment
            self._board = _board(moment)
            self._reason = None
        except RecordingError as error:
            self._reason = str(error)
        except msgspec.ValidationError:
            self._reason = "the Board of this moment can't be read: something else wrote it"


def _board(moment: Moment) -> Board:
    """The Board of any schema up to this one: what is new in this one takes its default, what is gone is ignored."""
    tree = {**moment.tree, "schema": SCHEMA, "mode": "replay", "as_of_ms": moment.at_ms}
    return msgspec.convert(tree, Board)
