"""The 520 days before a scenario starts: a seeded walk bent through the prices that the scenario states."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tui.domain.clock import DAY_MS, WEEK_MS, week_start_ms
from tui.paper.noise import Floats, stream_key
from tui.paper.scenario import Asset

STEP_MS = 300_000
"""Prices are straight between whole five minutes of the past, so bars of every step agree with each other."""
PAST_DAYS = 520

_SMA_WEEKS = 50
_STEPS_A_YEAR = 365 * DAY_MS / STEP_MS
# The bend that meets the 50-week average leaves the last weeks as the scenario states them.
_BEND_UNTIL_DAYS = 40
_BISECTIONS = 60
# How far an asset's past goes with BTC's.
_CORRELATION = 0.8


@dataclass(frozen=True, kw_only=True)
class Past:
    """Log prices at every whole five minutes up to the start, and at the start itself (the last node)."""

    at_ms: Floats
    log_price: Floats
    volume_noise: Floats
    """A positive factor of mean 1 for each node."""


def make_past(asset: str, situation: Asset, seed: int, start_ms: int) -> Past:
    """The history of one asset."""
    at_ms = _nodes(start_ms)
    high_at_ms = start_ms - situation.high_days_ago * DAY_MS
    high_index = int(np.searchsorted(at_ms, high_at_ms))
    log_high = float(np.log(situation.high_usd))

    path = _through(_raw_walk(asset, situation.realised_vol, seed, at_ms.size), at_ms, _anchors(situation, start_ms))
    if situation.sma50_usd is not None:
        path = _bent(path, at_ms, log_high, start_ms, situation.sma50_usd)
    path = _under(path, log_high)
    path[high_index] = log_high

    rng = np.random.default_rng(stream_key(seed, f"volume {asset}"))
    sigma = 0.6
    return Past(at_ms=at_ms, log_price=path, volume_noise=rng.lognormal(-(sigma**2) / 2, sigma, at_ms.size))


def _nodes(start_ms: int) -> Floats:
    last_whole = start_ms - start_ms % STEP_MS
    whole = np.arange(last_whole - PAST_DAYS * DAY_MS, last_whole + 1, STEP_MS, dtype=np.float64)
    return whole if last_whole == start_ms else np.append(whole, float(start_ms))


def _raw_walk(asset: str, realised_vol: float, seed: int, size: int) -> Floats:
    shared = np.random.default_rng(stream_key(seed, "past")).standard_normal(size)
    own = np.random.default_rng(stream_key(seed, f"past {asset}")).standard_normal(size)
    steps = _CORRELATION * shared + np.sqrt(1 - _CORRELATION**2) * own
    return np.asarray(np.cumsum(steps) * (realised_vol / 100 / sqrt(_STEPS_A_YEAR)), dtype=np.float64)


def _anchors(situation: Asset, start_ms: int) -> tuple[Floats, Floats]:
    day_ago_usd = situation.price_usd / (1 + situation.change_24h_pct / 100)
    stated = sorted(
        [
            *((days, price) for days, price in situation.past),
            (situation.high_days_ago, situation.high_usd),
            (1.0, day_ago_usd),
            (0.0, situation.price_usd),
        ],
        reverse=True,
    )
    times = np.array([start_ms - days * DAY_MS for days, _ in stated])
    return times, np.log(np.array([price for _, price in stated]))


def _through(path: Floats, at_ms: Floats, anchors: tuple[Floats, Floats]) -> Floats:
    """The path, shifted by straight lines between the anchors so that it passes through each."""
    times, values = anchors
    missing = values - np.interp(times, at_ms, path)
    return path + np.interp(at_ms, times, missing)


def _under(path: Floats, log_high: float) -> Floats:
    """The path reflected at its high, so that nothing passes it."""
    return log_high - np.abs(log_high - path)


def _bent(path: Floats, at_ms: Floats, log_high: float, start_ms: int, sma50_usd: float) -> Floats:
    """The path, raised or lowered smoothly in the weeks before the last ones until the 50-week average is met."""
    place = np.clip((at_ms - at_ms[0]) / (start_ms - _BEND_UNTIL_DAYS * DAY_MS - at_ms[0]), 0, 1)
    bump = np.sin(np.pi * place) ** 2
    at_closes = np.searchsorted(at_ms, week_start_ms(start_ms) - WEEK_MS * np.arange(_SMA_WEEKS))
    path_closes, bump_closes = path[at_closes], bump[at_closes]
    low, high = -1.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if np.exp(_under(path_closes + middle * bump_closes, log_high)).mean() < sma50_usd:
            low = middle
        else:
            high = middle
    return np.asarray(path + (low + high) / 2 * bump, dtype=np.float64)
