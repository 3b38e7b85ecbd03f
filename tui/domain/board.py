"""The Board: everything a person or a script may see, computed once, in the collector.

One schema for the screen, `snapshot --json`, recordings and the link. Units are in the names: `_usd` dollars,
`_coin` base coin, `_pct` percent (4.2 is 4.2 %), `_share` 0..1, `_vol` volatility points, `_ms` epoch milliseconds
UTC, `_s` seconds. Unknown is None, with the reason under the same name in the section's `notes`.
"""

from typing import Literal

import msgspec

from tui.domain.board_health import (
    Health as Health,
)
from tui.domain.board_health import (
    VenueHealth as VenueHealth,
)
from tui.domain.board_liquidations import (
    AssetLiquidations as AssetLiquidations,
)
from tui.domain.board_liquidations import (
    Burst as Burst,
)
from tui.domain.board_liquidations import (
    HurtSide as HurtSide,
)
from tui.domain.board_liquidations import (
    Liquidations as Liquidations,
)
from tui.domain.board_liquidations import (
    LiquidationVenue as LiquidationVenue,
)
from tui.domain.board_liquidations import (
    LiquidationWindow as LiquidationWindow,
)
from tui.domain.board_liquidations import (
    MarketLiquidations as MarketLiquidations,
)
from tui.domain.board_liquidations import (
    Print as Print,
)
from tui.domain.board_market import (
    Cascade as Cascade,
)
from tui.domain.board_market import (
    Etf as Etf,
)
from tui.domain.board_market import (
    EtfDay as EtfDay,
)
from tui.domain.board_market import (
    Market as Market,
)
from tui.domain.board_market import (
    Regime as Regime,
)
from tui.domain.board_options import (
    OptionExpiry as OptionExpiry,
)
from tui.domain.board_options import (
    Options as Options,
)
from tui.domain.board_options import (
    StrikeInterest as StrikeInterest,
)
from tui.domain.board_past import (
    Past as Past,
)
from tui.domain.board_section import (
    Notes as Notes,
)
from tui.domain.board_section import (
    Section as Section,
)
from tui.domain.board_settings import (
    Settings as Settings,
)

SCHEMA = 1


class PriceVenue(msgspec.Struct, frozen=True, kw_only=True):
    venue: str
    usd: float
    quote: str
    age_s: float


class Price(Section, frozen=True, kw_only=True):
    """The median of live venue mids, token legs converted to dollars."""

    usd: float | None = None
    change_24h_pct: float | None = None
    change_from_usd: float | None = None
    """The price 24 hours ago of the market whose candles tell it; None where venues tell the change alone."""
    change_to_usd: float | None = None
    """What the change goes to: that market's own price now where it is live, else `usd`."""
    spread_pct: float | None = None
    """(highest - lowest) / median of the venues inside."""
    divergent: bool = False
    """The spread is wider than 0.15 %."""
    venues: tuple[PriceVenue, ...] = ()
    dollars_a_token: dict[str, float] = {}
    """Token -> dollars that its legs were converted by; one that is not here counted as a dollar."""


class Drawdown(Section, frozen=True, kw_only=True):
    high_usd: float | None = None
    high_on: str | None = None
    """What the high is and when: "2025-10-06 (yours)" or "2025-10-06 (binance high)"."""
    pct: float | None = None
    """price / high - 1: negative below the high."""


LevelState = Literal["armed", "wick", "confirmed", "rejected"]
LevelKind = Literal["support", "resistance", "weekly_close"]
LEVEL_WORDS: dict[str, str] = {"armed": "armed", "wick": "WICK", "confirmed": "BROKEN", "rejected": "HELD"}
"""How a level's state is called wherever a person reads it."""


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """A line or zone that matters to the user."""

    price_usd: float
    to_usd: float | None = None
    """The other edge where the level is a zone."""
    kind: LevelKind
    label: str
    distance_pct: float | None = None
    """price / level - 1: negative when price is below; from the nearer edge of a zone, 0 inside it."""
    state: LevelState | None = None
    closes: Literal["daily", "weekly"] = "daily"
    """Which close confirms or rejects it."""
    touches: int | None = None
    deepest_usd: float | None = None
    """The farthest price beyond the line in its present episode."""
    then_usd: tuple[float, ...] = ()
    notes: Notes = {}

    @property
    def open_side(self) -> Literal["BELOW", "ABOVE"] | None:
        """On which side of the line the price is, where a close there is still to come."""
        if self.state != "wick" or not self.distance_pct:
            return None
        falls = self.kind != "resistance"
        return None if (self.distance_pct < 0) != falls else "BELOW" if falls else "ABOVE"

    @property
    def word(self) -> str | None:
        """How it stands, in the one word that every screen, table and brief has for it."""
        return self.open_side or (LEVEL_WORDS[self.state] if self.state else None)


