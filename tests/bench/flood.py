"""`python -m tests.bench.flood SOCKET RATE`: a collector's path from raw frames to Boards under so many a second.

The network is left out: liquidation frames go through ccxt's connection and the tap, the Events into the market, and
its Boards to whatever panes attach to the socket. One line a second says how many Events there were, and the CPU used.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from aiohttp import WSMessage, WSMsgType

from tests.bench.frames import HotFrame, bursts
from tui.config.model import Config, NetworkConfig
from tui.domain.clock import SystemClock
from tui.domain.events import Liquidation, Quote
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.wire import bybit_stream
from tui.link.server import BoardServer
from tui.market.market import Market

_STEP_S = 0.01
_BOARD_S = 0.25
_PRICE_USD = 100_000.0


async def run(path: Path, rate: int, said: Callable[[str], object]) -> None:
    clock = SystemClock()
    market = Market(Config(), clock, "demo", version("floorline"))
    server = BoardServer(path, clock, version("floorline"))
    await server.start()
    known = {"BTCUSDT": Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual")}
    taken = 0

    def tap(_url: str, text: str) -> bool:
        nonlocal taken
        now_ms = clock.now_ms()
        batch = bybit_stream.streamed_liquidations(text, known, now_ms)
        for event in batch.events if batch is not None else ():
            taken += market.apply(_now(event, taken, now_ms))
        return True

    client = Client("bybit", venue="bybit", network=NetworkConfig(), clock=clock)
    client.tap = tap
    hot: HotFrame = next(each for each in bursts(1_000) if each.venue == "bybit")
    handle = client.exchange.client(hot.url).handle_message
    messages = [WSMessage(WSMsgType.TEXT, text, None) for text in hot.burst]
    began_s, handed, told_s, board_s = clock.monotonic_s(), 0, 0.0, 0.0
    while True:
        elapsed_s = clock.monotonic_s() - began_s
        while handed < rate * elapsed_s:
            handle(messages[handed % len(messages)])
            handed += 1
            if handed % 400 == 0:
                await asyncio.sleep(0)
        if elapsed_s - board_s >= _BOARD_S:
            board_s = elapsed_s
            market.apply(_quote(clock.now_ms()))
            server.publish(market.board())
        if elapsed_s - told_s >= 1:
            told_s = elapsed_s
            said(f"{handed} {taken} {time.process_time():.3f} {elapsed_s:.3f}\n")
        await asyncio.sleep(_STEP_S)


def _now(event: Liquidation, index: int, now_ms: int) -> Liquidation:
    """The same event as one of this moment."""
    return Liquidation(
        venue=event.venue, asset=event.asset, symbol=event.symbol, hurt=event.hurt, usd=event.usd, coin=event.coin,
        price_usd=event.price_usd, completeness=event.completeness, key=f"{event.key}:{index}", at_ms=now_ms,
        recv_ms=now_ms,
    )  # fmt: skip


def _quote(now_ms: int) -> Quote:
    return Quote(
        venue="bybit", asset="BTC", symbol="BTCUSDT", quote="USDT", bid_usd=_PRICE_USD - now_ms % 997,
        ask_usd=_PRICE_USD + 1, last_usd=_PRICE_USD, at_ms=now_ms, recv_ms=now_ms,
    )  # fmt: skip


def _say(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2]), _say))
