"""Noise as a function of time: the same seed and moment give the same value, whatever was asked before."""

from functools import lru_cache
from math import floor
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Octaves of period s and this times sigma sqrt(s) add up to a walk whose variance grows by sigma^2 a second.
_WALK_AMPLITUDE = 0.78
_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB


@lru_cache(maxsize=4096)
def stream_key(seed: int, name: str) -> int:
    """An independent stream of noise for each name under one seed."""
    return (crc32(name.encode()) * _GOLDEN + seed * 0xD1B54A32D192ED03) & _MASK


def uniform(key: int, numbers: NDArray[np.int64]) -> Floats:
    """One value in [-1, 1) for each whole number (the finaliser of SplitMix64)."""
    with np.errstate(over="ignore"):
        x = numbers.astype(np.uint64) * np.uint64(_GOLDEN) + np.uint64(key & _MASK)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(_MIX_1)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(_MIX_2)
        x ^= x >> np.uint64(31)
    return np.asarray((x >> np.uint64(11)).astype(np.float64) / 2.0**52 - 1.0, dtype=np.float64)


@lru_cache(maxsize=8192)
def uniform_at(key: int, number: int) -> float:
    """`uniform` for one number."""
    x = (number * _GOLDEN + key) & _MASK
    x = ((x ^ (x >> 30)) * _MIX_1) & _MASK
    x = ((x ^ (x >> 27)) * _MIX_2) & _MASK
    x ^= x >> 31
    return float(x >> 11) / 2.0**52 - 1.0


def smooth(key: int, at_s: Floats, period_s: float) -> Floats:
    """Smooth noise within [-1, 1) that takes a new value every `period_s`."""
    place = at_s / period_s
    whole = np.floor(place)
    part = place - whole
    blend = part * part * (3 - 2 * part)
    node = whole.astype(np.int64)
    return uniform(key, node) * (1 - blend) + uniform(key, node + 1) * blend


def smooth_at(key: int, at_s: float, period_s: float) -> float:
    """`smooth` at one moment."""
    place = at_s / period_s
    node = floor(place)
    part = place - node
    blend = part * part * (3 - 2 * part)
    return uniform_at(key, node) * (1 - blend) + uniform_at(key, node + 1) * blend


def walk(key: int, at_s: Floats, sigma: float, longest_s: float) -> Floats:
    """A walk that starts at 0 when `at_s` is 0, moves by about `sigma` in one second and stays within the reach of its
    longest octave."""
    origin = np.concatenate(([0.0], at_s))
    total = np.zeros_like(origin)
    period_s = 2.0
    while period_s <= longest_s:
        amplitude = _WALK_AMPLITUDE * sigma * np.sqrt(period_s)
        total += amplitude * smooth(key + int(period_s), origin, period_s)
        period_s *= 2
    return np.asarray(total[1:] - total[0], dtype=np.float64)
