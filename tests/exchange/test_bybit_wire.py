"""Bybit's answers and frames by value: units, hurt side, one-sided open interest, and rows that are wrong."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.events import Completeness, FundingKind, FundingRate, FuturesQuote, OpenInterest, Quote, Side
from tui.exchange.instrument import Instrument
from tui.exchange.wire import bybit
from tui.exchange.wire.bybit_options import named, option_book
from tui.exchange.wire.bybit_stream import frame, spot_quote, streamed_liquidations
from tui.exchange.wire.liquidation_batch import LiquidationBatch

_RECV_MS = 1_762_300_800_500
_TOLD_MS = 1_762_300_800_123
_LINEAR = Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual")
_INVERSE = Instrument(id="BTCUSD", asset="BTC", quote="USD", kind="perpetual", inverse=True)
_FUTURE = Instrument(id="BTCUSDZ25", asset="BTC", quote="USD", kind="future", inverse=True, expiry_ms=1_766_736_000_000)
_IN_ETH = Instrument(id="BTCETH", asset="BTC", quote="ETH", kind="perpetual")
_KNOWN = {known.id: known for known in (_LINEAR, _INVERSE, _FUTURE, _IN_ETH)}


def _answer(*rows: Any) -> dict[str, Any]:
    return {"retCode": 0, "retMsg": "OK", "result": {"list": list(rows)}, "time": _TOLD_MS}


def _ticker(symbol: str = "BTCUSDT", **changes: Any) -> dict[str, Any]:
    row = {
        "symbol": symbol,
        "lastPrice": "100010.00",
        "indexPrice": "99990.00",
        "markPrice": "100000.00",
        "prevPrice24h": "98000.00",
        "price24hPcnt": "0.0205",
        "openInterest": "55000.5",
        "openInterestValue": "5500050000",
        "singleOpenInterest": "27500.25",
        "singleOpenInterestValue": "2750025000",
        "fundingRate": "-0.0001",
        "nextFundingTime": "1762329600000",
        "fundingIntervalHour": "4",
        "deliveryTime": "0",
        "bid1Price": "100005.00",
        "ask1Price": "100015.00",
    }
    return {**row, **changes}


@pytest.mark.parametrize(
    ("row", "coin", "usd"),
    [
        (_ticker(), 27_500.25, 2_750_025_000.0),
        (_ticker("BTCUSD", singleOpenInterest="300000000"), 3_000.0, 300_000_000.0),
        # Older answers don't tell the sides apart and are taken as told.
        ({"symbol": "BTCUSDT", "openInterest": "55000.5", "markPrice": "100000"}, 55_000.5, 5_500_050_000.0),
        ({"symbol": "BTCUSD", "openInterest": "641081672", "markPrice": "50000"}, 12_821.63344, 641_081_672.0),
        (_ticker(singleOpenInterest="0"), 0.0, 0.0),
        (_ticker(singleOpenInterest=""), 55_000.5, 5_500_050_000.0),
    ],
)
def test_open_interest_is_one_side_in_coin_and_dollars(row: dict[str, Any], coin: float, usd: float) -> None:
    (found,) = bybit.open_interest(_answer(row), _KNOWN, ["BTC"], _RECV_MS)
    assert isinstance(found, OpenInterest)
    assert (found.coin, found.usd) == pytest.approx((coin, usd))
    assert (found.venue, found.asset, found.at_ms, found.recv_ms) == ("bybit", "BTC", _TOLD_MS, _RECV_MS)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        7,
        [],
        {},
        {"symbol": None},
        {"symbol": ["BTCUSDT"]},
        _ticker(markPrice=""),
        _ticker(markPrice="0"),
        _ticker(markPrice="nan"),
        _ticker(singleOpenInterest="-1", openInterest="-2"),
        _ticker(singleOpenInterest=None, openInterest=None),
        _ticker("NEWUSDT"),
        _ticker("BTC\x1b[2J"),
        _ticker("BTCETH"),
    ],
)
def test_a_row_that_is_wrong_costs_only_itself(bad: Any) -> None:
    events = bybit.open_interest(_answer(bad, _ticker()), _KNOWN, ["BTC"], _RECV_MS)
    assert [event.symbol for event in events if isinstance(event, OpenInterest)] == ["BTCUSDT"]


@pytest.mark.parametrize("payload", [None, [], "x", {}, {"result": None}, {"result": {"list": {}}}, {"result": []}])
def test_an_answer_of_another_shape_has_no_rows(payload: Any) -> None:
    assert bybit.rows(payload) == []
    assert bybit.marks_usd(payload) == {}
    assert bybit.quotes(payload, _KNOWN, _RECV_MS) == []
    assert option_book(payload, "BTC", _RECV_MS) is None


def test_assets_that_nobody_asked_for_are_left_out() -> None:
    assert bybit.open_interest(_answer(_ticker()), _KNOWN, ["ETH"], _RECV_MS) == []
    assert bybit.funding(_answer(_ticker()), _KNOWN, ["ETH"], {}, _RECV_MS) == []


@pytest.mark.parametrize(
    ("changes", "interval_h", "next_ms"),
    [
        ({}, 4.0, 1_762_329_600_000),
        ({"fundingIntervalHour": "1"}, 1.0, 1_762_329_600_000),
        ({"fundingIntervalHour": ""}, 8.0, 1_762_329_600_000),
        ({"fundingIntervalHour": "0"}, 8.0, 1_762_329_600_000),
        ({"nextFundingTime": "0"}, 4.0, None),
        ({"nextFundingTime": ""}, 4.0, None),
    ],
)
def test_funding_with_its_true_interval(changes: dict[str, Any], interval_h: float, next_ms: int | None) -> None:
    (found,) = bybit.funding(_answer(_ticker(**changes)), _KNOWN, ["BTC"], {"BTCUSDT": 8.0}, _RECV_MS)
    assert isinstance(found, FundingRate)
    assert (found.rate, found.interval_h, found.next_ms, found.kind) == (
        -0.0001,
        interval_h,
        next_ms,
        FundingKind.PREDICTED,
    )


def test_funding_whose_interval_nobody_says_has_none() -> None:
    row = _ticker(fundingIntervalHour=None)
    (found,) = bybit.funding(_answer(row), _KNOWN, ["BTC"], {}, _RECV_MS)
    assert isinstance(found, FundingRate)
    assert found.interval_h is None


def test_what_pays_no_funding_has_no_rate() -> None:
    rows = (_ticker(fundingRate=""), _ticker("BTCUSDZ25", fundingRate="0"))
    assert bybit.funding(_answer(*rows), _KNOWN, ["BTC"], {}, _RECV_MS) == []


def test_a_dated_future_stands_beside_its_index() -> None:
    rows = (_ticker(), _ticker("BTCUSDZ25", deliveryTime="1766736000000", ask1Price=""))
    (found,) = bybit.futures(_answer(*rows), _KNOWN, ["BTC"], _RECV_MS)
    assert found == FuturesQuote(
        venue="bybit",
        asset="BTC",
        symbol="BTCUSDZ25",
        expiry_ms=1_766_736_000_000,
        mark_usd=100_000.0,
        bid_usd=100_005.0,
        ask_usd=None,
        index_usd=99_990.0,
        at_ms=_TOLD_MS,
        recv_ms=_RECV_MS,
    )


def test_history_is_in_the_dollars_of_its_hour() -> None:
    rows = (
        {"openInterest": "200", "singleOpenInterest": "100", "timestamp": "1762297200000"},
        {"openInterest": "180", "timestamp": "1762293600000"},
        {"openInterest": "160", "timestamp": "1762290000000"},
        {"openInterest": "", "timestamp": "1762286400000"},
    )
    klines = {
        "result": {
            "list": [
                ["1762297200000", "50000", "1", "1", "1"],
                ["1762293600000", "40000", "1", "1", "1"],
                ["1762286400000", "1"],
                ["1762282800000", "-1"],
                ["x"],
                None,
            ]
        }
    }
    marks = bybit.marks_usd(klines)
    assert bybit.sides_counted(_answer(_ticker(), {"symbol": "ETHUSDT", "openInterest": "7"})) == {"BTCUSDT": 2.0}
    events = bybit.open_interest_history(_answer(*rows), marks, _LINEAR, _RECV_MS, 2.0)
    found = [(event.at_ms, event.coin, event.usd) for event in events if isinstance(event, OpenInterest)]
    assert found == [(1_762_297_200_000, 100.0, 5_000_000.0), (1_762_293_600_000, 90.0, 3_600_000.0)]
    (inverse, *_) = bybit.open_interest_history(_answer(*rows), marks, _INVERSE, _RECV_MS, 2.0)
    assert isinstance(inverse, OpenInterest)
    assert (inverse.usd, inverse.coin) == (100.0, 0.002)


_SPOT = {"BTCUSDT": Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="spot")}


def test_a_spot_ticker_has_its_book_and_a_rolling_change() -> None:
    (found,) = bybit.quotes(_answer(_ticker(), _ticker("ETHUSDT")), _SPOT, _RECV_MS)
    assert isinstance(found, Quote)
    assert (found.mid_usd, found.last_usd, found.quote) == (100_010.0, 100_010.0, "USDT")
    assert found.change_24h_pct == pytest.approx(2.0510204)
    assert bybit.quotes(_answer(_ticker(lastPrice="", bid1Price="0")), _SPOT, _RECV_MS) == []


def test_a_spot_frame_has_the_last_trade_and_no_book() -> None:
    text = json.dumps(
        {
            "topic": "tickers.BTCUSDT",
            "ts": _TOLD_MS,
            "type": "snapshot",
            "cs": 1,
            "data": {"symbol": "BTCUSDT", "lastPrice": "16363.78", "prevPrice24h": "16443.66"},
        }
    )
    found = spot_quote(frame(text), _SPOT, _RECV_MS)
    assert found is not None
    assert (found.mid_usd, found.bid_usd, found.at_ms) == (16_363.78, None, _TOLD_MS)
    assert found.change_24h_pct == pytest.approx(-0.4857799)
    assert spot_quote(frame(text), {}, _RECV_MS) is None
    assert spot_quote(frame(text.replace("16363.78", "")), _SPOT, _RECV_MS) is None


def _forced(*entries: Any, symbol: str = "BTCUSDT") -> str:
    return json.dumps({"topic": f"allLiquidation.{symbol}", "type": "snapshot", "ts": _TOLD_MS, "data": list(entries)})


def _entry(symbol: str = "BTCUSDT", side: str = "Buy", **changes: Any) -> dict[str, Any]:
    return {"T": _TOLD_MS, "s": symbol, "S": side, "v": "0.5", "p": "90000", **changes}


def _batch(text: str, recv_ms: int = _RECV_MS, known: Mapping[str, Instrument] = _KNOWN) -> LiquidationBatch:
    batch = streamed_liquidations(text, known, recv_ms)
    assert batch is not None
    return batch


def test_buy_means_that_a_long_was_closed_and_every_entry_of_a_frame_counts() -> None:
    batch = _batch(_forced(_entry(), _entry(side="Sell", v="2")), _RECV_MS)
    assert [(event.hurt, event.coin, event.usd) for event in batch.events] == [
        (Side.LONG, 0.5, 45_000.0),
        (Side.SHORT, 2.0, 180_000.0),
    ]
    (first, _) = batch.events
    assert (first.completeness, first.price_usd, first.at_ms) == (Completeness.FULL, 90_000.0, _TOLD_MS)


def test_an_inverse_size_is_dollars() -> None:
    batch = _batch(_forced(_entry("BTCUSD", v="836"), symbol="BTCUSD"), _RECV_MS)
    (found,) = batch.events
    assert (found.usd, found.coin) == pytest.approx((836.0, 836 / 90_000))


def test_two_alike_in_one_frame_are_two_and_a_repeated_frame_is_the_same() -> None:
    once = _batch(_forced(_entry(), _entry()), _RECV_MS)
    again = _batch(_forced(_entry(), _entry()), _RECV_MS + 1)
    keys = [event.key for event in once.events]
    assert len(set(keys)) == 2
    assert keys == [event.key for event in again.events]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {},
        [],
        _entry(side="None"),
        _entry(v="0"),
        _entry(v=""),
        _entry(p=None),
        _entry(T="soon"),
        _entry(T=1),
        _entry("BTCETH"),
    ],
)
def test_an_entry_that_is_wrong_is_counted_and_costs_only_itself(bad: Any) -> None:
    batch = _batch(_forced(bad, _entry()), _RECV_MS)
    assert (len(batch.events), batch.rejected, batch.unknown) == (1, 1, frozenset())


def test_an_unlisted_contract_is_quarantined_by_a_clean_name() -> None:
    batch = _batch(_forced(_entry("\x1b]0;x\x07"), _entry()), _RECV_MS)
    assert batch.unknown == {"?]0;x?"}
    assert len(batch.events) == 1


def test_a_frame_that_is_no_object_is_an_error_and_one_without_topic_is_not_ours() -> None:
    with pytest.raises(msgspec.DecodeError):
        frame("[null]")
    assert frame('{"success":true,"ret_msg":"pong","op":"ping"}').topic == ""


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("BTC-26DEC25-100000-C", ("BTC", 1_766_736_000_000, 100_000.0, True)),
        ("BTC-5DEC25-100000-P-USDT", ("BTC", 1_764_921_600_000, 100_000.0, False)),
        ("SOL-28APR23-30-C", ("SOL", 1_682_668_800_000, 30.0, True)),
        ("XRP-28APR23-0.525-C", ("XRP", 1_682_668_800_000, 0.525, True)),
        ("BTC-31FEB25-100000-C", None),
        ("BTC-26XXX25-100000-C", None),
        ("BTC-26DEC25-1e5-C", None),
        ("BTC-26DEC25-100000-X", None),
        ("BTC-٢٦DEC25-100000-C", None),
        ("BTCUSDT", None),
    ],
)
def test_an_option_says_what_it_is_in_its_name(symbol: str, expected: tuple[str, int, float, bool] | None) -> None:
    assert named(symbol) == expected


def _option(symbol: str = "BTC-26DEC25-100000-C", **changes: Any) -> dict[str, Any]:
    row = {
        "symbol": symbol,
        "bid1Iv": "0",
        "ask1Iv": "0.514",
        "markPrice": "2500",
        "markIv": "0.4896",
        "underlyingPrice": "100000",
        "openInterest": "49.85",
        "volume24h": "26.55",
        "totalVolume": "86000",
        "delta": "0.047831",
    }
    return {**row, **changes}


def test_an_option_chain_is_in_points_coin_and_day_volume() -> None:
    rows = (_option(), _option("ETH-26DEC25-3000-C"), _option("BTC-26DEC25-0-P"), _option(openInterest=""), {"a": 1})
    book = option_book(_answer(*rows), "BTC", _RECV_MS)
    assert book is not None
    (found,) = book.quotes
    assert (found.mark_vol, found.ask_vol) == pytest.approx((48.96, 51.4))
    assert found.bid_vol is None
    assert (found.mark_coin, found.underlying_usd, found.delta) == (0.025, 100_000.0, 0.047831)
    assert (found.open_interest_coin, found.volume_24h_coin) == (49.85, 26.55)
    assert book.at_ms == _TOLD_MS


def test_ccxt_contract_sizes_are_not_believed() -> None:
    market = {"id": "BTCUSD", "base": "BTC", "quote": "USD", "type": "swap", "inverse": True, "contractSize": 5.0}
    found = bybit.instrument({**market, "info": {"fundingInterval": 480}})
    assert found == _INVERSE
    assert bybit.funding_interval_h({"info": {"fundingInterval": 480}}) == 8.0
    assert bybit.funding_interval_h({"info": {"fundingInterval": "0"}}) is None
    assert bybit.funding_interval_h({}) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["symbol", "markPrice", "openInterest", "result", "list", "data"]), inner)
        ),
    )
)
def test_nothing_that_an_answer_may_be_raises(payload: Any) -> None:
    wrapped = _answer(
        payload, {"symbol": "BTCUSDT", "markPrice": payload, "openInterest": payload, "fundingRate": payload}
    )
    for answer in (payload, wrapped):
        bybit.open_interest(answer, _KNOWN, ["BTC"], _RECV_MS)
        bybit.funding(answer, _KNOWN, ["BTC"], {}, _RECV_MS)
        bybit.futures(answer, _KNOWN, ["BTC"], _RECV_MS)
        bybit.quotes(answer, _SPOT, _RECV_MS)
        option_book(answer, "BTC", _RECV_MS)


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_captured_liquidations(captures: Path) -> None:
    frames = _lines(captures / "liquidations" / "captured_frames_2026.jsonl.gz")
    ours = [line["raw"] for line in frames if line["venue"] == "bybit_linear" and "allLiquidation" in line["raw"]]
    symbols = {entry["s"] for raw in ours for entry in json.loads(raw)["data"]}
    known = {symbol: Instrument(id=symbol, asset=symbol[:-4], quote="USDT", kind="perpetual") for symbol in symbols}
    events = [event for raw in ours for event in _batch(raw, known=known).events]
    assert [(event.asset, event.hurt, event.price_usd, event.coin) for event in events] == [
        ("BTC", Side.LONG, 82_396.90, 0.006),
        ("BTC", Side.LONG, 82_394.30, 0.038),
        ("ICP", Side.LONG, 2.585, 19.7),
        ("MARSCOIN", Side.SHORT, 0.12734, 2_380.0),
    ]
    assert sum(event.usd for event in events) == pytest.approx(0.006 * 82_396.9 + 0.038 * 82_394.3 + 50.9245 + 303.0692)


def test_captured_tickers(captures: Path) -> None:
    with gzip.open(captures / "rest_raw" / "bybit_v5_tickers_linear_20240114.json.gz", "rt", encoding="utf-8") as text:
        payload = json.load(text)
    listed = [row["symbol"] for row in payload["result"]["list"]]
    known = {
        symbol: Instrument(id=symbol, asset=symbol.removesuffix("USDT"), quote="USDT", kind="perpetual")
        for symbol in listed
        if symbol.endswith("USDT")
    }
    events = bybit.open_interest(payload, known, {found.asset for found in known.values()}, _RECV_MS)
    by_symbol = {row["symbol"]: row for row in payload["result"]["list"]}
    assert len(events) == len(known)
    for event in events:
        assert isinstance(event, OpenInterest)
        assert event.usd == pytest.approx(float(by_symbol[event.symbol]["openInterestValue"]), rel=2e-3)
    rates = bybit.funding(payload, known, ["BTC"], {}, _RECV_MS)
    assert [(rate.rate, rate.interval_h) for rate in rates if isinstance(rate, FundingRate)] == [
        (float(by_symbol["BTCUSDT"]["fundingRate"]), None)
    ]


def test_captured_inverse_ticker(captures: Path) -> None:
    with gzip.open(captures / "rest_raw" / "bybit_v5_ticker_BTCUSD_20240105.json.gz", "rt", encoding="utf-8") as text:
        payload = json.load(text)
    (found,) = bybit.open_interest(payload, _KNOWN, ["BTC"], _RECV_MS)
    assert isinstance(found, OpenInterest)
    assert (found.usd, found.at_ms) == (641_081_671, 1_704_491_978_083)
    # `openInterestValue` of an inverse contract is coin.
    assert found.coin == pytest.approx(14_600.23, rel=1e-4)


def test_documented_history(captures: Path) -> None:
    examples = _lines(captures / "doc_examples" / "exchange_docs_examples.jsonl.gz")
    text = next(line["example"] for line in examples if line["doc"] == "bybit/market/open-interest.md")
    assert [bybit.one_side(row) for row in bybit.rows(json.loads(text))][:2] == [31_955_346.0, 31_955_346.0]


def test_recorded_linear_ticker(captures: Path) -> None:
    frames = _lines(captures / "msgs_single" / "nautilus_bybit.jsonl.gz")
    raw = next(line["raw"] for line in frames if line["file"].endswith("ws_ticker_linear.json"))
    row = json.loads(raw)["data"]
    (rate,) = bybit.funding(_answer(row), _KNOWN, ["BTC"], {}, _RECV_MS)
    assert isinstance(rate, FundingRate)
    assert (rate.rate, rate.interval_h, rate.next_ms) == (-0.000212, 8.0, 1_673_280_000_000)
