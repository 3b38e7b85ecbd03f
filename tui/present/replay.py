"""The row under a replay, from the source that plays."""

from datetime import UTC, datetime

from tui.domain.clock import DAY_MS
from tui.link.source import RecordedSource
from tui.present import figures
from widgets.view.replay import ReplayView
from widgets.view.text import Span, Tone


def present_replay(source: RecordedSource) -> ReplayView:
    """Times are the recording's, UTC, in whole seconds."""
    at_ms = source.position_ms
    starts_ms, ends_ms = source.starts_ms, source.ends_ms
    length_ms = max(ends_ms - starts_ms, 1)
    badges: list[Span] = [(" REPLAY ", Tone.BADGE)]
    if source.recorded_mode == "demo":
        badges.append((" DEMO ", Tone.BADGE))
    badges.append(_state(source))
    return ReplayView(
        badges=tuple(badges),
        day=(f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d}", Tone.TEXT),
        clock=(f"{figures.clock_time(at_ms)} UTC", Tone.VALUE),
        speed=(f"{f'{source.speed:g}×':<5}", Tone.TEXT),
        starts=_edge(starts_ms, length_ms),
        ends=_edge(ends_ms, length_ms),
        place=round((at_ms - starts_ms) / length_ms, 3),
        marks=tuple(round((each - starts_ms) / length_ms, 3) for each in source.alerts_ms),
        gaps=tuple(((begin - starts_ms) / length_ms, (end - starts_ms) / length_ms) for begin, end in source.gaps),
    )


def pace(source: RecordedSource) -> Span:
    """How the tape moves, in a few cells."""
    if source.at_end:
        return " END ", Tone.CRITICAL
    return (" PAUSED ", Tone.CRITICAL) if source.is_paused else (f" {source.speed:g}× ", Tone.BADGE)


def _state(source: RecordedSource) -> Span:
    """As wide in each state, so that nothing moves beside it."""
    if source.at_end:
        return "  END   ", Tone.CRITICAL
    return (" PAUSED ", Tone.CRITICAL) if source.is_paused else (" ▶ PLAY ", Tone.DIM)


def _edge(at_ms: int, length_ms: int) -> str:
    """With its day where the tape is longer than one."""
    clock = figures.clock_time(at_ms)
    return f"{figures.day(at_ms)} {clock[:5]}" if length_ms > DAY_MS else clock
