"""What is traded on the paper venues, and how each contract stands at a moment."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["spot", "perpetual", "future", "option"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """One instrument of one venue. `(venue, kind, id)` is its identity: some venues share an id between kinds."""

    venue: str
    kind: Kind
    id: str
    """The venue's own name for it."""
    asset: str
    quote: str
    """USD, USDT or USDC."""
    inverse: bool = False
    """Settled in the coin."""
    contract_size: float = 1.0
    """Coin in one contract when linear, dollars in one contract when inverse."""
    lot: float
    """The smallest step of an order's size, in contracts."""
    tick_usd: float
    """The smallest step of a price, in dollars (an option's too)."""
    price_factor: float = 1.0
    """This contract's price beside the asset's, before any premium."""
    expiry_ms: int | None = None
    strike_usd: float | None = None
    is_call: bool | None = None
    funding_interval_h: float | None = None
    """Hours between payments of a perpetual; None where it has none (Deribit pays continuously)."""

    open_interest_weight: float = field(default=0.0, compare=False)
    """Its part of the asset's open interest, beside the other contracts' weights."""

    @property
    def settle(self) -> str:
        """The currency that profit is paid in."""
        return self.asset if self.inverse else self.quote

    def coin(self, contracts: float, price_usd: float) -> float:
        size = contracts * self.contract_size
        return size / price_usd if self.inverse else size

    def usd(self, contracts: float, price_usd: float) -> float:
        size = contracts * self.contract_size
        return size if self.inverse else size * price_usd

    def contracts(self, usd: float, price_usd: float) -> float:
        """Contracts worth that many dollars, in whole lots and at least one."""
        whole = usd / self.contract_size if self.inverse else usd / price_usd / self.contract_size
        lots = max(1, round(whole / self.lot))
        return float(f"{lots * self.lot:.10g}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractState:
    """A spot pair, perpetual or dated future at one moment."""

    contract: Contract
    at_ms: int
    bid_usd: float
    ask_usd: float
    last_usd: float
    """Always the bid or the ask."""
    mark_usd: float
    index_usd: float
    """The venue's index of the asset."""
    open_24h_usd: float
    high_24h_usd: float
    low_24h_usd: float
    change_24h_pct: float
    """Last against `open_24h_usd`."""
    volume_24h_coin: float
    volume_24h_usd: float
    open_interest_coin: float
    """One-sided; 0 for spot."""
    open_interest_usd: float
    funding_rate: float | None
    """Fraction for one interval (8 hours where funding is continuous); None where nothing is paid."""
    funding_apr_pct: float | None
    funding_next_ms: int | None
    """None where funding is continuous or nothing is paid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionState:
    """One option at one moment; volatilities in points, delta and the like by Black-76 without adjustment."""

    contract: Contract
    at_ms: int
    mark_vol: float
    bid_vol: float | None
    """None where nobody bids."""
    ask_vol: float
    mark_coin: float
    bid_coin: float | None
    ask_coin: float
    last_coin: float
    underlying_usd: float
    """The forward of this expiry."""
    index_usd: float
    delta: float
    gamma: float
    vega_usd: float
    """Dollars for one point of volatility."""
    theta_usd: float
    """Dollars a day."""
    open_interest_coin: float
    volume_24h_coin: float

    @property
    def mark_usd(self) -> float:
        return self.mark_coin * self.underlying_usd


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One candle; the last of a series is still moving."""

    open_ms: int
    open_usd: float
    high_usd: float
    low_usd: float
    close_usd: float
    volume_coin: float


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenInterestPoint:
    at_ms: int
    coin: float
    usd: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FundingPoint:
    """A funding rate that was paid."""

    at_ms: int
    rate: float


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexBar:
    """One candle of a volatility index, in points."""

    open_ms: int
    open_vol: float
    high_vol: float
    low_vol: float
    close_vol: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ForcedOrder:
    """One liquidation."""

    id: int
    """Grows with time; unique in the world."""
    at_ms: int
    contract: Contract
    hurt_long: bool
    """Whether a long was closed (a forced sale); else a short."""
    contracts: float
    coin: float
    usd: float
    """By `fill_usd`."""
    fill_usd: float
    """Average price of the fill."""
    bankruptcy_usd: float
    """The price at which the position's margin was gone."""
