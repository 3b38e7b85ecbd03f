"""Events: one normalised fact from a venue each. Units, contract sizes and the hurt side are settled before one exists.

Every event carries the venue's lower-case name, the base asset ("BTC"), the venue's own symbol (clean), and two
times in epoch milliseconds: `at_ms` is the venue's (or ours where it gives none) and `recv_ms` is ours.
Dollar values treat USDT and USDC as dollars; `Quote.quote` keeps the legs apart so that a depeg can be seen.
"""

from enum import StrEnum

import msgspec


class Side(StrEnum):
    """Which position a liquidation closed by force; never the side of the order."""

    LONG = "long"
    SHORT = "short"


class Completeness(StrEnum):
    """How much of a venue's liquidations its feed shows."""

    FULL = "full"
    SAMPLED = "sampled"
    """The venue publishes at most one per symbol and second: totals are a floor."""
    BACKFILL = "backfill"


class FundingKind(StrEnum):
    PREDICTED = "predicted"
    """The running estimate of the rate that settles at `next_ms`."""
    SETTLED = "settled"
    CONTINUOUS = "continuous"
    """Paid every moment (Deribit): there is no next payment to count down to."""


class FeedState(StrEnum):
    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"
    BACKOFF = "backoff"
    BLOCKED = "blocked"
    OFF = "off"


class FeedKind(StrEnum):
    """What a feed delivers; with the venue's name it is the feed's identity on the Board."""

    PRICE = "price"
    CANDLES = "candles"
    LIQUIDATIONS = "liquidations"
    OPEN_INTEREST = "open_interest"
    FUNDING = "funding"
    FUTURES = "futures"
    OPTIONS = "options"
    VOLATILITY_INDEX = "volatility_index"
    MARKET_CAP = "market_cap"
    ETF_FLOWS = "etf_flows"
    DEPTH = "depth"
    ALTCOINS = "altcoins"
    """What a cascade is reckoned from besides depth: five-minute bars, open interest and funding of altcoins."""


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A spot market's best prices now. `mid_usd` is what prices are made of."""

    venue: str
    asset: str
    symbol: str
    quote: str
    """The quote currency: USD, USDT or USDC."""
    bid_usd: float | None = None
    ask_usd: float | None = None
    last_usd: float | None = None
    change_24h_pct: float | None = None
    """Against the price 24 hours ago; None where the venue counts from midnight instead."""
    at_ms: int
    recv_ms: int

    @property
    def mid_usd(self) -> float | None:
        """Middle of bid and ask; the last trade where the venue streams no book or the book is crossed."""
        if self.bid_usd and self.ask_usd and self.bid_usd <= self.ask_usd:
            return (self.bid_usd + self.ask_usd) / 2
        return self.last_usd


