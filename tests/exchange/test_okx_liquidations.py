"""OKX's forced orders: every entry, the hurt side, contracts into coin and dollars, duplicates."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.exchange.okx_samples import KNOWN, RECV_MS, answer, captured, detail, liquidation_frame
from tui.domain.events import Completeness, Side
from tui.exchange.instrument import Instrument
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.okx_liquidations import past_liquidations, streamed_liquidations
from tui.exchange.wire.okx_stream import push


def streamed(frame: str, known: dict[str, Instrument] = KNOWN) -> LiquidationBatch:
    batch = streamed_liquidations(frame, known, RECV_MS)
    assert batch is not None
    return batch


def linear_row(*details: dict[str, Any]) -> dict[str, Any]:
    return {"instId": "BTC-USDT-SWAP", "instType": "SWAP", "uly": "BTC-USDT", "details": list(details)}


@pytest.mark.fault(42)
def test_every_entry_of_details_is_an_event() -> None:
    batch = streamed(
        liquidation_frame(linear_row(detail(), detail(sz="1"), detail(sz="2")), linear_row(detail(sz="3")))
    )
    assert [event.coin for event in batch.events] == pytest.approx([0.0855, 0.01, 0.02, 0.03])


def test_a_linear_contract_is_coin_times_price() -> None:
    [event] = streamed(liquidation_frame(linear_row(detail()))).events
    assert event.coin == pytest.approx(0.0855)
    assert event.usd == pytest.approx(0.0855 * 82_655.7)
    assert (event.venue, event.asset, event.symbol) == ("okx", "BTC", "BTC-USDT-SWAP")
    assert (event.price_usd, event.at_ms, event.recv_ms) == (82_655.7, 1_791_565_600_771, RECV_MS)
    assert event.completeness is Completeness.SAMPLED


def test_an_inverse_contract_is_a_hundred_dollars_whatever_the_price() -> None:
    [event] = streamed(liquidation_frame({"instId": "BTC-USD-SWAP", "details": [detail(sz="7", bkPx="70000")]})).events
    assert event.usd == 700
    assert event.coin == pytest.approx(0.01)


@pytest.mark.fault(40)
@pytest.mark.parametrize(
    ("position", "order", "hurt"),
    [
        ("long", "sell", Side.LONG),
        ("short", "buy", Side.SHORT),
        ("net", "sell", Side.LONG),
        ("net", "buy", Side.SHORT),
        ("", "sell", Side.LONG),
        # The named position wins over the order's side.
        ("short", "sell", Side.SHORT),
    ],
)
def test_the_hurt_side(position: str, order: str, hurt: Side) -> None:
    [event] = streamed(liquidation_frame(linear_row(detail(posSide=position, side=order)))).events
    assert event.hurt is hurt


def test_the_same_event_has_one_key_by_stream_and_by_rest() -> None:
    [pushed] = streamed(liquidation_frame(linear_row(detail()))).events
    told = answer(linear_row(detail(bkPx="82655.70", sz=8.55)))
    asked = past_liquidations(told, KNOWN, RECV_MS + 60_000)
    [backfilled] = asked.events
    assert backfilled.key == pushed.key
    assert backfilled.completeness is Completeness.BACKFILL


def test_identical_twins_of_one_frame_keep_their_own_keys() -> None:
    frame = liquidation_frame(linear_row(detail(), detail()))
    keys = [event.key for event in streamed(frame).events]
    assert len(set(keys)) == 2
    assert [event.key for event in streamed(frame).events] == keys


def test_an_unknown_instrument_is_quarantined_and_named() -> None:
    batch = streamed(liquidation_frame({"instId": "NEW-USDT-SWAP", "details": [detail()]}, linear_row(detail())))
    assert len(batch.events) == 1
    assert batch.unknown == {"NEW-USDT-SWAP"}


@pytest.mark.parametrize(
    "broken",
    [
        {"sz": "0"},
        {"sz": ""},
        {"sz": None},
        {"sz": "-1"},
        {"sz": "NaN"},
        {"bkPx": "0"},
        {"bkPx": None},
        {"ts": ""},
        {"ts": "1791565600"},
        {"posSide": "net", "side": ""},
        {"posSide": [], "side": {}},
    ],
)
def test_one_bad_entry_costs_one_entry(broken: dict[str, Any]) -> None:
    batch = streamed(liquidation_frame(linear_row(detail(**broken), detail())))
    assert len(batch.events) == 1
    assert batch.rejected == 1


def test_rows_of_any_other_shape_cost_themselves_only() -> None:
    frame = '{"arg":{"channel":"liquidation-orders"},"data":[null,7,{"details":[]},{"instId":"BTC-USDT-SWAP"}]}'
    batch = streamed(frame)
    assert (batch.events, batch.rejected) == ([], 4)


@pytest.mark.parametrize("payload", [None, [], {"data": None}, {"data": {}}, "<html>"])
def test_an_answer_without_rows_has_none(payload: object) -> None:
    assert past_liquidations(payload, KNOWN, RECV_MS) == LiquidationBatch([])


@pytest.mark.parametrize(
    "frame",
    [
        "pong",
        '{"event":"subscribe","arg":{"channel":"liquidation-orders","instType":"SWAP"}}',
        '{"event":"error","code":"60018","msg":"Wrong URL or channel: liquidation-orders"}',
        '{"arg":{"channel":"tickers","instId":"liquidation-orders"},"data":[]}',
    ],
)
def test_acknowledgements_pongs_errors_and_other_channels_are_not_ours(frame: str) -> None:
    assert streamed_liquidations(frame, KNOWN, RECV_MS) is None


@pytest.mark.parametrize("frame", ['{"arg":', "[]", "[null]", ""])
def test_what_is_not_a_frame_raises(frame: str) -> None:
    with pytest.raises(msgspec.MsgspecError):
        push(frame)


def test_a_torn_frame_of_ours_raises() -> None:
    with pytest.raises(msgspec.MsgspecError):
        streamed_liquidations(liquidation_frame(linear_row(detail()))[:-2], KNOWN, RECV_MS)


RECORDED = {
    "BTC-USDT-SWAP": (Side.LONG, 0.0855, 82_655.7, 1_791_565_600_771),
    "MUBARAK-USDT-SWAP": (Side.LONG, 20.0, 0.072682, 1_791_435_480_289),
    "CNPY-USDT-SWAP": (Side.SHORT, 21_370.0, 0.4162, 1_789_669_898_955),
    "LA-USDT-SWAP": (Side.LONG, 508.0, 0.05167, 1_786_221_914_184),
}


def test_recorded_frames_by_value(captures: Path) -> None:
    # The capture carries no market list: BTC's size is OKX's, the others stand in for it.
    sizes = {"BTC-USDT-SWAP": 0.01, "MUBARAK-USDT-SWAP": 10, "CNPY-USDT-SWAP": 10, "LA-USDT-SWAP": 1}
    known = {
        identifier: Instrument(
            id=identifier, asset=identifier.split("-")[0], quote="USDT", kind="perpetual", contract_size=size
        )
        for identifier, size in sizes.items()
    }
    events = []
    for record in captured(captures / "liquidations" / "captured_frames_2026.jsonl.gz"):
        if record["venue"] != "okx":
            continue
        if record.get("kind") == "error reply":
            assert streamed_liquidations(record["raw"], known, RECV_MS) is None
            continue
        events += streamed(record["raw"], known).events
    assert {event.symbol for event in events} == RECORDED.keys()
    for event in events:
        hurt, coin, price_usd, at_ms = RECORDED[event.symbol]
        assert (event.hurt, event.price_usd, event.at_ms) == (hurt, price_usd, at_ms)
        assert event.coin == pytest.approx(coin)
        assert event.usd == pytest.approx(coin * price_usd)


def test_the_documented_frame(captures: Path) -> None:
    known = Instrument(id="IOST-USDT-SWAP", asset="IOST", quote="USDT", kind="perpetual", contract_size=1000)
    batches = [
        batch
        for record in captured(captures / "doc_examples" / "exchange_docs_examples.jsonl.gz")
        if record["doc"] == "okx/public/data/websocket-liquidation-orders-channel.md"
        and '"details"' in record["example"]
        if (batch := streamed_liquidations(record["example"], {known.id: known}, RECV_MS)) is not None
    ]
    assert batches
    for batch in batches:
        [event] = batch.events
        assert (event.hurt, event.coin, event.price_usd) == (Side.SHORT, 13_000, 0.007831)
        assert event.usd == pytest.approx(101.803)
