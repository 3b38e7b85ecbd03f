"""View models of the rows that are always there: the scan line on top, the key line below, and the small card."""

from typing import ClassVar

from widgets.view.pane import View
from widgets.view.text import ABSENT, NOTHING, Line, Span


class Ticker(View, frozen=True, kw_only=True):
    flashing: ClassVar[tuple[str, ...]] = ("price",)

    asset: str
    price: Span = ABSENT
    change: Span = ABSENT
    chosen: bool = False

    @property
    def flash_name(self) -> str:
        return self.asset


class ScanView(View, frozen=True, kw_only=True):
    flashing: ClassVar[tuple[str, ...]] = ("tickers",)

    tickers: tuple[Ticker, ...] = ()
    feeds: Span = ABSENT
    """Feeds alive of those wanted."""
    countdown: Span = ABSENT
    clock: Span = NOTHING
    """The time of what is shown, which in a replay is the recording's."""
    badges: tuple[Span, ...] = ()
    """Frozen, lost, demo, replay: right-aligned, most urgent first."""


class KeyLabel(View, frozen=True, kw_only=True):
    key: str
    label: str
    chosen: bool = False
    """What it leads to is what shows now: marked by brackets, and not by colour alone."""


class KeysView(View, frozen=True, kw_only=True):
    keys: tuple[KeyLabel, ...] = ()
    notice: Span = NOTHING
    """What the person should know first; keys have what room it leaves."""
    message: Line = ()
    """What the program says for some seconds, such as what became of a key; before everything but `unread`."""
    news: tuple[Line, ...] = ()
    """What happened while nobody looked, for a while in place of both; pieces, the most important first."""
    unread: Line = ()
    """Alerts that nobody has acknowledged, at the right end."""


class CardView(View, frozen=True, kw_only=True):
    """The least that is worth a glance, for a terminal too small for panes."""

    lines: tuple[tuple[Line, ...], ...] = ()
    """Each of parts that are shown whole or not at all."""
    more: tuple[tuple[Line, ...], ...] = ()
    """Shown where rows are left, likewise."""
    need: tuple[Span, ...] = ()
    """Longest first."""
