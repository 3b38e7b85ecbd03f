"""The liquidation sections of the Board: sums of what was recorded, and how much of the window that covers."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from tui.analytics.liquidation_minute import Sums
from tui.analytics.rolling_liquidations import TAPE_LENGTH, WINDOWS_S, RollingLiquidations
from tui.domain.board import (
    AssetLiquidations,
    Liquidations,
    LiquidationVenue,
    LiquidationWindow,
    MarketLiquidations,
    Notes,
)
from tui.domain.events import Completeness

DAY_S = WINDOWS_S[-1]


def liquidation_board(
    rolling: RollingLiquidations,
    asset: str,
    *,
    now_ms: int,
    observed_s: Mapping[str, float],
    completeness: Mapping[str, Completeness],
    tape_length: int = TAPE_LENGTH,
    observed_any_s: float | None = None,
    windows_observed_s: Mapping[int, float] | None = None,
) -> Liquidations:
    """The section of one asset.

    `observed_s`: venue -> seconds of the last 24 hours in which it was observed, live or read back. `completeness`:
    what each venue's feed shows; a venue without one counts as sampled, because a floor is the careful reading.
    `observed_any_s`: seconds in which at least one was watched; without it, the longest of the venues; and
    `windows_observed_s` the same of each window by its seconds. Where nothing was watched and nothing is recorded the
    sums are None, not 0.
    """
    watched_s = min(DAY_S, max(observed_s.values(), default=0.0) if observed_any_s is None else observed_any_s)
    day = rolling.sums(now_ms, DAY_S, asset)
    if watched_s <= 0 and day.count == 0:
        reason = "no liquidation feed has been watched yet"
        fields = ("total_usd", "long_usd", "short_usd", "long_share", "largest")
        return Liquidations(notes=dict.fromkeys(fields, reason))
    by_venue = rolling.by_venue(now_ms, DAY_S, asset)
    names = sorted(observed_s.keys() | by_venue.keys(), key=lambda name: (-by_venue.get(name, Sums()).total_usd, name))
    return Liquidations(
        observed_s=watched_s,
        total_usd=day.total_usd,
        long_usd=day.long_usd,
        short_usd=day.short_usd,
        long_share=day.long_share,
        count=day.count,
        largest=rolling.largest(now_ms, asset),
        venues=tuple(_venue(name, by_venue.get(name, Sums()), observed_s, completeness) for name in names),
        windows=tuple(
            _window(window_s, rolling.sums(now_ms, window_s, asset), (windows_observed_s or {}).get(window_s))
            for window_s in WINDOWS_S
        ),
        tape=rolling.tape(now_ms, asset, tape_length),
        notes=_notes(day, watched_s, names, completeness),
    )


def market_liquidations(
    rolling: RollingLiquidations,
    *,
    now_ms: int,
    observed_any_s: float,
    observed_s: Mapping[str, float],
    completeness: Mapping[str, Completeness],
    configured_only: Collection[str] = (),
    assets: int = 10,
) -> MarketLiquidations:
    """The sums of every asset that the feeds carry, with the `assets` largest by name; the rest is as for one.

    `observed_s` and `observed_any_s` are of the venues that carry every asset; `configured_only` names the others.
    """
    day = rolling.sums(now_ms, DAY_S)
    if observed_any_s <= 0 and day.count == 0:
        reason = "no liquidation feed has been watched yet"
        return MarketLiquidations(notes=dict.fromkeys(("total_usd", "long_share"), reason))
    ranked = list(rolling.by_asset(now_ms, DAY_S).items())[:assets]
    by_venue = rolling.by_venue(now_ms, DAY_S)
    names = sorted(observed_s.keys() | by_venue.keys(), key=lambda name: (-by_venue.get(name, Sums()).total_usd, name))
    return MarketLiquidations(
        observed_s=min(DAY_S, observed_any_s),
        total_usd=day.total_usd,
        long_share=day.long_share,
        by_asset=tuple(
            AssetLiquidations(
                asset=name, usd=sums.total_usd, long_share=sums.long_share, largest=rolling.largest(now_ms, name)
            )
            for name, sums in ranked
        ),
        largest=rolling.largest(now_ms),
        venues=tuple(
            msgspec.structs.replace(
                _venue(name, by_venue.get(name, Sums()), observed_s, completeness),
                every_asset=name not in configured_only,
            )
            for name in names
        ),
        notes=_notes(day, min(DAY_S, observed_any_s), names, completeness, configured_only),
    )


def _venue(
    name: str, sums: Sums, observed_s: Mapping[str, float], completeness: Mapping[str, Completeness]
) -> LiquidationVenue:
    return LiquidationVenue(
        venue=name,
        total_usd=sums.total_usd,
        long_share=sums.long_share,
        completeness=completeness.get(name, Completeness.SAMPLED).value,
        observed_s=min(DAY_S, observed_s.get(name, 0.0)),
    )


def _window(window_s: int, sums: Sums, observed_s: float | None) -> LiquidationWindow:
    return LiquidationWindow(
        window_s=window_s,
        observed_s=None if observed_s is None else min(window_s, observed_s),
        total_usd=sums.total_usd,
        long_usd=sums.long_usd,
        short_usd=sums.short_usd,
        long_share=sums.long_share,
        count=sums.count,
    )


def _notes(
    day: Sums,
    watched_s: float,
    venues: Sequence[str],
    completeness: Mapping[str, Completeness],
    configured_only: Collection[str] = (),
) -> Notes:
    notes: Notes = {}
    doubts: list[str] = []
    if watched_s < DAY_S:
        doubts.append(f"{watched_s // 3600:.0f} h {watched_s % 3600 // 60:02.0f} m of 24 h observed")
    sampled = [name for name in venues if completeness.get(name, Completeness.SAMPLED) is Completeness.SAMPLED]
    if sampled:
        doubts.append(f"sampled: {', '.join(sampled)}")
    narrow = [name for name in venues if name in configured_only]
    if narrow:
        doubts.append(f"of {', '.join(narrow)} the watched assets alone")
    if doubts:
        notes["total_usd"] = "a floor: " + "; ".join(doubts)
    if day.count == 0:
        notes |= dict.fromkeys(("long_share", "largest"), "nothing was liquidated in the time watched")
    return notes
