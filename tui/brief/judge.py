"""One judge for each kind of claim about prices: the note's figure against the Board's, or its own arithmetic."""

import re
from dataclasses import replace

from tui.brief.amounts import Amount, levels, money, percentages
from tui.brief.claim import ROUNDED, Claim, Judgement, held, is_supposed, unknown
from tui.brief.movement import period
from tui.brief.verbs import MOVED
from tui.brief.words import percent, set_on, side_of
from tui.brief.words import price as price_words

_NEAR = 0.015
"""Prices and averages that a note rounds: 1.5 %."""


def fall_from_high(claim: Claim) -> Judgement | None:
    """Pure arithmetic: does the fall between the note's own two prices match the percentage it names?"""
    high = re.search(r"high of (\$[\d,.]+\d)", claim.sentence, re.IGNORECASE)
    named = percentages(claim.sentence[: claim.at + 4])
    later = money(claim.sentence[high.end() :]) if high else []
    if high is None or not named or not later:
        return None
    top = money(high[1])[0].high
    falls = Amount((1 - later[0].high / top) * 100, (1 - later[0].low / top) * 100)
    least = re.search(r"\b(?:more than|over|at least|above)\b", claim.sentence[: claim.at], re.IGNORECASE)
    right = falls.low > named[-1].low if least else falls.holds(named[-1].low, ROUNDED)
    span = f"{falls.low:.1f}%" if falls.low == falls.high else f"{falls.low:.1f}% to {falls.high:.1f}%"
    detail = f"{price_words(top)} to {_prices(later[0])} is a fall of {span}, "
    detail += f"not {'more than ' if least else ''}{named[-1].low:g}%" if not right else "as it says"
    return Judgement("consistent" if right else "inconsistent", detail)


def _prices(amount: Amount) -> str:
    low, high = price_words(amount.low), price_words(amount.high)
    return low if low == high else f"{low}-{high}"


def price(claim: Claim) -> Judgement | None:
    """The level that a note says price stands around, against the median of venues."""
    near = [amount for amount in levels(money(claim.after)) if amount.high < 1e8]
    now = claim.facts.price
    if not near or not claim.is_of_price or "weekly close" in claim.sentence[claim.at - 20 : claim.at + 20].lower():
        return None
    if now.usd is None:
        return unknown(f"{claim.asset} price", now.notes.get("usd"))
    return _with_its_way(claim, held(near[0], now.usd, price_words, f"{claim.asset}", _NEAR))


def _with_its_way(claim: Claim, level: Judgement) -> Judgement:
    """The level, and where the note says that price rose or fell to it, whether it did over 24 hours."""
    verb, day = MOVED.match(claim.after), claim.facts.price.change_24h_pct
    if verb is None or level.verdict != "consistent" or (day is not None and (day > 0) == bool(verb["up"])):
        return level
    if day is None:
        return Judgement("unverifiable", f"{level.detail}; its change is not known")
    is_of_a_day = period(claim.sentence) == "day"
    detail = f"{level.detail}; over 24 hours it is {percent(day, signed=True)}"
    return Judgement("inconsistent" if is_of_a_day else "unverifiable", detail)


def sma50(claim: Claim) -> Judgement | None:
    near = levels(money(claim.after))
    week = claim.facts.weekly
    if not near:
        return None
    finished = ("the average of 50 finished weeks", "finished", week.sma50_completed_usd)
    running = ("the running average of 50 weeks", "running", week.sma50_running_usd)
    (words, _, leading), (_, name, other) = (finished, running) if week.sma_rule == "completed" else (running, finished)
    if leading is None:
        return unknown("50-week average", week.notes.get(f"sma50_{week.sma_rule}_usd"))
    judgement = held(near[0], leading, price_words, words, _NEAR)
    detail = judgement.detail + (f"; {name} {price_words(other)}" if other else "")
    is_above = _side_of_average(claim)
    now_usd = claim.facts.price.usd
    if is_above is None or is_supposed(claim.before) or judgement.verdict != "consistent":
        return Judgement(judgement.verdict, detail)
    if now_usd is None:
        return unknown(f"{claim.asset} price", claim.facts.price.notes.get("usd"))
    right = (now_usd > leading) == is_above
    return Judgement("consistent" if right else "inconsistent", f"{detail}; {side_of(now_usd, leading)}")


