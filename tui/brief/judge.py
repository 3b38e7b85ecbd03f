"""One judge for each kind of claim: the note's figure against the Board's, or against its own arithmetic."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tui.brief.amounts import Amount, money, percentages
from tui.brief.words import dollars, percent, share
from tui.brief.words import price as price_words
from tui.domain.board import AssetBoard, Board

_NEAR = 0.015
"""Prices and averages that a note rounds: 1.5 %."""
_ROUNDED = 0.03
"""Totals and rates that a note rounds: 3 %."""


@dataclass(frozen=True)
class Claim:
    """A sentence that says something Floorline knows about."""

    sentence: str
    at: int
    """Where in the sentence the claim's key words begin."""
    asset: str
    board: Board

    @property
    def facts(self) -> AssetBoard:
        return self.board.assets[self.asset]


@dataclass(frozen=True)
class Judgement:
    verdict: Literal["consistent", "inconsistent", "unverifiable"]
    detail: str


def _unknown(what: str, why: str | None) -> Judgement:
    return Judgement("unverifiable", f"{what}: {why or 'not known now'}")


def _why_market(claim: Claim, key: str) -> str | None:
    """Why a figure of the whole market is missing."""
    market = claim.board.market
    return market.notes.get(key) if market else claim.board.notes.get("market")


def _held(written: Amount, value: float, words: Callable[[float], str], what: str, tolerance: float) -> Judgement:
    verdict = "consistent" if written.holds(value, tolerance) else "inconsistent"
    return Judgement(verdict, f"{what} is {words(value)} (within {tolerance:.1%} counts)")  # type: ignore[arg-type]


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
    right = falls.low > named[-1].low if least else falls.holds(named[-1].low, _ROUNDED)
    span = f"{falls.low:.1f}%" if falls.low == falls.high else f"{falls.low:.1f}% to {falls.high:.1f}%"
    detail = f"{price_words(top)} to {_prices(later[0])} is a fall of {span}, "
    detail += f"not {'more than ' if least else ''}{named[-1].low:g}%" if not right else "as it says"
    return Judgement("consistent" if right else "inconsistent", detail)


def _prices(amount: Amount) -> str:
    low, high = price_words(amount.low), price_words(amount.high)
    return low if low == high else f"{low}-{high}"


def price(claim: Claim) -> Judgement | None:
    """The level that a note says price stands around, against the median of venues."""
    near = money(claim.sentence[claim.at :])
    now = claim.facts.price
    if not near or "weekly close" in claim.sentence[claim.at - 20 : claim.at + 20].lower():
        return None
    if now.usd is None:
        return _unknown(f"{claim.asset} price", now.notes.get("usd"))
    return _held(near[0], now.usd, price_words, f"{claim.asset}", _NEAR)


def sma50(claim: Claim) -> Judgement | None:
    near = money(claim.sentence[claim.at :])
    week = claim.facts.weekly
    if not near:
        return None
    finished = ("the average of 50 finished weeks", "finished", week.sma50_completed_usd)
    running = ("the running average of 50 weeks", "running", week.sma50_running_usd)
    (words, _, leading), (_, name, other) = (finished, running) if week.sma_rule == "completed" else (running, finished)
    if leading is None:
        return _unknown("50-week average", week.notes.get(f"sma50_{week.sma_rule}_usd"))
    judgement = _held(near[0], leading, price_words, words, _NEAR)
    return Judgement(judgement.verdict, judgement.detail + (f"; {name} {price_words(other)}" if other else ""))


def change(claim: Claim) -> Judgement | None:
    """A change is judged only where its sentence names 24 hours; every other period is the note's secret."""
    named = percentages(claim.sentence[claim.at :])
    before = claim.sentence[: claim.at].lower()
    if not named or "interest" in before or "capitali" in before:
        return None
    day = claim.facts.price.change_24h_pct
    if re.search(r"24[ -]?h|\bday\b", claim.sentence) and day is not None:
        down = re.match(r"dropped|fell|lost|slid", claim.sentence[claim.at :], re.IGNORECASE)
        held = _held(named[0], -day if down else day, percent, "the change over 24 hours, in that direction,", 0.1)
        return held
    today = "" if day is None else f"; over 24 hours it is {percent(day, signed=True)}"
    return Judgement("unverifiable", f"no period is named for {named[0].low:g}%{today}")


