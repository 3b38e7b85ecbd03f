"""Open interest: sums per venue, changes like for like, and whether leverage is really leaving."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tui.domain.board import Notes, OpenInterestBoard, OpenInterestVenue
from tui.domain.events import OpenInterest

DELEVERAGING_PCT = -1.0
"""Coin open interest that falls more than this in 24 hours is deleveraging, until it is within half of it."""

LEAST_CHANGE_SHARE = 1 / 3
"""Changes that cover a smaller part of the dollars bring no verdict: the largest venue alone is about this much."""

_Key = tuple[str, str]


@dataclass(frozen=True)
class _Change:
    """The contracts known at both times, summed at each."""

    usd_then: float
    coin_then: float
    usd_now: float
    coin_now: float

    @property
    def usd_pct(self) -> float | None:
        return (self.usd_now / self.usd_then - 1) * 100 if self.usd_then > 0 else None

    @property
    def coin_pct(self) -> float | None:
        return (self.coin_now / self.coin_then - 1) * 100 if self.coin_then > 0 else None

    def effects_usd(self) -> tuple[float, float] | None:
        """(price effect, coin effect): Q1 x dP and dQ x P0, with P the dollars a coin of the sums; they add up to the
        change in dollars."""
        if self.coin_then <= 0:
            return None
        coin_effect = (self.coin_now - self.coin_then) * (self.usd_then / self.coin_then)
        return self.usd_now - self.usd_then - coin_effect, coin_effect


def open_interest_board(
    now: Sequence[OpenInterest],
    day_ago: Sequence[OpenInterest],
    hour_ago: Sequence[OpenInterest],
    *,
    now_ms: int,
    without_past: Collection[str] = (),
    before: OpenInterestBoard | None = None,
) -> OpenInterestBoard:
    """Sums of all contracts now, and changes over the contracts that are known at both times.

    `without_past` are venues that are asked for no past: what theirs was, only our own record can tell. `before`
    is the section of the last Board: a verdict ends later than it began.

    `day_ago` and `hour_ago` hold one sample a contract (see `samples_near`). A contract that was listed or expired in
    between is compared with nothing, and `notes` say which venues a change covers and how much of them.
    """
    current = {(oi.venue, oi.symbol): oi for oi in now}
    if not current:
        return OpenInterestBoard(notes={"usd": "no open interest is known yet"})
    then = {(oi.venue, oi.symbol): oi for oi in day_ago}
    venues = sorted({oi.venue for oi in current.values()})
    day, hour = _change(current, then), _change(current, {(oi.venue, oi.symbol): oi for oi in hour_ago})
    usd, coin = sum(oi.usd for oi in current.values()), sum(oi.coin for oi in current.values())
    change_venues = tuple(venue for venue in venues if any(key[0] == venue and key in then for key in current))
    effects = day.effects_usd() if day else None
    share = day.usd_now / usd if day and usd > 0 else None
    # A venue that is silent now is missing from both sums: what it held then tells how much of the market they are.
    then_share = day.usd_then / then_usd if day and (then_usd := sum(oi.usd for oi in then.values())) > 0 else None
    return OpenInterestBoard(
        usd=usd,
        coin=coin,
        change_24h_pct=day.usd_pct if day else None,
        coin_change_24h_pct=day.coin_pct if day else None,
        change_1h_pct=hour.usd_pct if hour else None,
        coin_change_1h_pct=hour.coin_pct if hour else None,
        price_effect_usd=effects[0] if effects else None,
        coin_effect_usd=effects[1] if effects else None,
        deleveraging=verdict(
            day.coin_pct if day else None,
            None if share is None or then_share is None else min(share, then_share),
            before.deleveraging if before else "unknown",
        ),
        then_usd=day.usd_then if day else None,
        then_coin=day.coin_then if day else None,
        then_to_now_usd=day.usd_now if day else None,
        then_to_now_coin=day.coin_now if day else None,
        venues=tuple(_venue(venue, current, then, now_ms) for venue in venues),
        change_venues=change_venues,
        change_share=share,
        notes=_notes(venues, change_venues, day, hour, usd, then_share)
        | _unknown_past(venues, change_venues, without_past),
    )


Deleveraging = Literal["yes", "no", "unknown"]


def verdict(
    coin_change_24h_pct: float | None, change_share: float | None = None, before: Deleveraging = "unknown"
) -> Deleveraging:
    """Deleveraging is fewer coins of open interest, not fewer dollars: those fall with the price alone. Unknown where
    the change covers less than LEAST_CHANGE_SHARE of the dollars open, now or then."""
    if coin_change_24h_pct is None or (change_share is not None and change_share < LEAST_CHANGE_SHARE):
        return "unknown"
    return "yes" if coin_change_24h_pct < DELEVERAGING_PCT * (0.5 if before == "yes" else 1.0) else "no"


def samples_near(history: Iterable[OpenInterest], at_ms: int, tolerance_ms: int) -> tuple[OpenInterest, ...]:
    """Each contract's sample nearest to a moment, where one lies within the tolerance."""
    nearest: dict[_Key, OpenInterest] = {}
    for sample in history:
        key = (sample.venue, sample.symbol)
        off_ms = abs(sample.at_ms - at_ms)
        if off_ms <= tolerance_ms and (key not in nearest or off_ms < abs(nearest[key].at_ms - at_ms)):
            nearest[key] = sample
    return tuple(nearest.values())


