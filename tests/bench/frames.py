"""One hot frame of each venue: what it says, and how Floorline decodes it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.exchange.deribit_samples import trade, trades_frame
from tests.exchange.okx_samples import detail, liquidation_frame
from tui.exchange.instrument import Instrument
from tui.exchange.wire import binance_liquidations, bybit_stream, deribit_trades, okx_liquidations, okx_stream
from tui.exchange.wire.binance_frames import frame_events
from tui.exchange.wire.binance_liquidations import Contracts
from tui.exchange.wire.binance_spot import streamed_quotes
from tui.exchange.wire.liquidation_batch import LiquidationBatch

RECV_MS = 1_762_300_800_000

_SPOT = Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="spot")
_PERPETUAL = Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual")
_OKX_SPOT = Instrument(id="BTC-USDT", asset="BTC", quote="USDT", kind="spot")
_OKX_SWAP = Instrument(id="BTC-USDT-SWAP", asset="BTC", quote="USDT", kind="perpetual", contract_size=0.01)
_CONTRACTS = Contracts(linear={"BTCUSDT": _PERPETUAL}, inverse={})
_OKX_CONTRACTS = {"BTC-USDT-SWAP": _OKX_SWAP}

_BINANCE_TICKER: dict[str, Any] = {
    "e": "24hrTicker", "E": RECV_MS, "s": "BTCUSDT", "p": "-2140.00", "P": "-1.961", "w": "108000.1", "x": "109140.00",
    "c": "107000.00", "Q": "0.1", "b": "106999.99", "B": "0.5", "a": "107000.01", "A": "1.5", "o": "109140.00",
    "h": "110000.00", "l": "106000.00", "v": "20000.5", "q": "2140000000.5", "O": RECV_MS - 86_400_000, "C": RECV_MS,
    "F": 1, "L": 100, "n": 100,
}  # fmt: skip
_BINANCE_FORCED = {
    "e": "forceOrder",
    "E": RECV_MS,
    "o": {
        "s": "BTCUSDT", "S": "SELL", "o": "LIMIT", "f": "IOC", "q": "0.500", "p": "99000.00", "ap": "100000.00",
        "X": "FILLED", "l": "0.100", "z": "0.400", "T": RECV_MS, "ps": "BTCUSDT", "st": 1,
    },
}  # fmt: skip
_BYBIT_TICKER = {
    "topic": "tickers.BTCUSDT", "ts": RECV_MS, "type": "snapshot", "cs": 1,
    "data": {
        "symbol": "BTCUSDT", "lastPrice": "107000", "highPrice24h": "110000", "lowPrice24h": "106000",
        "prevPrice24h": "109140", "volume24h": "20000.5", "turnover24h": "2140000000", "price24hPcnt": "-0.0196",
        "usdIndexPrice": "107010",
    },
}  # fmt: skip
_BYBIT_FORCED = {
    "topic": "allLiquidation.BTCUSDT", "type": "snapshot", "ts": RECV_MS,
    "data": [{"T": RECV_MS, "s": "BTCUSDT", "S": "Sell", "v": "0.4", "p": "100000"}],
}  # fmt: skip
_OKX_TICKER = {
    "arg": {"channel": "tickers", "instId": "BTC-USDT"},
    "data": [
        {
            "instType": "SPOT", "instId": "BTC-USDT", "last": "107000", "lastSz": "0.1", "askPx": "107000.1",
            "askSz": "1", "bidPx": "106999.9", "bidSz": "1", "open24h": "109140", "high24h": "110000",
            "low24h": "106000", "sodUtc0": "108000", "sodUtc8": "108100", "volCcy24h": "2140000000",
            "vol24h": "20000", "ts": str(RECV_MS),
        }
    ],
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HotFrame:
    """A frame, and both ways of reading it."""

    venue: str
    kind: str
    text: str
    read: Callable[[str], int]
    """Floorline's: how many events it found."""
    url: str
    """The stream that ccxt believes it came from; it tells markets apart by it."""
    market: dict[str, Any]
    """The frame's instrument as ccxt lists it."""
    watch: str
    """ccxt's method for it."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What that method must be told to subscribe to it."""
    burst: tuple[str, ...] = ()
    """Frames of one kind that differ, where many came at once."""


