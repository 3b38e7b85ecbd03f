"""One judge for each kind of claim about the whole market: capitalization, liquidations, ETF flows."""

import re

from tui.brief.amounts import Amount, last_asset_of, money, percentages
from tui.brief.claim import ROUNDED, Claim, Judgement, held, is_supposed, unknown, why_market
from tui.brief.movement import hours, judged, movement, period
from tui.brief.words import dollars, percent, watched
from tui.domain.board import MarketLiquidations


def market_cap(claim: Claim) -> Judgement | None:
    said = movement(claim.clause)
    if said.says_nothing:
        return None
    if re.search(r"\b(?:bitcoin|btc|ether|eth|ethereum|solana|sol)(?:'s)? (?:market )?$", claim.before, re.IGNORECASE):
        return Judgement("unverifiable", "one asset's capitalization: only the total is known")
    market = claim.board.market
    if market is None or market.cap_usd is None:
        return unknown("market cap", why_market(claim, "cap_usd"))
    return judged(said, f"the total by {market.source}", market.cap_usd, market.cap_change_24h_pct)


def liquidations(claim: Claim) -> Judgement | None:
    """Recorded totals are a floor: they can refute a smaller claim, and never a larger one."""
    if is_supposed(claim.before):
        return None
    written = money(claim.clause) or money(claim.before)[-1:]
    forced = _forced(claim)
    if not written:
        return None
    if forced is None or forced.total_usd is None:
        return unknown("liquidations", forced.notes.get("total_usd") if forced else why_market(claim, "liquidations"))
    recorded_usd, of = forced.total_usd, ""
    span_h = hours(claim.clause)
    if span_h not in (None, 24.0) or (span_h is None and period(claim.clause) == "other"):
        return _of_another_window(claim, written[0], span_h)
    if _names_asset(claim):
        of = f" of {claim.asset}"
        rows = [row for row in forced.by_asset if row.asset == claim.asset]
        if not rows:
            return unknown(f"liquidations of {claim.asset}", "not among the largest recorded")
        recorded_usd = rows[0].usd
    recorded = f"recorded{of} at least {dollars(recorded_usd)}, watched {watched(forced)}"
    if written[0].holds(recorded_usd, 0.1):
        return Judgement("consistent", f"{recorded} (within 10% counts)")
    if recorded_usd > written[0].high:
        return Judgement("inconsistent", recorded)
    return Judgement("unverifiable", f"{recorded}: a floor, so a larger total can't be refuted")


def _of_another_window(claim: Claim, written: Amount, span_h: float | None) -> Judgement:
    """A total over another time than a day: of an asset's own windows it is known, of the whole market it is not."""
    windows = claim.facts.liquidations.windows if _names_asset(claim) else ()
    found = next((each for each in windows if span_h is not None and each.window_s == span_h * 3600), None)
    if found is None:
        return Judgement("unverifiable", "recorded totals are kept over 24 hours alone")
    recorded = f"recorded of {claim.asset} in {span_h:g} h at least {dollars(found.total_usd)}"
    if written.holds(found.total_usd, 0.1):
        return Judgement("consistent", f"{recorded} (within 10% counts)")
    if found.total_usd > written.high:
        return Judgement("inconsistent", recorded)
    return Judgement("unverifiable", f"{recorded}: a floor, so a larger total can't be refuted")


def _names_asset(claim: Claim) -> bool:
    """Whether the claim is about one asset's liquidations: "ETH liquidations", "liquidations of Ether"."""
    name = r"(?:bitcoin|btc|ether|eth|ethereum|solana|sol)"
    before = re.search(rf"\b{name}(?:'s)?(?: (?:futures|long|short|perpetual))? $", claim.before, re.IGNORECASE)
    return bool(before) or bool(re.match(rf"liquidations? (?:of|in|for) {name}\b", claim.after, re.IGNORECASE))


