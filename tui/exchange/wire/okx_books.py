"""OKX's order books and five-minute bars of swaps, whose sizes are contracts."""

from itertools import pairwise

from tui.domain.events import Candle, Depth
from tui.exchange.instrument import Instrument
from tui.exchange.wire.candle_rows import Bar
from tui.exchange.wire.candle_rows import candles as checked
from tui.exchange.wire.number import epoch_ms, positive
from tui.exchange.wire.okx_rows import arrays, rows


def depth(payload: object, swap: Instrument, recv_ms: int) -> Depth | None:
    """`market/books-full` of a linear swap, which does not name it: `[price, contracts, orders]`. None where that is no
    book: empty, crossed or out of order."""
    row = next(rows(payload), {})
    bids, asks = _side(row.get("bids"), swap), _side(row.get("asks"), swap)
    if not bids or not asks or asks[0][0] <= bids[0][0]:
        return None
    if any(later[0] >= earlier[0] for earlier, later in pairwise(bids)):
        return None
    return Depth(
        venue="okx",
        asset=swap.asset,
        symbol=swap.id,
        bids=tuple(bids),
        best_ask_usd=asks[0][0],
        at_ms=epoch_ms(row.get("ts")) or recv_ms,
        recv_ms=recv_ms,
    )


def swap_candles(payload: object, swap: Instrument, timeframe: str, recv_ms: int) -> list[Candle]:
    """`market/candles` of a swap, oldest first; its sixth column is contracts, and the seventh coin."""
    bars = (
        Bar(epoch_ms(row[0]), open=row[1], high=row[2], low=row[3], close=row[4], volume_coin=row[6])
        for row in arrays(payload)
        if len(row) >= 7
    )
    return checked(bars, venue="okx", symbol=swap.id, known=swap, timeframe=timeframe, recv_ms=recv_ms)


def _side(listed: object, swap: Instrument) -> list[tuple[float, float]]:
    """One side of a book in coin; a row without a positive price and amount is left out."""
    found = []
    for row in listed if isinstance(listed, list) else ():
        if isinstance(row, list) and len(row) >= 2:
            price, contracts = positive(row[0]), positive(row[1])
            if price is not None and contracts is not None:
                found.append((swap.coin_usd(price), swap.coin_and_usd(contracts, price)[0]))
    return found
