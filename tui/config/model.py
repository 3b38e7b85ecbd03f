"""The configuration: one frozen model. Every key's comment, default and range stand here and nowhere else."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Usd = Annotated[float, Meta(gt=0)]
Severity = Literal["silent", "toast", "bell", "push"]
Secret = Annotated[str, Meta(min_length=1, max_length=500, extra={"secret": True})]
"""Never shown: not in an error, not in a log, not on a Board."""
Shown = Annotated[str, Meta(extra={"shown": True})]
"""The user's words as the screen, tables and messages repeat them: nothing in them may steer a terminal."""
YieldPct = Annotated[float, Meta(ge=-5, le=50)]
AssetName = Annotated[str, Meta(pattern=r"^[A-Z0-9]{1,10}$", description="a base asset in capitals, such as BTC")]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of config.toml; unknown keys are refused."""


class LevelConfig(Table, frozen=True, kw_only=True):
    price: Annotated[Usd, Meta(description="the line in dollars, or one edge of a zone")]
    to: Annotated[Usd | None, Meta(description="the other edge, if it is a zone")] = None
    kind: Annotated[
        Literal["support", "resistance", "weekly_close"],
        Meta(description="what breaks it: a fall, a rise, or a weekly close below"),
    ] = "support"
    label: Annotated[Shown, Meta(max_length=24, description="your name for it")] = ""
    closes: Annotated[
        Literal["daily", "weekly"] | None,
        Meta(description="which close confirms a break; weekly for kind weekly_close, else daily"),
    ] = None
    then: Annotated[tuple[Usd, ...], Meta(max_length=8, description="the next lines once a close has broken it")] = ()


class AssetConfig(Table, frozen=True, kw_only=True):
    high_usd: Annotated[
        Usd | None, Meta(description="the high that drawdown counts from; without it, the highest recorded candle")
    ] = None
    high_on: Annotated[date | None, Meta(description="the day of that high")] = None
    levels: Annotated[tuple[LevelConfig, ...], Meta(max_length=32, description="your lines and zones")] = ()


class VenueConfig(Table, frozen=True, kw_only=True):
    enabled: Annotated[bool, Meta(description="whether anything is asked of this venue")] = True


class VenuesConfig(Table, frozen=True, kw_only=True):
    """Public data only: there is nowhere to put a key."""

    binance: VenueConfig = VenueConfig()
    bybit: VenueConfig = VenueConfig()
    okx: VenueConfig = VenueConfig()
    deribit: VenueConfig = VenueConfig()
    hyperliquid: VenueConfig = VenueConfig()
    coinbase: VenueConfig = VenueConfig()
    kraken: VenueConfig = VenueConfig()
    bitget: VenueConfig = VenueConfig()
    gate: VenueConfig = VenueConfig()


class NetworkConfig(Table, frozen=True, kw_only=True):
    gateway: Annotated[
        str,
        Meta(
            pattern=r"^$|^https?://[^\s/]+/?$",
            examples=["http://127.0.0.1:9400"],
            description="send every request for https://HOST/PATH to GATEWAY/HOST/PATH; empty is direct",
        ),
    ] = ""
    proxy: Annotated[
        str,
        Meta(
            pattern=r"^$|^https?://\S+$",
            examples=["http://127.0.0.1:3128"],
            description="an HTTP proxy; empty is none",
        ),
    ] = ""
    timeout_s: Annotated[float, Meta(ge=1, le=60, description="how long one request may take")] = 10.0


class CollectorConfig(Table, frozen=True, kw_only=True):
    linger_s: Annotated[
        float, Meta(ge=0, le=86_400, description="a collector that a pane started stays this long after the last pane")
    ] = 60.0
    reference: Annotated[
        Literal["binance", "okx", "kraken", "coinbase"],
        Meta(description="whose candles closes and levels are judged by; the next one stands in while it fails"),
    ] = "binance"


CapProvider = Literal["coingecko", "coinpaprika", "coinlore"]


class EtfEntry(Table, frozen=True, kw_only=True):
    date: Annotated[date, Meta(description="the trading date")]
    asset: Annotated[Literal["BTC", "ETH"], Meta(description="whose ETFs")]
    net_flow_usd: Annotated[float, Meta(description="creations less redemptions, in dollars")]


class SourcesConfig(Table, frozen=True, kw_only=True):
    market_cap: Annotated[
        tuple[CapProvider, ...],
        Meta(
            max_length=3, description="who is asked for the total market cap, in this order; an empty list asks nobody"
        ),
    ] = ("coingecko", "coinpaprika", "coinlore")
    etf_csv_url: Annotated[
        str,
        Meta(
            pattern=r"^$|^https://[^\s]+$",
            examples=["https://example.org/flows.csv"],
            description="spot-ETF flows as CSV with the columns date, asset, net_inflow_usd; empty asks nobody",
        ),
    ] = "https://raw.githubusercontent.com/bykarantelicom/crypto-datasets/main/data/etf-flows.csv"
    etf_file: Annotated[str, Meta(description="the same from a file of yours; it wins over the URL")] = ""
    etf_manual: Annotated[
        tuple[EtfEntry, ...],
        Meta(max_length=400, description="flows entered by hand; they win over both: { date, asset, net_flow_usd }"),
    ] = ()


class LeverageTier(Table, frozen=True, kw_only=True):
    leverage: Annotated[float, Meta(ge=1, le=200, description="position over margin")]
    share: Annotated[float, Meta(ge=0, le=1, description="its share of the long open interest")]


class CascadeConfig(Table, frozen=True, kw_only=True):
    assets: Annotated[
        tuple[AssetName, ...],
        Meta(max_length=10, description="altcoins whose bids are held against what would be sold by force"),
    ] = ("SOL", "XRP", "DOGE", "AVAX", "LINK")
    tiers: Annotated[
        tuple[LeverageTier, ...],
        Meta(
            min_length=1,
            max_length=12,
            description="how the long open interest is assumed to be leveraged, { leverage, share }: nobody publishes"
            " it, so this is a guess to edit; shares add up to at most 1, what is left is taken as unleveraged",
        ),
    ] = (
        LeverageTier(leverage=3, share=0.20),
        LeverageTier(leverage=5, share=0.25),
        LeverageTier(leverage=10, share=0.30),
        LeverageTier(leverage=20, share=0.15),
        LeverageTier(leverage=50, share=0.10),
    )


class HistoryConfig(Table, frozen=True, kw_only=True):
    retention_days: Annotated[
        int, Meta(ge=2, le=3650, description="how long liquidations and open interest are kept")
    ] = 90
    max_mb: Annotated[
        int, Meta(ge=10, le=1_000_000, description="the room that they may take; the oldest days go first")
    ] = 500


class RecordingConfig(Table, frozen=True, kw_only=True):
    enabled: Annotated[
        bool, Meta(description="whether the collector records what the screen shows, for `floorline replay`")
    ] = True
    keep_hours: Annotated[int, Meta(ge=1, le=8760, description="how long recordings are kept")] = 48
    max_mb: Annotated[
        int, Meta(ge=10, le=1_000_000, description="the room that recordings may take; the oldest go first")
    ] = 500


class ScreenConfig(Table, frozen=True, kw_only=True):
    fps: Annotated[float, Meta(ge=0.5, le=10, description="frames a second at most")] = 4.0
    direction_colours: Annotated[
        Literal["green-red", "red-green", "blue-orange", "mono"], Meta(description="colours of up and down")
    ] = "green-red"
    glyphs: Annotated[
        Literal["auto", "braille", "block", "ascii"],
        Meta(description="what charts and bars are drawn with; auto is braille, or ascii without UTF-8 in the locale"),
    ] = "auto"
    theme: Annotated[Literal["dark", "light", "terminal"], Meta(description="the palette")] = "dark"
    calm: Annotated[bool, Meta(description="no flash when a value changes")] = False
    digest_after_s: Annotated[
        float,
        Meta(
            ge=0,
            le=604_800,
            description="after so long without a key or the terminal's focus, a line says what happened meanwhile;"
            " 0 is never",
        ),
    ] = 900.0


class AlertRuleConfig(Table, frozen=True, kw_only=True):
    name: Annotated[
        Shown, Meta(min_length=1, max_length=48, description="what you call it; the log and messages say it")
    ]
    when: Annotated[
        Shown,
        Meta(
            min_length=1,
            max_length=1000,
            description="the condition: comparisons on paths of `floorline snapshot --json`, and / or / not, and "
            "crosses_above(value, line), crosses_below(value, line), closes_above(ASSET, line, 'weekly'), "
            "closes_below(ASSET, line, 'daily' or 'hourly'), change(value, '1h'), change_pct, fall, fall_pct, rise, "
            "rise_pct likewise, stays(condition, '10m')",
        ),
    ]
    severity: Annotated[
        Severity,
        Meta(
            description="silent: the log only; toast: on the screen too; bell: the terminal's bell, notification and "
            "tmux too; push: command and webhooks too"
        ),
    ] = "toast"
    cooldown_s: Annotated[
        float, Meta(ge=0, le=604_800, description="at least so long between two firings; a condition that holds waits")
    ] = 900.0
    hold_s: Annotated[
        float, Meta(ge=0, le=604_800, description="the condition must have held so long, time without data left out")
    ] = 0.0
    clear: Annotated[
        Shown,
        Meta(
            max_length=1000,
            description="when it may fire again: another condition, or for a single comparison how far the value must "
            'come back, such as "1%" or "250"; empty is as soon as the condition is false',
        ),
    ] = ""
    once: Annotated[bool, Meta(description="fires one time, until its condition is edited")] = False


def default_rules() -> tuple[AlertRuleConfig, ...]:
    """The lines of the market brief, as rules."""
    rule = AlertRuleConfig
    return (
        rule(name="BTC weekly close below 107,000", when="closes_below(BTC, 107000, 'weekly')", severity="push"),
        rule(name="ETH below 3,100", when="ETH.price.usd < 3100", severity="push", clear="1%", hold_s=5),
        rule(
            name="BTC volatility in backwardation",
            when="BTC.options.backwardation != 'none'",
            severity="toast",
            hold_s=300,
            cooldown_s=14_400,
        ),
        rule(
            name="liquidations above $1B, mostly longs",
            when="market.liquidations.total_usd > 1_000_000_000 and market.liquidations.long_share > 0.7",
            severity="bell",
            clear="market.liquidations.total_usd < 800_000_000 or market.liquidations.long_share < 0.65",
            hold_s=60,
            cooldown_s=14_400,
        ),
        rule(name="BTC funding above 20% APR", when="BTC.funding.apr_pct > 20", clear="5", hold_s=300),
        rule(
            name="BTC coin open interest down 5% in 24 h",
            when="BTC.open_interest.coin_change_24h_pct < -5 and BTC.open_interest.deleveraging == 'yes'",
            severity="bell",
            clear="BTC.open_interest.coin_change_24h_pct > -4",
            hold_s=120,
            cooldown_s=14_400,
        ),
    )


class AlertsConfig(Table, frozen=True, kw_only=True):
    feeds: Annotated[
        Literal["off", "silent", "toast", "bell", "push"],
        Meta(description="the alert of a venue whose feeds were live and died"),
    ] = "toast"
    feeds_hold_s: Annotated[
        float, Meta(ge=0, le=86_400, description="feeds must have been dead so long before it fires")
    ] = 60.0
    snooze_s: Annotated[float, Meta(ge=60, le=604_800, description="how long the key for it silences a rule")] = 3600.0
    bell: Annotated[bool, Meta(description="ring the terminal's bell, at most once in 10 s")] = True
    terminal: Annotated[
        Literal["osc9", "osc777", "off"],
        Meta(description="the notification that the terminal shows; in tmux it needs allow-passthrough"),
    ] = "osc9"
    tmux: Annotated[bool, Meta(description="a message in tmux's status line, where TMUX is set")] = True
    command: Annotated[
        tuple[str, ...],
        Meta(
            max_length=32,
            description="a program and its arguments, run without a shell for alerts of severity push; the alert is "
            "in its environment (FLOORLINE_ALERT_RULE, _TEXT, _SEVERITY, _AT) and its text on standard input; "
            'such as ["notify-send", "Floorline"]; empty is none',
        ),
    ] = ()
    command_timeout_s: Annotated[
        float, Meta(ge=0.1, le=60, description="how long that program may run before it is killed")
    ] = 5.0
    webhooks: Annotated[
        tuple[Secret, ...],
        Meta(
            max_length=16,
            description="Apprise addresses for alerts of severity push: ntfy://TOPIC, tgram://TOKEN/CHAT, "
            "discord://ID/TOKEN, slack://A/B/C and others; they are secrets: keep this file to yourself (chmod 600). "
            "They are sent to directly: gateway and proxy of [network] do not apply. In the demo nothing is sent",
        ),
    ] = ()
    rules: Annotated[
        tuple[AlertRuleConfig, ...],
        Meta(max_length=64, description="what is watched; a list of yours replaces this one"),
    ] = msgspec.field(default_factory=default_rules)


class ConventionsConfig(Table, frozen=True, kw_only=True):
    sma: Annotated[Literal["completed", "running"], Meta(description="which 50-week average leads")] = "completed"
    skew: Annotated[Literal["vol", "normalised"], Meta(description="25-delta skew in points, or divided by ATM")] = (
        "vol"
    )
    cm_iv: Annotated[
        Literal["total_variance", "linear_vol"], Meta(description="how constant-maturity volatility is interpolated")
    ] = "total_variance"
    basis: Annotated[Literal["simple", "continuous"], Meta(description="how basis is annualised")] = "simple"
    bill_pct: Annotated[
        YieldPct | None, Meta(description="three-month T-bill yield in percent, for basis net of it")
    ] = None


_BTC = AssetConfig(
    high_usd=126_000,
    high_on=date(2025, 10, 6),
    levels=(
        LevelConfig(price=107_000, kind="weekly_close", label="weekly close", then=(98_400, 72_000)),
        LevelConfig(price=105_000, to=107_500, kind="support", label="S1 zone"),
        LevelConfig(price=103_000, kind="support", label="50-week area"),
    ),
)
_ETH = AssetConfig(levels=(LevelConfig(price=3_100, kind="support", label="threshold"),))


def default_assets() -> dict[str, AssetConfig]:
    """BTC and ETH with the lines of the market brief that Floorline was born from."""
    return {"BTC": _BTC, "ETH": _ETH}


class Config(Table, frozen=True, kw_only=True):
    """Everything a user can set. `assets` may also be written as a plain list of names."""

    assets: Annotated[
        dict[AssetName, AssetConfig], Meta(min_length=1, max_length=50, description="what is watched, in screen order")
    ] = msgspec.field(default_factory=default_assets)
    venues: VenuesConfig = VenuesConfig()
    network: NetworkConfig = NetworkConfig()
    collector: CollectorConfig = CollectorConfig()
    sources: SourcesConfig = SourcesConfig()
    cascade: CascadeConfig = CascadeConfig()
    history: HistoryConfig = HistoryConfig()
    recording: RecordingConfig = RecordingConfig()
    alerts: AlertsConfig = AlertsConfig()
    screen: ScreenConfig = ScreenConfig()
    keys: Annotated[dict[str, str], Meta(description='action id = "key,key"; `?` on the screen lists the ids')] = (
        msgspec.field(default_factory=dict)
    )
    conventions: ConventionsConfig = ConventionsConfig()

    @property
    def enabled_venues(self) -> tuple[str, ...]:
        """Names of the venues that may be asked, in the model's order."""
        return tuple(name for name in self.venues.__struct_fields__ if getattr(self.venues, name).enabled)