class Candle(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of a spot market; bars are keyed by `open_ms` and the last one is still moving."""

    venue: str
    asset: str
    symbol: str
    timeframe: str
    """"1h" or "1d", UTC; every other timeframe is built from these. "5m" is for downside beta alone, and the bars are a
    perpetual's."""
    open_ms: int
    open_usd: float
    high_usd: float
    low_usd: float
    close_usd: float
    volume_coin: float
    recv_ms: int


class Liquidation(msgspec.Struct, frozen=True, kw_only=True):
    """One forced close. `usd` = coin x price for linear contracts, contracts x contract dollars for inverse ones."""

    venue: str
    asset: str
    symbol: str
    hurt: Side
    usd: float
    coin: float
    price_usd: float
    """The venue's best public price for it: average fill on Binance, bankruptcy price on Bybit and OKX."""
    completeness: Completeness
    key: str
    """Identity for removing duplicates after a reconnect: the venue's id, or its own fields joined."""
    at_ms: int
    recv_ms: int


class OpenInterest(msgspec.Struct, frozen=True, kw_only=True):
    """One-sided open interest of one contract, in coin and in dollars at the contract's mark.

    Perpetuals and dated futures; options are not counted. An event with an old `at_ms` is history.
    """

    venue: str
    asset: str
    symbol: str
    coin: float
    usd: float
    at_ms: int
    recv_ms: int


class FundingRate(msgspec.Struct, frozen=True, kw_only=True):
    """What one perpetual's longs pay its shorts (negative: shorts pay longs)."""

    venue: str
    asset: str
    symbol: str
    rate: float
    """Fraction of the position for one interval: 0.0001 is 0.01 %."""
    interval_h: float | None
    """The contract's true interval; None is unknown, and then there is no annual rate."""
    kind: FundingKind
    next_ms: int | None
    """When it is paid; None where it is unknown or continuous."""
    at_ms: int
    recv_ms: int


class FuturesQuote(msgspec.Struct, frozen=True, kw_only=True):
    """A dated future beside its own venue's index at the same moment."""

    venue: str
    asset: str
    symbol: str
    expiry_ms: int
    mark_usd: float | None
    bid_usd: float | None
    ask_usd: float | None
    index_usd: float | None
    """The venue's spot index; None where its answer carries none (then there is no basis)."""
    at_ms: int
    recv_ms: int


class OptionQuote(msgspec.Struct, frozen=True, kw_only=True):
    """One option of a chain."""

    symbol: str
    expiry_ms: int
    strike_usd: float
    is_call: bool
    mark_vol: float | None
    """Implied volatility in points: 52.4 is 52.4 %."""
    bid_vol: float | None = None
    ask_vol: float | None = None
    mark_coin: float | None
    """Mark price in base coin, whatever the venue quotes in."""
    underlying_usd: float | None
    """The forward of this expiry as the venue sees it."""
    open_interest_coin: float
    volume_24h_coin: float
    premium_24h_usd: float | None = None
    """Dollars paid for what was traded in 24 hours, where the venue gives that sum."""
    delta: float | None = None
    """The venue's own forward delta, unadjusted for premium, where it gives one."""


class OptionBook(msgspec.Struct, frozen=True, kw_only=True):
    """A venue's whole option chain on one asset, at one moment."""

    venue: str
    asset: str
    quotes: tuple[OptionQuote, ...]
    at_ms: int
    recv_ms: int


class VolatilityIndex(msgspec.Struct, frozen=True, kw_only=True):
    """One close of a venue's volatility index (Deribit's DVOL), in points."""

    venue: str
    asset: str
    close_vol: float
    at_ms: int
    recv_ms: int


class MarketCap(msgspec.Struct, frozen=True, kw_only=True):
    """The whole market's capitalisation as one source counts it; change and dominance are the same source's own."""

    source: str
    cap_usd: float
    change_24h_pct: float | None
    btc_dominance_share: float | None
    eth_dominance_share: float | None
    at_ms: int
    recv_ms: int


class EtfFlow(msgspec.Struct, frozen=True, kw_only=True):
    """Net creations of one asset's US spot ETFs on one trading date; a day that is not reported has no event."""

    source: str
    asset: str
    date: str
    """The trading date in New York, ISO."""
    net_flow_usd: float
    reported: int | None
    """Issuers that have reported, of `issuers`; None where the source does not say."""
    issuers: int | None
    recv_ms: int


class Depth(msgspec.Struct, frozen=True, kw_only=True):
    """The bids of one perpetual's order book, as deep as its venue was asked for."""

    venue: str
    asset: str
    symbol: str
    bids: tuple[tuple[float, float], ...]
    """(price in dollars, base coin), highest first."""
    best_ask_usd: float
    at_ms: int
    recv_ms: int


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the past that a feed has read back whole, of everything it is to bring: both ends included.

    A feed that fills gaps by REST emits one for each stretch that it really fetched, never for one whose answers were
    cut short or refused; stretches may overlap and repeat. Liquidations: the stretch counts as observed.
    """

    venue: str
    kind: FeedKind
    part: str = ""
    """As in the feed's own identity; for the log, since an observed stretch is the venue's."""
    from_ms: int
    until_ms: int
    every_asset: bool = False
    """Whether all assets of the venue were read, and not the configured ones alone."""


class FeedStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How one feed of one venue stands; an event like the others."""

    venue: str
    kind: FeedKind
    part: str = ""
    """Tells the feeds of one kind apart (an instrument type, an asset)."""
    state: FeedState
    reason: str | None = None
    retries: int = 0
    pushed: bool = False
    """A stream: while it is live the venue sends everything, and what it sent while it was not is missed."""
    every_asset: bool = True
    """A stream of liquidations: whether it carries every asset of the venue, and not the configured ones alone."""
    is_whole: bool = True
    """A stream: whether the venue sends all that it was asked for; of what it refused nothing is seen, live or not."""
    at_ms: int
    """When the state began: for a stream that fell silent, its last sign of life."""


Event = (
    Quote
    | Candle
    | Liquidation
    | OpenInterest
    | FundingRate
    | FuturesQuote
    | OptionBook
    | VolatilityIndex
    | MarketCap
    | EtfFlow
    | Depth
    | Coverage
    | FeedStatus
)


def origin(event: Event) -> str:
    """Who said it: the venue, or the source of what is no exchange's."""
    return event.source if isinstance(event, MarketCap | EtfFlow) else event.venue
