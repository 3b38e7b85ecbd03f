"""Textual's way to the places of tui.screens.layout: the stylesheet leaves the dashboard's arrangement to it."""

from collections.abc import Callable, Mapping

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from tui.screens.layout import Place


class Placing(Layout):
    """Puts every widget that has a place there, by its id."""

    name = "placing"

    def __init__(self, places: Callable[[int], Mapping[str, Place]]) -> None:
        """`places(taken)` says what is shown where, with so many rows at the foot taken by docked widgets."""
        self._places = places
        self._shown: Mapping[str, Place] = {}

    def settle(self, parent: Widget) -> bool:
        """Shows those children of `parent` that have a place now, and no others; whether anything has moved."""
        places = self._places(0)
        if places == self._shown:
            return False
        self._shown = places
        for child in parent.children:
            is_shown = child.id in places or child.styles.is_docked
            if child.display != is_shown:
                child.display = is_shown
        parent.refresh(layout=True)
        return True

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002  # Textual's signature
    ) -> ArrangeResult:
        found = self._places(parent.size.height - size.height)
        return [
            WidgetPlacement(Region(*place), NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if (place := found.get(child.id or "")) is not None
        ]
