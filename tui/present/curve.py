"""Curves: points with the words for their edges."""

from widgets.view.curve import Curve

Points = tuple[tuple[float, float], ...]


def curve(
    name: str,
    points: Points,
    ends: list[str],
    mark_x: float | None = None,
    before: Points = (),
    before_words: str = "",
) -> Curve:
    """`ends` has a word for each point; fewer than two points are no curve. `before` is the curve of another time."""
    if len(points) < 2:
        return Curve(name=f"{name} —")
    heights = [y for _, y in (*points, *before)]
    return Curve(
        name=name,
        points=points,
        left=ends[0],
        right=ends[-1],
        low=f"{min(heights):.1f}",
        high=f"{max(heights):.1f}",
        mark_x=mark_x,
        before=before,
        before_words=before_words,
    )
