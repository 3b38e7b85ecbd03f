"""Returns freed memory to the system: glibc keeps it, and parsing market lists and option chains frees megabytes."""

import ctypes
import sys
from collections.abc import Callable
from functools import partial

from tui.domain.clock import Clock

_FIRST_S = 30.0
"""The market lists and first chains have been parsed by then."""
_EVERY_S = 60.0

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 512 * 1024
_MAPPED_BYTES = 1024 * 1024
"""Larger than what a socket is read into, which must not be mapped anew for every frame."""


def bound_heap() -> bool:
    """Has glibc return what is freed at the heap's end, and give large blocks pages of their own; False elsewhere.

    Left to itself, it raises both limits with the largest block ever freed, an answer of megabytes, and then keeps
    twice as much unused.
    """
    library = _glibc()
    if library is None:
        return False
    settings = ((_M_TRIM_THRESHOLD, _KEPT_BYTES), (_M_MMAP_THRESHOLD, _MAPPED_BYTES))
    return all(library.mallopt(option, value) == 1 for option, value in settings)


async def give_back(clock: Clock, trim: Callable[[], object] | None) -> None:
    """Calls `trim` half a minute after the start and then every minute, until cancelled; does nothing without."""
    if trim is None:
        return
    await clock.sleep(_FIRST_S)
    while True:
        trim()
        await clock.sleep(_EVERY_S)


def trimmer() -> Callable[[], object] | None:
    """glibc's `malloc_trim(0)`, a few milliseconds; None where the C library has none."""
    library = _glibc()
    return None if library is None else partial(library.malloc_trim, 0)


def _glibc() -> ctypes.CDLL | None:
    """The C library where it is glibc; None elsewhere (musl, macOS)."""
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL(None)
    except OSError:
        return None
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
