"""Every parser under fuzzing: which golden texts it reads, how it is called, and what it may raise."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

import msgspec

from tests.fuzz.corpus import Corpus
from tests.fuzz.known import KNOWN, MARKETS, PAIRS
from tui.domain.errors import VenueError
from tui.exchange.markets import instrument_of
from tui.exchange.wire import (
    binance_frames,
    binance_futures,
    binance_instruments,
    binance_liquidations,
    binance_spot,
    bitget,
    bybit,
    bybit_options,
    bybit_stream,
    coinbase,
    deribit_options,
    deribit_reply,
    deribit_summary,
    deribit_trades,
    deribit_volatility,
    gate,
    gate_liquidations,
    hyperliquid,
    kraken,
    kraken_futures,
    kraken_futures_trades,
    okx_candles,
    okx_derivatives,
    okx_instruments,
    okx_liquidations,
    okx_options,
    okx_stream,
    spot_markets,
)
from tui.sources import etf, market_cap

_ASSETS = frozenset({"BTC", "ETH"})
_HOUR_MS = 3_600_000
_FRAME_ERRORS = (msgspec.DecodeError, RecursionError)
Answered = Callable[[Any, int], object]
Framed = Callable[[str, int], object]
Document = Callable[[bytes, int], object]


class Arrives(Enum):
    """In what form the parser gets the text."""

    ANSWER = "decoded at the gateway's boundary"
    FRAME = "as the text that aiohttp makes of it"
    DOCUMENT = "as bytes"


class Parser(NamedTuple):
    """`read` gets the decoded answer, or the raw text of a frame or a document, and the moment of receipt."""

    name: str
    golden: tuple[str, ...]
    read: Callable[[Any, int], object]
    arrives: Arrives
    may_raise: tuple[type[Exception], ...]


def parsers(corpus: Corpus) -> list[Parser]:
    """All of them."""
    decoded = {name: msgspec.json.decode(text) for name, text in corpus.answers.items() if text[:1] in "[{"}
    found = [
        Parser(f"{name}: {function}", (corpus.answers[name],), read, Arrives.ANSWER, ())
        for name, readers in _answered(decoded).items()
        for function, read in readers.items()
    ]
    found += [Parser(name, corpus.frames[name], read, Arrives.FRAME, _FRAME_ERRORS) for name, read in _framed().items()]
    found += [
        Parser(
            f"market cap {name}",
            (corpus.answers[f"market cap {name}"],),
            _market_cap(name),
            Arrives.DOCUMENT,
            (VenueError,),
        )
        for name in market_cap.URLS
    ]
    found.append(Parser("etf flows", (corpus.answers["etf flows"],), _etf_flows, Arrives.DOCUMENT, (VenueError,)))
    found += [
        Parser(f"market list: {name}", (msgspec.json.encode(MARKETS[name]).decode(),), read, Arrives.ANSWER, ())
        for name, read in _LISTED.items()
    ]
    return found


_LISTED: Mapping[str, Answered] = {
    "binance": lambda payload, _: [
        (binance_instruments.instrument(row), binance_instruments.series(row)) for row in _objects(payload)
    ],
    "bybit": lambda payload, _: [(bybit.instrument(row), bybit.funding_interval_h(row)) for row in _objects(payload)],
    "coinbase": lambda payload, _: [coinbase.instrument(row) for row in _objects(payload)],
    "gate": lambda payload, _: [gate.instrument(row) for row in _objects(payload)],
    "kraken": lambda payload, _: [kraken.instrument(row) for row in _objects(payload)],
    "krakenfutures": lambda payload, _: [kraken_futures.instrument(row) for row in _objects(payload)],
    "okx": lambda payload, _: [okx_instruments.instrument(row) for row in _objects(payload)],
    "any spot": lambda payload, _: [spot_markets.spot_instrument(row) for row in _objects(payload)],
    "any": lambda payload, _: [instrument_of(row) for row in _objects(payload)],
}


def _objects(payload: object) -> Iterator[Mapping[str, Any]]:
    """ccxt hands over dicts whatever the venue sent."""
    for row in payload if isinstance(payload, list) else [payload]:
        if isinstance(row, dict):
            yield row


def _answered(golden: Mapping[str, Any]) -> Mapping[str, Mapping[str, Answered]]:
    return {
        **_binance(golden),
        **_bitget(),
        **_bybit(),
        **_deribit(),
        **_gate(),
        **_spot(),
        **_krakenfutures(),
        **_okx(golden),
    }


def _binance(golden: Mapping[str, Any]) -> Mapping[str, Mapping[str, Answered]]:
    known, coin = KNOWN["binance"], KNOWN["binance"]["BTCUSD_PERP"]
    linear, future = known["BTCUSDT"], known["BTCUSDT_260327"]

    def of_premiums(payload: object, at: int) -> object:
        rows = list(binance_futures.premiums(payload).values())
        intervals = binance_futures.funding_intervals(golden["binance funding intervals"])
        return [
            [
                binance_futures.funding_rate(linear, row, intervals, at),
                binance_futures.futures_quote(future, row, None, at),
            ]
            for row in rows
        ]

    def of_books(payload: object, at: int) -> object:
        premium = next(iter(binance_futures.premiums(golden["binance premiums"]).values()))
        books = binance_futures.books(payload).values()
        return [(book.mid_usd, binance_futures.futures_quote(future, premium, book, at)) for book in books]

    def of_intervals(payload: object, at: int) -> object:
        premium = next(iter(binance_futures.premiums(golden["binance premiums"]).values()))
        return binance_futures.funding_rate(linear, premium, binance_futures.funding_intervals(payload), at)

    return {
        "binance spot tickers": {"quotes": lambda p, at: binance_spot.asked_quotes(p, PAIRS["binance"], at)},
        "binance klines": {
            "candles": lambda p, at: binance_spot.candles(p, PAIRS["binance"]["BTCUSDT"], "1h", at),
        },
        "binance premiums": {"funding and futures": of_premiums},
        "binance coin premiums": {"funding and futures": of_premiums},
        "binance books": {"futures": of_books},
        "binance funding intervals": {"funding": of_intervals},
        "binance settled funding": {
            "settled": lambda p, at: binance_futures.settled_funding(p, linear, at),
            "interval": lambda p, _: binance_futures.past_interval_h(p, linear),
        },
        "binance open interest": {"now": lambda p, at: binance_futures.open_interest(p, linear, 100_000.0, at)},
        "binance coin open interest": {"now": lambda p, at: binance_futures.open_interest(p, coin, 100_000.0, at)},
        "binance open interest history": {
            "coin-margined": lambda p, at: binance_futures.open_interest_history(p, coin, 0, at),
            "past": lambda p, at: binance_futures.open_interest_history(p, linear, 0, at),
        },
        "binance depth": {"depth": lambda p, at: binance_futures.depth(p, linear, at)},
    }


def _bitget() -> Mapping[str, Mapping[str, Answered]]:
    known = KNOWN["bitget"]
    return {
        "bitget contracts": {
            "instruments": lambda p, _: [(bitget.instrument(row), bitget.interval_h(row)) for row in bitget.rows(p)]
        },
        "bitget tickers": {
            "open interest": lambda p, at: bitget.open_interest(p, known, at),
            "funding": lambda p, at: bitget.funding(p, known, {}, at),
        },
        "bitget funding": {"funding": lambda p, at: bitget.funding(p, known, {"BTCUSDT": 8.0}, at)},
    }


def _bybit() -> Mapping[str, Mapping[str, Answered]]:
    known = KNOWN["bybit"]

    def of_tickers(payload: object, at: int) -> object:
        return [
            bybit.open_interest(payload, known, _ASSETS, at),
            bybit.funding(payload, known, _ASSETS, {}, at),
            bybit.futures(payload, known, _ASSETS, at),
            bybit.sides_counted(payload),
        ]

    return {
        "bybit spot tickers": {"quotes": lambda p, at: bybit.quotes(p, PAIRS["bybit"], at)},
        "bybit linear tickers": {"open interest, funding, futures": of_tickers},
        "bybit inverse tickers": {"open interest, funding, futures": of_tickers},
        "bybit option tickers": {"chain": lambda p, at: bybit_options.option_book(p, "BTC", at)},
        "bybit open interest history": {
            "past": lambda p, at: bybit.open_interest_history(
                p, {at - hour * _HOUR_MS: 1e5 for hour in range(9)}, known["BTCUSDT"], at, 2.0
            )
        },
        "bybit settled funding": {"paid": lambda p, _: bybit.paid(p, known["BTCUSDT"])},
        "bybit marks": {"marks": lambda p, _: bybit.marks_usd(p)},
    }


def _deribit() -> Mapping[str, Mapping[str, Answered]]:
    return {
        "deribit futures summary": {
            "open interest": lambda p, at: deribit_summary.open_interest(p, _ASSETS, at),
            "funding": lambda p, at: deribit_summary.funding(p, _ASSETS, at),
            "futures": lambda p, at: [
                deribit_summary.futures(p, _ASSETS, at),
                deribit_summary.perpetuals(p, _ASSETS),
                deribit_reply.has_rows(p),
            ],
        },
        "deribit options summary": {"chain": lambda p, at: deribit_options.option_book([p], "BTC", at)},
        "deribit ticker": {
            "funding": lambda p, at: deribit_summary.ticker_funding(p, at),
        },
        "deribit past funding": {"funding": lambda p, at: deribit_summary.past_funding(p, "BTC-PERPETUAL", at)},
        "deribit volatility index": {
            "closes": lambda p, at: deribit_volatility.volatility_index(p, "BTC", _HOUR_MS, at)
        },
        "deribit past trades": {"liquidations": deribit_trades.past_liquidations},
    }


def _gate() -> Mapping[str, Mapping[str, Answered]]:
    known = KNOWN["gate"]
    return {
        "gate tickers": {"open interest": lambda p, at: gate.open_interest(p, known, at)},
        "gate contracts": {"funding": lambda p, at: gate.funding(p, known, at)},
        "gate statistics": {"past": lambda p, at: gate.open_interest_history(p, known["BTC_USDT"], at)},
        "gate past liquidations": {
            "liquidations": lambda p, at: gate_liquidations.past_liquidations(p, known, at),
        },
    }


def _spot() -> Mapping[str, Mapping[str, Answered]]:
    products, pairs = PAIRS["coinbase"], PAIRS["kraken"]

    def of_contexts(payload: object, at: int) -> object:
        listed = hyperliquid.contexts(payload)
        return hyperliquid.open_interest(listed, _ASSETS, at), hyperliquid.funding(listed, _ASSETS, at)

    return {
        "coinbase products": {"quotes": lambda p, at: coinbase.product_quotes(p, products, at)},
        "coinbase candles": {"candles": lambda p, at: coinbase.candles(p, products["BTC-USD"], "1h", at)},
        "kraken tickers": {"quotes": lambda p, at: kraken.ticker_quotes(p, pairs.values(), at)},
        "kraken candles": {"candles": lambda p, at: kraken.candles(p, pairs["BTC/USD"], "1h", at)},
        "hyperliquid contexts": {"open interest and funding": of_contexts},
    }


def _krakenfutures() -> Mapping[str, Mapping[str, Answered]]:
    known = KNOWN["krakenfutures"]
    return {
        "krakenfutures tickers": {
            "open interest": lambda p, at: kraken_futures.open_interest(p, known, at),
            "funding": lambda p, at: [
                kraken_futures.funding(p, known, at),
                kraken_futures.server_ms(p),
                kraken_futures.has_tickers(p),
            ],
        },
        "krakenfutures history": {
            "liquidations": lambda p, at: kraken_futures_trades.past_liquidations(p, known["PF_XBTUSD"], at)
        },
    }


def _okx(golden: Mapping[str, Any]) -> Mapping[str, Mapping[str, Answered]]:
    known, pairs = KNOWN["okx"], PAIRS["okx"]
    books, marks, indexes = (golden[f"okx {name}"] for name in ("future tickers", "future marks", "indexes"))
    summaries, interest, tickers, premiums = (
        golden[f"okx option {name}"] for name in ("summary", "open interest", "tickers", "marks")
    )
    book = okx_options.option_book
    # Without its dollars a row needs the mark.
    unpriced = {"data": [{**row, "oiUsd": ""} for row in golden["okx open interest"]["data"]]}
    return {
        "okx tickers": {"quotes": lambda p, at: okx_stream.answer_quotes(p, pairs, at)},
        "okx candles": {"candles": lambda p, at: okx_candles.candles(p, known["BTC-USDT-SWAP"], "1h", at)},
        "okx open interest": {
            "now": lambda p, at: okx_derivatives.open_interest(p, known, at),
            "at a mark": lambda p, at: okx_derivatives.open_interest(p, known, at, golden["okx marks"]),
        },
        "okx marks": {"open interest": lambda p, at: okx_derivatives.open_interest(unpriced, known, at, p)},
        "okx open interest history": {
            "past": lambda p, at: okx_derivatives.open_interest_history(p, known["BTC-USDT-SWAP"], at)
        },
        "okx settled funding": {"paid": lambda p, _: okx_derivatives.paid(p, known["BTC-USDT-SWAP"])},
        "okx funding": {"funding": lambda p, at: okx_derivatives.funding(p, known, at)},
        "okx future tickers": {"futures": lambda p, at: okx_derivatives.futures(p, marks, [indexes], known, at)},
        "okx future marks": {"futures": lambda p, at: okx_derivatives.futures(books, p, [indexes], known, at)},
        "okx indexes": {"futures": lambda p, at: okx_derivatives.futures(books, marks, [p], known, at)},
        "okx option summary": {"chain": lambda p, at: book("BTC", p, interest, tickers, premiums, at)},
        "okx option open interest": {"chain": lambda p, at: book("BTC", summaries, p, tickers, premiums, at)},
        "okx option tickers": {"chain": lambda p, at: book("BTC", summaries, interest, p, premiums, at)},
        "okx option marks": {"chain": lambda p, at: book("BTC", summaries, interest, tickers, p, at)},
        "okx past liquidations": {"liquidations": lambda p, at: okx_liquidations.past_liquidations(p, known, at)},
    }


def _framed() -> Mapping[str, Framed]:
    def of_binance(text: str, at: int) -> object:
        events = list(binance_frames.frame_events(text))
        refusals = [binance_frames.refusal(payload) for name, payload in events if name == ""]
        contracts = binance_liquidations.Contracts(KNOWN["binance"], {})
        liquidations = binance_liquidations.streamed_liquidations(text, contracts, at)
        return refusals, liquidations, binance_spot.streamed_quotes(events, PAIRS["binance"], at)

    def of_bybit(text: str, at: int) -> object:
        pushed = bybit_stream.frame(text)
        if pushed.channel == "tickers":
            return bybit_stream.spot_quote(pushed, PAIRS["bybit"], at)
        return bybit_stream.streamed_liquidations(text, KNOWN["bybit"], at)

    def of_coinbase(text: str, at: int) -> object:
        return coinbase.streamed_quotes(coinbase.frame(text), PAIRS["coinbase"], at)

    def of_deribit(text: str, at: int) -> object:
        deribit_trades.accepted_channels(deribit_trades.frame(text))
        return deribit_trades.streamed_liquidations(text, at)

    def of_gate(text: str, at: int) -> object:
        return gate_liquidations.pushed_liquidations(gate_liquidations.frame(text), KNOWN["gate"], at)

    def of_kraken(text: str, at: int) -> object:
        return kraken.streamed_quotes(kraken.frame(text), PAIRS["kraken"], at)

    def of_krakenfutures(text: str, at: int) -> object:
        message = kraken_futures_trades.frame(text)
        return kraken_futures_trades.streamed_liquidations(text, message, KNOWN["krakenfutures"], at)

    def of_okx(text: str, at: int) -> object:
        okx_stream.acknowledged(text)
        quotes = okx_stream.streamed_quotes(text, PAIRS["okx"], at)
        return quotes, okx_liquidations.streamed_liquidations(text, KNOWN["okx"], at)

    return {
        "binance spot frames": of_binance,
        "binance forced frames": of_binance,
        "bybit spot frames": of_bybit,
        "bybit forced frames": of_bybit,
        "coinbase frames": of_coinbase,
        "deribit frames": of_deribit,
        "gate frames": of_gate,
        "kraken frames": of_kraken,
        "krakenfutures frames": of_krakenfutures,
        "okx ticker frames": of_okx,
        "okx forced frames": of_okx,
    }


def _market_cap(provider: str) -> Document:
    return lambda body, at: market_cap.parse(provider, body, at)


def _etf_flows(body: bytes, at: int) -> object:
    return etf.parse_csv(body.decode("utf-8-sig", errors="replace"), "csv", at)
