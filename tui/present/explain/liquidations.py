"""The liquidation pane explained: what was added up, and how much of it each venue shows."""

from collections.abc import Iterator

from tui.domain.board import Liquidations, LiquidationWindow
from tui.present import figures
from tui.present.explain.liquidation_events import explain_events
from tui.present.explain.page import dollars, listed, page, source, why
from tui.present.liquidations import observed, present_liquidations
from tui.present.reading import Reading
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.text import Tone

COMPLETENESS = {
    "full": "every order",
    "sampled": "sampled",
    "backfill": "read back by REST",
}
PRINT_CONVENTION = "average fill on Binance, bankruptcy price on Bybit and OKX: the venue's best public price"
FLOOR = "recorded is a floor: venues that publish samples show at most one order a symbol and second"


def explain_liquidations(reading: Reading) -> ExplainView:
    board = reading.part.liquidations
    return page(
        present_liquidations(reading),
        [
            *_total(reading, board),
            *(_window(reading, window) for window in board.windows),
            _largest(reading, board),
            *explain_events(reading, board),
        ],
    )


def _total(reading: Reading, board: Liquidations) -> Iterator[Figure]:
    window = figures.duration(board.window_s)
    terms = [f"{figures.venue_code(venue.venue)} {figures.compact(venue.total_usd)}" for venue in board.venues]
    yield Figure(
        name=f"recorded liquidations, {window}",
        id="total",
        value=dollars(board.total_usd),
        formula="sum of the dollars of every forced close recorded in the trailing window, by the venue's own time",
        filled=(f"{listed(terms)} = ${figures.compact(board.total_usd)}, {board.count:,} prints",)
        if board.total_usd is not None and terms
        else (),
        inputs=venue_rows(reading, board),
        convention=f"{FLOOR}; observed {observed(board)}. Dollars are coin x price,"
        " for inverse contracts contracts x contract size; duplicates after a reconnect count once",
        alternatives="houses that scale samples up, or add venues that nobody here can hear, print more",
        notes=why(board.notes, "total_usd", "venues"),
    )
    filled: tuple[str, ...] = ()
    if board.long_usd is not None and board.total_usd and board.long_share is not None:
        share = f"{board.long_share * 100:.1f}%"
        filled = (f"{figures.compact(board.long_usd)} / {figures.compact(board.total_usd)} = {share}",)
    yield Figure(
        name="long share",
        id="long_share",
        value=figures.share(board.long_share, Tone.VALUE),
        formula="longs / (longs + shorts); long is the position that was closed, by a forced sale",
        filled=filled,
        inputs=venue_rows(reading, board),
        convention="by each venue's own field: Binance SELL, OKX posSide long and Bybit S=Buy are longs hurt",
        notes=why(board.notes, "long_share"),
    )


def venue_rows(reading: Reading, board: Liquidations, *, only: str | None = None) -> tuple[InputRow, ...]:
    """Each venue's part, or that of `only` one."""
    feeds = reading.feeds(("liquidations",))
    rows: list[InputRow] = []
    for venue in board.venues:
        if only is not None and venue.venue != only:
            continue
        feed = feeds.get(venue.venue)
        what = f"{COMPLETENESS[venue.completeness]}, {figures.duration(venue.observed_s)}"
        age_s = feed.age_s if feed else None
        rows.append(source(reading, "liquidations", venue.venue, what, dollars(venue.total_usd, Tone.TEXT), age_s))
    return tuple(rows)


def _window(reading: Reading, window: LiquidationWindow) -> Figure:
    long, short = figures.compact(window.long_usd), figures.compact(window.short_usd)
    return Figure(
        name=f"{figures.duration(window.window_s)} window",
        id=f"window:{window.window_s}",
        value=dollars(window.total_usd),
        formula="longs + shorts",
        filled=(f"{long} + {short} = ${figures.compact(window.total_usd)}, {window.count:,} prints",),
        inputs=venue_rows(reading, reading.part.liquidations),
        convention=f"whole UTC minutes, the running one included; {_observed(window)}",
    )


def _observed(window: LiquidationWindow) -> str:
    if window.observed_s is None:
        return "how much of it was observed is not told"
    return (
        f"observed {figures.duration(window.observed_s)} of {figures.duration(window.window_s)} at one venue at least"
    )


def _largest(reading: Reading, board: Liquidations) -> Figure:
    largest = board.largest
    if largest is None:
        return Figure(name="largest print", id="largest", notes=why(board.notes, "largest"))
    where = f"{figures.venue_name(largest.venue)} {largest.symbol} at {figures.price(largest.price_usd)}"
    return Figure(
        name="largest print",
        id="largest",
        value=dollars(largest.usd),
        filled=(f"{where}, a {largest.hurt}, {figures.clock_time(largest.at_ms)} UTC",),
        inputs=venue_rows(reading, board, only=largest.venue),
        convention=PRINT_CONVENTION,
    )
