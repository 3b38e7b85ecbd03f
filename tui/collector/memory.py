"""Returns freed memory to the system: glibc keeps it, and parsing market lists and option chains frees megabytes."""

import ctypes
import sys
from collections.abc import Callable
from functools import partial

from tui.domain.clock import Clock

_FIRST_S = 30.0
"""The market lists and first chains have been parsed by then."""
_EVERY_S = 300.0


async def give_back(clock: Clock, trim: Callable[[], object] | None) -> None:
    """Calls `trim` half a minute after the start and then every five minutes, until cancelled; does nothing without."""
    if trim is None:
        return
    await clock.sleep(_FIRST_S)
    while True:
        trim()
        await clock.sleep(_EVERY_S)


def trimmer() -> Callable[[], object] | None:
    """glibc's `malloc_trim(0)`, a few milliseconds; None where the C library has none (musl, macOS)."""
    if sys.platform != "linux":
        return None
    try:
        return partial(ctypes.CDLL(None).malloc_trim, 0)
    except (AttributeError, OSError):
        return None
