"""OKX's REST candles: `[open time, open, high, low, close, volume in base coin, …]`, newest first.

Bars are asked for as "1Dutc" and "1H": OKX's plain "1D", and every daily bar of its WebSocket, opens at 16:00 UTC.
"""

from collections.abc import Mapping
from typing import Final

from tui.domain.events import Candle
from tui.exchange.instrument import Instrument
from tui.exchange.wire.candle_rows import Bar
from tui.exchange.wire.candle_rows import candles as checked
from tui.exchange.wire.number import epoch_ms
from tui.exchange.wire.okx_rows import arrays

BARS: Final[Mapping[str, str]] = {"1d": "1Dutc", "1h": "1H"}
"""Our timeframe -> OKX's `bar`."""


def candles(payload: object, known: Instrument, timeframe: str, recv_ms: int) -> list[Candle]:
    """The bars of one answer, oldest first; bars that open off the UTC grid or contradict themselves are left out."""
    bars = (
        Bar(epoch_ms(row[0]), open=row[1], high=row[2], low=row[3], close=row[4], volume_coin=row[5])
        for row in arrays(payload)
        if len(row) >= 6
    )
    return checked(bars, venue="okx", symbol=known.id, known=known, timeframe=timeframe, recv_ms=recv_ms)
