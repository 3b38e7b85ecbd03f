"""Writes the derivatives brief from a Board: each figure with its source and age, "n/a (why)" where it is missing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from tui.brief.words import age, at_least, dollars, percent, price, set_on, share, side_of, venues, watched
from tui.domain.board import AssetBoard, Basis, Board, Etf, Level, OpenInterestBoard, Options, Section

NAMES = {"BTC": "Bitcoin", "ETH": "Ether", "SOL": "Solana"}


_REASON = re.compile(r" \(.*?\)(?=[,;]|$)")


def brief(board: Board, assets: tuple[str, ...]) -> tuple[str, ...]:
    """One paragraph on the prices of `assets`, one on the whole market, and one on each asset's derivatives; a single
    one, with each reason once, where no asset has a price."""
    if assets and board.feeds and not has_anything(board, assets):
        return (_nothing(board, assets),)
    prices = " ".join(_price(board, asset) for asset in assets)
    return (prices, _market(board), *(_derivatives(board, asset) for asset in assets))


def has_anything(board: Board, assets: tuple[str, ...]) -> bool:
    """Whether at least one asset has a price: without one there is no brief."""
    return any(board.assets[asset].price.usd is not None for asset in assets)


def _nothing(board: Board, assets: tuple[str, ...]) -> str:
    """Why nothing is known, each reason once with the feeds' venues."""
    silent: dict[str, list[str]] = {}
    for feed in board.feeds:
        if feed.state != "live":
            silent.setdefault(feed.reason or feed.state, []).append(feed.venue)
    why = "; ".join(f"{reason} ({venues(names)})" for reason, names in silent.items()) or "no feed has brought a price"
    return f"No price of {venues([NAMES.get(asset, asset) for asset in assets])} is known: {why}."


def _figure(section: Section, key: str, words: Callable[[float], str], source: str) -> str:
    """The section's field in words with its source, or why there is none."""
    value: float | None = getattr(section, key)
    if value is None:
        return f"n/a ({section.notes.get(key, 'not known now')})"
    return f"{words(value)} [{source}]" if source else words(value)


def _price(board: Board, asset: str) -> str:
    facts = board.assets[asset]
    now = facts.price
    source = (
        f"median of {venues([venue.venue for venue in now.venues])}, {age(_oldest(now.venues))}" if now.venues else ""
    )
    parts = [f"{NAMES.get(asset, asset)} is at {_figure(now, 'usd', price, source)}"]
    if now.change_24h_pct is not None:
        parts.append(f"{percent(now.change_24h_pct, signed=True)} in 24 hours")
    fall = facts.drawdown
    if fall.pct is not None and fall.high_usd is not None:
        parts.append(f"{percent(fall.pct, signed=True)} from {price(fall.high_usd)} [{set_on(fall.high_on)}]")
    return ", ".join(parts) + ". " + _lines(facts)


def _oldest(items: tuple[object, ...]) -> float | None:
    ages = [item.age_s for item in items if hasattr(item, "age_s")]
    return max((each for each in ages if each is not None), default=None)


def _lines(facts: AssetBoard) -> str:
    week = facts.weekly
    source = f"weekly closes, {facts.chart.venue or 'no candle source'}"
    average = "of finished weeks" if week.sma_rule == "completed" else "with the price now as its last close"
    text = f"The 50-week average {average} is {_figure(week, f'sma50_{week.sma_rule}_usd', price, source)}; "
    text += f"this week must close above {_figure(week, 'trigger_usd', price, source)} to close above its own"
    for level in facts.levels:
        if level.distance_pct is None:
            continue
        text += f"; {level.label or level.kind.replace('_', ' ')}: {_stands(facts.price.usd, level)}"
        if level.word:
            text += ", the close is still to come" if level.open_side else f", {level.word.lower()}"
        if level.then_usd:
            text += f" (then {', '.join(map(price, level.then_usd))})"
    return text + "."


def _stands(now_usd: float | None, level: Level) -> str:
    """Where price stands from a line, or from the nearer edge of a zone."""
    if level.to_usd is None:
        edges = (level.price_usd, level.price_usd)
    else:
        edges = (min(level.price_usd, level.to_usd), max(level.price_usd, level.to_usd))
    if now_usd is None:
        return f"{price(level.price_usd)}, where price is now is not known"
    if edges[0] < edges[1] and edges[0] <= now_usd <= edges[1]:
        return f"price is inside {price(edges[0])}-{price(edges[1])}"
    zone = "" if level.to_usd is None else f" (of {price(edges[0])}-{price(edges[1])})"
    return side_of(now_usd, edges[0] if now_usd < edges[0] else edges[1]) + zone


def _market(board: Board) -> str:
    market = board.market
    if market is None:
        return f"Whole market: n/a ({board.notes.get('market', 'not known now')})."
    source = f"{market.source}, {age(market.age_s)}"
    cap = f"Total capitalization is {_figure(market, 'cap_usd', dollars, source)}"
    if market.cap_change_24h_pct is not None:
        cap += f", {percent(market.cap_change_24h_pct, signed=True)} in 24 hours"
    return f"{cap}. {_liquidations(board)} {_etf(board)}"


