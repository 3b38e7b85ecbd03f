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
    CURSOR = "cursor"
    """Reversed and underlined: the figure that the keyboard is on."""
    FLASH = "flash"
    """Reversed, for a moment: a figure that has just changed."""
    SUPPORT = "support"
    AVERAGE = "average"
    TRIGGER = "trigger"
    ZONE = "zone"


Span = tuple[str, Tone]
Line = tuple[Span, ...]
"""One row of the terminal, left to right."""


class FigureSpan(tuple[str, Tone]):
    """A span that shows a figure which can be explained; it equals the plain span of the same text and tone."""

    figure: str
    """Names the figure within its pane and stays while its value changes: "trigger", or "venue:okx" for one of many."""


def named(figure: str, span: Span) -> Span:
    """`span` as a place where `figure` shows."""
    marked = FigureSpan(span)
    marked.figure = figure
    return marked


def named_line(figure: str, line: Line) -> Line:
    """A whole line as one place of a figure."""
    return tuple(named(figure, span) for span in line)


def figure_of(span: Span) -> str | None:
    """Which figure a span shows, None for words and lines."""
    return span.figure if isinstance(span, FigureSpan) else None


def like(span: Span, text: str, tone: Tone | None = None) -> Span:
    """Another text, and another tone where one is given, for what `span` shows."""
    other = (text, span[1] if tone is None else tone)
    return named(span.figure, other) if isinstance(span, FigureSpan) else other


MISSING = "—"
"""A value that nobody delivered; never 0."""

NOTHING: Span = ("", Tone.TEXT)
ABSENT: Span = (MISSING, Tone.DIM)
