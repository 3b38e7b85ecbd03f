"""Bursts of forced closes in the liquidation pane, and the upper view beside the recorded floor."""

from tui.domain.board import Burst, Liquidations
from tui.present import figures
from widgets.view.liquidations import BurstRow
from widgets.view.text import Line, Span, Tone, named


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
