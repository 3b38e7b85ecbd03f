"""A headline figure that changed is shown reversed for a moment, so that the eye finds it: once, and not too often."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

import msgspec

from widgets.view.pane import PaneView, View
from widgets.view.text import MISSING, Span, Tone, like

Shown = TypeVar("Shown", bound=View)
Path = tuple[str, ...]


class Cancellable(Protocol):
    """Something that waits for its time, such as asyncio's timers."""

    def cancel(self) -> object: ...


LONGEST_S = 0.35
"""The next frame puts a figure out; after this it goes out without one."""

_PAUSE_S = 1.0
"""The same figure is not lit again sooner."""


class Flashes:
    """What is lit on the panels of one screen. Costs nothing while nothing changes: it rides on the frames, and has
    a timer only while something is lit."""

    def __init__(self, after: Callable[[float, Callable[[], None]], Cancellable]) -> None:
        """`after(seconds, what)` has something done later, unless that is cancelled."""
        self._after = after
        self._before: dict[str, tuple[object, View]] = {}
        self._lit_s: dict[Path, float] = {}
        """When each figure was lit last."""
        self._waiting: dict[str, Cancellable] = {}
        """What gives the panels that are lit their plain view back, should no frame do it."""

    def lit(self, name: str, subject: object, view: Shown, now_s: float, show: Callable[[Shown], object]) -> None:
        """Shows the view on the panel `name`, with the figures lit that changed since the view before of this subject.

        Another subject, such as another asset, has changed nothing.
        """
        before = self._before.get(name)
        self._before[name] = (subject, view)
        if name in self._waiting:
            self._waiting.pop(name).cancel()
        comparable = before is not None and before[0] == subject and type(before[1]) is type(view) and _is_fresh(view)
        shown = self._light((name,), before[1], view, now_s) if before is not None and comparable else view
        if shown is not view:
            self._waiting[name] = self._after(LONGEST_S, partial(self._put_out, name, partial(show, view)))
        show(shown)

    def _put_out(self, name: str, show_plain: Callable[[], object]) -> None:
        self._waiting.pop(name, None)
        show_plain()

    def _light(self, path: Path, before: View, view: Shown, now_s: float) -> Shown:
        """`view` with its changed figures lit; the same object where none is."""
        lit: dict[str, object] = {}
        for field in view.flashing:
            old, new = getattr(before, field), getattr(view, field)
            here = (*path, field)
            if _is_span(new):
                if self._is_lit(here, old, new, now_s):
                    lit[field] = like(new, new[0], Tone.FLASH)
            elif len(old) == len(new):
                rows = tuple(
                    self._light((*here, str(index)), one, other, now_s) if one.flash_name == other.flash_name else other
                    for index, (one, other) in enumerate(zip(old, new, strict=True))
                )
                if any(one is not other for one, other in zip(rows, new, strict=True)):
                    lit[field] = rows
        return msgspec.structs.replace(view, **lit) if lit else view

    def _is_lit(self, path: Path, old: Span, new: Span, now_s: float) -> bool:
        if old[0] == new[0] or MISSING in (old[0], new[0]) or new[1] is Tone.DIM:
            return False
        if now_s - self._lit_s.get(path, -_PAUSE_S) < _PAUSE_S:
            return False
        self._lit_s[path] = now_s
        return True


def _is_span(value: tuple[object, ...]) -> bool:
    return len(value) == 2 and isinstance(value[1], Tone)


def _is_fresh(view: View) -> bool:
    return not isinstance(view, PaneView) or view.state.kind in ("live", "partial")
