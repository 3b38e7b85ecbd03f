"""The Board's section of the whole market."""

from typing import Literal

import msgspec

from tui.domain.board_liquidations import MarketLiquidations
from tui.domain.board_section import Section


class EtfDay(msgspec.Struct, frozen=True, kw_only=True):
    """One trading date's flows; None where one was not reported."""

    date: str
    btc_usd: float | None = None
    eth_usd: float | None = None


class Etf(Section, frozen=True, kw_only=True):
    """Net creations of the US spot ETFs on the newest trading date for which BTC or ETH was reported."""

    date: str | None = None
    """The trading date in New York, ISO; weekends and holidays have none."""
    btc_usd: float | None = None
    eth_usd: float | None = None
    """None where it was not reported for that date, which is not a flow of 0."""
    total_usd: float | None = None
    """BTC and ETH together, where both were reported for that date."""
    complete: bool | None = None
    """Whether every issuer has reported; None where the source doesn't say."""
    source: str | None = None
    btc_issuers: tuple[int | None, int | None] = (None, None)
    """(issuers that have reported, issuers in all) for that date; None where the source does not say how many have."""
    eth_issuers: tuple[int | None, int | None] = (None, None)
    days: tuple[EtfDay, ...] = ()
    """The last ten trading dates with a report, oldest first; `date` is the last of them."""


class Regime(msgspec.Struct, frozen=True, kw_only=True):
    """What BTC's price, open interest and volatility say of the whole market."""

    label: str | None = None
    """Price against coin open interest over 24 hours: new longs, short covering, new shorts, long flush, or no clear
    move while one of them is within its noise."""
    high_iv: bool | None = None
    """The volatility index closed lower on more than 70 % of the days of the year before."""
    oi_falling: bool | None = None
    """Coin open interest fell by more than 1 % in 24 hours."""
    reasons: tuple[str, ...] = ()


class Cascade(Section, frozen=True, kw_only=True):
    """An altcoin's bids against what would be sold by force there, should BTC lose its nearest support and fall to its
    next line: a model.

    move = beta x distance; forced = open interest x the share of leverage tiers whose margin the move uses up;
    coverage = bids / forced.
    """

    asset: str
    condition: str = msgspec.field(name="if")
    """When it applies: "BTC < 105000"."""
    move_pct: float | None = None
    forced_usd: float | None = None
    bids_usd: float | None = None
    """Bids from the middle down to the move, of `depth_venue` alone."""
    coverage: float | None = None
    """A floor, as `bids_usd` is, where the move goes beyond `depth_reach_pct`."""
    risk: Literal["low", "medium", "high", "unknown"] = "unknown"
    """High below a coverage of 0.5, medium below 1; unknown with a book older than 60 s. Where the book that came ends
    before the move, both are taken as far as it reaches."""
    risk_reason: str | None = None
    """Why the risk is unknown, in a word or two: "short book", "old book", "no OI"; the sentence is in the notes."""
    age_s: float | None = None
    """The order book's."""
    support_usd: float | None = None
    """BTC's nearest unbroken support below its price, whose loss is supposed."""
    target_usd: float | None = None
    """BTC's next unbroken line below that support, to which the move goes; the support itself where none is known."""
    distance_pct: float | None = None
    """From BTC's price to `target_usd`: negative."""
    beta: float | None = None
    """The asset's fall for each percent that BTC falls: five-minute bars of seven days in which BTC fell."""
    beta_bars: int | None = None
    """How many bars that was made of."""
    price_usd: float | None = None
    """Middle of the book."""
    change_24h_pct: float | None = None
    """From the close of the five-minute bar of 24 hours ago to the newest close."""
    oi_usd: float | None = None
    """Open interest of `depth_venue`, all of it taken as long: each contract has one."""
    forced_share: float | None = None
    """Share of the tiers whose margin the move uses up."""
    funding_apr_pct: float | None = None
    """What the longs that would be sold pay; shown, not part of the model."""
    depth_venue: str | None = None
    """Whose book, open interest, bars and funding these are."""
    depth_reach_pct: float | None = None
    """How far down the book that came reaches; a move beyond it makes `bids_usd` a floor."""


class Market(Section, frozen=True, kw_only=True):
    cap_usd: float | None = None
    cap_change_24h_pct: float | None = None
    btc_dominance_share: float | None = None
    eth_dominance_share: float | None = None
    source: str | None = None
    age_s: float | None = None
    etf: Etf | None = None
    liquidations: MarketLiquidations | None = None
    regime: Regime | None = None
    cascade: tuple[Cascade, ...] | None = None