def _liquidations(board: Board) -> str:
    forced = board.market.liquidations if board.market else None
    if forced is None or forced.total_usd is None:
        why = forced.notes.get("total_usd", "not known now") if forced else "not known now"
        return f"Liquidations in 24 hours: n/a ({why})."
    text = f"Liquidations recorded: {at_least(forced.total_usd)}, watched {watched(forced)}"
    text += f" [{venues([venue.venue for venue in forced.venues])}]" if forced.venues else ""
    if forced.long_share is not None:
        text += f", longs {share(forced.long_share)}"
    leaders = [f"{row.asset} {dollars(row.usd)}" for row in forced.by_asset[:2]]
    text += f"; most in {venues(leaders)}" if leaders else ""
    return text + "."


def _etf(board: Board) -> str:
    market = board.market
    etf = market.etf if market else None
    if etf is None or etf.total_usd is None:
        why = etf.notes.get("total_usd") if etf else market.notes.get("etf") if market else "not known now"
        return f"Spot ETF flows: n/a ({why or 'not reported'})."
    way = "outflows" if etf.total_usd < 0 else "inflows"
    return f"Spot ETFs had {dollars(abs(etf.total_usd))} of net {way} on {etf.date} [{etf.source}{_issuers(etf)}]."


def _issuers(etf: Etf) -> str:
    """How many issuers have reported, where not all are known to have: "; BTC ?/12, ETH ?/9 issuers"."""
    if etf.complete:
        return ""
    told = [
        f"{asset} {'?' if reported is None else reported}/{of}"
        for asset, (reported, of) in (("BTC", etf.btc_issuers), ("ETH", etf.eth_issuers))
        if of
    ]
    return f"; {', '.join(told)} issuers" if told else ""


def _derivatives(board: Board, asset: str) -> str:
    facts = board.assets[asset]
    parts = (_open_interest(facts), _forced(facts), _basis(facts), _funding(facts), _options(facts))
    return f"{asset} derivatives: " + " ".join(part for part in parts if part)


def _forced(facts: AssetBoard) -> str:
    """The ceiling beside the recorded floor, and the last burst."""
    forced = facts.liquidations
    if forced.total_usd is None:
        return ""
    text = f"Liquidations recorded: {at_least(forced.total_usd)}"
    if forced.implied_usd is not None and forced.implied_usd >= forced.total_usd:
        text += f", {dollars(forced.implied_usd)} had every fall of open interest been forced"
        text += f" [{venues(list(forced.implied_venues))}]"
    if forced.bursts:
        last = forced.bursts[0]
        start = datetime.fromtimestamp(last.start_ms / 1000, UTC)
        text += f"; last burst {start:%H:%M} UTC, {dollars(last.usd)}"
        text += f", longs {share(last.long_share)}" if last.long_share is not None else ""
        if last.move_pct is not None:
            text += f", while the price moved {percent(last.move_pct, signed=True)}"
            text += " (by five-minute prices)" if last.price_grain_s == 300 else ""
    return text + "."


def _open_interest(facts: AssetBoard) -> str:
    interest = facts.open_interest
    source = (
        f"{venues([venue.venue for venue in interest.venues])}; {age(_oldest(interest.venues))}"
        if interest.venues
        else ""
    )
    if source and "venues" in interest.notes:
        # Who is missing; what each of them answered belongs into no text.
        source += f"; {_REASON.sub('', interest.notes['venues'])}"
    text = f"Futures open interest is {_figure(interest, 'usd', dollars, source)}"
    if interest.change_24h_pct is not None and interest.coin_change_24h_pct is not None:
        text += f", {percent(interest.change_24h_pct, signed=True)} in dollars{_then_to_now(interest)} and "
        text += f"{percent(interest.coin_change_24h_pct, signed=True)} in coin in 24 hours: "
        text += {"yes": "deleveraging", "no": "not deleveraging", "unknown": "no verdict"}[interest.deleveraging]
        text += _covers(interest)
    return text + "."


def _then_to_now(interest: OpenInterestBoard) -> str:
    """The two sums that the change is between, of the same contracts."""
    then_usd, now_usd = interest.then_usd, interest.then_to_now_usd
    return "" if then_usd is None or now_usd is None else f" (from {dollars(then_usd)} to {dollars(now_usd)})"


def _covers(interest: OpenInterestBoard) -> str:
    """What part of the open interest the changes speak of, where that is not all of it."""
    names = [venue.venue for venue in interest.venues if venue.venue in interest.change_venues]
    part = interest.change_share
    if part is None and names and interest.usd:
        part = sum(venue.usd for venue in interest.venues if venue.venue in names) / interest.usd
    return "" if part is None or part >= 0.995 else f" (the change covers {share(part)} of it: {venues(names)})"