class Weekly(Section, frozen=True, kw_only=True):
    """The week's close and the 50-week average; weeks run Monday to Monday, UTC."""

    closes_at_ms: int
    closes_in_s: float
    sma50_completed_usd: float | None = None
    """Mean of the last 50 finished weekly closes: constant all week."""
    sma50_running_usd: float | None = None
    """Mean of the last 49 finished closes and the price now."""
    sma50_usd: float | None = None
    """The one of the two that `sma_rule` names."""
    sma_rule: Literal["completed", "running"] = "completed"
    """Which average leads, by the configuration's `conventions.sma`."""
    trigger_usd: float | None = None
    """Mean of the last 49 finished closes: close above it and the week closes above its own average."""
    distance_pct: float | None = None
    """price / trigger - 1: negative when price is below the trigger."""
    sigma: float | None = None
    """The distance in standard deviations of the time left (negative: price is below)."""
    close_below_share: float | None = None
    """Zero-drift lognormal probability that the week closes below the trigger."""
    price_usd: float | None = None
    """The price now that the running average, the distance and the odds go by: that of the market whose candles the
    closes are, where it is live, since it is that market's close that decides; else the price."""
    weeks: int = 0
    """Finished weeks known."""


class OpenInterestVenue(msgspec.Struct, frozen=True, kw_only=True):
    venue: str
    usd: float
    coin: float
    age_s: float
    change_24h_pct: float | None = None
    coin_change_24h_pct: float | None = None
    change_share: float | None = None
    """What part of `usd` the changes cover: contracts whose value 24 h ago is known."""
    then_usd: float | None = None
    then_coin: float | None = None
    """24 hours ago, of those contracts."""


class OpenInterestBoard(Section, frozen=True, kw_only=True):
    """Open interest of the venues named, perpetuals and dated futures, counted once."""

    usd: float | None = None
    coin: float | None = None
    change_24h_pct: float | None = None
    coin_change_24h_pct: float | None = None
    change_1h_pct: float | None = None
    coin_change_1h_pct: float | None = None
    price_effect_usd: float | None = None
    """24 h: coin now x price change."""
    coin_effect_usd: float | None = None
    """24 h: coin change x price then; the two effects add up to the change in dollars."""
    deleveraging: Literal["yes", "no", "unknown"] = "unknown"
    venues: tuple[OpenInterestVenue, ...] = ()
    change_venues: tuple[str, ...] = ()
    """The venues whose value 24 h ago is known: the changes are theirs alone."""
    change_share: float | None = None
    """What part of `usd` the 24-hour changes cover; below a third there is no verdict."""
    then_usd: float | None = None
    then_coin: float | None = None
    """24 hours ago, of the contracts known then and now."""
    then_to_now_usd: float | None = None
    then_to_now_coin: float | None = None
    """Now, of the same contracts: the 24-hour changes are from those to these."""
    quadrant: Literal["new longs", "short covering", "new shorts", "long flush", "no clear move"] | None = None
    """24-hour change of the price against that in coin; no clear move within half a percent. None where there is no
    verdict on `deleveraging` either."""


class FundingContract(msgspec.Struct, frozen=True, kw_only=True):
    venue: str
    symbol: str
    rate: float
    interval_h: float | None
    apr_pct: float | None
    """rate x 8760 / interval_h, simple."""
    kind: Literal["predicted", "settled", "continuous"]
    next_ms: int | None
    oi_usd: float | None
    age_s: float
    settled_apr_pct: float | None = None
    """Of the last payment that is known of this contract. `kind` is "settled" in older recordings alone."""
    settled_ms: int | None = None


