"""CPU and memory of a process and all that it started, as Linux tells them."""

import os
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


class Memory(NamedTuple):
    rss_mib: float
    pss_mib: float


def tree(root: int) -> dict[int, str]:
    """Process id -> command line of `root` and its descendants."""
    parents: dict[int, int] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(_stat(int(entry.name))[1])
            except OSError:
                continue
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return {process: _command(process) for process in found}


def cpu_s(process: int) -> float:
    """Seconds of CPU since it started, from the scheduler's own clock (nanoseconds), its threads included."""
    total = 0
    for thread in (_PROC / str(process) / "task").iterdir():
        total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def reaped_cpu_s(process: int) -> float:
    """Seconds of CPU of its children that have ended."""
    fields = _stat(process)
    return (int(fields[13]) + int(fields[14])) / _TICKS


def memory(process: int) -> Memory:
    """Resident, and proportional: pages that several processes share are divided among them."""
    values = dict(
        line.split(":", 1)
        for line in (_PROC / str(process) / "smaps_rollup").read_text().splitlines()[1:]
        if ":" in line
    )
    return Memory(*(int(values[name].split()[0]) / 1024 for name in ("Rss", "Pss")))


def _stat(process: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; the name before it may hold anything."""
    return (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()


def _command(process: int) -> str:
    try:
        return (_PROC / str(process) / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return ""