def _basis(facts: AssetBoard) -> str:
    basis = facts.basis
    rule = "three months, interpolated" if basis.rule == "cm90" else f"nearest future, {basis.days:.0f} d"
    names = venues([point.venue for point in basis.curve])
    source = f"{rule}; {names}, {age(_oldest(basis.curve))}" if basis.curve else ""
    text = f"Futures basis is {_figure(basis, 'apr_pct', percent, source)} annualized, {basis.convention}"
    carry = _carry(basis)
    return text + (f"; {carry}." if carry else ".")


def _carry(basis: Basis) -> str:
    """What cash and carry earns beside the bill and beside the perpetual's funding."""
    parts: list[str] = []
    net, over = basis.net_of_bill_pct, basis.over_funding_pct
    if net is not None:
        worth = "worth it before fees" if net > 0 else "not worth it"
        parts.append(f"{abs(net):.1f} points {'more' if net > 0 else 'less'} than the bill ({worth})")
    if over is not None:
        parts.append(f"{abs(over):.1f} points {'more' if over > 0 else 'less'} than funding of the perpetual")
    return f"carry by the dated future pays {' and '.join(parts)}" if parts else ""


def _funding(facts: AssetBoard) -> str:
    funding = facts.funding
    names = venues([contract.venue for contract in funding.contracts])
    source = f"{names}; {age(_oldest(funding.contracts))}" if names else ""
    text = f"Funding is {_figure(funding, 'apr_pct', percent, source)} annualized"
    if funding.apr_min_pct is not None and funding.apr_max_pct is not None:
        text += f", from {percent(funding.apr_min_pct)} ({funding.apr_min_venue}) to "
        text += f"{percent(funding.apr_max_pct)} ({funding.apr_max_venue})"
    if funding.baseline_distance_pct is not None:
        points = funding.baseline_distance_pct
        text += f", {abs(points):.1f} pts {'under' if points < 0 else 'over'} baseline 10.95%"
    if funding.percentile_share is not None and funding.percentile_days is not None:
        text += f"; {_percentile(funding.percentile_share)} {funding.percentile_contract} paid in"
        text += f" {funding.percentile_days:.0f} days"
    return text + "."


def _percentile(above_share: float) -> str:
    rounded = round(above_share * 100)
    if rounded in (0, 100):
        return "lower than nearly all that" if rounded == 0 else "higher than nearly all that"
    return f"above {share(above_share)} of what"


def _options(facts: AssetBoard) -> str:
    options = facts.options
    source = f"{options.venue}, {options.rule}; {age(options.age_s)}"
    near, far = options.atm.get("7"), options.atm.get("30")
    now = f"{_vol(far)} [{source}]" if far is not None else f"n/a ({options.notes.get('atm', 'not known now')})"
    text = f"Implied volatility is {now} at 30 days"
    text += f" and {_vol(near)} at 7 days" if near is not None else ""
    shape = {"none": "no backwardation", "short": "short-term backwardation", "full": "full inversion"}
    if options.backwardation:
        slope = options.slope_7_30_vol
        ending = " that is ending" if options.backwardation_fading_since_ms is not None else ""
        text += f", {shape[options.backwardation]}{ending}" + (
            "" if slope is None else f" (7 d less 30 d {slope:+.1f} points)"
        )
    if options.skew_words:
        # The words name their tenor themselves where it is not 30 days.
        tenor = "" if options.skew_words.endswith(" d)") else " at 30 days"
        text += f"; 25-delta skew{tenor}: {options.skew_words}"
    if options.put_volume_share is not None:
        calls = share(1 - options.put_volume_share)
        text += f"; options volume is {calls} calls and {share(options.put_volume_share)} puts in 24 hours"
        if options.put_premium_share is not None:
            text += f", premium {share(1 - options.put_premium_share)} and {share(options.put_premium_share)}"
        text += f" [{venues(list(options.venues))}]" if options.venues else ""
    return f"{text}.{_volatility_in_its_year(options)}{_gamma(options)}"


def _volatility_in_its_year(options: Options) -> str:
    """Whether volatility is high, by the index's own year and by what was realised."""
    parts: list[str] = []
    if options.dvol_vol is not None and options.dvol_percentile_share is not None:
        text = f"DVOL is {_vol(options.dvol_vol)}, above {share(options.dvol_percentile_share)} of its last"
        text += f" {options.dvol_days or 'known'} days"
        rank = options.dvol_rank_share
        parts.append(text + (f" (rank {share(rank)})" if rank is not None else ""))
    realised, gap = options.realised_vol.get("30"), options.implied_less_realised_vol.get("30")
    if realised is not None and gap is not None:
        text = f"30-day realised volatility is {_vol(realised)} [close to close], implied is"
        parts.append(f"{text} {abs(gap):.1f} points {'above' if gap >= 0 else 'below'} it")
    return f" {'; '.join(parts)}." if parts else ""


def _gamma(options: Options) -> str:
    if options.gamma_usd_per_pct is None:
        return ""
    text = f" Gamma exposure is {dollars(options.gamma_usd_per_pct)} per 1% [{options.venue}, if"
    text += f" {options.gamma_convention}]"
    return text + (f", zero at {price(options.gamma_flip_usd)}." if options.gamma_flip_usd is not None else ".")


def _vol(value: float) -> str:
    return f"{value:.1f}"
