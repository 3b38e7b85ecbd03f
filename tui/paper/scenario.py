"""What a scenario is: the situation a paper market starts in, and how it goes on from there; data, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Course = tuple[tuple[float, float], ...]
"""(hours of scenario time since the start, value): straight lines between, level before and after."""


@dataclass(frozen=True, kw_only=True)
class Volatility:
    """An implied volatility surface: ATM(days) = long + (front - long) exp(-days / decay), and a smile in
    x = ln(K / F) / (ATM sqrt(T)): ATM (1 + tilt x + bend x^2)."""

    front_vol: float
    long_vol: float
    decay_days: float
    tilt: float
    """Below 0: puts are rich."""
    bend: float
    put_volume_share: float
    put_oi_share: float
    index_percentile_share: float
    """Which share of the past year's closes of the volatility index lies below its value now."""
    index_low_vol: float
    """The year's lowest close of the volatility index."""
    volume_24h_coin: Mapping[str, float]
    """By venue."""
    oi_coin: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One asset at the start, all venues together."""

    price_usd: float
    change_24h_pct: float
    high_usd: float
    """The highest price of the whole history, reached once."""
    high_days_ago: float
    past: tuple[tuple[float, float], ...] = ()
    """(days ago, price) that the history passes through, besides the high, 24 hours ago and now."""
    sma50_usd: float | None = None
    """Mean of the last 50 completed weekly closes; None leaves it to the walk."""
    realised_vol: float
    beta: float
    """How far it goes with BTC after the start; BTC's own is 1."""
    oi_usd: float
    oi_24h_ago_usd: float
    oi_month_ago_factor: float = 1.08
    """Open interest in coin 30 days before the start, against the start."""
    liquidated_24h_usd: float
    funding_apr_pct: float
    spot_volume_24h_usd: float
    depth_1pct_usd: float = 14e6
    """Bids within a percent of the middle, of a whole market; a venue's perpetual has its share."""
    volatility: Volatility | None = None


@dataclass(frozen=True, kw_only=True)
class Liquidations:
    """Forced orders: the day behind the start, and the stream after it."""

    long_share: float
    """Share of dollars, of the day behind."""
    backlog_count: int
    backlog_venues: Mapping[str, float]
    """Share by venue. Only venues that answer for the past by REST: what others had is not obtainable."""
    altcoin_backlog_venues: Mapping[str, float]
    """The same for coins beside BTC and ETH: collectors ask for the past of what they watch, but one venue answers for
    all its contracts at once."""
    burst_hours_ago: float
    """When the day behind was worst: a third of its orders came within 90 minutes of it."""
    venues: Mapping[str, float]
    """Share of the live stream by venue."""
    per_s: Course
    live_long_share: Course
    mean_usd: float
    tail: float
    """Exponent of the Pareto tail of sizes: the lower the heavier, above 1."""
    largest_usd: float


@dataclass(frozen=True, kw_only=True)
class Jumps:
    """Sudden falls of BTC while the scenario unfolds."""

    count: int
    from_h: float
    to_h: float
    mean_pct: float


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What sources that are no exchange report."""

    cap_usd: float
    """The whole market's capitalisation at the start; afterwards it goes with BTC."""
    cap_change_24h_pct: float
    etf_flow_usd: Mapping[str, float]
    """Net creations by asset on the last trading date before the start."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A whole market."""

    name: str
    about: str
    assets: Mapping[str, Asset]
    liquidations: Liquidations
    basis_apr_pct: Course
    """(days to expiry, annualised premium of a dated future over the index)."""
    overview: Overview
    swing_h: float
    """The longest swing of the walk after the start: short keeps prices in a range."""
    price_pct: Course = ((0.0, 0.0),)
    """BTC's drift against its price at the start."""
    vol_points: Course = ((0.0, 0.0),)
    """Added to the front of the volatility surface; the far end moves by a third of it."""
    oi_factor: Course = ((0.0, 1.0),)
    """Open interest in coin against the start."""
    funding_apr_points: Course = ((0.0, 0.0),)
    basis_apr_points: Course = ((0.0, 0.0),)
    jumps: Jumps | None = None
    venue_funding_points: Mapping[str, float] = field(default_factory=dict)
    """How a venue's annual funding differs from the asset's."""
    funding_interval_h: Mapping[str, float] = field(default_factory=dict)
    """Hours between payments of "venue contract", where they are not the venue's usual ones."""
    is_odd: bool = False
    """Everything a client may trip over comes along (tui.paper.oddities)."""