def _change(now: dict[_Key, OpenInterest], then: dict[_Key, OpenInterest], venue: str | None = None) -> _Change | None:
    both = [key for key in now if key in then and (venue is None or key[0] == venue)]
    if not both:
        return None
    return _Change(
        usd_then=sum(then[key].usd for key in both),
        coin_then=sum(then[key].coin for key in both),
        usd_now=sum(now[key].usd for key in both),
        coin_now=sum(now[key].coin for key in both),
    )


def _venue(venue: str, now: dict[_Key, OpenInterest], then: dict[_Key, OpenInterest], now_ms: int) -> OpenInterestVenue:
    contracts = [oi for key, oi in now.items() if key[0] == venue]
    change = _change(now, then, venue)
    usd = sum(oi.usd for oi in contracts)
    return OpenInterestVenue(
        venue=venue,
        usd=usd,
        coin=sum(oi.coin for oi in contracts),
        age_s=max(0, now_ms - min(oi.recv_ms for oi in contracts)) / 1000,
        change_24h_pct=change.usd_pct if change else None,
        coin_change_24h_pct=change.coin_pct if change else None,
        change_share=change.usd_now / usd if change and usd > 0 else None,
        then_usd=change.usd_then if change else None,
        then_coin=change.coin_then if change else None,
    )


def _notes(
    venues: Sequence[str],
    change_venues: Sequence[str],
    day: _Change | None,
    hour: _Change | None,
    usd: float,
    then_share: float | None,
) -> Notes:
    notes: Notes = {}
    if hour is None:
        notes |= dict.fromkeys(("change_1h_pct", "coin_change_1h_pct"), "no value from an hour ago is known")
    if day is None:
        reason = "no value from 24 hours ago is known"
        fields = (
            "change_24h_pct", "coin_change_24h_pct", "price_effect_usd", "coin_effect_usd", "deleveraging",
            "change_share", "then_usd", "then_coin", "then_to_now_usd", "then_to_now_coin",
        )  # fmt: skip
        return notes | dict.fromkeys(fields, reason)
    absent = [venue for venue in venues if venue not in change_venues]
    if day.usd_now < usd * 0.999:
        covered = f"covers {day.usd_now / usd:.0%} of the open interest"
        notes["change_24h_pct"] = covered + (f"; no value 24 h ago: {', '.join(absent)}" if absent else "")
    if usd > 0 and day.usd_now < usd * LEAST_CHANGE_SHARE:
        notes["deleveraging"] = f"the 24-hour change covers {day.usd_now / usd:.0%} of it: no verdict below a third"
    elif then_share is not None and then_share < LEAST_CHANGE_SHARE:
        covered = f"of what was open 24 h ago the change covers {then_share:.0%}"
        notes["deleveraging"] = f"{covered}: no verdict below a third"
    elif day.coin_pct is not None:
        notes["deleveraging"] = (
            f"coin open interest {day.coin_pct:+.1f}% in 24 h; below {DELEVERAGING_PCT:.0f}% is yes, until above"
            f" {DELEVERAGING_PCT / 2:.1f}%"
        )
    return notes


def _unknown_past(venues: Sequence[str], change_venues: Sequence[str], without_past: Collection[str]) -> Notes:
    """Why a venue's change will be unknown for a day, where no endpoint tells what its open interest was."""
    waiting = [venue for venue in venues if venue in without_past and venue not in change_venues]
    if not waiting:
        return {}
    words = f"{', '.join(waiting)}: no past is asked for; the change is known once our own record is 24 h old"
    return {"change_venues": words}
