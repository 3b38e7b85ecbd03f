"""The view model of a curve."""

from widgets.view.pane import View


class Curve(View, frozen=True, kw_only=True):
    """Points of a plot, with what its edges mean."""

    name: str
    points: tuple[tuple[float, float], ...] = ()
    left: str = ""
    right: str = ""
    low: str = ""
    high: str = ""
    mark_x: float | None = None
    """A vertical reference, such as the forward under a smile."""
    before: tuple[tuple[float, float], ...] = ()
    """The same curve at another time, drawn broken."""
    before_words: str = ""
    """When that was, or why there is none."""