def side_share(claim: Claim) -> Judgement | None:
    """What part of the forced closes hit longs, or shorts: whichever the note names."""
    about = r"liquidat|forced|losses|wiped|(?:made|making|make) up"
    if not re.search(about, claim.sentence, re.IGNORECASE) or is_supposed(claim.before[-12:]):
        return None
    until = re.search(r"\b(?:longs?|shorts?)\b", claim.after[5:], re.IGNORECASE)
    written = percentages(claim.after[: 5 + until.start()] if until else claim.after) or percentages(claim.before)[-1:]
    if not written:
        return None
    side = "longs" if claim.after[:4].lower() == "long" else "shorts"
    forced = _forced(claim)
    if forced is None or forced.long_share is None:
        why = forced.notes.get("long_share") if forced else why_market(claim, "liquidations")
        return unknown(f"{side[:-1]} share", why)
    value = forced.long_share if side == "longs" else 1 - forced.long_share
    return held(written[0], value * 100, percent, f"{side}' recorded share", 0.05)


def leading_asset(claim: Claim) -> Judgement | None:
    forced = _forced(claim)
    rows = forced.by_asset if forced else ()
    if not rows:
        return unknown("liquidations by asset", why_market(claim, "liquidations"))
    figures = ", ".join(f"{row.asset} {dollars(row.usd)}" for row in rows[:3])
    if rows[0].asset != claim.asset:
        return Judgement("inconsistent", f"most recorded: {figures}")
    # A smaller amount than was recorded is refuted; a larger one can't be.
    written = money(claim.after)
    if written and not written[0].holds(rows[0].usd, 0.1):
        if rows[0].usd > written[0].high:
            return Judgement("inconsistent", f"most recorded: {figures}")
        return Judgement("unverifiable", f"most recorded: {figures}, a floor: a larger amount can't be refuted")
    return Judgement("consistent", f"most recorded: {figures}")


def _forced(claim: Claim) -> MarketLiquidations | None:
    return claim.board.market.liquidations if claim.board.market else None


def dominance(claim: Claim) -> Judgement | None:
    """An asset's part of the total, by the source of that total."""
    written = percentages(claim.after) or percentages(claim.before)[-1:]
    market = claim.board.market
    if not written or is_supposed(claim.before[-12:]) or claim.asset not in ("BTC", "ETH"):
        return None
    key = f"{claim.asset.lower()}_dominance_share"
    value: float | None = getattr(market, key) if market else None
    if market is None or value is None:
        return unknown(f"{claim.asset} dominance", why_market(claim, key))
    return held(written[0], value * 100, percent, f"{claim.asset} dominance by {market.source}", ROUNDED)


def etf(claim: Claim) -> Judgement | None:
    """The sum of BTC and ETH, or the flow of the one asset that the claim names; the way where it names one."""
    written = money(claim.sentence)
    market = claim.board.market
    flows = market.etf if market else None
    if not written:
        return None
    if flows is None:
        return unknown("ETF flows", why_market(claim, "etf"))
    named = [asset for asset in ("BTC", "ETH") if last_asset_of(claim.sentence, (asset,))]
    asset, key = (named[0], f"{named[0].lower()}_usd") if len(named) == 1 else ("", "total_usd")
    net_usd: float | None = getattr(flows, key)
    if net_usd is None:
        return unknown(f"{asset} ETF flows".strip(), flows.notes.get(key))
    is_out = re.search(r"outflow|negative|redemption|withdr", claim.sentence, re.IGNORECASE) is not None
    is_in = re.search(r"inflow|positive|creation", claim.sentence, re.IGNORECASE) is not None
    if not is_out and not is_in and written[0].low >= 0:
        # A flow without a way is told by its size.
        is_out = net_usd < 0
    what = f"net {'out' if is_out else 'in'}flow of {asset + ' ' if asset else ''}ETFs on {flows.date}"
    return held(written[0], -net_usd if is_out else net_usd, dollars, what, ROUNDED)
