"""View models of the price pane: the price, the lines that matter, and the chart."""

from typing import ClassVar, Literal

import msgspec

from widgets.view.pane import PaneView, View
from widgets.view.strip import ChartStrip
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone


class LevelRow(View, frozen=True, kw_only=True):
    """A line or zone, or one of the averages, with how far the price is from it."""

    name: Span
    price: Span
    distance: Span = ABSENT
    """With a sign and an arrow: where the price is, seen from the line."""
    short_distance: Span = ABSENT
    """The same by its sign alone."""
    state: Span = NOTHING
    touches: Span = NOTHING
    deepest: Span = NOTHING
    then: tuple[Line, ...] = ()
    """What follows once the line is confirmed broken, or what else is to be said: the longest form first."""
    seen: tuple[Line, ...] = ()
    """Touches and the deepest price in words, for tables without columns for them: the longest form first."""
    rank: int = 0
    """How much it matters now: 0 is the line nearest to the price."""


class PriceVenueRow(View, frozen=True, kw_only=True):
    """One venue's price, in dollars."""

    venue: str
    price: Span
    quote: Span
    """What it is quoted in."""
    away: Span
    """From the median."""
    age: Span = NOTHING


class Bar(msgspec.Struct, frozen=True, array_like=True):
    open: float
    high: float
    low: float
    close: float
    label: str
    """Its time, as short as the time axis needs."""
    rank: int = 0
    """How round that time is: the axis names the bars from one rank on. 0 is never named."""
    is_known: bool = True
    """False: there is no bar of this time, and its place stays empty."""


LineStyle = Literal["solid", "dashed", "zone", "label"]


class ChartLine(View, frozen=True, kw_only=True):
    """A horizontal line over the whole chart, or a zone from `low` to `high`."""

    low: float
    high: float
    label: str
    short: str = ""
    """The label in a few cells; empty where it has no shorter form."""
    price: str
    """`low` in words."""
    high_price: str = ""
    """`high` in words, where it is another."""
    tone: Tone
    rank: int = 0
    """Where labels want one row, the lowest rank stays."""
    style: LineStyle = "solid"
    """"label": a name only, because a curve shows the line."""


class ChartView(View, frozen=True, kw_only=True):
    """Everything that the chart draws and nothing that moves with each tick."""

    timeframe: str
    source: str = ""
    bars: tuple[Bar, ...] = ()
    """Oldest first."""
    digits: int = 0
    """Decimals of a price."""
    lines: tuple[ChartLine, ...] = ()
    average: tuple[float | None, ...] = ()
    """The 50-week average under each bar."""
    forced: tuple[ChartStrip, ...] = ()
    """Recorded liquidations of longs and of shorts in each bar; empty where none of them is large."""
    week_opens: tuple[int, ...] = ()
    """Bars with which a week begins, counted from the first: the week before closed there."""
    strips: tuple[ChartStrip, ...] = ()
    """Most important first."""
    no_strips: str = ""
    """Which strips are missing, and why."""
    missing: str = ""
    """Why there are no bars."""


class PriceView(PaneView, frozen=True, kw_only=True):
    flashing: ClassVar[tuple[str, ...]] = ("price",)

    asset: str
    price: Span = ABSENT
    change: Span = ABSENT
    facts: tuple[Line, ...] = ()
    """Drawdown with its high, spread of the venues: most important first."""
    levels: tuple[LevelRow, ...] = ()
    """A ladder, the highest line on top."""
    unknown: str = ""
    """Why the trigger of the week's close is missing from the levels."""
    chart: ChartView
    day: tuple[ChartStrip, ...] = ()
    """The last 24 hours of the price and of what moves it, by the hour, over one time axis."""
    venues: tuple[PriceVenueRow, ...] = ()
    tokens: tuple[Line, ...] = ()
    """What a token is worth where prices are quoted in it."""
    price_usd: float | None = None
    """Where the chart's pointer stands."""
    price_tag: str = ""
