"""View models of the volatility pane."""

from widgets.view.curve import Curve
from widgets.view.pane import PaneView, View
from widgets.view.text import ABSENT, Line, Span


class TenorCell(View, frozen=True, kw_only=True):
    """One constant maturity."""

    tenor: str
    atm: Span = ABSENT
    skew: Span = ABSENT


class ExpiryRow(View, frozen=True, kw_only=True):
    date: Span
    days: Span
    forward: Span = ABSENT
    atm: Span = ABSENT
    skew: Span = ABSENT
    butterfly: Span = ABSENT
    forward_vol: Span = ABSENT
    interest: Span = ABSENT
    volume: Span = ABSENT
    max_pain: Span = ABSENT


class OptionsView(PaneView, frozen=True, kw_only=True):
    tenors: tuple[TenorCell, ...] = ()
    term: Span = ABSENT
    """Backwardation in words, with the slope."""
    skew: Span = ABSENT
    """Which side is rich, in words."""
    call_volume_share: float | None = None
    call_put_volume: Span = ABSENT
    call_interest_share: float | None = None
    call_put_interest: Span = ABSENT
    index: Line = ()
    """The venue's volatility index with its percentile."""
    term_curve: Curve = Curve(name="ATM term structure")
    smile: Curve = Curve(name="smile")
    skew_curve: Curve = Curve(name="25-delta skew")
    expiries: tuple[ExpiryRow, ...] = ()
