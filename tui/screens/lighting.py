"""When changed figures are lit: on a screen that somebody looks at and did not ask to be calm."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from tui.config.model import ScreenConfig
from tui.domain.clock import Clock
from widgets.bars import Bars
from widgets.flash import Flashes
from widgets.pane import Pane

Panel = Pane | Bars[Any]
Show = Callable[[Panel, Any], None]
"""Brings a view to its panel."""


def plainly(panel: Panel, view: Any) -> None:
    """As it is."""
    panel.show(view)


def present_on(panel: Panel, make: Callable[..., Any], *facts: Any, show: Show = plainly) -> None:
    """Shows what `make` makes of the facts; where it fails, this panel says so and the others go on."""
    try:
        view = make(*facts)
    except Exception as error:  # the boundary of one panel: its presenter must not take the others along
        panel.fail(error)
    else:
        show(panel, view)


def is_calm(screen: ScreenConfig, environ: Mapping[str, str]) -> bool:
    """Whether nothing is to move that need not: by the configuration, or by Textual's own variable."""
    return screen.calm or environ.get("TEXTUAL_ANIMATIONS", "").strip().lower() == "none"


class Lighting:
    """How every view comes to its panel."""

    def __init__(self, screen: Screen[Any], clock: Clock, *, calm: bool) -> None:
        self._screen = screen
        self._clock = clock
        self._flashes = None if calm else Flashes(self._later)

    def shown_as(self, subject: str | None) -> Show:
        """Brings views to their panels, lit where they changed from those before of the same subject: an asset."""
        flashes = self._flashes
        if flashes is None or not self._screen.app.app_focus:
            return plainly
        now_s = self._clock.monotonic_s()
        return lambda panel, view: flashes.lit(panel.id or "", subject, view, now_s, panel.show)

    def _later(self, seconds: float, what: Callable[[], None]) -> asyncio.TimerHandle:
        """Without a Textual timer, whose task and messages would cost more than what they are for."""
        return asyncio.get_running_loop().call_later(seconds, lambda: what() if self._screen.is_running else None)
