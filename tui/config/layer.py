"""Something edited laid over something configured, piece by piece, by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

K = TypeVar("K")
V = TypeVar("V")

Origin = Literal["configured", "edited", "added", "removed"]


@dataclass(frozen=True)
class Layer(Generic[K, V]):
    """Nothing configured is lost: what was replaced or removed can be restored."""

    configured: Mapping[K, V]
    put: Mapping[K, V]
    """Added, or in the place of the configured one of the same key."""
    removed: tuple[K, ...]

    @property
    def now(self) -> dict[K, V]:
        """What holds: configured ones in their places, then the added."""
        kept = {key: value for key, value in self.configured.items() if key not in self.removed}
        return kept | dict(self.put)

    def origins(self) -> dict[K, Origin]:
        """Of all that holds, and then of what was removed."""
        found: dict[K, Origin] = {}
        for key in self.now:
            found[key] = "configured" if key not in self.put else "edited" if key in self.configured else "added"
        return found | {key: "removed" for key in self.removed if key in self.configured and key not in found}

    def with_put(self, key: K, value: V, before: K | None) -> "Layer[K, V]":
        """With `value` at `key`, in the place of the one at `before` where that is given."""
        layer = self if before in (None, key) else self._moved(before, key, value)
        put = {**layer.put, key: value}
        if self.configured.get(key) == value:
            del put[key]
        return Layer(self.configured, put, tuple(each for each in layer.removed if each != key))

    def _moved(self, before: K | None, key: K, value: V) -> "Layer[K, V]":
        put = dict((key, value) if each == before else (each, held) for each, held in self.put.items())
        removed = (*self.removed, before) if before in self.configured else self.removed
        return Layer(self.configured, put, removed)  # type: ignore[arg-type]  # None is no key of these

    def without(self, key: K) -> "Layer[K, V]":
        removed = (*self.removed, key) if key in self.configured else self.removed
        return Layer(self.configured, {each: value for each, value in self.put.items() if each != key}, removed)

    def restored(self, key: K) -> "Layer[K, V]":
        """With the one of that key as it is configured."""
        put = {each: value for each, value in self.put.items() if each != key}
        return Layer(self.configured, put, tuple(each for each in self.removed if each != key))
