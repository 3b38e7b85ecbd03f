"""The market pane: capitalisation, spot-ETF flows, everybody's liquidations, the regime, and what a lost line would
do to altcoins."""

from datetime import UTC, datetime

from tui.domain.board import AssetLiquidations, Cascade, Etf, Market, MarketLiquidations, Print, Regime
from tui.present import figures
from tui.present.liquidations import known, observed
from tui.present.reading import Reading, age_tone, newest, state, title_age
from widgets.view.market import AssetRow, CascadeRow, FlowDay, MarketView
from widgets.view.pane import Title
from widgets.view.text import ABSENT, MISSING, NOTHING, Line, Span, Tone, named, named_line

ASSETS = ("BTC", "ETH")
"""Whose spot ETFs are counted."""
KINDS = ("market_cap", "etf_flows", "depth", "altcoins", "liquidations")
COVERAGE_RULE = "coverage = bids/forced"

_RISKS: dict[str, Span] = {
    "low": ("low", Tone.TEXT),
    "medium": ("MED", Tone.WARN),
    "high": ("HIGH", Tone.CRITICAL),
}
_TEN_TIMES, _MOST_COVERAGE = 9.995, 99.9
"""From which coverage on one decimal is enough, and beyond which no more is told apart."""
_MODEL = (
    "move: how far the altcoin falls if BTC loses its support and goes to its next line, by its beta to BTC's falls",
    "forced: its open interest times the share of leverage tiers whose margin that move uses up",
    "bids: what the book buys down to that move; cover: bids over forced, HIGH below 0.5, MED below 1, ? unknown, why",
)
_EMPTY = "no source of the whole market has answered yet"


def present_market(reading: Reading) -> MarketView:
    market = reading.board.market or Market()
    recorded = market.liquidations or MarketLiquidations()
    forced = known(recorded)
    regime = market.regime or Regime()
    etf, cascade = market.etf, market.cascade or ()
    live = [feed.age_s for feed in reading.feeds(("liquidations",)).values() if feed.state == "live"]
    return MarketView(
        title=_title(reading, market),
        state=state(
            reading, KINDS, has_data=_has_data(market), newest_s=newest([market.age_s, *live]), empty=_EMPTY,
            note=reading.board.notes.get("market"),
        ),
        cap=_cap(market),
        dominance=_dominance(market),
        source=_source(reading, market),
        etf=_etf(market, etf),
        etf_assets=_etf_assets(etf),
        etf_state=_etf_state(etf),
        etf_gap=etf.notes.get("complete", "") if etf is not None and etf.complete is False else "",
        etf_days=() if etf is None else _etf_days(etf),
        liquidations=_liquidations(forced),
        share=forced.long_share,
        recorded=f"recorded {observed(forced)}" if forced is recorded else "",
        assets=_assets(forced.by_asset),
        regime=_regime(market, regime),
        reasons=regime.reasons,
        condition=supposed(cascade[0]) if cascade else "",
        model=_MODEL if cascade else (),
        cascade=tuple(_cascade(reading, row) for row in cascade),
        no_cascade="" if cascade else _no_cascade(market),
    )  # fmt: skip


def supposed(row: Cascade) -> str:
    """What BTC is supposed to lose, and the line to which the move goes: "if BTC < 103,000 to 98,400"."""
    words = condition(row.condition)
    target_usd = None if row.target_usd == row.support_usd else row.target_usd
    return words if target_usd is None else f"{words} to {figures.price(target_usd)}"


def condition(words: str) -> str:
    """The Board's condition as a person writes it: "BTC < 102981" is "if BTC < 102,981"."""
    start, _, last = words.rpartition(" ")
    try:
        return f"if {start} {figures.price(float(last))}"
    except ValueError:
        return f"if {words}"


def _title(reading: Reading, market: Market) -> Title:
    age, tone = title_age("market_cap", reading.age_s(market.age_s))
    venues = sum(feed.state == "live" for feed in reading.feeds(("liquidations",)).values())
    cascade = market.cascade or ()
    fall = supposed(cascade[0]) if cascade else ""
    return Title(
        name="MARKET & CASCADE" if cascade else "MARKET",
        short_name="MARKET",
        convention=" · ".join(part for part in (fall, COVERAGE_RULE) if part),
        short_convention=fall,
        venues=f"{venues}v",
        age=age,
        age_tone=tone,
    )


def _has_data(market: Market) -> bool:
    forced = market.liquidations
    known = (market.cap_usd, forced.total_usd if forced else None, market.etf, market.cascade)
    return any(each is not None for each in known) or bool(market.regime and market.regime.reasons)


