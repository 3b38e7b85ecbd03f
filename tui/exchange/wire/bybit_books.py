"""Bybit's order books and bars of linear perpetuals, which count base coin, or a thousand of it."""

from collections.abc import Mapping
from itertools import pairwise

from tui.domain.events import Candle, Depth
from tui.exchange.instrument import Instrument
from tui.exchange.wire.bybit import VENUE
from tui.exchange.wire.candle_rows import Bar
from tui.exchange.wire.candle_rows import candles as checked
from tui.exchange.wire.number import epoch_ms, positive


def depth(payload: object, contract: Instrument, recv_ms: int) -> Depth | None:
    """`/v5/market/orderbook` of a linear contract; None where that is no book: empty, crossed or out of order."""
    result = payload.get("result") if isinstance(payload, Mapping) else None
    if not isinstance(result, Mapping) or result.get("s") != contract.id:
        return None
    bids, asks = _side(result.get("b")), _side(result.get("a"))
    if not bids or not asks or asks[0][0] <= bids[0][0]:
        return None
    if any(later[0] >= earlier[0] for earlier, later in pairwise(bids)):
        return None
    return Depth(
        venue=VENUE,
        asset=contract.asset,
        symbol=contract.id,
        bids=tuple((contract.coin_usd(price), contract.coin_and_usd(units, price)[0]) for price, units in bids),
        best_ask_usd=contract.coin_usd(asks[0][0]),
        at_ms=epoch_ms(result.get("ts")) or recv_ms,
        recv_ms=recv_ms,
    )


def candles(payload: object, contract: Instrument, timeframe: str, recv_ms: int) -> list[Candle]:
    """`/v5/market/kline` of a linear contract, oldest first: `[start, open, high, low, close, coin, dollars]`."""
    result = payload.get("result") if isinstance(payload, Mapping) else None
    listed = result.get("list") if isinstance(result, Mapping) and result.get("symbol") == contract.id else None
    bars = [
        Bar(epoch_ms(row[0]), row[1], row[2], row[3], row[4], row[5])
        for row in (listed if isinstance(listed, list) else ())
        if isinstance(row, list) and len(row) >= 6
    ]
    return checked(bars, venue=VENUE, symbol=contract.id, known=contract, timeframe=timeframe, recv_ms=recv_ms)


def _side(rows: object) -> list[tuple[float, float]]:
    """One side of a book; a row without a positive price and amount is left out."""
    found = []
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, list) and len(row) >= 2:
            price, amount = positive(row[0]), positive(row[1])
            if price is not None and amount is not None:
                found.append((price, amount))
    return found
