"""What happened in a stretch of time: the marks that a collector keeps, and the digest that is made of them.

Units are in the names, as on the Board.
"""

import msgspec

from tui.domain.board_liquidations import Print

Point = tuple[int, float]
"""(when in epoch milliseconds, price in dollars)."""


class LevelMove(msgspec.Struct, frozen=True, array_like=True):
    """A level that changed its state, or a zone that price entered or left."""

    at_ms: int
    """When the collector saw it; what changed while none ran is seen at its start."""
    label: str
    price_usd: float
    to_usd: float | None
    before: str
    after: str
    """armed, wick, confirmed, rejected; of a zone also above, inside, below."""


class Shift(msgspec.Struct, frozen=True, array_like=True):
    """Backwardation that began, deepened or ended."""

    at_ms: int
    before: str
    after: str


class AssetMark(msgspec.Struct, frozen=True, array_like=True):
    """One asset at the end of a mark, and its extremes within."""

    usd: float | None = None
    low: Point | None = None
    high: Point | None = None
    interest: dict[str, tuple[float, float]] = {}
    """Venue -> open interest in dollars and in coin."""
    funding_apr_pct: float | None = None
    atm7_vol: float | None = None
    atm30_vol: float | None = None
    backwardation: str | None = None
    states: dict[str, str] = {}
    """Level -> state, for the change across a stretch that nobody saw."""
    moves: tuple[LevelMove, ...] = ()
    shifts: tuple[Shift, ...] = ()
    opened_usd: float | None = None
    """Price at the beginning."""


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A stretch in which a collector made Boards without a gap."""

    from_ms: int
    to_ms: int
    assets: dict[str, AssetMark] = {}
    down: dict[str, float] = {}
    """ "venue kind" -> seconds for which that feed was stale, waiting to be tried again, or blocked."""


class LiquidationDigest(msgspec.Struct, frozen=True, kw_only=True):
    """Recorded liquidations: a floor."""

    from_ms: int
    """A day back at most, and the start of a UTC minute."""
    usd: float
    long_share: float | None
    count: int
    largest: Print | None
    observed_s: float
    """Seconds of the stretch in which at least one venue's liquidations were observed."""


class AssetDigest(msgspec.Struct, frozen=True, kw_only=True):
    """From and to are the stretch's ends; None is what was not known there."""

    from_usd: float | None = None
    to_usd: float | None = None
    low: Point | None = None
    high: Point | None = None
    moves: tuple[LevelMove, ...] = ()
    """Oldest first."""
    liquidations: LiquidationDigest | None = None
    oi_venues: tuple[str, ...] = ()
    """Those known at both ends, which the open interest here is of."""
    oi_from_usd: float | None = None
    oi_to_usd: float | None = None
    oi_from_coin: float | None = None
    oi_to_coin: float | None = None
    funding_from_apr_pct: float | None = None
    funding_to_apr_pct: float | None = None
    atm7_from_vol: float | None = None
    atm7_to_vol: float | None = None
    atm30_from_vol: float | None = None
    atm30_to_vol: float | None = None
    backwardation: str | None = None
    """As it is at the end: none, short or full."""
    shifts: tuple[Shift, ...] = ()


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What happened since a moment that a pane named."""

    asked_ms: int
    """That moment."""
    from_ms: int
    """What is told begins here: up to a quarter of an hour earlier where that is how closely it was kept."""
    to_ms: int
    unseen: tuple[tuple[int, int], ...] = ()
    """Stretches within in which no collector ran, or the machine slept: nothing is known of them but liquidations
    that were read back."""
    assets: dict[str, AssetDigest] = {}
    liquidations: LiquidationDigest | None = None
    """Of every asset that the feeds carry."""
    down: dict[str, float] = {}
    """ "venue kind" -> seconds without it, longest first."""
