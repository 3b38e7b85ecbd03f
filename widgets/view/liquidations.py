"""View models of the liquidation pane."""

from typing import ClassVar

from widgets.view.pane import PaneView, View
from widgets.view.text import ABSENT, Line, Span


class WindowRow(View, frozen=True, kw_only=True):
    """Sums over one trailing window."""

    window: str
    total: Span = ABSENT
    long_share: Span = ABSENT
    longs: Span = ABSENT
    shorts: Span = ABSENT
    count: Span = ABSENT


class VenueRow(View, frozen=True, kw_only=True):
    venue: str
    total: Span
    long_share: Span
    share: float | None
    """The longs' part of it, 0..1."""
    part: float
    """Of the largest venue's total, 0..1."""
    feed: Span
    """How much of the venue's liquidations its feed shows."""
    watched: Span


class TapeRow(View, frozen=True, kw_only=True):
    time: Span
    venue: Span
    symbol: Span
    hurt: Span
    usd: Span
    tier: str = ""
    """The size's class, told without colour: the more signs, the larger."""
    price: Span
    size: float
    """0..1 on a logarithmic scale, for a bar."""
    identity: tuple[str | float, ...] = ()
    """The same for the same print, and hardly ever for another."""


class HourRow(View, frozen=True, kw_only=True):
    """Recorded liquidations of one hour."""

    hour: str
    longs: Span
    shorts: Span
    share: float | None
    """The longs' part, 0..1."""
    part: float
    """Of the largest hour, 0..1."""


class BurstRow(View, frozen=True, kw_only=True):
    """Forced closes that came much faster than usual, as one event."""

    start: Span
    lasted: Span
    usd: Span
    long_share: Span
    count: Span
    move: Span
    """Of the price while it lasted."""
    prices: Span


class LiquidationsView(PaneView, frozen=True, kw_only=True):
    flashing: ClassVar[tuple[str, ...]] = ("total",)

    total: Span = ABSENT
    long_words: Span = ABSENT
    share: float | None = None
    completeness: str = ""
    """How much of the total was watched, and which venues are sampled. Always shown beside it."""
    short_completeness: str = ""
    """The same in a few cells."""
    implied: Line = ()
    """The upper view beside the recorded floor, with its venues."""
    bursts: tuple[BurstRow, ...] = ()
    """Newest first."""
    no_burst: str = ""
    """What stands for an empty list of them."""
    largest: Line = ()
    hours: tuple[HourRow, ...] = ()
    """Newest first."""
    windows: tuple[WindowRow, ...] = ()
    venues: tuple[VenueRow, ...] = ()
    tape: tuple[TapeRow, ...] = ()
    tape_of: str = ""
    """Which list the tape is; it begins at its top again when another takes its place."""
    quiet: str = ""
    """What stands for an empty tape."""
