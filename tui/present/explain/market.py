"""The market pane explained: who counts what, and every term of the cascades."""

from collections.abc import Iterator

import msgspec

from tui.domain.board import Cascade, Etf, Market, MarketLiquidations, Regime
from tui.present import figures
from tui.present.explain.liquidations import FLOOR
from tui.present.explain.page import dollars, listed, page, percent, source, why
from tui.present.liquidations import observed
from tui.present.market import COVERAGE_RULE, coverage_span, is_floor, present_market
from tui.present.reading import Reading
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.text import ABSENT, NOTHING, Span, Tone

_LEADER = "BTC"
_CAP_PAGES = {
    "CoinGecko": "GET api.coingecko.com/api/v3/global",
    "CoinPaprika": "GET api.coinpaprika.com/v1/global",
    "CoinLore": "GET api.coinlore.net/api/global/",
}
_MODEL = (
    "move = beta x distance to the next line below the lost one; forced = open interest x the tiers' share that the"
    f" move wipes out; {COVERAGE_RULE}"
)
_MODEL_CONVENTION = (
    "beta: least squares through the origin of seven days' five-minute falls; open interest taken as long; the tiers of"
    " leverage are a guess of yours to edit ([cascade] tiers); high below 0.5, medium below 1, unknown with a book"
    " older than 60 s; where the book is shorter than the move, judged as far as it reaches"
)


def explain_market(reading: Reading) -> ExplainView:
    market = reading.board.market or Market()
    parts = [
        *_cap(reading, market),
        _etf(reading, market, market.etf or Etf()),
        _liquidations(reading, market.liquidations or MarketLiquidations()),
        _regime(reading, market, market.regime or Regime()),
    ]
    cascade = market.cascade or ()
    parts += [explain_cascade(reading, row, is_first=not place) for place, row in enumerate(cascade)]
    if not cascade:
        parts.append(Figure(name="cascade", notes=why(market.notes, "cascade")))
    return page(present_market(reading), parts)


def _cap(reading: Reading, market: Market) -> Iterator[Figure]:
    filled: list[str] = []
    if market.cap_usd is not None and market.cap_change_24h_pct is not None:
        before = market.cap_usd / (1 + market.cap_change_24h_pct / 100)
        change = percent(market.cap_change_24h_pct, 1)
        filled.append(f"${figures.compact(market.cap_usd)} after {change} is ${figures.compact(before)} the day before")
    yield Figure(
        name="total capitalisation",
        id="cap",
        value=dollars(market.cap_usd),
        formula="sum of price x circulating supply over the coins that the source counts",
        filled=tuple(filled),
        inputs=_cap_input(reading, market),
        convention="value, change and dominance are always one source's own, of the same answer",
        alternatives="sources count different coins and differ by several percent in the same minute",
        notes=why(market.notes, "cap_usd", "cap_change_24h_pct"),
    )
    for name, share, key in (
        ("BTC dominance", market.btc_dominance_share, "btc_dominance_share"),
        ("ETH dominance", market.eth_dominance_share, "eth_dominance_share"),
    ):
        filled = []
        if share is not None and market.cap_usd is not None:
            filled.append(f"${figures.compact(share * market.cap_usd)} / ${figures.compact(market.cap_usd)}")
        value = ABSENT if share is None else (f"{share * 100:.1f}%", Tone.VALUE)
        yield Figure(
            name=name,
            id=f"{name.split()[0]}.D",
            value=value,
            formula="its capitalisation / the total",
            filled=tuple(filled),
            inputs=_cap_input(reading, market),
            convention="both of one source and one answer",
            notes=why(market.notes, key),
        )


def _cap_input(reading: Reading, market: Market) -> tuple[InputRow, ...]:
    if market.source is None:
        return ()
    asked = _CAP_PAGES.get(market.source, "")
    value = dollars(market.cap_usd, Tone.TEXT)
    row = source(reading, "market_cap", market.source, "total", value, market.age_s, asked=asked)
    return (msgspec.structs.replace(row, venue=(market.source, Tone.HEADING)),)


def _etf(reading: Reading, market: Market, etf: Etf) -> Figure:
    feed = reading.feeds(("etf_flows",)).get("etf flows")
    rows = tuple(
        InputRow(
            venue=("ETF flows", Tone.HEADING),
            what=(f"{name} {etf.date}", Tone.TEXT),
            value=("not reported", Tone.DIM) if flow is None else figures.signed_usd(flow),
            age=NOTHING if feed is None else (figures.age(reading.age_s(feed.age_s)), Tone.DIM),
            endpoint=(etf.source or "", Tone.DIM),
        )
        for name, flow in (("BTC", etf.btc_usd), ("ETH", etf.eth_usd))
        if etf.date is not None
    )
    both = etf.btc_usd is not None and etf.eth_usd is not None
    return Figure(
        name="spot-ETF net flow",
        id="etf",
        value=figures.signed_usd(etf.total_usd),
        formula="creations - redemptions in dollars; BTC + ETH only where both were reported for that date",
        filled=(
            f"{figures.signed_usd(etf.btc_usd)[0]} + {figures.signed_usd(etf.eth_usd)[0]} ="
            f" {figures.signed_usd(etf.total_usd)[0]}",
        )
        if both
        else (),
        inputs=rows,
        convention="by New York trading date; weekends and holidays have none; not reported is never 0. [sources] sets"
        " a CSV by URL or file, and entries by hand",
        alternatives="houses that value holdings at 16:00 New York; a redemption is no sale of coin on that day",
        notes=(*why(market.notes, "etf"), *dict.fromkeys(etf.notes.values())),
    )