class FundingBoard(Section, frozen=True, kw_only=True):
    apr_pct: float | None = None
    """Mean weighted by open interest of every contract's `apr_pct`, whatever its kind."""
    predicted_apr_pct: float | None = None
    """The same mean of running estimates of the next payment alone."""
    settled_apr_pct: float | None = None
    """Of the last settled payments alone (`settled_apr_pct` of the contracts)."""
    continuous_apr_pct: float | None = None
    """Of what is paid continuously alone."""
    apr_min_pct: float | None = None
    apr_max_pct: float | None = None
    apr_min_venue: str | None = None
    apr_max_venue: str | None = None
    """Lowest and highest venue: each venue's contracts weighted by open interest first."""
    paid_next_usd: float | None = None
    """Dollars that change hands at the next payments, longs to shorts when positive."""
    next_ms: int | None = None
    """The earliest of the next payments."""
    next_in_s: float | None = None
    next_usd: float | None = None
    """Dollars that change hands at that payment alone."""
    next_venues: tuple[str, ...] = ()
    """Who pays then."""
    baseline_distance_pct: float | None = None
    """`apr_pct` minus 10.95, the interest term of the usual formula (0.01 % every 8 hours): negative is cheaper than
    at rest."""
    percentile_share: float | None = None
    """Share of the settled payments known of `percentile_contract` that were below its rate now."""
    percentile_contract: str | None = None
    """ "binance BTCUSDT": of the contracts with a history, the one with the most open interest."""
    percentile_days: float | None = None
    """How far that history reaches back."""
    contracts: tuple[FundingContract, ...] = ()


class BasisPoint(msgspec.Struct, frozen=True, kw_only=True):
    venue: str
    symbol: str
    expiry_ms: int
    days: float
    apr_pct: float | None
    """(future / index - 1) x 365 / days, simple."""
    spread_pct: float | None
    """The book's width; wider than 0.5 % is left out of the headline."""
    age_s: float | None = None


class Basis(Section, frozen=True, kw_only=True):
    apr_pct: float | None = None
    days: float = 90
    rule: Literal["cm90", "nearest"] | None = None
    curve: tuple[BasisPoint, ...] = ()
    net_of_bill_pct: float | None = None
    """`apr_pct` less the configured T-bill yield."""
    over_funding_pct: float | None = None
    """`apr_pct` less the mean funding rate: what the dated leg pays above the perpetual's."""
    convention: Literal["simple", "continuous"] = "simple"
    """How every annual rate here is made of (F, S, days)."""
    carry_words: str | None = None
    """Whether buying spot against the dated future is worth it, in one line; before fees."""


class CandleRow(msgspec.Struct, frozen=True, array_like=True):
    """One bar of the price chart."""

    open_ms: int
    open_usd: float
    high_usd: float
    low_usd: float
    close_usd: float


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Bars for the price chart, oldest first; the last is still moving."""

    venue: str | None = None
    bars: dict[str, tuple[CandleRow, ...]] = {}
    """Timeframe ("1h", "4h", "1d", "1w") -> bars."""
    sma50_weekly: tuple[tuple[int, float], ...] = ()
    """(week's open, mean of the 50 closes up to and including that week)."""


class AssetBoard(msgspec.Struct, frozen=True, kw_only=True):
    price: Price
    drawdown: Drawdown
    levels: tuple[Level, ...]
    weekly: Weekly
    liquidations: Liquidations
    open_interest: OpenInterestBoard
    funding: FundingBoard
    basis: Basis
    options: Options
    chart: Chart
    past: Past = Past()


FeedStateName = Literal["connecting", "live", "stale", "backoff", "blocked", "off"]
DOWN: tuple[FeedStateName, ...] = ("stale", "backoff", "blocked")
"""The states in which a feed should bring something and does not."""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    venue: str
    kind: str
    state: FeedStateName
    age_s: float | None = None
    """Seconds since it last brought data; None before the first."""
    reason: str | None = None
    retries: int = 0


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    at_ms: int
    rule: str
    severity: Literal["silent", "toast", "bell", "push"]
    text: str
    acknowledged: bool
    snoozed_until_ms: int | None = None
    """Its rule does not fire before that."""


class CollectorInfo(msgspec.Struct, frozen=True, kw_only=True):
    version: str
    uptime_s: float
    asked_again_ms: int | None = None
    """When the feeds that were not live were last asked again on somebody's request."""


class Board(Section, frozen=True, kw_only=True):
    """Complete in itself: a pane that attaches late and a script that asks once see the same thing."""

    schema: int = SCHEMA
    as_of_ms: int
    mode: Literal["live", "demo", "replay"]
    collector: CollectorInfo
    assets: dict[str, AssetBoard]
    """In the order of the configuration."""
    market: Market | None = None
    feeds: tuple[Feed, ...] = ()
    alerts: tuple[Alert, ...] = ()
    health: Health = Health()
    """What was lost on the way to this Board."""
    settings: Settings = Settings()
    """What the collector goes by: levels, alert rules and conventions, and which of them come from the screen."""
