"""What all explanations have in common: rows of inputs, reasons from the Board's notes, and the page itself."""

from collections.abc import Iterable

import msgspec

from tui.domain.board import Notes
from tui.present import figures
from tui.present.explain.endpoints import endpoint
from tui.present.reading import Reading, age_tone
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.pane import PaneView, State
from widgets.view.text import ABSENT, NOTHING, Span, Tone


def page(pane: PaneView, parts: Iterable[Figure]) -> ExplainView:
    """The page of one pane; where the pane has no data, why it has none comes first."""
    title = msgspec.structs.replace(pane.title, name=f"{pane.title.name} EXPLAINED", short_name="")
    shown = tuple(parts)
    if pane.state.has_data:
        return ExplainView(title=title, state=pane.state, figures=shown)
    reasons = (pane.state.words, *(f"{venue}: {why}" for venue, why in pane.state.reasons))
    absence = Figure(name="why the pane is empty", value=NOTHING, notes=tuple(filter(None, reasons)))
    return ExplainView(title=title, state=State(kind="live"), figures=(absence, *shown))


def source(
    reading: Reading, kind: str, venue: str, what: str, value: Span, age_s: float | None, *, asked: str | None = None
) -> InputRow:
    """A number of a venue: when it came, how old that is now, and how it is asked for."""
    now_s = reading.age_s(age_s)
    return InputRow(
        venue=(figures.venue_name(venue), Tone.HEADING),
        what=(what, Tone.TEXT),
        value=value,
        at=NOTHING if now_s is None else (figures.clock_time(reading.now_ms - round(now_s * 1000)), Tone.DIM),
        age=NOTHING if now_s is None else (figures.age(now_s), age_tone(kind, now_s)),
        endpoint=(endpoint(venue, kind) if asked is None else asked, Tone.DIM),
    )


def why(notes: Notes, *fields: str) -> tuple[str, ...]:
    """The Board's notes about these fields, each once."""
    return tuple(dict.fromkeys(notes[name] for name in fields if name in notes))


def percent(pct: float | None, digits: int = 2) -> str:
    """A signed percentage within a formula."""
    return "?" if pct is None else f"{pct:+.{digits}f}%"


def listed(words: Iterable[str], joint: str = " + ", most: int = 8) -> str:
    """Terms of a sum; where there are very many, the first with how many more."""
    terms = list(words)
    rest = len(terms) - most
    return joint.join(terms if rest <= 0 else [*terms[:most], f"{rest} more"])


def dollars(usd: float | None, tone: Tone = Tone.VALUE) -> Span:
    return ABSENT if usd is None else (f"${figures.compact(usd)}", tone)
