"""View model of the page of venues: who answers, who does not and why, and what to do about it."""

from widgets.view.pane import PaneView, View
from widgets.view.text import NOTHING, Span


class VenueState(View, frozen=True, kw_only=True):
    name: Span
    state: Span
    feeds: Span = NOTHING
    """Live of those wanted."""
    age: Span = NOTHING
    """Of its oldest feed."""
    why: Span = NOTHING
    """What it brings, or what is wrong."""


class VenuesView(PaneView, frozen=True, kw_only=True):
    words: tuple[Span, ...] = ()
    """What it comes to, above the venues."""
    venues: tuple[VenueState, ...] = ()
    advice: tuple[tuple[Span, Span], ...] = ()
    """What can be done, below them: a command or key, and what it is for."""
