"""What all panes have in common: a title that says what the numbers are, and a state that says why some are missing."""

from typing import ClassVar, Literal

import msgspec

from widgets.view.text import Tone

StateKind = Literal["live", "partial", "stale", "empty", "loading", "blocked", "silent"]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Equal views draw equal panes, so an equal view is not drawn again."""

    flashing: ClassVar[tuple[str, ...]] = ()
    """Fields, spans or tuples of views, whose figures are lit for a moment when they change."""

    @property
    def flash_name(self) -> str:
        """Tells the views of one tuple apart: a figure is compared with its own past only."""
        return ""


class Title(View, frozen=True, kw_only=True):
    name: str
    short_name: str = ""
    """The same in fewer cells, where the convention does not fit beside the whole; empty where it has no shorter."""
    badge: str = ""
    """Where the numbers come from unless from a live market: "DEMO", "REPLAY"."""
    convention: str = ""
    """The rule behind the numbers: "completed weeks", "total variance"."""
    short_convention: str = ""
    """The same in a few cells, where the whole does not fit; empty where it has no shorter form."""
    filter: str = ""
    """What the person narrowed the pane's list to; said as long as it holds."""
    arrived: str = ""
    """What came in above the rows that a scrolled list shows: "3 new above"."""
    venues: str = ""
    """How many venues the numbers come from: "5v", or "4/6v" where some are missing."""
    age: str = ""
    """Age of the oldest input."""
    age_tone: Tone = Tone.DIM


class State(View, frozen=True, kw_only=True):
    """How a pane stands. Live and partial panes show data, stale ones old data, the others the words here."""

    kind: StateKind = "live"
    words: str = ""
    """One sentence: why, and what happens next."""
    reasons: tuple[tuple[str, str], ...] = ()
    """(venue, why it is missing)."""

    @property
    def has_data(self) -> bool:
        return self.kind in ("live", "partial", "stale")


class PaneView(View, frozen=True, kw_only=True):
    title: Title
    state: State = State()
