"""Vital signs of a process, and how they develop."""

from collections.abc import Sequence
from pathlib import Path

import msgspec


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """One sample; counters count from the start."""

    at_s: float
    rss_kb: int
    pss_kb: int
    """Memory with shared pages divided among those who share them."""
    files: int
    tasks: int
    database_kb: int = 0
    dropped: int = 0
    """History rows that found no room."""
    faults: int = 0
    """Exceptions that nobody foresaw, in feeds and in the market."""
    failures: int = 0
    """Requests and streams that failed in a foreseen way."""
    events: int = 0


def memory_kb() -> tuple[int, int]:
    """RSS and PSS of this process."""
    found = dict.fromkeys(("Rss", "Pss"), 0)
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in found:
            found[name] = int(rest.split()[0])
    return found["Rss"], found["Pss"]


def open_files() -> int:
    """Open file descriptors of this process, without the one that counts them."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir()) - 1


def slope_an_hour(samples: Sequence[Signs], name: str) -> float:
    """Least-squares growth of one sign for each real hour; 0 with fewer than two samples."""
    if len(samples) < 2:
        return 0.0
    times = [sample.at_s / 3600 for sample in samples]
    values = [float(getattr(sample, name)) for sample in samples]
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    spread = sum((time - middle) ** 2 for time in times)
    return sum((time - middle) * (value - mean) for time, value in zip(times, values, strict=True)) / spread


def settled(samples: Sequence[Signs], warm_up_s: float) -> Sequence[Signs]:
    """The samples after the warm-up."""
    return [sample for sample in samples if sample.at_s >= warm_up_s]
