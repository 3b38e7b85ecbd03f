"""Golden payloads: what the paper venues answer and push, cut down to a few rows, as it goes over the wire."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tests.clocks import ManualClock
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.paper.registry import open_venues
from tui.paper.scenarios import SCENARIOS
from tui.paper.venue import PaperVenue, Request
from tui.paper.world import World

_WORLD_SEED = 3
_ROWS_KEPT = 3
_BARS_KEPT = 4
_LINES_KEPT = 6
_PUSHES = 24
_PUSH_STEP_S = 20.0
_FRAMES_KEPT = 6

_BINANCE, _USDM, _COINM = "api.binance.com", "fapi.binance.com", "dapi.binance.com"
_OKX, _DERIBIT, _BYBIT, _GATE = "www.okx.com", "www.deribit.com", "api.bybit.com", "api.gateio.ws"
_BITGET, _COINBASE, _KRAKEN, _FUTURES = "api.bitget.com", "api.coinbase.com", "api.kraken.com", "futures.kraken.com"
_MIX, _PRODUCTS = "/api/v2/mix/market/", "/api/v3/brokerage/market/products"


class Asked(NamedTuple):
    """One REST request of the corpus."""

    venue: str
    host: str
    path: str
    query: str = ""
    body: str = ""


class Streamed(NamedTuple):
    """One subscription of the corpus."""

    venue: str
    host: str
    path: str
    message: str


ANSWERS: Mapping[str, Asked] = {
    "binance spot tickers": Asked("binance", _BINANCE, "/api/v3/ticker/24hr", 'symbols=["BTCUSDT","ETHUSDT"]'),
    "binance klines": Asked("binance", _BINANCE, "/api/v3/klines", "symbol=BTCUSDT&interval=1h&limit=4"),
    "binance premiums": Asked("binance", _USDM, "/fapi/v1/premiumIndex"),
    "binance coin premiums": Asked("binance", _COINM, "/dapi/v1/premiumIndex"),
    "binance books": Asked("binance", _USDM, "/fapi/v1/ticker/bookTicker"),
    "binance settled funding": Asked("binance", _USDM, "/fapi/v1/fundingRate", "symbol=BTCUSDT&limit=4"),
    "binance open interest": Asked("binance", _USDM, "/fapi/v1/openInterest", "symbol=BTCUSDT"),
    "binance coin open interest": Asked("binance", _COINM, "/dapi/v1/openInterest", "symbol=BTCUSD_PERP"),
    "binance open interest history": Asked(
        "binance", _USDM, "/futures/data/openInterestHist", "symbol=BTCUSDT&period=1h&limit=4"
    ),
    "binance depth": Asked("binance", _USDM, "/fapi/v1/depth", "symbol=BTCUSDT&limit=50"),
    "bitget contracts": Asked("bitget", _BITGET, f"{_MIX}contracts", "productType=USDT-FUTURES"),
    "bitget tickers": Asked("bitget", _BITGET, f"{_MIX}tickers", "productType=USDT-FUTURES"),
    "bitget funding": Asked("bitget", _BITGET, f"{_MIX}current-fund-rate", "productType=USDT-FUTURES"),
    "bybit spot tickers": Asked("bybit", _BYBIT, "/v5/market/tickers", "category=spot"),
    "bybit linear tickers": Asked("bybit", _BYBIT, "/v5/market/tickers", "category=linear"),
    "bybit inverse tickers": Asked("bybit", _BYBIT, "/v5/market/tickers", "category=inverse"),
    "bybit option tickers": Asked("bybit", _BYBIT, "/v5/market/tickers", "category=option&baseCoin=BTC"),
    "bybit open interest history": Asked(
        "bybit", _BYBIT, "/v5/market/open-interest", "category=linear&symbol=BTCUSDT&intervalTime=1h&limit=4"
    ),
    "bybit settled funding": Asked(
        "bybit", _BYBIT, "/v5/market/funding/history", "category=linear&symbol=BTCUSDT&limit=4"
    ),
    "bybit marks": Asked(
        "bybit", _BYBIT, "/v5/market/mark-price-kline", "category=linear&symbol=BTCUSDT&interval=60&limit=4"
    ),
    "coinbase products": Asked("coinbase", _COINBASE, _PRODUCTS),
    "coinbase candles": Asked(
        "coinbase", _COINBASE, f"{_PRODUCTS}/BTC-USD/candles", "granularity=ONE_HOUR&start={hours_ago_s}&end={now_s}"
    ),
    "deribit futures summary": Asked(
        "deribit", _DERIBIT, "/api/v2/public/get_book_summary_by_currency", "currency=BTC&kind=future"
    ),
    "deribit options summary": Asked(
        "deribit", _DERIBIT, "/api/v2/public/get_book_summary_by_currency", "currency=BTC&kind=option"
    ),
    "deribit ticker": Asked("deribit", _DERIBIT, "/api/v2/public/ticker", "instrument_name=BTC-PERPETUAL"),
    "deribit volatility index": Asked(
        "deribit",
        _DERIBIT,
        "/api/v2/public/get_volatility_index_data",
        "currency=BTC&resolution=3600&start_timestamp={day_ago_ms}&end_timestamp={now_ms}",
    ),
    "deribit past trades": Asked(
        "deribit",
        _DERIBIT,
        "/api/v2/public/get_last_trades_by_currency_and_time",
        "currency=BTC&kind=future&start_timestamp={day_ago_ms}&end_timestamp={now_ms}&count=200",
    ),
    "gate tickers": Asked("gate", _GATE, "/api/v4/futures/usdt/tickers"),
    "gate contracts": Asked("gate", _GATE, "/api/v4/futures/usdt/contracts"),
    "gate statistics": Asked(
        "gate", _GATE, "/api/v4/futures/usdt/contract_stats", "contract=BTC_USDT&interval=1h&limit=4"
    ),
    "gate past liquidations": Asked("gate", _GATE, "/api/v4/futures/usdt/liq_orders", "limit=20"),
    "hyperliquid contexts": Asked("hyperliquid", "api.hyperliquid.xyz", "/info", body='{"type":"metaAndAssetCtxs"}'),
    "kraken tickers": Asked("kraken", _KRAKEN, "/0/public/Ticker", "pair=XXBTZUSD"),
    "kraken candles": Asked("kraken", _KRAKEN, "/0/public/OHLC", "pair=XXBTZUSD&interval=60"),
    "krakenfutures tickers": Asked("krakenfutures", _FUTURES, "/derivatives/api/v3/tickers"),
    "krakenfutures history": Asked("krakenfutures", _FUTURES, "/derivatives/api/v3/history", "symbol=PF_XBTUSD"),
    "okx settled funding": Asked("okx", _OKX, "/api/v5/public/funding-rate-history", "instId=BTC-USDT-SWAP&limit=4"),
    "okx tickers": Asked("okx", _OKX, "/api/v5/market/tickers", "instType=SPOT"),
    "okx future tickers": Asked("okx", _OKX, "/api/v5/market/tickers", "instType=FUTURES"),
    "okx option tickers": Asked("okx", _OKX, "/api/v5/market/tickers", "instType=OPTION&uly=BTC-USD"),
    "okx candles": Asked("okx", _OKX, "/api/v5/market/candles", "instId=BTC-USDT&bar=1H&limit=4"),
    "okx open interest": Asked("okx", _OKX, "/api/v5/public/open-interest", "instType=SWAP"),
    "okx option open interest": Asked(
        "okx", _OKX, "/api/v5/public/open-interest", "instType=OPTION&instFamily=BTC-USD"
    ),
    "okx open interest history": Asked(
        "okx",
        _OKX,
        "/api/v5/rubik/stat/contracts/open-interest-history",
        "instId=BTC-USDT-SWAP&period=1H&limit=4",
    ),
    "okx marks": Asked("okx", _OKX, "/api/v5/public/mark-price", "instType=SWAP"),
    "okx future marks": Asked("okx", _OKX, "/api/v5/public/mark-price", "instType=FUTURES"),
    "okx option marks": Asked("okx", _OKX, "/api/v5/public/mark-price", "instType=OPTION&instFamily=BTC-USD"),
    "okx indexes": Asked("okx", _OKX, "/api/v5/market/index-tickers", "quoteCcy=USDT"),
    "okx funding": Asked("okx", _OKX, "/api/v5/public/funding-rate", "instId=ANY"),
    "okx option summary": Asked("okx", _OKX, "/api/v5/public/opt-summary", "instFamily=BTC-USD"),
    "okx past liquidations": Asked(
        "okx", _OKX, "/api/v5/public/liquidation-orders", "instType=SWAP&uly=BTC-USDT&state=filled&instFamily=BTC-USDT"
    ),
    "market cap coingecko": Asked("sources", "api.coingecko.com", "/api/v3/global"),
    "market cap coinpaprika": Asked("sources", "api.coinpaprika.com", "/v1/global"),
    "market cap coinlore": Asked("sources", "api.coinlore.net", "/api/global/"),
    "etf flows": Asked("sources", "raw.githubusercontent.com", "/etf-flows.csv"),
}

_ALL_BYBIT = '{"op":"subscribe","req_id":"1","args":["allLiquidation.BTCUSDT","allLiquidation.ETHUSDT"]}'
FRAMES: Mapping[str, Streamed] = {
    "binance spot frames": Streamed(
        "binance", "stream.binance.com", "/ws", '{"method":"SUBSCRIBE","params":["btcusdt@ticker"],"id":7}'
    ),
    "binance forced frames": Streamed(
        "binance", "fstream.binance.com", "/market/ws", '{"method":"SUBSCRIBE","params":["!forceOrder@arr"],"id":7}'
    ),
    "bybit spot frames": Streamed(
        "bybit", "stream.bybit.com", "/v5/public/spot", '{"op":"subscribe","req_id":"1","args":["tickers.BTCUSDT"]}'
    ),
    "bybit forced frames": Streamed("bybit", "stream.bybit.com", "/v5/public/linear", _ALL_BYBIT),
    "coinbase frames": Streamed(
        "coinbase",
        "advanced-trade-ws.coinbase.com",
        "/",
        '{"type":"subscribe","channel":"ticker","product_ids":["BTC-USD"]}',
    ),
    "deribit frames": Streamed(
        "deribit",
        "www.deribit.com",
        "/ws/api/v2",
        '{"jsonrpc":"2.0","id":5,"method":"public/subscribe","params":{"channels":["trades.future.any.100ms"]}}',
    ),
    "gate frames": Streamed(
        "gate",
        "fx-ws.gateio.ws",
        "/v4/ws/usdt",
        '{"time":1,"channel":"futures.public_liquidates","event":"subscribe","payload":["!all"]}',
    ),
    "kraken frames": Streamed(
        "kraken",
        "ws.kraken.com",
        "/v2",
        '{"method":"subscribe","params":{"channel":"ticker","symbol":["BTC/USD"]},"req_id":3}',
    ),
    "krakenfutures frames": Streamed(
        "krakenfutures",
        "futures.kraken.com",
        "/ws/v1",
        '{"event":"subscribe","feed":"trade","product_ids":["PF_XBTUSD","PF_ETHUSD"]}',
    ),
    "okx ticker frames": Streamed(
        "okx", "ws.okx.com", "/ws/v5/public", '{"op":"subscribe","args":[{"channel":"tickers","instId":"BTC-USDT"}]}'
    ),
    "okx forced frames": Streamed(
        "okx",
        "ws.okx.com",
        "/ws/v5/public",
        '{"op":"subscribe","args":[{"channel":"liquidation-orders","instType":"SWAP"}]}',
    ),
}

_UNANSWERED: Mapping[str, str] = {
    "binance funding intervals": (
        '[{"symbol": "BTCUSDT", "adjustedFundingRateCap": "0.02", "fundingIntervalHours": 4, "disclaimer": false}]'
    ),
    "deribit past funding": '{"jsonrpc": "2.0", "result": 0.00007223, "usIn": 1762300800000000, "testnet": false}',
}
"""What the paper market has nothing to answer to, in the documented form."""


class Corpus(NamedTuple):
    """Golden texts by the names in ANSWERS and FRAMES, and the moment at which they were written."""

    answers: Mapping[str, str]
    frames: Mapping[str, tuple[str, ...]]
    now_ms: int


async def gather() -> Corpus:
    """Asks every paper venue once, and listens to it for some minutes of a cascade."""
    clock = ManualClock()
    world = World(SCENARIOS["cascade"], _WORLD_SEED, clock)
    venues = {venue.name: venue for venue in open_venues(world)}
    answers = {name: await _answer(venues[asked.venue], asked, clock.now_ms()) for name, asked in ANSWERS.items()}
    now_ms = clock.now_ms()
    frames = await _listen(venues, clock)
    return Corpus({**answers, **_UNANSWERED}, frames, now_ms)


async def _answer(venue: PaperVenue, asked: Asked, now_ms: int) -> str:
    words = asked.query.format(
        now_ms=now_ms, day_ago_ms=now_ms - DAY_MS, now_s=now_ms // 1000, hours_ago_s=(now_ms - 4 * HOUR_MS) // 1000
    )
    query = dict(pair.split("=", 1) for pair in words.split("&") if pair)
    request = Request(
        method="POST" if asked.body else "GET",
        host=asked.host,
        path=asked.path,
        query=query,
        body=asked.body.encode(),
        headers={"content-type": "application/json"},
    )
    response = await venue.rest(request)
    if response.status != 200:
        raise LookupError(f"{asked}: {response.encoded()[:200]!r}")
    text = response.encoded().decode()
    return json.dumps(_shortened(json.loads(text))) if text[:1] in "[{" else "\n".join(text.splitlines()[:_LINES_KEPT])


async def _listen(venues: Mapping[str, PaperVenue], clock: ManualClock) -> Mapping[str, tuple[str, ...]]:
    heard: dict[str, list[str]] = {name: [] for name in FRAMES}
    sessions = {}
    for name, streamed in FRAMES.items():
        session = venues[streamed.venue].open(streamed.host, streamed.path, {})
        if session is None:
            raise LookupError(f"no socket: {streamed}")
        heard[name] += session.on_text(streamed.message)
        sessions[name] = session
    for _ in range(_PUSHES):
        await clock.advance(_PUSH_STEP_S)
        for name, session in sessions.items():
            heard[name] += session.frames(clock.now_ms())
    return {name: tuple(_telling(frames)) for name, frames in heard.items()}


def _telling(frames: list[str]) -> Iterator[str]:
    """A few frames: those that tell of a forced order first, then the fullest, and the shortest of all."""
    cut = {json.dumps(_shortened(json.loads(frame))) for frame in frames}
    told = sorted(cut, key=lambda frame: ("liquidat" not in frame.lower(), -len(frame), frame))
    yield from told[: _FRAMES_KEPT - 1]
    yield min(told, key=len)


def _shortened(value: Any) -> Any:
    """Lists cut to a few rows, those of forced orders and of Bitcoin first; bars and levels keep all their columns."""
    if isinstance(value, dict):
        return {key: _shortened(inner) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(isinstance(row, dict) for row in value):
        return [_shortened(row) for row in sorted(value, key=_how_telling)[:_ROWS_KEPT]]
    if value and isinstance(value[0], list):
        return value[:_BARS_KEPT]
    return [_shortened(inner) for inner in value]


def _how_telling(row: Mapping[str, Any]) -> int:
    if row.get("liquidation") or row.get("type") == "liquidation":
        return 0
    return 1 if any("BTC" in str(cell) or "XBT" in str(cell) for cell in row.values()) else 2
