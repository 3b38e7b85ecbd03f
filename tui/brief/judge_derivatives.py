"""One judge for each kind of claim about an asset's derivatives: open interest, basis, funding and options."""

import re
from dataclasses import replace

from tui.brief.amounts import MONEY, PERCENT, Amount, bound_of, levels, percentages
from tui.brief.claim import PARTS, ROUNDED, Claim, Judgement, Verdict, held, is_supposed, unknown
from tui.brief.movement import judged, movement
from tui.brief.words import percent, share
from tui.domain.board import OpenInterestBoard

HOURS_A_YEAR = 8760
_HOURS_OF = {"day": 24.0, "daily": 24.0, "week": 168.0, "weekly": 168.0, "month": 730.0, "monthly": 730.0}
_SKEW_ROUNDED = 0.1
_THREE_MONTHS = (("three", "month"), ("3", "month"), ("90", "day"), ("a", "year"), ("per", "year"))
_TENOR_DAYS = {"one week": "7", "1 week": "7", "seven day": "7", "one month": "30", "1 month": "30", "thirty day": "30"}
_TENOR_DAYS |= {"three month": "90", "3 month": "90", "ninety day": "90"}


def open_interest(claim: Claim) -> Judgement | None:
    """The level is the venues' that are watched; the way it went, and how far, holds for any."""
    said = movement(claim.clause, claim.sentence)
    if said.says_nothing:
        return None
    interest = claim.facts.open_interest
    if interest.usd is None:
        return unknown("open interest", interest.notes.get("usd"))
    in_coin = re.search(r"\bcoins?\b|\b(?:BTC|ETH|bitcoin|ether) terms\b", _first_figures(claim), re.IGNORECASE)
    names = ", ".join(venue.venue for venue in interest.venues)
    what = f"{claim.asset} open interest" + (f" on {names}" if names else "") + (", in coin," if in_coin else "")
    return judged(
        said,
        what,
        interest.usd,
        interest.coin_change_24h_pct if in_coin else interest.change_24h_pct,
        scope="the note names no venues, and they decide the level",
        doubt=interest.notes.get("deleveraging") if too_little_known(interest) else None,
    )


def _first_figures(claim: Claim) -> str:
    """The claim's words up to the end of the part of the sentence in which its first figure stands."""
    figures = [found.end() for pattern in (MONEY, PERCENT) if (found := pattern.search(claim.clause))]
    after = PARTS.search(claim.clause, min(figures, default=0))
    return claim.part_before + claim.clause[: after.start() if after else None]


def too_little_known(interest: OpenInterestBoard) -> bool:
    """Whether a change is known, but of too small a part of the open interest to speak for it."""
    return interest.change_24h_pct is not None and interest.deleveraging == "unknown"


def deleveraging(claim: Claim) -> Judgement | None:
    interest = claim.facts.open_interest
    if is_supposed(claim.part_before):
        return None
    if interest.deleveraging == "unknown" or interest.coin_change_24h_pct is None:
        return unknown("deleveraging", interest.notes.get("deleveraging"))
    in_coin = percent(interest.coin_change_24h_pct, signed=True)
    in_usd = percent(interest.change_24h_pct or 0.0, signed=True)
    is_so = (interest.deleveraging == "yes") != claim.negated
    verdict: Verdict = "consistent" if is_so else "inconsistent"
    detail = f"{claim.asset} open interest changed {in_usd} in dollars and {in_coin} in coin over 24 h"
    stayed = interest.deleveraging == "no" and not claim.negated
    return Judgement(verdict, detail + (": positions did not leave" if stayed else ""))


def basis(claim: Claim) -> Judgement | None:
    written = levels(percentages(claim.after))
    now = claim.facts.basis
    if not written or is_supposed(claim.before[-12:]):
        return None
    if now.apr_pct is None:
        return unknown("basis", now.notes.get("apr_pct"))
    tenor = re.search(r"\b(\w+)[- ](month|year|week|day)s?\b", claim.part_before + claim.clause, re.IGNORECASE)
    if tenor is not None and (tenor[1].lower(), tenor[2].lower()) not in _THREE_MONTHS:
        return Judgement("unverifiable", f"only the basis over {now.days:.0f} days is known")
    return held(written[0], now.apr_pct, percent, f"{claim.asset} basis over {now.days:.0f} days", ROUNDED)


