"""This very process: how it is run, what it may use, who may read what it leaves. No event loop is needed."""

import contextlib
import os
import resource
import sys

_PRIVATE = 0o077


def floorline_command(*arguments: str) -> list[str]:
    """The argv that runs this very Floorline."""
    return [sys.executable, "-m", "tui.cli.main", *arguments]


def keep_private() -> None:
    """What this process leaves behind is for its owner alone, and it leaves no core dump of what it had in memory."""
    os.umask(_PRIVATE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def take_descriptors() -> int:
    """Takes all the file descriptors that the system allows, and says how many; the usual soft limit is a relic."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        return hard
    return soft
