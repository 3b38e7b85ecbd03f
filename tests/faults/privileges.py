"""Taking away from a process what root can do, so that modes of files mean something to it."""

import ctypes

_PR_CAPBSET_DROP = 24
_OVERRIDES = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


def respect_modes() -> None:
    """In the child, before its program: the program can't write where the modes say no, even as root."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _OVERRIDES:
        # Who is not root has none to lose.
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
