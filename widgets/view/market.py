"""View models of the market pane: what is no single asset's."""

from widgets.view.pane import PaneView, View
from widgets.view.text import ABSENT, NOTHING, Line, Span


class AssetRow(View, frozen=True, kw_only=True):
    """Recorded liquidations of one asset."""

    asset: str
    total: Span
    long_share: Span
    share: float | None
    """The longs' part of it, 0..1."""
    part: float
    """Of the largest asset's total, 0..1."""
    largest: Line = ()
    """Its largest print."""


class FlowDay(View, frozen=True, kw_only=True):
    """One trading date of the spot ETFs."""

    date: str
    total: Span
    btc: Span
    eth: Span
    part: float
    """Of the largest flow shown, -1..1: negative flowed out."""


class CascadeRow(View, frozen=True, kw_only=True):
    """What one altcoin would meet if the leader lost its line."""

    asset: str
    price: Span = ABSENT
    change: Span = ABSENT
    """24 h."""
    move: Span = ABSENT
    forced: Span = ABSENT
    bids: Span = ABSENT
    coverage: Span = ABSENT
    words: Span = ABSENT
    """The coverage where there is no column that says what was forced."""
    risk: Span = ABSENT
    """In a word, loud where the bids don't cover what would be sold; without a verdict, why there is none."""
    age: Span = NOTHING
    beta: Span = ABSENT
    interest: Span = ABSENT
    """Open interest that the model takes as long."""
    forced_share: Span = ABSENT
    funding: Span = ABSENT
    reach: Span = ABSENT
    """How far down the book goes that came."""
    venue: Span = ABSENT


class MarketView(PaneView, frozen=True, kw_only=True):
    cap: Line = ()
    """Total capitalisation with its change in 24 hours."""
    dominance: tuple[Line, ...] = ()
    source: Line = ()
    """Who counts it, and how old that is."""
    etf: Line = ()
    """The trading date with the sum of the spot ETFs."""
    etf_assets: tuple[Line, ...] = ()
    etf_state: Span = ABSENT
    """Whether every issuer has reported."""
    etf_gap: str = ""
    """Who has not."""
    etf_days: tuple[FlowDay, ...] = ()
    """The last trading dates, oldest first."""
    liquidations: Line = ()
    """The recorded floor with the longs' share."""
    share: float | None = None
    recorded: str = ""
    assets: tuple[AssetRow, ...] = ()
    regime: tuple[Line, ...] = ()
    """Who moves the price, then what asks for care."""
    reasons: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    """How the cascade is reckoned, in sentences."""
    condition: str = ""
    """What the cascade supposes: "if BTC < 102,981"."""
    cascade: tuple[CascadeRow, ...] = ()
    no_cascade: str = ""
    """Why there is no cascade."""