def funding(claim: Claim) -> Judgement | None:
    """A range must hold every venue's rate, a single number their mean; a sign every venue's where it says so."""
    if is_supposed(claim.before[-12:]):
        return None
    written = levels(percentages(claim.clause))
    ways = list(re.finditer(r"(?<!from )\b(negative|positive)\b", claim.clause, re.IGNORECASE))
    way = ways[-1] if ways else None
    now = claim.facts.funding
    if not written and way is None:
        return None
    if now.apr_min_pct is None or now.apr_max_pct is None or now.apr_pct is None:
        return unknown("funding", now.notes.get("apr_pct"))
    span = f"{percent(now.apr_min_pct)} ({now.apr_min_venue}) to {percent(now.apr_max_pct)} ({now.apr_max_venue})"
    detail = f"{claim.asset} funding across venues is {span}, {percent(now.apr_pct)} on average"
    if not written:
        everywhere = re.search(r"\b(?:across|all|every)\b", claim.clause, re.IGNORECASE)
        least, most = (now.apr_min_pct, now.apr_max_pct) if everywhere else (now.apr_pct, now.apr_pct)
        so = most < 0 if way is not None and way[1].lower() == "negative" else least > 0
        return Judgement("consistent" if so else "inconsistent", detail)
    hours = _interval_h(claim.clause)
    if hours is not None:
        yearly = HOURS_A_YEAR / hours
        written = [replace(each, low=each.low * yearly, high=each.high * yearly) for each in written]
        detail += f"; {written[0].high:.1f}% APR is claimed"
    elif abs(written[0].high) < 0.2 and not re.search(r"annual|APR|a year", claim.clause, re.IGNORECASE):
        return Judgement("unverifiable", f"no period is named for {written[0].high:g}%; {detail}, APR")
    if written[0].low == written[0].high:
        inside = written[0].holds(now.apr_pct, 0.1)
    else:
        inside = written[0].holds(now.apr_min_pct, 0.05) and written[0].holds(now.apr_max_pct, 0.05)
    return Judgement("consistent" if inside else "inconsistent", detail)


def _interval_h(clause: str) -> float | None:
    """The hours that a rate is for, where the note names them."""
    hours = re.search(
        r"(?:per|every|an?|each|/)\s?(\d+)?[- ]?(?:hours?|h)\b|\b(\d+)[- ]?(?:hourly|hour|h)\b|\b(hourly)\b", clause
    )
    if hours is not None:
        return float(hours[1] or hours[2] or 1)
    other = re.search(
        r"(?:(?:per|every|a|each|/)\s?(day|week|month)|\b(daily|weekly|monthly))\b", clause, re.IGNORECASE
    )
    return None if other is None else _HOURS_OF[(other[1] or other[2]).lower()]


def skew(claim: Claim) -> Judgement | None:
    """Which side's 25-delta options are dearer, at 30 days."""
    if is_supposed(claim.before[-12:]) or re.match(r"\w+ [^,;.]{0,8}\bless\b", claim.after, re.IGNORECASE):
        return None
    options = claim.facts.options
    if options.skew_words is None:
        return unknown(f"{claim.asset} skew", options.notes.get("skew_words"))
    so = options.skew_words.startswith(claim.after[:4].lower())
    denied = claim.negated or re.match(r"\w+ [^,;.]{0,8}(?:\bnot\b|n't)", claim.after) is not None
    detail = f"{claim.asset} 25-delta skew: {options.skew_words}"
    by = re.search(r"^[^,;.]{0,24}?(\d+(?:\.\d+)?)\s?(?:v|vols?|(?:vol\w* )?points?|pts)\b", claim.after, re.IGNORECASE)
    skew_vol = options.rr25_vol.get("30")
    if by is not None and so and not denied:
        if skew_vol is None:
            return Judgement("unverifiable", f"{detail}; by how much at 30 days is not known")
        so = Amount(float(by[1]), float(by[1])).holds(abs(skew_vol), _SKEW_ROUNDED)
    return Judgement("consistent" if so != denied else "inconsistent", detail)


def volatility_curve(claim: Claim) -> Judgement | None:
    """Backwardation or contango: of futures where the sentence speaks of them, else of implied volatility."""
    inverted = claim.after[:4].lower() == "back"
    if is_supposed(claim.before):
        return None
    near = re.search(r"\b(?:futures?|basis)\b", claim.part_before, re.IGNORECASE) or (
        re.search(r"\b(?:futures?|basis)\b", claim.before, re.IGNORECASE)
        and not re.search(r"volatility|\bIV\b|options", claim.sentence, re.IGNORECASE)
    )
    if near and not re.search(r"volatility|\bIV\b|options", claim.part_before, re.IGNORECASE):
        basis_now = claim.facts.basis
        if basis_now.apr_pct is None:
            return unknown("basis", basis_now.notes.get("apr_pct"))
        so, detail = (basis_now.apr_pct < 0) == inverted, f"{claim.asset} futures basis is {percent(basis_now.apr_pct)}"
    else:
        options = claim.facts.options
        if options.backwardation is None or options.slope_7_30_vol is None:
            return unknown("volatility curve", options.notes.get("backwardation"))
        so = (options.backwardation != "none") == inverted
        if inverted and so and re.search(r"\bfull(?:y)?\s+$", claim.before, re.IGNORECASE):
            so = options.backwardation == "full"
        detail = f"7-day volatility less 30-day is {options.slope_7_30_vol:+.1f} points"
    return Judgement("consistent" if so != claim.negated else "inconsistent", detail)


