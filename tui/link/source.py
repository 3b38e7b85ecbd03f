"""Where Boards come from: a collector's socket, a recording, or a test; a screen cannot tell them apart."""

from enum import StrEnum
from typing import Protocol, runtime_checkable

from tui.config.edits import Change
from tui.domain.board import Board
from tui.domain.digest import Digest
from tui.domain.tape_filter import TapeFilter
from tui.link.wire import Answer, Command, Found, Reload


class LinkState(StrEnum):
    CONNECTING = "connecting"
    ATTACHED = "attached"
    LOST = "lost"
    """It was attached; it keeps trying."""


class BoardSource(Protocol):
    """Latest wins: a screen asks at its own pace and never queues."""

    @property
    def state(self) -> LinkState: ...

    @property
    def reason(self) -> str | None:
        """Why it is not attached, in words for the screen."""
        ...

    def latest(self) -> Board | None:
        """The newest Board, the same object until a newer one came; None before the first."""
        ...

    def age_s(self) -> float | None:
        """Seconds since the newest Board arrived."""
        ...

    async def run(self) -> None:
        """Keeps the source going until cancelled; reconnects by itself and raises nothing."""
        ...


@runtime_checkable
class RecordedSource(BoardSource, Protocol):
    """A recording that plays; times are the recording's own."""

    @property
    def recorded_mode(self) -> str:
        """Whether the market that was recorded was live or a demo."""
        ...

    @property
    def position_ms(self) -> int: ...

    @property
    def starts_ms(self) -> int: ...

    @property
    def ends_ms(self) -> int: ...

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Stretches in which nothing was recorded: (end before, start after)."""
        ...

    @property
    def alerts_ms(self) -> tuple[int, ...]:
        """When alerts fired on it, oldest first."""
        ...

    @property
    def speed(self) -> float: ...

    @property
    def is_paused(self) -> bool: ...

    @property
    def at_end(self) -> bool: ...

    def pause(self, paused: bool) -> None: ...

    def step(self, boards: int) -> None: ...

    def move(self, seconds: float) -> None: ...

    def change_speed(self, faster: bool) -> None: ...


@runtime_checkable
class PacedSource(Protocol):
    """A source that spares itself the Boards that nobody would look at."""

    def want_fps(self, fps: float) -> None:
        """How many Boards a second are of use from now on."""
        ...


@runtime_checkable
class CommandSink(Protocol):
    """A source with a collector behind it, that can be asked to do something."""

    def command(self, command: Command) -> bool:
        """False where nobody is there to do it."""
        ...


@runtime_checkable
class EditSink(Protocol):
    """A source with a collector behind it, that changes what it goes by and says what became of it."""

    async def edit(self, change: Change | Reload) -> Answer:
        """Raises LinkError, in words for the person, where no answer comes."""
        ...


@runtime_checkable
class DigestSource(Protocol):
    """A source with a collector behind it, that can tell what happened since a moment."""

    def ask_since(self, since_ms: int) -> bool:
        """Asks for a digest; False where nobody is there to make one."""
        ...

    def digest(self) -> Digest | None:
        """The newest digest that came; its `asked_ms` says which question it answers."""
        ...


@runtime_checkable
class FindingSource(Protocol):
    """A source with a collector behind it, that looks for liquidations of the last day."""

    def ask_find(self, asset: str, tape: TapeFilter) -> bool:
        """Has them looked for; False where nobody is there who can."""
        ...

    def found(self) -> Found | None:
        """The newest answer that came; it says what was asked."""
        ...
