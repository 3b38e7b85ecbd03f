"""Toned text: what every view and every drawing is made of."""

from enum import StrEnum


class Tone(StrEnum):
    """What a piece of text means; the theme decides how that looks."""

    TEXT = "text"
    VALUE = "value"
    """A figure that the eye should find first."""
    DIM = "dim"
    """Units, labels, conventions."""
    FAINT = "faint"
    """Frames, tracks, grid."""
    HEADING = "heading"
    ACCENT = "accent"
    """Where the keyboard is: the focused pane, the chosen asset."""
    UP = "up"
    DOWN = "down"
    INFO = "info"
    WARN = "warn"
    CRITICAL = "critical"
    """Reversed: what must not be overlooked."""
    BADGE = "badge"
    """Reversed: which kind of session this is (demo, replay, frozen)."""
    SUPPORT = "support"
    AVERAGE = "average"
    TRIGGER = "trigger"
    ZONE = "zone"


Span = tuple[str, Tone]
Line = tuple[Span, ...]
"""One row of the terminal, left to right."""

MISSING = "—"
"""A value that nobody delivered; never 0."""

NOTHING: Span = ("", Tone.TEXT)
ABSENT: Span = (MISSING, Tone.DIM)
