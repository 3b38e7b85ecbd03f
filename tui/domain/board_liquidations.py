"""The Board's sections of liquidations, of one asset and of all."""

from typing import Literal

import msgspec

from tui.domain.board_section import Section

HurtSide = Literal["long", "short"]


class Print(msgspec.Struct, frozen=True, kw_only=True):
    """One liquidation on the tape."""

    at_ms: int
    venue: str
    symbol: str
    asset: str
    hurt: HurtSide
    usd: float
    price_usd: float


class LiquidationVenue(msgspec.Struct, frozen=True, kw_only=True):
    venue: str
    total_usd: float
    long_share: float | None
    completeness: Literal["full", "sampled", "backfill"]
    observed_s: float
    """Seconds of the window in which this venue was observed, live or by its backfill."""
    every_asset: bool = True
    """Whether its stream carries every asset; else the configured ones alone, and of the market as a whole such a venue
    counts as never observed."""


class LiquidationWindow(msgspec.Struct, frozen=True, kw_only=True):
    window_s: int
    observed_s: float | None = None
    """Seconds of it in which at least one venue was observed: sums of 0 say nothing where that is 0. None in older
    recordings."""
    total_usd: float
    long_usd: float
    short_usd: float
    long_share: float | None
    count: int


class Burst(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes in which forced closes came at five times the mean pace or faster, as one event; the mean is of each
    venue's minutes observed, an hour at least."""

    start_ms: int
    """The first such minute's beginning."""
    end_ms: int
    """The last one's end; up to two quieter minutes between two fast ones belong to it."""
    usd: float
    long_share: float | None
    count: int
    from_usd: float | None
    """The market's price at its beginning; None where none is held. In older recordings a print's."""
    to_usd: float | None
    """The market's price at its end; None where none is held. In older recordings a print's."""
    move_pct: float | None
    """From the one to the other; None where one is missing."""
    sampled_seconds_share: float | None = None
    """Share of its seconds in which a venue that tells at most one order a second (Binance, OKX, Gate) told one: the
    nearer to 1, the more was left out. None in older recordings."""
    price_grain_s: int | None = None
    """60 where the prices are those of its minutes; 300 where they are from before a restart, or bars of a perpetual,
    and the move is that of the five minutes around it."""


class Liquidations(Section, frozen=True, kw_only=True):
    """Recorded forced closes of the trailing window: a floor, never the whole."""

    window_s: int = 86_400
    observed_s: float = 0.0
    """Seconds of the window in which at least one venue was observed: its streams were live, or its backfill has read
    that stretch back whole (of the configured assets). `venues` has each venue's own."""
    total_usd: float | None = None
    long_usd: float | None = None
    short_usd: float | None = None
    long_share: float | None = None
    count: int = 0
    largest: Print | None = None
    venues: tuple[LiquidationVenue, ...] = ()
    windows: tuple[LiquidationWindow, ...] = ()
    """The same sums over 1 h, 4 h and 24 h."""
    tape: tuple[Print, ...] = ()
    """The newest prints, newest first."""
    bursts: tuple[Burst, ...] = ()
    """Bursts of the last 24 hours, newest first."""
    implied_usd: float | None = None
    """Upper view beside the recorded floor: what would have been liquidated had every fall of open interest been
    forced. Contract by contract, what coin open interest fell from one sample to the next (ten minutes recorded, an
    hour fetched) at the price then, over 24 hours. No strict bound: positions opened between two samples hide as many
    closed ones. None where it would lie below the recorded floor, which disproves it."""
    implied_venues: tuple[str, ...] = ()
    """Whose open interest that is."""


class AssetLiquidations(msgspec.Struct, frozen=True, kw_only=True):
    asset: str
    usd: float
    long_share: float | None
    largest: Print | None = None
    """The asset's largest print of the window."""


class MarketLiquidations(Section, frozen=True, kw_only=True):
    """Recorded liquidations of every asset that the feeds carry; backfills read the configured assets only."""

    window_s: int = 86_400
    observed_s: float = 0.0
    """Seconds of the window in which at least one venue was observed, as in Liquidations; what was streamed
    or read of the configured assets alone does not count."""
    total_usd: float | None = None
    long_share: float | None = None
    by_asset: tuple[AssetLiquidations, ...] = ()
    """Largest first."""
    largest: Print | None = None
    venues: tuple[LiquidationVenue, ...] = ()
    """Each venue's part, with how long it was observed; most dollars first."""
