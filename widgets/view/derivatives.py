"""View models of the open-interest pane and of the funding pane with the futures basis."""

from typing import ClassVar

from widgets.view.curve import Curve
from widgets.view.pane import PaneView, View
from widgets.view.strip import ChartStrip
from widgets.view.text import ABSENT, NOTHING, Line, Span


class InterestRow(View, frozen=True, kw_only=True):
    venue: str
    part: float
    """Of the largest venue, 0..1."""
    usd: Span
    coin: Span
    change: Span = ABSENT
    """24 h in dollars."""
    short_change: Span = ABSENT
    """The same by its sign alone."""
    coin_change: Span = ABSENT
    """24 h in coin: what was really opened or closed."""
    then: Span = ABSENT
    """Dollars of 24 hours ago."""
    coin_then: Span = ABSENT
    age: Span = NOTHING


class OpenInterestView(PaneView, frozen=True, kw_only=True):
    flashing: ClassVar[tuple[str, ...]] = ("total",)

    total: Span = ABSENT
    coin: Span = ABSENT
    change: Span = ABSENT
    coin_change: Span = ABSENT
    hour: Line = ()
    verdict: Span = ABSENT
    """Whether positions are being closed, in words."""
    because: str = ""
    then: Line = ()
    """What the contracts with a known past were worth 24 hours ago, and are now."""
    effects: tuple[Line, ...] = ()
    """The change in dollars, split into price and coin."""
    rows: tuple[InterestRow, ...] = ()
    quadrant: tuple[tuple[Span, ...], ...] = ()
    """What price and positions together say: a heading row and two rows of three cells."""
    scope: str = ""
    """Whose changes the totals speak of."""
    covers: str = ""
    """How many venues that is of how many, where it is not all."""
    history: tuple[ChartStrip, ...] = ()
    """The past by the hour and longer, for a pane with room."""


class FundingRow(View, frozen=True, kw_only=True):
    """One venue, or one contract of it."""

    name: str
    contract: str = ""
    apr: Span = ABSENT
    apr_pct: float | None = None
    kind: Span = NOTHING
    """Predicted, settled or continuous, with the interval in hours."""
    every: Span = NOTHING
    """The interval alone: "8h", "cont"."""
    payment: Span = NOTHING
    """Time to the next payment."""
    rate: Span = NOTHING
    interest: Span = NOTHING
    """Open interest behind it."""
    settled: Span = NOTHING
    """Its last payment, as an annual rate."""
    age: Span = NOTHING


class BasisRow(View, frozen=True, kw_only=True):
    """One future, or the middle one of an expiry's."""

    venue: str
    """Marked where the headline is made of it."""
    contract: str
    expiry: Span
    days: Span
    apr: Span
    spread: Span


class FundingView(PaneView, frozen=True, kw_only=True):
    flashing: ClassVar[tuple[str, ...]] = ("weighted", "basis")

    weighted: Span = ABSENT
    range: Line = ()
    verdict: tuple[Line, ...] = ()
    """Who pays where that is unusual, and how far the rate is from the baseline: the longest form first."""
    payment: tuple[Line, ...] = ()
    """Who pays how much at the next payment, when and where, likewise."""
    facts: tuple[Line, ...] = ()
    """The kinds of rate apart, the percentile, all next payments, whether carry pays: most important first."""
    venues: tuple[FundingRow, ...] = ()
    contracts: tuple[FundingRow, ...] = ()
    low_pct: float = 0.0
    high_pct: float = 12.0
    """The scale of the gauges; zero lies within."""
    baseline_pct: float = 10.95
    basis: Span = ABSENT
    basis_words: Line = ()
    expiries: tuple[BasisRow, ...] = ()
    """One for each expiry, the nearest first."""
    curve: tuple[BasisRow, ...] = ()
    """Every future, likewise."""
    basis_curve: Curve = Curve(name="basis")
    history: tuple[ChartStrip, ...] = ()
    """What was paid, for a pane with room."""