def _side_of_average(claim: Claim) -> bool | None:
    """Whether price is said to be above the average; None where no side is said."""
    words = r"\b(?:(above|over|reclaim\w*|regain\w*|retook)|below|under|beneath|lost|loses|losing|broke)\b"
    before = re.search(words + r"[^,;.$]{0,12}$", claim.before, re.IGNORECASE)
    if before is not None:
        return before[1] is not None
    price_to_it = re.search(r"\bprice \w+ (?:(above)|below|under) (?:it|the average)\b", claim.after, re.IGNORECASE)
    if price_to_it is not None:
        return price_to_it[1] is not None
    of_price = r"\b(?:(above)|below|under) (?:the |its )?(?:price|spot|market|bitcoin|btc|ether|eth)\b"
    behind = re.search(of_price, claim.after, re.IGNORECASE)
    return None if behind is None else behind[1] is None


def change(claim: Claim) -> Judgement | None:
    """A change of price is judged where its sentence names 24 hours or the fall from the high; every other period is
    the note's secret."""
    named = percentages(claim.after)
    if not named or re.search(r"high of \$", claim.after) or not claim.is_of_price:
        return None
    if is_supposed(claim.before[-12:]):
        return None
    verb = MOVED.match(claim.after)
    sign = 1 if verb is not None and verb["up"] else -1
    if sign < 0 and re.search(r"\bfrom (?:its|the|an?|this)\b[^,;.]*\b(?:high|peak|top)\b", claim.after, re.IGNORECASE):
        return _from_the_high(claim, named[0])
    day = claim.facts.price.change_24h_pct
    if period(claim.sentence) == "day" and day is not None:
        written = replace(named[0], low=abs(named[0].low), high=abs(named[0].high))
        return held(written, sign * day, percent, f"{claim.asset}'s change over 24 hours, in that direction,", 0.1)
    today = "" if day is None else f"; over 24 hours it is {percent(day, signed=True)}"
    return Judgement("unverifiable", f"no period is named for {named[0].low:g}%{today}")


def _from_the_high(claim: Claim, named: Amount) -> Judgement:
    fall = claim.facts.drawdown
    if fall.pct is None or fall.high_usd is None:
        return unknown(f"{claim.asset}'s high", fall.notes.get("high_usd") or fall.notes.get("pct"))
    on = f" ({set_on(fall.high_on)})" if fall.high_on else ""
    return held(named, -fall.pct, percent, f"{claim.asset}'s fall from {price_words(fall.high_usd)}{on}", ROUNDED)


def side_of_line(claim: Claim) -> Judgement | None:
    """A line that a note says was crossed: price must stand on that side of it now."""
    lines = [line for line in money(claim.after)[:1] if line.high < 1e8]
    if not lines or not claim.is_of_price or is_supposed(claim.before):
        return None
    now = claim.facts.price
    if now.usd is None:
        return unknown(f"{claim.asset} price", now.notes.get("usd"))
    # "lost $2,000" is how far price fell, and no line.
    if not now.usd / 2 < lines[0].low < now.usd * 2 and re.match(r"los", claim.after, re.IGNORECASE):
        return None
    above = re.match(r"reclaim|retook|regain|(?:\w+ ){1,3}(?:above|over)\b", claim.after, re.IGNORECASE) is not None
    line = lines[0].low if above else lines[0].high
    right = now.usd >= line if above else now.usd <= line
    detail = f"{claim.asset} is {price_words(now.usd)}: {side_of(now.usd, line)}"
    return Judgement("consistent" if right else "inconsistent", detail)


def forecast(claim: Claim) -> Judgement | None:
    """What could happen is nobody's to verify; where it names a level, the distance to it is told."""
    now = claim.facts.price.usd
    levels = [*money(claim.before)[-1:], *money(claim.after)]
    prices = [level for level in levels if now is not None and now / 10 < level.low < now * 10]
    if not prices or now is None:
        return None
    away = ", ".join(
        f"{_prices(level)}: price is inside" if level.low <= now <= level.high and level.low < level.high
        else side_of(now, level.low if now < level.low else level.high)
        for level in prices
    )  # fmt: skip
    return Judgement("unverifiable", f"a forecast; {away}")
