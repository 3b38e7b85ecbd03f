"""The card of a terminal too small for panes: four lines, and more of them where rows are left."""

from collections.abc import Iterator

from tui.domain.board import AssetBoard
from tui.present import figures
from tui.present.bars import alive, countdown
from tui.present.basis import basis_headline
from tui.present.liquidations import known
from tui.present.market import present_market
from tui.present.price import level_rows
from tui.present.reading import Reading
from tui.present.session import mode_badge
from widgets.view.bars import CardView
from widgets.view.text import ABSENT, Line, Span, Tone

_LEAST_COLUMNS, _LEAST_ROWS = 40, 15

Parts = tuple[Line, ...]


def present_card(reading: Reading) -> CardView:
    """Four lines: the price and its nearest line, liquidations, leverage, volatility."""
    part = reading.part
    price = _price(reading)
    if badge := mode_badge(reading.board):
        price = (((f" {badge} ", Tone.BADGE), (" ", Tone.TEXT), *price[0]), *price[1:])
    lines = (price, _liquidations(part), _leverage(part), _options(part))
    return CardView(lines=lines, more=tuple(_more(reading)), need=need())


def _more(reading: Reading) -> Iterator[Parts]:
    """The week and the feeds, the lines from the highest down, the basis, the whole market, the newest alert."""
    yield (("CLOSE ", Tone.DIM), countdown(reading)), (("feeds ", Tone.DIM), alive(reading))
    for row in level_rows(reading):
        yield (row.name,), (row.price,), (row.distance,), (row.state,)
    market = present_market(reading)
    yield (basis_headline(reading.part.basis),), market.etf
    yield market.cap, *market.dominance
    alerts = reading.board.alerts
    if alerts:
        yield ((("! ", Tone.WARN), (alerts[0].text, Tone.TEXT)),)


def need() -> tuple[Span, ...]:
    """What the panes need, in more words and in fewer."""
    size = f"need {_LEAST_COLUMNS}x{_LEAST_ROWS}"
    return (f"too small ({size})", Tone.WARN), (size, Tone.WARN)


def _price(reading: Reading) -> Parts:
    part = reading.part
    price: Line = (
        (f"{reading.asset} ", Tone.ACCENT),
        figures.price_span(part.price.usd, Tone.VALUE),
        (" ", Tone.TEXT),
        figures.change(part.price.change_24h_pct),
    )
    if part.weekly.trigger_usd is None:
        return (price,)
    return price, (("trigger ", Tone.DIM), figures.change(part.weekly.distance_pct))


def _liquidations(part: AssetBoard) -> Parts:
    board = known(part.liquidations)
    total = ABSENT if board.total_usd is None else (f"≥${figures.at_least(board.total_usd)}", Tone.VALUE)
    return (("liq ", Tone.DIM), total), (("long ", Tone.DIM), figures.share(board.long_share))


def _leverage(part: AssetBoard) -> Parts:
    interest = part.open_interest
    total = ABSENT if interest.usd is None else (f"${figures.compact(interest.usd)}", Tone.VALUE)
    return (
        (("OI ", Tone.DIM), total, (" ", Tone.TEXT), figures.change(interest.change_24h_pct)),
        (("funding ", Tone.DIM), figures.percent(part.funding.apr_pct)),
    )


def _options(part: AssetBoard) -> Parts:
    board = part.options
    return (
        (("IV30 ", Tone.DIM), figures.volatility(board.atm.get("30"), Tone.VALUE)),
        ((board.skew_words or "skew —", Tone.TEXT),),
    )