def _cap(market: Market) -> Line:
    if market.cap_usd is None:
        return ("cap ", Tone.DIM), named("cap", ABSENT), (f" {market.notes.get('cap_usd', 'not known now')}", Tone.DIM)
    cap = named("cap", (f"${figures.compact(market.cap_usd)}", Tone.VALUE))
    change = named("cap", figures.change(market.cap_change_24h_pct))
    return ("cap ", Tone.DIM), cap, (" ", Tone.TEXT), change


def _dominance(market: Market) -> tuple[Line, ...]:
    known = (("BTC.D", market.btc_dominance_share), ("ETH.D", market.eth_dominance_share))
    return tuple(
        ((f"{name} ", Tone.DIM), named(name, (f"{share * 100:.1f}%", Tone.TEXT)))
        for name, share in known
        if share is not None
    )


def _source(reading: Reading, market: Market) -> Line:
    if market.source is None:
        return ()
    age_s = reading.age_s(market.age_s)
    return (f"{market.source} ", Tone.DIM), (figures.age(age_s), age_tone("market_cap", age_s))


def _etf(market: Market, etf: Etf | None) -> Line:
    """What was not reported is said to be so, never 0."""
    if etf is None or etf.date is None:
        return ("ETF ", Tone.DIM), named("etf", ABSENT), (f" {market.notes.get('etf', 'not reported')}", Tone.DIM)
    date: Span = (f"{_trading_day(etf.date)} ", Tone.HEADING)
    if etf.total_usd is None:
        return ("ETF ", Tone.DIM), date, named("etf", ("not reported in full", Tone.WARN))
    return ("ETF ", Tone.DIM), date, named("etf", figures.signed_usd(etf.total_usd))


def _trading_day(date: str) -> str:
    """ "2025-11-07" as "07 Nov"."""
    try:
        return datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC).strftime("%d %b")
    except ValueError:
        return date


def _etf_assets(etf: Etf | None) -> tuple[Line, ...]:
    if etf is None or etf.date is None:
        return ()
    return tuple(
        (
            (f"{name} ", Tone.DIM),
            named("etf", ("not reported", Tone.DIM) if flow is None else figures.signed_usd(flow)),
        )
        for name, flow in zip(ASSETS, (etf.btc_usd, etf.eth_usd), strict=True)
    )


def _etf_state(etf: Etf | None) -> Span:
    """How many issuers have reported: "issuers 12/12 9/9" of BTC and of ETH, "?/12" where that is not told."""
    if etf is None or etf.date is None:
        return NOTHING
    told = [
        f"{'?' if reported is None else reported}/{of}" for reported, of in (etf.btc_issuers, etf.eth_issuers) if of
    ]
    if etf.complete is None:
        return f"issuers {' '.join(told) or '?'}", Tone.DIM
    if etf.complete:
        return f"issuers {' '.join(told) or 'all'}", Tone.TEXT
    return (f"issuers {' '.join(told)}" if told else "incomplete"), Tone.WARN


def _etf_days(etf: Etf) -> tuple[FlowDay, ...]:
    known = [(each, [flow for flow in (each.btc_usd, each.eth_usd) if flow is not None]) for each in etf.days]
    largest = max((abs(sum(flows)) for _, flows in known), default=0.0)
    return tuple(
        FlowDay(
            date=_trading_day(each.date),
            total=named("etf", figures.signed_usd(sum(flows) if len(flows) == len(ASSETS) else None)),
            btc=named("etf", figures.signed_usd(each.btc_usd)),
            eth=named("etf", figures.signed_usd(each.eth_usd)),
            part=sum(flows) / largest if largest else 0.0,
        )
        for each, flows in known
    )


def _liquidations(forced: MarketLiquidations) -> Line:
    if forced.total_usd is None:
        return (
            ("liq ", Tone.DIM),
            named("liquidations", ABSENT),
            (f" {forced.notes.get('total_usd', 'not known now')}", Tone.DIM),
        )
    total = named("liquidations", (f"≥${figures.at_least(forced.total_usd)}", Tone.VALUE))
    if forced.long_share is None:
        return ("liq ", Tone.DIM), total
    tone = Tone.DOWN if forced.long_share >= 0.5 else Tone.UP
    longs = named("liquidations", (f"long {forced.long_share * 100:.0f}%", tone))
    return ("liq ", Tone.DIM), total, (" ", Tone.TEXT), longs


