"""What the program says to the person: one line in the row of the keys, for some seconds. It never covers a figure."""

from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from textual.app import App
from textual.binding import Binding

from tui.domain.clock import Clock
from widgets.cell_diff import CellDiffApp
from widgets.view.text import Line, Span, Tone

Level = Literal["note", "warning"]

_TONES: dict[Level, Tone] = {"note": Tone.INFO, "warning": Tone.WARN}
_FOR_S: dict[Level, float] = {"note": 6.0, "warning": 9.0}


class Said(NamedTuple):
    """A line, and until when it stays on the monotonic clock."""

    line: Line
    until_s: float


@runtime_checkable
class Footed(Protocol):
    """A screen with a row of keys."""

    def show_foot(self) -> None:
        """Draws that row anew."""
        ...


class SpeakingApp(CellDiffApp):
    """Keeps what was said last; the screen in front shows it, and lets it go with its next frame after its time."""

    def __init__(self, clock: Clock, **options: Any) -> None:
        super().__init__(**options)
        self._said_clock = clock
        self._said: Said | None = None

    @property
    def said(self) -> Line:
        """What is to be shown now; nothing after its time."""
        if self._said is None or self._said_clock.monotonic_s() >= self._said.until_s:
            return ()
        return self._said.line

    def say(self, words: str, level: Level = "note") -> None:
        """Shows `words` behind their level, in place of what was said before."""
        self.say_as((level, _TONES[level]), words, _FOR_S[level])

    def say_as(self, head: Span, words: str, for_s: float) -> None:
        """The same behind another head, for that long."""
        self._said = Said((head, (f" {words}", Tone.TEXT)), self._said_clock.monotonic_s() + for_s)
        for screen in self.screen_stack[-1:]:
            if isinstance(screen, Footed):
                screen.show_foot()

    def get_key_display(self, binding: Binding) -> str:
        """Enter by its name, as in every sentence about it: its sign is not in ASCII."""
        return binding.key if binding.key == "enter" else super().get_key_display(binding)


def said(app: App[Any]) -> Line:
    """What `app` says now."""
    return app.said if isinstance(app, SpeakingApp) else ()


def say(app: App[Any], words: str, level: Level = "note") -> None:
    """Has `app` say it."""
    if isinstance(app, SpeakingApp):
        app.say(words, level)