def market_cap(claim: Claim) -> Judgement | None:
    market = claim.board.market
    written = [amount for amount in money(claim.sentence) if amount.high >= 1e11]
    if not written:
        return None
    if market is None or market.cap_usd is None:
        return _unknown("market cap", _why_market(claim, "cap_usd"))
    judgement = _held(written[0], market.cap_usd, dollars, f"the total by {market.source}", _ROUNDED)
    day = market.cap_change_24h_pct
    return Judgement(judgement.verdict, judgement.detail + (f", {percent(day, signed=True)} in 24 h" if day else ""))


def liquidations(claim: Claim) -> Judgement | None:
    """Recorded totals are a floor: they can refute a smaller claim, and never a larger one."""
    written = money(claim.sentence)
    market = claim.board.market
    forced = market.liquidations if market else None
    if not written:
        return None
    if forced is None or forced.total_usd is None:
        return _unknown("liquidations", forced.notes.get("total_usd") if forced else _why_market(claim, "liquidations"))
    recorded = f"recorded at least {dollars(forced.total_usd)} in {forced.observed_s / 3600:.1f} of 24 h"
    if written[0].holds(forced.total_usd, 0.1):
        return Judgement("consistent", f"{recorded} (within 10% counts)")
    if forced.total_usd > written[0].high:
        return Judgement("inconsistent", recorded)
    return Judgement("unverifiable", f"{recorded}: a floor, so a larger total can't be refuted")


def long_share(claim: Claim) -> Judgement | None:
    written = percentages(claim.sentence[max(0, claim.at - 12) :])
    market = claim.board.market
    forced = market.liquidations if market else None
    if not written or "liquidat" not in claim.sentence.lower():
        return None
    if forced is None or forced.long_share is None:
        return _unknown("long share", forced.notes.get("long_share") if forced else _why_market(claim, "liquidations"))
    return _held(written[0], forced.long_share * 100, percent, "longs' recorded share", 0.05)


def leading_asset(claim: Claim) -> Judgement | None:
    market = claim.board.market
    rows = market.liquidations.by_asset if market and market.liquidations else ()
    if not rows:
        return _unknown("liquidations by asset", _why_market(claim, "liquidations"))
    row = next((row for row in rows if row.asset == claim.asset), None)
    figures = ", ".join(f"{row.asset} {dollars(row.usd)}" for row in rows[:3])
    leads = row is not None and row.asset == rows[0].asset
    return Judgement("consistent" if leads else "inconsistent", f"most recorded: {figures}")


def open_interest(claim: Claim) -> Judgement | None:
    written = money(claim.sentence)
    interest = claim.facts.open_interest
    if not written:
        return None
    if interest.usd is None:
        return _unknown("open interest", interest.notes.get("usd"))
    names = ", ".join(venue.venue for venue in interest.venues)
    judgement = _held(written[0], interest.usd, dollars, f"{claim.asset} open interest on {names}", _ROUNDED)
    if judgement.verdict == "inconsistent":
        return Judgement("unverifiable", f"{judgement.detail}; the note names no venues, and they decide the level")
    return judgement


def deleveraging(claim: Claim) -> Judgement | None:
    interest = claim.facts.open_interest
    if interest.deleveraging == "unknown" or interest.coin_change_24h_pct is None:
        return _unknown("deleveraging", interest.notes.get("deleveraging"))
    in_coin = percent(interest.coin_change_24h_pct, signed=True)
    in_usd = percent(interest.change_24h_pct or 0.0, signed=True)
    verdict: Literal["consistent", "inconsistent"] = "consistent" if interest.deleveraging == "yes" else "inconsistent"
    detail = f"{claim.asset} open interest changed {in_usd} in dollars and {in_coin} in coin over 24 h"
    return Judgement(verdict, detail + ("" if verdict == "consistent" else ": price fell, positions did not leave"))


