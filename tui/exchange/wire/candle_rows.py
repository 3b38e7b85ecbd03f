"""Bars as venues give them, checked: on the UTC grid, of one spacing, and not contradicting themselves."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.domain.events import Candle
from tui.exchange.instrument import Instrument
from tui.exchange.wire.number import not_negative, positive

SPAN_MS: Final[Mapping[str, int]] = {"5m": 5 * MINUTE_MS, "1h": HOUR_MS, "1d": DAY_MS}
"""Milliseconds in one bar of each timeframe that is asked for."""


class Bar(NamedTuple):
    """The raw fields of one bar, whatever the venue wrote."""

    open_ms: int | None
    open: object
    high: object
    low: object
    close: object
    volume_coin: object


def candles(
    bars: Iterable[Bar], *, venue: str, symbol: str, known: Instrument, timeframe: str, recv_ms: int
) -> list[Candle]:
    """The bars that can be true, oldest first; none at all where the answer is in another timeframe."""
    span_ms = SPAN_MS[timeframe]
    found: dict[int, Candle] = {}
    off_grid = on_grid = 0
    for bar in bars:
        is_on_grid = bar.open_ms is not None and bar.open_ms % span_ms == 0
        on_grid, off_grid = on_grid + is_on_grid, off_grid + (not is_on_grid)
        prices = [positive(value) for value in (bar.open, bar.high, bar.low, bar.close)]
        volume_coin = not_negative(bar.volume_coin)
        if bar.open_ms is None or bar.open_ms % span_ms or volume_coin is None:
            continue
        open_usd, high_usd, low_usd, close_usd = prices
        if open_usd is None or high_usd is None or low_usd is None or close_usd is None:
            continue
        if not low_usd <= min(open_usd, close_usd) <= max(open_usd, close_usd) <= high_usd:
            continue
        found[bar.open_ms] = Candle(
            venue=venue,
            asset=known.asset,
            symbol=symbol,
            timeframe=timeframe,
            open_ms=bar.open_ms,
            open_usd=known.coin_usd(open_usd),
            high_usd=known.coin_usd(high_usd),
            low_usd=known.coin_usd(low_usd),
            close_usd=known.coin_usd(close_usd),
            volume_coin=volume_coin * known.coins_a_unit,
            recv_ms=recv_ms,
        )
    opened = sorted(found)
    # A shorter timeframe has most of its bars off the grid; a longer one is on it, but with gaps.
    if off_grid > on_grid:
        return []
    if len(opened) > 1 and min(after - before for before, after in itertools.pairwise(opened)) != span_ms:
        return []
    return [found[open_ms] for open_ms in opened]
