"""A part of the Board that costs too much for every frame, and whose fault must not cost the whole."""

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

from tui.domain.text import clean

log = logging.getLogger("floorline.market")

T = TypeVar("T")

_QUIET_S = 60.0


class Cached(Generic[T]):
    """Computed at most once in each stretch of `least_s`: when its inputs have changed, or in a new stretch of
    `every_s`.

    Stretches begin at `phase_s`, so that parts which all go by the second don't fall due in the same frame.
    """

    def __init__(self, name: str, *, least_s: float, every_s: float, phase_s: float = 0.0) -> None:
        """`name` is for the log."""
        self._name = name
        self._least_s = least_s
        self._every_s = every_s
        self._phase_s = phase_s
        self._value: T | None = None
        self._version: object = None
        self._made_s = 0.0
        self._logged_s: float | None = None
        self._is_expired = False

    def get(
        self,
        version: object,
        now_s: float,
        make: Callable[[], T],
        otherwise: Callable[[str], T],
        *,
        least_s: float | None = None,
    ) -> T:
        """The value for inputs of that version, possibly a little old; where making it fails, `otherwise` with the
        reason. `least_s` takes the place of the usual one."""
        value = self._value
        at_least_s = self._least_s if least_s is None else least_s
        is_over = self._is_over(at_least_s, now_s) and self._is_due(version, now_s)
        if value is None or self._is_expired or is_over:
            self._is_expired = False
            value = self._value = self._made(now_s, make, otherwise)
            self._version = version
            self._made_s = now_s
        return value

    def expire(self) -> None:
        """The next value is made anew, whatever stretch it falls in: what it is made by has changed."""
        self._is_expired = True

    @property
    def last(self) -> T | None:
        """The value made last; None before the first."""
        return self._value

    def _is_due(self, version: object, now_s: float) -> bool:
        return version != self._version or self._is_over(self._every_s, now_s)

    def _is_over(self, stretch_s: float, now_s: float) -> bool:
        """Whether the stretch in which the value was made is over."""
        if stretch_s <= 0:
            return True
        return (now_s - self._phase_s) // stretch_s != (self._made_s - self._phase_s) // stretch_s

    def _made(self, now_s: float, make: Callable[[], T], otherwise: Callable[[str], T]) -> T:
        try:
            return make()
        except Exception as error:  # the boundary: numbers from outside must never cost the whole Board
            if self._logged_s is None or now_s - self._logged_s >= _QUIET_S:
                self._logged_s = now_s
                log.exception("%s", self._name)
            return otherwise(clean(f"internal error: {type(error).__name__}: {error}", 120))
