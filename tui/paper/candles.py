"""Bars of any step from a price path; every step is an aggregation of the same five-minute bars."""

import numpy as np

from tui.domain.clock import DAY_MS
from tui.paper.contract import Bar
from tui.paper.noise import Floats
from tui.paper.past import STEP_MS
from tui.paper.path import PricePath

_STEPS_A_DAY = 288
_DAY_KEPT_MS = 2_000
# A bar trades more when it moves: so much of its share at rest, and as much again for each percent.
_VOLUME_AT_REST = 0.8
_VOLUME_BY_PERCENT = 1.0


class CandleBook:
    """All bars of one asset, in the asset's own price and with a daily volume of about 1."""

    def __init__(self, path: PricePath, start_ms: int) -> None:
        self._path = path
        self._first_ms = int(path.past.at_ms[0])
        self._live_from_ms = start_ms - start_ms % STEP_MS
        self._live: list[tuple[float, float, float, float, float]] = []
        self._day_at_ms = -1
        self._day = (0.0, 0.0, 0.0)

    def bars(self, step_ms: int, since_ms: int, until_ms: int, now_ms: int, offset_ms: int = 0) -> list[Bar]:
        """Bars that open in [since, until], up to now; they open where (time - offset) divides by the step."""
        first = max(since_ms, self._first_ms)
        first += (offset_ms - first) % step_ms
        if first > min(until_ms, now_ms):
            return []
        last = min(until_ms, now_ms)
        last -= (last - first) % step_ms
        if step_ms < STEP_MS:
            return self._short_bars(first, last, step_ms, now_ms)
        opens, rows = self._between(first, last + step_ms, now_ms)
        return _grouped(opens, rows, first, step_ms)

    def day(self, now_ms: int) -> tuple[float, float, float]:
        """High, low and volume of the trailing 24 hours, to five minutes."""
        at_ms = now_ms - now_ms % _DAY_KEPT_MS
        if at_ms != self._day_at_ms:
            self._day_at_ms = at_ms
            _, rows = self._between(at_ms - at_ms % STEP_MS - DAY_MS + STEP_MS, at_ms + STEP_MS, at_ms)
            self._day = float(rows[:, 1].max()), float(rows[:, 2].min()), float(rows[:, 4].sum())
        return self._day

    def _between(self, since_ms: int, until_ms: int, now_ms: int) -> tuple[Floats, Floats]:
        """Opens and rows of the five minutes from `since_ms`, a whole one, to before `until_ms`; the last up to now."""
        until_ms = min(until_ms, now_ms + 1)
        self._extend(now_ms)
        opens, rows = self._behind(since_ms, until_ms)
        if until_ms <= self._live_from_ms:
            return opens, rows
        finished = max(0, min(len(self._live), -(-(until_ms - self._live_from_ms) // STEP_MS)))
        skipped = max(0, (since_ms - self._live_from_ms) // STEP_MS)
        live = self._live[skipped:finished]
        moving_ms = self._live_from_ms + len(self._live) * STEP_MS
        if since_ms <= moving_ms < until_ms and moving_ms <= now_ms:
            live = [*live, self._live_bar(moving_ms, now_ms)]
        if not live:
            return opens, rows
        live_opens = self._live_from_ms + STEP_MS * (skipped + np.arange(len(live), dtype=np.float64))
        return np.concatenate((opens, live_opens)), np.concatenate((rows, np.array(live)))

    def _behind(self, since_ms: int, until_ms: int) -> tuple[Floats, Floats]:
        """The same of the past alone."""
        last_ms = min(until_ms - 1, self._live_from_ms - 1)
        left = max(0, -(-(since_ms - self._first_ms) // STEP_MS))
        right = max(left, (last_ms - self._first_ms) // STEP_MS + 1)
        past = self._path.past
        return past.at_ms[left:right], _past_rows(
            np.exp(past.log_price[left : right + 1]), past.volume_noise[left:right]
        )

    def _extend(self, now_ms: int) -> None:
        """Keeps every live five minutes that are over."""
        while (open_ms := self._live_from_ms + len(self._live) * STEP_MS) + STEP_MS <= now_ms:
            self._live.append(self._live_bar(open_ms, open_ms + STEP_MS))

    def _live_bar(self, open_ms: int, until_ms: int) -> tuple[float, float, float, float, float]:
        times, prices = self._path.chunk(open_ms)
        seen = [price for at, price in zip(times, prices, strict=True) if at <= until_ms]
        close = self._path.usd(until_ms) if until_ms < open_ms + STEP_MS else prices[-1]
        seen.append(close)
        noise = self._path.past.volume_noise[(open_ms // STEP_MS) % self._path.past.volume_noise.size]
        part = (until_ms - open_ms) / STEP_MS
        volume = part * noise * _activity(seen[0], close) / _STEPS_A_DAY
        return seen[0], max(seen), min(seen), close, float(volume)

    def _short_bars(self, first_ms: int, last_ms: int, step_ms: int, now_ms: int) -> list[Bar]:
        """Bars shorter than five minutes: each has its part of the five minutes' volume."""
        whole_ms = first_ms - first_ms % STEP_MS
        opens, rows = self._between(whole_ms, last_ms + STEP_MS, now_ms)
        a_ms = {
            int(open_ms): volume / (min(open_ms + STEP_MS, now_ms) - open_ms)
            for open_ms, volume in zip(opens.tolist(), rows[:, 4].tolist(), strict=True)
            if open_ms < now_ms
        }
        return [
            self._short_bar(open_ms, min(open_ms + step_ms, now_ms), a_ms.get(open_ms - open_ms % STEP_MS, 0.0))
            for open_ms in range(first_ms, last_ms + 1, step_ms)
        ]

    def _short_bar(self, open_ms: int, until_ms: int, volume_a_ms: float) -> Bar:
        first, last = self._path.usd(open_ms), self._path.usd(until_ms)
        seen = [first, last]
        whole_ms = open_ms - open_ms % STEP_MS
        if whole_ms >= self._live_from_ms:
            times, prices = self._path.chunk(whole_ms)
            seen += [price for at, price in zip(times, prices, strict=True) if open_ms < at < until_ms]
        return Bar(
            open_ms=open_ms,
            open_usd=first,
            high_usd=max(seen),
            low_usd=min(seen),
            close_usd=last,
            volume_coin=volume_a_ms * (until_ms - open_ms),
        )


def _activity(open_usd: float, close_usd: float) -> float:
    return _VOLUME_AT_REST + _VOLUME_BY_PERCENT * abs(close_usd / open_usd - 1) * 100


def _past_rows(prices: Floats, volume_noise: Floats) -> Floats:
    """Open, high, low, close, volume of the past's five minutes."""
    opens, closes = prices[:-1], prices[1:]
    activity = _VOLUME_AT_REST + _VOLUME_BY_PERCENT * np.abs(closes / opens - 1) * 100
    volumes = volume_noise * activity / _STEPS_A_DAY
    return np.column_stack((opens, np.maximum(opens, closes), np.minimum(opens, closes), closes, volumes))


def _grouped(opens: Floats, rows: Floats, first_ms: int, step_ms: int) -> list[Bar]:
    """Bars of `step_ms` from five-minute ones."""
    if not opens.size:
        return []
    group = ((opens - first_ms) // step_ms).astype(np.int64)
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    ends = np.append(starts[1:], opens.size) - 1
    highs = np.maximum.reduceat(rows[:, 1], starts)
    lows = np.minimum.reduceat(rows[:, 2], starts)
    volumes = np.add.reduceat(rows[:, 4], starts)
    columns = (group[starts], rows[starts, 0], highs, lows, rows[ends, 3], volumes)
    return [
        Bar(
            open_ms=first_ms + int(number) * step_ms,
            open_usd=open_usd,
            high_usd=high,
            low_usd=low,
            close_usd=close,
            volume_coin=volume,
        )
        for number, open_usd, high, low, close, volume in zip(*(c.tolist() for c in columns), strict=True)
    ]
