"""`!forceOrder@arr`: side, size, price, unit and platform of each forced order."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tui.domain.events import Completeness, Side
from tui.exchange.instrument import Instrument
from tui.exchange.wire.binance_frames import frame_events, refusal
from tui.exchange.wire.binance_liquidations import Contracts, streamed_liquidations
from tui.exchange.wire.liquidation_batch import LiquidationBatch

RECV_MS = 1_791_565_603_300
CONTRACTS = Contracts(
    linear={
        "BTCUSDT": Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual"),
        "ETHBTC": Instrument(id="ETHBTC", asset="ETH", quote="BTC", kind="perpetual"),
    },
    inverse={
        "BTCUSD_PERP": Instrument(
            id="BTCUSD_PERP", asset="BTC", quote="USD", kind="perpetual", inverse=True, contract_size=100
        ),
        "ETHUSD_PERP": Instrument(
            id="ETHUSD_PERP", asset="ETH", quote="USD", kind="perpetual", inverse=True, contract_size=10
        ),
    },
)


def liquidations(text: str, contracts: Contracts, recv_ms: int) -> LiquidationBatch:
    batch = streamed_liquidations(text, contracts, recv_ms)
    assert batch is not None
    return batch


def order(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "s": "BTCUSDT",
        "S": "SELL",
        "o": "LIMIT",
        "f": "IOC",
        "q": "0.500",
        "p": "99000.00",
        "ap": "100000.00",
        "X": "FILLED",
        "l": "0.100",
        "z": "0.400",
        "T": 1_791_565_602_120,
        "ps": "BTCUSDT",
        "st": 1,
    }
    fields.update(changes)
    return {key: value for key, value in fields.items() if value is not ...}


def frame(*orders: dict[str, Any], **beside: Any) -> str:
    events = [{"e": "forceOrder", "E": 1_791_565_603_055, "o": one, **beside} for one in orders]
    return json.dumps(events[0] if len(events) == 1 else events)


@pytest.mark.fault(40)
def test_a_forced_sale_on_usdm_hurt_a_long_for_the_filled_coin_at_the_average_price() -> None:
    (event,) = liquidations(frame(order()), CONTRACTS, RECV_MS).events
    assert (event.venue, event.asset, event.symbol) == ("binance", "BTC", "BTCUSDT")
    assert event.hurt is Side.LONG
    assert (event.coin, event.price_usd) == (0.4, 100_000.0)
    assert event.usd == pytest.approx(40_000.0)
    assert event.completeness is Completeness.SAMPLED
    assert (event.at_ms, event.recv_ms) == (1_791_565_602_120, RECV_MS)


@pytest.mark.fault(40)
def test_a_forced_purchase_hurt_a_short() -> None:
    (event,) = liquidations(frame(order(S="BUY")), CONTRACTS, RECV_MS).events
    assert event.hurt is Side.SHORT


@pytest.mark.parametrize(("symbol", "price", "dollars"), [("BTCUSD_PERP", "80000", 700.0), ("ETHUSD_PERP", "2000", 70)])
def test_coinm_counts_contracts_of_a_hundred_or_ten_dollars(symbol: str, price: str, dollars: float) -> None:
    (event,) = liquidations(frame(order(s=symbol, st=2, z="7", ap=price)), CONTRACTS, RECV_MS).events
    assert event.usd == pytest.approx(dollars)
    assert event.coin == pytest.approx(dollars / float(price))


@pytest.mark.fault(41)
def test_both_platforms_in_one_array_are_split_by_their_platform() -> None:
    both = frame(order(), order(s="BTCUSD_PERP", st=2, z="7"))
    batch = liquidations(both, CONTRACTS, RECV_MS)
    assert [(event.symbol, event.usd) for event in batch.events] == [("BTCUSDT", 40_000.0), ("BTCUSD_PERP", 700.0)]


def test_platform_beside_the_order_as_documented_and_none_at_all_as_before_the_merger() -> None:
    beside = liquidations(frame(order(s="BTCUSD_PERP", st=..., z="7"), st=2), CONTRACTS, RECV_MS)
    before = liquidations(frame(order(s="BTCUSD_PERP", st=..., ps=..., z="7")), CONTRACTS, RECV_MS)
    assert [event.usd for event in beside.events] == [event.usd for event in before.events] == [700.0]


def test_a_symbol_on_the_wrong_platform_is_unknown_rather_than_counted_in_the_wrong_unit() -> None:
    batch = liquidations(frame(order(s="BTCUSD_PERP", st=1)), CONTRACTS, RECV_MS)
    assert not batch.events
    assert batch.unknown == {"BTCUSD_PERP"}


def test_the_envelope_of_the_stream_endpoint_is_opened() -> None:
    inner = json.loads(frame(order()))
    for data in (inner, [inner]):
        wrapped = json.dumps({"stream": "!forceOrder@arr", "data": data})
        assert [event.usd for event in liquidations(wrapped, CONTRACTS, RECV_MS).events] == [40_000.0]


def test_original_quantity_stands_in_only_where_the_filled_one_is_missing() -> None:
    missing = liquidations(frame(order(z=...)), CONTRACTS, RECV_MS)
    unfilled = liquidations(frame(order(z="0")), CONTRACTS, RECV_MS)
    assert [event.coin for event in missing.events] == [0.5]
    assert not unfilled.events
    assert unfilled.rejected == 1


@pytest.mark.parametrize(
    "bad",
    [order(S="CLOSE"), order(ap="0", p="0"), order(z=""), order(z="NaN"), order(T=0, s=5), order(s="ETHBTC"), {}],
)
def test_one_bad_order_costs_one_order(bad: dict[str, Any]) -> None:
    batch = liquidations(frame(bad, order()), CONTRACTS, RECV_MS)
    assert [event.symbol for event in batch.events] == ["BTCUSDT"]
    assert batch.rejected == 1


def test_other_events_and_acknowledgements_on_the_socket_say_nothing() -> None:
    mark = {"e": "markPriceUpdate", "E": 1, "s": "BTCUSDT", "p": "1", "i": "1", "r": "0.0001", "T": 2}
    for text in (json.dumps(mark), '{"result":null,"id":1}', "[]", "[null]", '{"stream":"x","data":[1]}'):
        assert streamed_liquidations(text, CONTRACTS, RECV_MS) is None


@pytest.mark.parametrize("text", ["", "{", "not json", "\x00\xff", '{"e":5}'])
def test_what_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        list(frame_events(text))


def test_a_torn_frame_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        streamed_liquidations(frame(order())[:-1], CONTRACTS, RECV_MS)


def test_an_unknown_name_is_cleaned_before_it_goes_anywhere() -> None:
    batch = liquidations(frame(order(s="EVIL\x1b[2J", st=...)), CONTRACTS, RECV_MS)
    assert batch.unknown == {"EVIL?[2J"}


def test_the_same_order_twice_has_one_key_and_another_order_has_another() -> None:
    first, again, other = (
        liquidations(frame(one), CONTRACTS, RECV_MS).events[0].key
        for one in (order(), order(z="0.40"), order(T=1_791_565_603_120))
    )
    assert first == again != other


def test_captured_frames_of_october_2026(captures: Path) -> None:
    with gzip.open(captures / "liquidations" / "captured_frames_2026.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    frames = [row["raw"] for row in rows if row["venue"].startswith("binance_usdm")]
    names = ("BTCUSDT", "MANTAUSDT", "ILVUSDT", "AINUSDT", "COTIUSDT")
    contracts = Contracts(
        {name: Instrument(id=name, asset=name[:-4], quote="USDT", kind="perpetual") for name in names}, {}
    )
    batches = [batch for raw in frames if (batch := streamed_liquidations(raw, contracts, RECV_MS)) is not None]
    found = {event.symbol: event for batch in batches for event in batch.events}
    assert sorted(found) == sorted(names)
    bitcoin = found["BTCUSDT"]
    assert (bitcoin.hurt, bitcoin.coin, bitcoin.price_usd, bitcoin.at_ms) == (
        Side.LONG,
        0.19,
        82651.9,
        1791565602120,
    )
    assert bitcoin.usd == pytest.approx(15703.861)
    # Filled in several goes: the last fill (25.2) is not the order (116.5).
    assert found["ILVUSDT"].coin == 116.5
    assert found["COTIUSDT"].hurt is Side.SHORT
    assert found["COTIUSDT"].usd == pytest.approx(288183 * 0.0219120)


def test_recorded_tape_of_october_2025_agrees_with_its_recorder(captures: Path) -> None:
    with gzip.open(captures / "liquidations" / "binance_usdm_forceorder_20251022.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 50
    for row in rows:
        name = row["symbol"]
        contracts = Contracts({name: Instrument(id=name, asset=name, quote="USDT", kind="perpetual")}, {})
        sent = order(s=name, S=row["side"], ap=row["avg_price"], z=row["filled_qty"], st=..., ps=...)
        (event,) = liquidations(frame(sent), contracts, RECV_MS).events
        assert event.usd == pytest.approx(float(row["avg_price"]) * float(row["filled_qty"]))
        assert event.hurt is (Side.LONG if row["side"] == "SELL" else Side.SHORT)


def test_a_refused_subscription_says_why_and_an_acknowledged_one_does_not() -> None:
    refused = b'{"error":{"code":2,"msg":"Invalid request: \\u001b[2J"},"id":1}'
    assert refusal(refused) == "Invalid request: ?[2J (code 2)"
    assert refusal(b'{"result":null,"id":1}') is None


def test_an_order_of_thousands_of_coins_is_told_in_coins() -> None:
    pepe = Instrument(id="1000PEPEUSDT", asset="1000PEPE", quote="USDT", kind="perpetual").in_coins()
    contracts = Contracts(linear={pepe.id: pepe}, inverse={})
    order_of_pepe = order(s=pepe.id, ps=pepe.id, ap="0.0080", z="200000")
    [event] = liquidations(frame(order_of_pepe), contracts, RECV_MS).events
    assert (event.asset, event.symbol, event.coin) == ("PEPE", "1000PEPEUSDT", 2e8)
    assert [event.price_usd, event.usd] == pytest.approx([0.000008, 1_600.0])