def _assets(rows: tuple[AssetLiquidations, ...]) -> tuple[AssetRow, ...]:
    largest = max((row.usd for row in rows), default=0.0)
    return tuple(
        AssetRow(
            asset=row.asset,
            total=named(f"asset:{row.asset}", figures.usd_span(row.usd)),
            long_share=named(f"asset:{row.asset}", figures.share(row.long_share, Tone.DIM)),
            share=row.long_share,
            part=row.usd / largest if largest else 0.0,
            largest=named_line(f"asset:{row.asset}", _largest(row.largest)),
        )
        for row in rows
    )


def _largest(largest: Print | None) -> Line:
    if largest is None:
        return ()
    tone = Tone.DOWN if largest.hurt == "long" else Tone.UP
    where = f" {figures.venue_code(largest.venue)} @{figures.price(largest.price_usd)}"
    at = f" {figures.clock_time(largest.at_ms)}"
    return (
        (f"${figures.compact(largest.usd)}", Tone.TEXT),
        (f" {largest.hurt}", tone),
        (where, Tone.TEXT),
        (at, Tone.DIM),
    )


def _regime(market: Market, regime: Regime) -> tuple[Line, ...]:
    if regime.label is None:
        reason = market.notes.get("regime", "price or open interest of a day ago is not known")
        return ((("REGIME ", Tone.DIM), named("regime", ABSENT), (f" {reason}", Tone.DIM)),)
    parts: list[Line] = [(("REGIME ", Tone.DIM), named("regime", (regime.label, Tone.VALUE)))]
    if regime.high_iv is not None:
        parts.append((named("regime", ("high IV", Tone.WARN) if regime.high_iv else ("IV not high", Tone.DIM)),))
    if regime.oi_falling is not None:
        words = ("coin OI falling", Tone.WARN) if regime.oi_falling else ("coin OI not falling", Tone.DIM)
        parts.append((named("regime", words),))
    return tuple(parts)


def _no_cascade(market: Market) -> str:
    return f"cascade {MISSING} {market.notes.get('cascade', 'no altcoin could be reckoned')}"


def coverage_span(row: Cascade) -> Span:
    """Bids over forced flow; where the move forces nobody out there is nothing to cover, which is not unknown."""
    if row.coverage is not None:
        if row.coverage > _MOST_COVERAGE:
            return f">{_MOST_COVERAGE:.1f}", Tone.VALUE
        digits = 2 if row.coverage < _TEN_TIMES else 1
        return f"{'≥' if is_floor(row) else ''}{row.coverage:.{digits}f}", Tone.VALUE
    return ("n/a", Tone.DIM) if row.forced_usd == 0 else ABSENT


def _risk(row: Cascade) -> Span:
    """The risk in a word; without a verdict, why there is none."""
    return _RISKS.get(row.risk) or (f"? {row.risk_reason or ''}".rstrip(), Tone.DIM)


def is_floor(row: Cascade) -> bool:
    """Whether the book that came ends before the move, so that bids and coverage are at least what is told."""
    return row.move_pct is not None and row.depth_reach_pct is not None and row.move_pct < row.depth_reach_pct


def _cascade(reading: Reading, row: Cascade) -> CascadeRow:
    age_s = reading.age_s(row.age_s)
    figure = f"cascade:{row.asset}"
    unforced = row.forced_usd == 0
    return CascadeRow(
        asset=row.asset,
        price=named(figure, figures.price_span(row.price_usd)),
        change=named(figure, figures.signed_percent(row.change_24h_pct)),
        move=named(figure, figures.signed_percent(row.move_pct)),
        forced=named(figure, ("none", Tone.TEXT) if unforced else figures.usd_span(row.forced_usd)),
        bids=named(figure, figures.usd_span(row.bids_usd)),
        coverage=named(figure, coverage_span(row)),
        words=named(figure, ("none forced", Tone.DIM) if unforced else coverage_span(row)),
        risk=named(figure, _risk(row)),
        age=NOTHING if age_s is None else (figures.age(age_s), age_tone("depth", age_s)),
        beta=named(figure, ABSENT if row.beta is None else (f"{row.beta:.2f}", Tone.TEXT)),
        interest=named(figure, figures.usd_span(row.oi_usd)),
        forced_share=named(figure, figures.share(row.forced_share)),
        funding=named(figure, figures.percent(row.funding_apr_pct)),
        reach=named(figure, figures.signed_percent(row.depth_reach_pct)),
        venue=ABSENT if row.depth_venue is None else (figures.venue_code(row.depth_venue), Tone.DIM),
    )
