"""One minute of liquidations: whole-number tallies per asset and venue, the keys seen, and the largest print."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeVar

from tui.domain.board import Print

MICRO = 1_000_000

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True)
class Sums:
    """Dollars and events of a window."""

    long_usd: float = 0.0
    short_usd: float = 0.0
    count: int = 0

    @property
    def total_usd(self) -> float:
        return self.long_usd + self.short_usd

    @property
    def long_share(self) -> float | None:
        total = self.long_usd + self.short_usd
        return self.long_usd / total if total > 0 else None


class Tally:
    """Sums in whole millionths of a dollar: integers, so that taking away leaves exactly what was there before."""

    __slots__ = ("count", "long", "short")

    def __init__(self) -> None:
        self.long = self.short = self.count = 0

    def add(self, other: "Tally", sign: int = 1) -> None:
        """Adds another tally, or takes it away with sign -1."""
        self.long += sign * other.long
        self.short += sign * other.short
        self.count += sign * other.count

    def add_event(self, micro: int, is_long: bool) -> None:
        """Adds one event of that many millionths of a dollar."""
        self.count += 1
        if is_long:
            self.long += micro
        else:
            self.short += micro

    def sums(self) -> Sums:
        return Sums(self.long / MICRO, self.short / MICRO, self.count)


class SeenKeys:
    """Hashes of the keys of one minute; 8 bytes a key once the minute is over."""

    __slots__ = ("_frozen", "_open")

    def __init__(self) -> None:
        self._open: set[int] | None = set()
        self._frozen = array("q")

    def add(self, key: int) -> bool:
        """False where it was there already."""
        if self._open is not None:
            before = len(self._open)
            self._open.add(key)
            return len(self._open) > before
        at = bisect_left(self._frozen, key)
        if at < len(self._frozen) and self._frozen[at] == key:
            return False
        insort(self._frozen, key)
        return True

    def freeze(self) -> None:
        """Packs the keys; more may still be added."""
        if self._open is not None:
            self._frozen = array("q", sorted(self._open))
            self._open = None


class MinuteBucket:
    """One minute of every asset and venue."""

    __slots__ = ("keys", "largest", "sampled_seconds", "tallies")

    def __init__(self) -> None:
        self.keys = SeenKeys()
        self.tallies: dict[tuple[str, str], Tally] = {}
        """(asset, venue) -> its sums."""
        self.largest: dict[str, Print] = {}
        self.sampled_seconds: dict[str, int] = {}
        """Asset -> a bit for each second in which a venue that tells one order a second told one."""


def tally_of(tallies: dict[_Key, Tally], key: _Key) -> Tally:
    """The tally of that key, made where there is none."""
    tally = tallies.get(key)
    if tally is None:
        tally = tallies[key] = Tally()
    return tally
