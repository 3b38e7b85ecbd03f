"""One judge for each kind of claim about the whole market: capitalization, liquidations, ETF flows."""

import re
from typing import Literal

from tui.brief.amounts import Amount, asset_behind, every_asset, last_asset_of, levels, money, percentages
from tui.brief.claim import ROUNDED, Claim, Judgement, held, is_supposed, unknown, why_market
from tui.brief.movement import hours, judged, movement, period
from tui.brief.words import at_least, dollars, percent, watched
from tui.domain.board import AssetLiquidations, MarketLiquidations

_OUT = re.compile(
    r"outflow|negative|redemption|redeem|withdr"
    r"|\b(?:lost|los(?:es|ing)|shed|bled|bleed\w*|left|sold|pulled)\b",
    re.IGNORECASE,
)
_IN = re.compile(
    r"inflow|positive|creation"
    r"|\b(?:gain\w*|add(?:s|ed|ing)|attract\w*|drew|took in|takes? in|bought|absorb\w*|raised)\b",
    re.IGNORECASE,
)


def market_cap(claim: Claim) -> Judgement | None:
    said = movement(claim.clause, claim.sentence)
    if said.says_nothing:
        return None
    if _is_of_a_part(claim):
        return Judgement("unverifiable", "capitalization of a part: only the total is known")
    market = claim.board.market
    if market is None or market.cap_usd is None:
        return unknown("market cap", why_market(claim, "cap_usd"))
    return judged(said, f"the total by {market.source}", market.cap_usd, market.cap_change_24h_pct)


def _is_of_a_part(claim: Claim) -> bool:
    """Whether a capitalization is one asset's or one kind's, and not the whole market's."""
    if re.search(r"\b(?:\w*altcoins?|alts?|stablecoins?|defi|meme\w*)\b", claim.part_before, re.IGNORECASE):
        return True
    every = every_asset(claim.board.assets)
    if asset_behind(claim.after, every) is not None:
        return True
    named = last_asset_of(claim.part_before, every)
    whole = r"\b(?:total|global|overall|combined|aggregate|whole|crypto\w*)\b[\w ]{0,16}$"
    return named is not None and not re.search(rf"(?<!'s )(?:{whole})", claim.part_before, re.IGNORECASE)


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
    asset, long_share = _named_asset(claim), forced.long_share
    if asset is not None:
        of = f" of {asset}"
        row = _row(forced, asset)
        if row is None:
            return unknown(f"liquidations of {asset}", "not among the largest recorded")
        recorded_usd, long_share = row.usd, row.long_share
    side = _side(claim)
    if side is not None:
        if long_share is None:
            return unknown(f"liquidations of {side}", "which side was hurt is not known")
        recorded_usd *= long_share if side == "longs" else 1 - long_share
        of = f" of {side}{of}"
    recorded = f"recorded{of} {at_least(recorded_usd)}, watched {watched(forced)}"
    return _against_a_floor(written[0], recorded_usd, recorded)


def _against_a_floor(written: Amount, recorded_usd: float, recorded: str) -> Judgement:
    """A floor refutes a smaller total, and bears out one of its own size or "more than" a smaller one."""
    if written.bound != "most" and written.holds(recorded_usd, 0.1):
        return Judgement("consistent", recorded + (" (within 10% counts)" if written.bound == "exact" else ""))
    if recorded_usd > written.high:
        return Judgement("inconsistent", recorded)
    return Judgement("unverifiable", f"{recorded}: a floor, so a larger total can't be refuted")


def _of_another_window(claim: Claim, written: Amount, span_h: float | None) -> Judgement:
    """A total over another time than a day: of an asset's own windows it is known, of the whole market it is not."""
    asset = _named_asset(claim)
    facts = None if asset is None or _side(claim) else claim.board.assets.get(asset)
    windows = facts.liquidations.windows if facts else ()
    found = next((each for each in windows if span_h is not None and each.window_s == span_h * 3600), None)
    if found is None:
        return Judgement("unverifiable", "recorded totals are kept over 24 hours alone")
    recorded = f"recorded of {asset} in {span_h:g} h {at_least(found.total_usd)}"
    return _against_a_floor(written, found.total_usd, recorded)