def put_call(claim: Claim) -> Judgement | None:
    """The split of volume, or of open interest or premium where the sentence speaks of them: the larger number is the
    side's that leads, a single one the side's that is named."""
    before = percentages(claim.before)[-1:]
    written = before if claim.before.endswith("% ") else levels(percentages(claim.after)) or before
    key, measure = _split_of(claim.part_before + claim.context[claim.at :])
    puts: float | None = getattr(claim.facts.options, key)
    if not written or is_supposed(claim.before[-12:]):
        return None
    if puts is None:
        return unknown("put-call split", claim.facts.options.notes.get(key))
    favoured = re.search(r"favou?r(?:ing|ed)?(?: of)? (puts|calls)", claim.sentence, re.IGNORECASE)
    named = re.match(r"(puts|calls)\b", claim.after, re.IGNORECASE)
    found = favoured or named or re.search(r"\b(calls) (?:lead|led|dominat)", claim.sentence, re.IGNORECASE)
    side = found[1].lower() if found else "puts"
    value = puts if side == "puts" else 1 - puts
    larger = replace(written[0], low=written[0].high)
    found_so = held(larger, value * 100, percent, f"{side}' share of {measure}", 0.05)
    return Judgement(found_so.verdict, f"{found_so.detail}; puts {share(puts)}")


def _split_of(sentence: str) -> tuple[str, str]:
    if re.search(r"open interest|\bOI\b", sentence, re.IGNORECASE):
        return "put_oi_share", "open interest"
    if re.search(r"\bpremiums?\b", sentence, re.IGNORECASE):
        return "put_premium_share", "24-hour premium"
    return "put_volume_share", "24-hour volume"


def put_call_ratio(claim: Claim) -> Judgement | None:
    """Puts over calls, by volume of 24 hours, or by open interest where the sentence speaks of it."""
    number = re.search(r"\bratio\b\D{0,24}?(\d+(?:\.\d+)?)(?!\s?%)\b", claim.after)
    if (
        number is None
        or re.search(r"\b(?:from|by)\s+\S*$", claim.after[: number.start(1)])
        or is_supposed(claim.before[-12:] + claim.after[: number.start(1)])
    ):
        return None
    options = claim.facts.options
    by_interest = re.search(r"open interest|\bOI\b", claim.sentence, re.IGNORECASE) is not None
    key = "put_call_oi" if by_interest else "put_call_volume"
    value: float | None = getattr(options, key)
    if value is None:
        return unknown(f"{claim.asset} put-call ratio", options.notes.get(key))
    written = Amount(float(number[1]), float(number[1]), bound_of(claim.after[: number.start(1)]))
    what = f"{claim.asset} put-call ratio by {'open interest' if by_interest else '24-hour volume'}"
    return held(written, value, lambda ratio: f"{ratio:.2f}", what, ROUNDED)


def implied_volatility(claim: Claim) -> Judgement | None:
    """A level of implied volatility, at the tenor that the sentence names, 30 days where it names none; or of DVOL."""
    number = re.search(r"\b(?:at|is|to|near|around|of|was)\s+(?:about\s+)?(\d+(?:\.\d+)?)\b(?!\s?-?\s?d)", claim.clause)
    if number is None or is_supposed(claim.before[-12:] + claim.clause[: number.start()]):
        return None
    if re.search(r"percentile|rank", claim.part_before + claim.clause, re.IGNORECASE):
        return None
    written, options = Amount(float(number[1]), float(number[1])), claim.facts.options
    if claim.after[:4].lower() == "dvol":
        if options.dvol_vol is None:
            return unknown(f"{claim.asset} DVOL", options.notes.get("dvol_vol"))
        return held(written, options.dvol_vol, percent, f"{claim.asset} DVOL", ROUNDED)
    days = _tenor_days(claim.sentence)
    if days is None:
        return Judgement("unverifiable", f"only volatility at {', '.join(options.atm)} days is known")
    value = options.atm.get(days)
    if value is None:
        return unknown(f"{claim.asset} implied volatility at {days} days", options.notes.get("atm"))
    return held(written, value, percent, f"{claim.asset} implied volatility at {days} days", ROUNDED)


def _tenor_days(sentence: str) -> str | None:
    """The tenor that is named; "30" where none is, None for one that is not read."""
    tenor = re.search(r"\b(\d+)[- ]?d(?:ays?)?\b", sentence, re.IGNORECASE)
    if tenor is not None:
        return tenor[1]
    words = re.search(r"\b(\w+)[- ](day|week|month|year)s?\b", sentence, re.IGNORECASE)
    return "30" if words is None else _TENOR_DAYS.get(f"{words[1]} {words[2]}".lower())


def high_volatility(claim: Claim) -> Judgement | None:
    """High against its own year: above the 70th percentile of a year of DVOL closes."""
    options = claim.facts.options
    if options.dvol_percentile_share is None:
        return unknown("volatility's place in its year", options.notes.get("dvol_percentile_share"))
    if claim.after[:6].lower() == "higher":
        return Judgement("unverifiable", "higher than what is not known")
    so = options.dvol_percentile_share > 0.7
    detail = f"DVOL is above {share(options.dvol_percentile_share)} of the past year's days (over 70% counts)"
    return Judgement("consistent" if so else "inconsistent", detail)
