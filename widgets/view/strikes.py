"""The view model of open interest by strike."""

from widgets.view.pane import View
from widgets.view.text import ABSENT, NOTHING, Line, Span


class StrikeRow(View, frozen=True, kw_only=True):
    usd: float
    """The strike, by which the price finds its place among them."""
    strike: Span
    puts: Span = ABSENT
    """In coin."""
    puts_usd: Span = ABSENT
    calls: Span = ABSENT
    calls_usd: Span = ABSENT
    split: Span = ABSENT
    """Calls against puts in percent."""
    put_part: float = 0.0
    """Of the largest side of any strike, 0..1."""
    call_part: float = 0.0
    is_max_pain: bool = False


class StrikeLadder(View, frozen=True, kw_only=True):
    """Of one expiry."""

    name: str = ""
    unit: str = ""
    """The coin."""
    facts: tuple[Line, ...] = ()
    """Of the whole expiry, the most important first."""
    rows: tuple[StrikeRow, ...] = ()
    """The highest strike first."""
    held: int = 0
    """How many strikes have open interest, with those without a row."""
    spot_usd: float | None = None
    spot: Span = NOTHING
