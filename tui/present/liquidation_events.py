"""Bursts and hours of the liquidation pane, and the upper view beside the recorded floor."""

from functools import lru_cache

from tui.domain.board import Burst, Liquidations
from tui.domain.board_past import Past, Strip
from tui.domain.clock import HOUR_MS
from tui.present import figures
from widgets.view.liquidations import BurstRow, HourRow
from widgets.view.text import Line, Span, Tone, named

_HOURS = 24


def burst_figure(burst: Burst) -> str:
    """What a burst is called as a figure of the pane."""
    return f"burst:{burst.start_ms}"


def burst_rows(board: Liquidations) -> tuple[BurstRow, ...]:
    return tuple(_burst(burst) for burst in board.bursts)


def no_burst(board: Liquidations) -> str:
    """What stands for an empty list of them."""
    return "" if board.bursts else f"no burst in the last {figures.duration(board.window_s)}"


def implied(board: Liquidations) -> Line:
    """Floor and ceiling are never added up: the one was recorded, the other is what could have been at most."""
    # Below the floor it is no ceiling: what was recorded has disproved it, and its figure would only mislead.
    usd = board.implied_usd if board.implied_usd is None or board.implied_usd >= (board.total_usd or 0.0) else None
    if usd is None:
        return ()
    value = named("implied", (f"${figures.compact(usd)}", Tone.TEXT))
    venues = " ".join(map(figures.venue_code, board.implied_venues))
    return ("OI-implied ", Tone.DIM), value, (f"had every fall of OI been forced · {venues}", Tone.DIM)


def _burst(burst: Burst) -> BurstRow:
    figure = burst_figure(burst)
    side = Tone.DOWN if (burst.long_share or 0.0) >= 0.5 else Tone.UP
    return BurstRow(
        start=(figures.clock_time(burst.start_ms)[:5], Tone.DIM),
        lasted=(figures.duration((burst.end_ms - burst.start_ms) / 1000), Tone.DIM),
        usd=named(figure, figures.usd_span(burst.usd, Tone.VALUE)),
        long_share=named(figure, figures.share(burst.long_share, side)),
        count=named(figure, (f"{burst.count:,}", Tone.TEXT)),
        move=named(figure, figures.change(burst.move_pct, 2)),
        prices=_prices(burst),
    )


def _prices(burst: Burst) -> Span:
    if burst.from_usd is None or burst.to_usd is None:
        return "", Tone.DIM
    return f"{figures.price(burst.from_usd)} to {figures.price(burst.to_usd)}", Tone.DIM


def hour_rows(past: Past) -> tuple[HourRow, ...]:
    """The last 24 hours with a record, newest first; the same rows again until one changes."""
    longs, shorts = past.forced_long_usd.get("1h"), past.forced_short_usd.get("1h")
    return () if longs is None or shorts is None else _hours(longs, shorts)


@lru_cache(maxsize=8)
def _hours(longs: Strip, shorts: Strip) -> tuple[HourRow, ...]:
    by_hour: dict[int, tuple[float, float]] = {}
    for side, strip in enumerate((longs, shorts)):
        for place, usd in enumerate(strip.values):
            if usd is not None:
                at_ms = strip.first_ms + place * HOUR_MS
                long_usd, short_usd = by_hour.get(at_ms, (0.0, 0.0))
                by_hour[at_ms] = (usd, short_usd) if side == 0 else (long_usd, usd)
    most = max((sum(sides) for sides in by_hour.values()), default=0.0)
    return tuple(_hour(at_ms, *by_hour[at_ms], most) for at_ms in sorted(by_hour, reverse=True)[:_HOURS])


def _hour(at_ms: int, long_usd: float, short_usd: float, most_usd: float) -> HourRow:
    total = long_usd + short_usd
    return HourRow(
        hour=figures.clock_time(at_ms)[:5],
        longs=figures.usd_span(long_usd, Tone.HEADING),
        shorts=figures.usd_span(short_usd, Tone.HEADING),
        share=long_usd / total if total else None,
        part=total / most_usd if most_usd else 0.0,
    )
