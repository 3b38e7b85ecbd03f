"""The view model of a curve."""

from widgets.view.pane import View

Point = tuple[float, float]


class Curve(View, frozen=True, kw_only=True):
    """Points of a plot, with what its axes mean."""

    name: str
    points: tuple[Point, ...] = ()
    """What the line runs through."""
    dots: tuple[Point, ...] = ()
    """What was measured, each by itself, where the line sums it up."""
    ticks: tuple[tuple[float, str], ...] = ()
    """(x, words) under the plot, the most important first; those without room are left out."""
    marks: tuple[float, ...] = ()
    """Vertical references, such as the forward under a smile."""
    heights: tuple[tuple[float, str], ...] = ()
    """(y, words) at the left of the plot, likewise."""
    before: tuple[Point, ...] = ()
    """The same curve at another time, drawn broken."""
    note: str = ""
    """What must be known to read it, such as when `before` was; left out where it has no room."""
    brief: str = ""
    """Name and note in a few cells, for where both have no room."""