def basis(claim: Claim) -> Judgement | None:
    written = percentages(claim.sentence[claim.at :])
    now = claim.facts.basis
    if not written:
        return None
    if now.apr_pct is None:
        return _unknown("basis", now.notes.get("apr_pct"))
    return _held(written[0], now.apr_pct, percent, f"{claim.asset} basis over {now.days:.0f} days", _ROUNDED)


def funding(claim: Claim) -> Judgement | None:
    written = percentages(claim.sentence[claim.at :])
    now = claim.facts.funding
    if not written:
        return None
    if now.apr_min_pct is None or now.apr_max_pct is None:
        return _unknown("funding", now.notes.get("apr_pct"))
    inside = written[0].holds(now.apr_min_pct, 0.05) and written[0].holds(now.apr_max_pct, 0.05)
    span = f"{percent(now.apr_min_pct)} ({now.apr_min_venue}) to {percent(now.apr_max_pct)} ({now.apr_max_venue})"
    return Judgement("consistent" if inside else "inconsistent", f"{claim.asset} funding across venues is {span}")


def backwardation(claim: Claim) -> Judgement | None:
    options = claim.facts.options
    if options.backwardation is None or options.slope_7_30_vol is None:
        return _unknown("volatility curve", options.notes.get("backwardation"))
    so = options.backwardation != "none"
    detail = f"7-day volatility less 30-day is {options.slope_7_30_vol:+.1f} points"
    return Judgement("consistent" if so else "inconsistent", detail)


def put_call(claim: Claim) -> Judgement | None:
    written = percentages(claim.sentence[claim.at :])
    puts = claim.facts.options.put_volume_share
    if not written:
        return None
    if puts is None:
        return _unknown("put-call split", claim.facts.options.notes.get("put_volume_share"))
    calls_favoured = re.search(r"favou?r of calls|calls? (?:lead|dominat)", claim.sentence, re.IGNORECASE)
    side, value = ("calls", 1 - puts) if calls_favoured else ("puts", puts)
    larger = Amount(written[0].high, written[0].high)
    held = _held(larger, value * 100, percent, f"{side}' share of 24-hour volume", 0.05)
    return Judgement(held.verdict, f"{held.detail}; puts {share(puts)}")


def etf(claim: Claim) -> Judgement | None:
    written = money(claim.sentence)
    market = claim.board.market
    flows = market.etf if market else None
    if not written:
        return None
    if flows is None or flows.total_usd is None:
        return _unknown("ETF flows", _why_market(claim, "etf"))
    out = re.search(r"outflow|negative", claim.sentence, re.IGNORECASE)
    value = -flows.total_usd if out else flows.total_usd
    return _held(written[0], value, dollars, f"net {'out' if out else 'in'}flow of {flows.date}", _ROUNDED)


def high_volatility(claim: Claim) -> Judgement | None:
    """High against its own year: above the 70th percentile of a year of DVOL closes."""
    options = claim.facts.options
    if options.dvol_percentile_share is None:
        return _unknown("volatility's place in its year", options.notes.get("dvol_percentile_share"))
    so = options.dvol_percentile_share > 0.7
    detail = f"DVOL is above {share(options.dvol_percentile_share)} of the past year's days (over 70% counts)"
    return Judgement("consistent" if so else "inconsistent", detail)


def forecast(claim: Claim) -> Judgement | None:
    """What could happen is nobody's to verify; where it names a level, the distance to it is told."""
    now = claim.facts.price.usd
    levels = [*money(claim.sentence[: claim.at])[-1:], *money(claim.sentence[claim.at :])]
    prices = [level for level in levels if now is not None and now / 10 < level.low < now * 10]
    if not prices or now is None:
        return None
    away = ", ".join(
        f"{_prices(level)} is {percent((level.low / now - 1) * 100, signed=True)} away" for level in prices
    )
    return Judgement("unverifiable", f"a forecast; {away}")