def _market(identifier: str, kind: str, quote: str = "USDT", settle: str | None = None) -> dict[str, Any]:
    is_spot = kind == "spot"
    symbol = f"BTC/{quote}" if is_spot else f"BTC/{quote}:{settle or quote}"
    return {
        "id": identifier, "lowercaseId": identifier.lower(), "symbol": symbol, "base": "BTC", "quote": quote,
        "settle": None if is_spot else settle or quote,
        "baseId": "BTC", "quoteId": quote, "type": kind, "spot": is_spot, "swap": not is_spot, "future": False,
        "option": False, "contract": not is_spot, "linear": None if is_spot else settle is None,
        "inverse": None if is_spot else settle is not None, "contractSize": None if is_spot else 1.0, "active": True,
        "precision": {"price": 0.1, "amount": 0.001}, "limits": {}, "info": {},
    }  # fmt: skip


def _binance_quotes(text: str) -> int:
    return len(streamed_quotes(frame_events(text), {"BTCUSDT": _SPOT}, RECV_MS))


def _count(batch: LiquidationBatch | None) -> int:
    return 0 if batch is None else len(batch.events)


def _binance_forced(text: str) -> int:
    return _count(binance_liquidations.streamed_liquidations(text, _CONTRACTS, RECV_MS))


def _bybit_quotes(text: str) -> int:
    return int(bybit_stream.spot_quote(bybit_stream.frame(text), {"BTCUSDT": _SPOT}, RECV_MS) is not None)


def _bybit_forced(text: str) -> int:
    return _count(bybit_stream.streamed_liquidations(text, _CONTRACTS.linear, RECV_MS))


def _okx_quotes(text: str) -> int:
    return len(okx_stream.streamed_quotes(text, {"BTC-USDT": _OKX_SPOT}, RECV_MS) or ())


def _okx_forced(text: str) -> int:
    return _count(okx_liquidations.streamed_liquidations(text, _OKX_CONTRACTS, RECV_MS))


def _deribit_forced(text: str) -> int:
    return _count(deribit_trades.streamed_liquidations(text, RECV_MS))


HOT_FRAMES = (
    HotFrame(
        venue="binance", kind="ticker", text=json.dumps(_BINANCE_TICKER), read=_binance_quotes,
        url="wss://stream.binance.com:9443/ws", market=_market("BTCUSDT", "spot"),
        watch="watch_ticker", parameters={"name": "ticker"},
    ),
    HotFrame(
        venue="binance", kind="liquidation", text=json.dumps(_BINANCE_FORCED),
        read=_binance_forced,
        url="wss://fstream.binance.com/ws", market=_market("BTCUSDT", "swap"),
        watch="watch_liquidations",
    ),
    HotFrame(
        venue="bybit", kind="ticker", text=json.dumps(_BYBIT_TICKER), read=_bybit_quotes,
        url="wss://stream.bybit.com/v5/public/spot", market=_market("BTCUSDT", "spot"),
        watch="watch_ticker",
    ),
    HotFrame(
        venue="bybit", kind="liquidation", text=json.dumps(_BYBIT_FORCED), read=_bybit_forced,
        url="wss://stream.bybit.com/v5/public/linear", market=_market("BTCUSDT", "swap"),
        watch="watch_liquidations",
    ),
    HotFrame(
        venue="okx", kind="ticker", text=json.dumps(_OKX_TICKER), read=_okx_quotes,
        url="wss://ws.okx.com:8443/ws/v5/public", market=_market("BTC-USDT", "spot"),
        watch="watch_ticker",
    ),
    HotFrame(
        venue="okx", kind="liquidation",
        text=liquidation_frame({"instId": "BTC-USDT-SWAP", "instType": "SWAP", "details": [detail()]}),
        read=_okx_forced, url="wss://ws.okx.com:8443/ws/v5/public", market=_market("BTC-USDT-SWAP", "swap"),
        watch="watch_liquidations",
    ),
    HotFrame(
        venue="deribit", kind="liquidation",
        text=trades_frame(trade(liquidation="T"), channel="trades.BTC-PERPETUAL.100ms"),
        read=_deribit_forced, url="wss://www.deribit.com/ws/api/v2",
        watch="watch_trades",
        market=_market("BTC-PERPETUAL", "swap", "USD", "BTC"),
    ),
)  # fmt: skip


def bursts(count: int) -> list[HotFrame]:
    """The liquidation frames of each venue, `count` different ones each."""

    def texts(hot: HotFrame) -> tuple[str, ...]:
        size = {"binance": '"z": "0.400"', "bybit": '"v": "0.4"'}[hot.venue]
        assert size in hot.text
        return tuple(hot.text.replace(size, size.replace("0.4", f"{index}.4")) for index in range(1, count + 1))

    chosen = [hot for hot in HOT_FRAMES if hot.kind == "liquidation" and hot.venue in ("binance", "bybit")]
    return [replace(hot, burst=texts(hot)) for hot in chosen]
