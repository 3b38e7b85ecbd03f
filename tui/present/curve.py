"""Curves: points with the words for their axes."""

from widgets.view.curve import Curve, Point

Points = tuple[Point, ...]

TENORS_DAYS = (30, 7, 90, 180, 365)
"""What an axis of days names, the most important first."""

_PARTS = (0.5, 0.25, 0.75)
"""Heights that have a number where there is room, between the lowest and the highest."""


def curve(
    name: str,
    points: Points,
    ticks: tuple[tuple[float, str], ...] = (),
    *,
    dots: Points = (),
    marks: tuple[float, ...] = (),
    before: Points = (),
    note: str = "",
    brief: str = "",
) -> Curve:
    """Fewer than two points are no curve. `before` is the curve of another time."""
    if len(points) < 2:
        return Curve(name=f"{name} —")
    heights = [y for _, y in (*points, *dots, *before)]
    low, high = min(heights), max(heights)
    return Curve(
        name=name,
        points=points,
        dots=dots,
        ticks=ticks,
        marks=marks,
        heights=tuple((y, f"{y:.1f}") for y in (high, low, *(low + (high - low) * part for part in _PARTS))),
        before=before,
        note=note,
        brief=brief,
    )


def days_axis(farthest_days: float) -> tuple[tuple[float, str], ...]:
    """Usual maturities and the last one, over the square root of time."""
    shown = [days for days in TENORS_DAYS if days <= farthest_days]
    return (*((days**0.5, f"{days}d") for days in shown), (farthest_days**0.5, f"{farthest_days:.0f}d"))