def _named_asset(claim: Claim) -> str | None:
    """The one asset that the claim is about: "ETH liquidations", "liquidations of Ether", "Ether saw liquidations"."""
    every = every_asset(claim.board.assets)
    return asset_behind(claim.after, every) or last_asset_of(claim.part_before, every)


def _row(forced: MarketLiquidations, asset: str) -> AssetLiquidations | None:
    return next((row for row in forced.by_asset if row.asset == asset), None)


def _side(claim: Claim) -> Literal["longs", "shorts"] | None:
    """The side whose liquidations are told: "short liquidations", "liquidations of longs"; None for both."""
    before = re.search(r"(?<!and )(?<!or )\b(long|short)s?(?: \w+)? $", claim.before, re.IGNORECASE)
    behind = re.match(r"\w+ (?:of|among|in|from) (?:\w+ )?(long|short)s?\b(?! and| or)", claim.after, re.IGNORECASE)
    hurt = re.findall(r"\b(longs|shorts|bulls|bears)\b", claim.part_before, re.IGNORECASE)
    word = (before or behind or [None, hurt[0] if len(hurt) == 1 else None])[1]
    return None if word is None else "longs" if word.lower() in ("long", "longs", "bulls") else "shorts"


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
    if _is_of_another_time(claim):
        return Judgement("unverifiable", "recorded shares are kept over 24 hours alone")
    asset, long_share = _named_asset(claim), forced.long_share
    if asset is not None:
        row = _row(forced, asset)
        if row is None or row.long_share is None:
            return unknown(f"{side[:-1]} share of {asset}", "not among the largest recorded")
        long_share = row.long_share
    value = long_share if side == "longs" else 1 - long_share
    return held(written[0], value * 100, percent, f"{side}' recorded share{f' of {asset}' if asset else ''}", 0.05)


def larger_side(claim: Claim) -> Judgement | None:
    """Which side most of the forced closes are said to have hurt, without a figure."""
    if not re.search(r"liquidat|forced", claim.sentence, re.IGNORECASE) or is_supposed(claim.part_before):
        return None
    hurt = re.search(r"\b(long|short)", claim.after, re.IGNORECASE)
    if hurt is None or percentages(claim.context[claim.at :]):
        return None
    forced, asset = _forced(claim), last_asset_of(claim.context, every_asset(claim.board.assets))
    row = None if forced is None or asset is None else _row(forced, asset)
    long_share = row.long_share if row else forced.long_share if forced and asset is None else None
    if long_share is None:
        return unknown("larger side", why_market(claim, "liquidations"))
    if _is_of_another_time(claim):
        return Judgement("unverifiable", "recorded shares are kept over 24 hours alone")
    so = (long_share > 0.5) == (hurt[1].lower() == "long")
    of = f" of {asset}" if asset else ""
    return Judgement("consistent" if so else "inconsistent", f"longs' recorded share{of} is {long_share * 100:.1f}%")


def _is_of_another_time(claim: Claim) -> bool:
    span_h = hours(claim.context)
    return span_h not in (None, 24.0) or (span_h is None and period(claim.context) == "other")


def leading_asset(claim: Claim) -> Judgement | None:
    forced = _forced(claim)
    rows = forced.by_asset if forced else ()
    if not rows:
        return unknown("liquidations by asset", why_market(claim, "liquidations"))
    if _is_of_another_time(claim):
        return Judgement("unverifiable", "recorded totals are kept over 24 hours alone")
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
    written = levels(percentages(claim.after) or percentages(claim.before)[-1:])
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
    written = money(claim.after)
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
    if period(claim.sentence) == "other":
        return Judgement("unverifiable", f"only the flows of {flows.date} are known")
    is_out, is_in = _OUT.search(claim.sentence) is not None, _IN.search(claim.sentence) is not None
    if is_out and is_in:
        return Judgement("unverifiable", "flows both in and out are named")
    if not is_out and not is_in and written[0].low >= 0:
        # A flow without a way is told by its size.
        is_out = net_usd < 0
    what = f"net {'out' if is_out else 'in'}flow of {asset + ' ' if asset else ''}ETFs on {flows.date}"
    return held(written[0], -net_usd if is_out else net_usd, dollars, what, ROUNDED)