def _liquidations(reading: Reading, forced: MarketLiquidations) -> Figure:
    terms = [f"{row.asset} {figures.compact(row.usd)}" for row in forced.by_asset]
    return Figure(
        name="recorded liquidations, all assets",
        id="liquidations",
        value=dollars(forced.total_usd),
        formula="sum over every asset that the liquidation feeds carry, trailing 24 h",
        filled=(f"{listed(terms)} and what is smaller = ${figures.compact(forced.total_usd)}",)
        if forced.total_usd is not None and terms
        else (),
        inputs=forced_rows(reading),
        convention=f"{FLOOR}; observed {observed(forced)}; reading back (but Gate's) covers the watched assets only",
        notes=why(forced.notes, "total_usd", "long_share"),
    )


def forced_rows(reading: Reading) -> tuple[InputRow, ...]:
    """Every venue whose liquidations are recorded."""
    return tuple(
        source(reading, "liquidations", venue, f"every symbol, {feed.state}", NOTHING, feed.age_s)
        for venue, feed in sorted(reading.feeds(("liquidations",)).items())
        if feed.state != "off"
    )


def _regime(reading: Reading, market: Market, regime: Regime) -> Figure:
    return Figure(
        name="regime",
        id="regime",
        value=ABSENT if regime.label is None else (regime.label, Tone.VALUE),
        formula="price against coin open interest of BTC over 24 h: up and up new longs, up and down short covering,"
        " down and up new shorts, down and down long flush; no clear move where one of them moved by less than"
        " 0.5%",
        filled=regime.reasons,
        inputs=_regime_inputs(reading),
        convention="high volatility: DVOL above 70% of the year's days; falling: coins down more than 1% in 24 h;"
        " both together ask for active risk management",
        notes=why(market.notes, "regime"),
    )


def _regime_inputs(reading: Reading) -> tuple[InputRow, ...]:
    """The leader's price, coins and volatility index."""
    leader = reading.board.assets.get(_LEADER)
    if leader is None:
        return ()
    interest, price = leader.open_interest, leader.price
    rows = [
        source(reading, "price", each.venue, f"{_LEADER} 24 h", figures.change(price.change_24h_pct, 2), each.age_s)
        for each in price.venues[:1]
    ]
    rows += [
        source(
            reading, "open_interest", each.venue, f"{_LEADER} coins, 24 h",
            figures.change(each.coin_change_24h_pct, 2), each.age_s,
        )
        for each in interest.venues
        if each.coin_change_24h_pct is not None
    ]  # fmt: skip
    rows += [
        source(reading, "volatility_index", venue, "DVOL", figures.volatility(leader.options.dvol_vol), feed.age_s)
        for venue, feed in reading.feeds(("volatility_index",)).items()
    ]
    return tuple(rows)


def explain_cascade(reading: Reading, row: Cascade, *, is_first: bool) -> Figure:
    """The first explains the model for all."""
    return Figure(
        name=f"{row.asset} coverage",
        id=f"cascade:{row.asset}",
        value=_coverage(row),
        formula=_MODEL if is_first else "",
        filled=tuple(_terms(row)),
        inputs=_cascade_inputs(reading, row),
        convention=_MODEL_CONVENTION if is_first else "",
        alternatives="maps of liquidation levels attribute entries to prices; all are models" if is_first else "",
        notes=tuple(f"{name}: {note}" for name, note in row.notes.items()),
    )


def _coverage(row: Cascade) -> Span:
    if row.coverage is not None:
        return f"{coverage_span(row)[0]}, risk {row.risk}", Tone.VALUE
    return (f"nothing forced, risk {row.risk}", Tone.VALUE) if row.forced_usd == 0 else ABSENT


def _terms(row: Cascade) -> Iterator[str]:
    target_usd = row.support_usd if row.target_usd is None else row.target_usd
    if target_usd is not None and row.distance_pct is not None:
        yield f"distance of BTC to {figures.price(target_usd)}: {percent(row.distance_pct)}"
    if row.beta is not None and row.distance_pct is not None and row.move_pct is not None:
        bars = "" if row.beta_bars is None else f", beta from {row.beta_bars:,} bars"
        yield f"move: {row.beta:.2f} x {percent(row.distance_pct)} = {percent(row.move_pct)}{bars}"
    if row.oi_usd is not None and row.forced_share is not None and row.forced_usd is not None:
        share = f"{row.forced_share * 100:.0f}%"
        yield f"forced: ${figures.compact(row.oi_usd)} x {share} = ${figures.compact(row.forced_usd)}"
    if row.bids_usd is not None and row.move_pct is not None:
        reach = "" if row.depth_reach_pct is None else f", the book reaches {percent(row.depth_reach_pct)}"
        yield f"bids within {percent(row.move_pct)} of the middle: ${figures.compact(row.bids_usd)}{reach}"
    if row.forced_usd == 0:
        yield "coverage: the move closes nobody out, so there is nothing that bids would have to cover"
    elif row.coverage is not None and row.bids_usd is not None and row.forced_usd is not None:
        forced, kind = figures.compact(row.forced_usd), ", a floor" if is_floor(row) else ""
        yield f"coverage: {figures.compact(row.bids_usd)} / {forced} = {row.coverage:.2f}{kind}"
    if row.funding_apr_pct is not None:
        yield f"funding {row.funding_apr_pct:.1f}% APR, shown and not part of the model"


def _cascade_inputs(reading: Reading, row: Cascade) -> tuple[InputRow, ...]:
    if row.depth_venue is None:
        return ()
    feed = reading.feeds(("altcoins",)).get(row.depth_venue)
    interest = dollars(row.oi_usd, Tone.TEXT)
    return (
        source(reading, "depth", row.depth_venue, "order book", dollars(row.bids_usd, Tone.TEXT), row.age_s),
        source(reading, "altcoins", row.depth_venue, "bars, interest", interest, feed.age_s if feed else None),
    )
