"""The Board's section of what was: strips cut into the bars of the price chart, and the term structure a day ago."""

from typing import Literal

import msgspec

from tui.domain.board_section import Section


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """One value for each bar, oldest first; the last is the running bar's."""

    first_ms: int
    """When the first of these bars opened; the others follow without a gap."""
    values: tuple[float | None, ...]
    """None where nothing is known of a bar: a gap, never a guess."""


class TermPoint(msgspec.Struct, frozen=True, kw_only=True):
    """At-the-money volatility of one expiry, as it was then."""

    expiry_ms: int
    days: float
    """To the expiry, then."""
    atm_vol: float


class Past(Section, frozen=True, kw_only=True):
    """Strips are by the chart's timeframes ("1h", "4h", "1d", "1w"); one without two known bars is absent."""

    open_interest_coin: dict[str, Strip] = {}
    """The last value within each bar, summed over the contracts of `open_interest_venues`: the same in every bar."""
    open_interest_venues: dict[str, tuple[str, ...]] = {}
    """Timeframe -> whose contracts those are: they have a history, and hold at least half of what is open now."""
    funding_apr_pct: dict[str, Strip] = {}
    """Mean annual rate that `funding_contract` settled for each bar's time."""
    funding_contract: str | None = None
    """ "binance BTCUSDT": of the contracts with a history, the one with the most open interest."""
    basis_apr_pct: dict[str, Strip] = {}
    """The headline basis as it was recorded, the last of each bar; only what was recorded by `basis_rule`, in
    `basis_convention`."""
    basis_rule: Literal["cm90", "nearest"] | None = None
    basis_convention: Literal["simple", "continuous"] = "simple"
    """The headline's own, now: what was recorded while the other convention was shown is converted."""
    forced_long_usd: dict[str, Strip] = {}
    """Recorded liquidations of longs in each bar: a floor, and None where none was recorded."""
    forced_short_usd: dict[str, Strip] = {}
    term_day_ago: tuple[TermPoint, ...] = ()
    """The term structure recorded nearest to 24 hours ago, within 45 minutes."""
    term_day_ago_ms: int | None = None
