"""View models of the volatility pane."""

from typing import ClassVar

from widgets.view.curve import Curve
from widgets.view.pane import PaneView, View
from widgets.view.strikes import StrikeLadder
from widgets.view.text import ABSENT, Line, Span


class TenorCell(View, frozen=True, kw_only=True):
    """One constant maturity."""

    flashing: ClassVar[tuple[str, ...]] = ("atm",)

    tenor: str
    atm: Span = ABSENT
    skew: Span = ABSENT
    realised: Span = ABSENT
    """What the price has moved over as many days."""
    gap: Span = ABSENT
    """At the money less that."""

    @property
    def flash_name(self) -> str:
        return self.tenor


class ExpiryRow(View, frozen=True, kw_only=True):
    date: Span
    days: Span
    forward: Span = ABSENT
    put10: Span = ABSENT
    put25: Span = ABSENT
    atm: Span = ABSENT
    call25: Span = ABSENT
    call10: Span = ABSENT
    skew: Span = ABSENT
    butterfly: Span = ABSENT
    forward_vol: Span = ABSENT
    interest: Span = ABSENT
    notional: Span = ABSENT
    """Open interest in dollars."""
    part: float = 0.0
    """Of the expiry with most open interest, 0..1."""
    volume: Span = ABSENT
    max_pain: Span = ABSENT
    gamma: Span = ABSENT
    """Dollars for each 1 % of price."""


class OptionsView(PaneView, frozen=True, kw_only=True):
    flashing: ClassVar[tuple[str, ...]] = ("tenors",)

    tenors: tuple[TenorCell, ...] = ()
    term: Span = ABSENT
    """Backwardation in words, with the slope."""
    skew: Span = ABSENT
    """Which side is rich, in words."""
    call_volume_share: float | None = None
    call_put_volume: Span = ABSENT
    call_interest_share: float | None = None
    call_put_interest: Span = ABSENT
    call_premium_share: float | None = None
    call_put_premium: Span = ABSENT
    skew_unit: str = "v"
    """Of every skew: points, or percent of the volatility at the money."""
    facts: tuple[Line, ...] = ()
    """What more there is to say, the shortest first: premium, the gap to realised volatility, gamma, max pain."""
    details: tuple[Line, ...] = ()
    """The same at length, for a pane with room."""
    index: Line = ()
    """The venue's volatility index with its percentile."""
    term_curve: Curve = Curve(name="ATM term structure")
    smile: Curve = Curve(name="smile")
    skew_curve: Curve = Curve(name="25-delta skew")
    strikes: StrikeLadder = StrikeLadder()
    """Of the expiry whose smile is shown."""
    expiries: tuple[ExpiryRow, ...] = ()
