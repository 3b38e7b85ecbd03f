"""View model of the row under a replay: where it stands on the tape, and how it moves."""

from widgets.view.pane import View
from widgets.view.text import NOTHING, Span


class ReplayView(View, frozen=True, kw_only=True):
    badges: tuple[Span, ...] = ()
    """What this is, and whether it moves."""
    day: Span = NOTHING
    clock: Span = NOTHING
    """The recording's time."""
    speed: Span = NOTHING
    starts: str = ""
    ends: str = ""
    """The tape's edges."""
    place: float = 0.0
    """The position on the tape, 0..1."""
    marks: tuple[float, ...] = ()
    """Where alerts fired on the tape, 0..1."""
    gaps: tuple[tuple[float, float], ...] = ()
    """Stretches of the tape, 0..1, in which nothing was recorded."""
