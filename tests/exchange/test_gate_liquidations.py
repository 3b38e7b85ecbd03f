"""Gate's forced orders: opposite signs by REST and on the stream, one key for both, and rows that are wrong."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.events import Completeness, Side
from tui.exchange.instrument import Instrument
from tui.exchange.wire.gate_liquidations import frame, past_liquidations, pushed_liquidations
from tui.exchange.wire.liquidation_batch import LiquidationBatch

RECV_MS = 1_786_460_000_000
SECOND = 1_786_459_041
LINEAR = Instrument(id="BTC_USDT", asset="BTC", quote="USDT", kind="perpetual", contract_size=0.0001)
INVERSE = Instrument(id="BTC_USD", asset="BTC", quote="USD", kind="perpetual", inverse=True)
KNOWN = {known.id: known for known in (LINEAR, INVERSE)}


def asked(**changes: Any) -> dict[str, Any]:
    """A long of 677 contracts that was closed, as `liq_orders` has it."""
    row = {"time": SECOND, "contract": "BTC_USDT", "size": "677", "order_size": "-677"}
    return row | {"order_price": "63515.5", "fill_price": "63693.8", "left": "0"} | changes


def pushed(**changes: Any) -> dict[str, Any]:
    """The same order, as the stream has it."""
    row = {"time_ms": SECOND * 1000 + 417, "contract": "BTC_USDT", "size": "-677", "price": "63515.5"}
    return {name: value for name, value in (row | changes).items() if value is not ...}


def push(*rows: Any) -> LiquidationBatch:
    text = json.dumps(
        {"time": SECOND + 1, "channel": "futures.public_liquidates", "event": "update", "result": list(rows)}
    )
    return pushed_liquidations(frame(text), KNOWN, RECV_MS)


def answer(*rows: Any) -> LiquidationBatch:
    batch = past_liquidations(list(rows), KNOWN, RECV_MS)
    assert batch is not None
    return batch


def test_by_rest_a_position_above_zero_was_a_long_and_the_fill_is_the_price() -> None:
    [event] = answer(asked()).events
    assert (event.hurt, event.price_usd, event.completeness) == (Side.LONG, 63_693.8, Completeness.BACKFILL)
    assert event.coin == pytest.approx(0.0677)
    assert event.usd == pytest.approx(0.0677 * 63_693.8)
    assert event.at_ms == SECOND * 1000


def test_of_a_position_that_is_closed_in_part_the_order_counts_alone() -> None:
    [part] = answer(asked(size="1000", order_size="-400", left="100")).events
    assert part.coin == pytest.approx(0.03)
    assert answer(asked(size="1000", order_size="-400", left="400")).rejected == 1


def test_on_the_stream_an_order_below_zero_sold_a_long_at_its_own_price() -> None:
    [event] = push(pushed()).events
    assert (event.hurt, event.price_usd, event.completeness) == (Side.LONG, 63_515.5, Completeness.SAMPLED)
    assert event.coin == pytest.approx(0.0677)
    assert event.at_ms == SECOND * 1000 + 417


def test_shorts_are_the_other_way_round_on_both() -> None:
    assert answer(asked(size="-8", order_size="8")).events[0].hurt is Side.SHORT
    assert push(pushed(size=8)).events[0].hurt is Side.SHORT


def test_six_recorded_pairs_have_one_key_each() -> None:
    """The pairs that were measured on 2026-08-11: the same second, size and order price, and the opposite sign."""
    pairs = [(77, 63_527.5, 63_713.4), (2, 63_525.5, 63_713.4), (8, 63_522.6, 63_710.2), (677, 63_515.5, 63_693.8)]
    pairs += [(299, 63_507.9, 63_692.6), (8, 63_502.9, 63_691.2)]
    for size, order_price, fill in pairs:
        [live] = push(pushed(size=-size, price=order_price)).events
        [past] = answer(
            asked(size=str(size), order_size=str(-size), order_price=str(order_price), fill_price=str(fill))
        ).events
        assert (live.key, live.hurt, live.coin) == (past.key, past.hurt, past.coin)


def test_twins_of_one_second_are_two_orders_on_both() -> None:
    live = {event.key for event in push(pushed(), pushed(time_ms=SECOND * 1000 + 900)).events}
    assert live == {event.key for event in answer(asked(), asked()).events}
    assert len(live) == 2


@pytest.mark.parametrize(
    "times",
    [
        {"time_ms": ..., "time": SECOND * 1000 + 417},
        {"time_ms": ..., "time": SECOND},
        {"time_ms": None, "time": SECOND},
    ],
    ids=["since August 2026", "seconds", "null"],
)
def test_the_streams_time_is_read_under_both_its_names(times: dict[str, Any]) -> None:
    [event] = push(pushed(**times)).events
    assert event.at_ms // 1000 == SECOND


def test_an_inverse_contract_is_a_dollar_whatever_the_price() -> None:
    [event] = answer(asked(contract="BTC_USD", size="5000", order_size="-5000")).events
    assert event.usd == 5_000
    assert event.coin == pytest.approx(5_000 / 63_693.8)


@pytest.mark.parametrize("left", ["177", "-177"])
def test_only_what_was_filled_counts_but_the_key_is_the_orders(left: str) -> None:
    [whole], [part] = answer(asked()).events, answer(asked(left=left)).events
    assert part.coin == pytest.approx(0.05)
    assert part.key == whole.key


def test_the_dollars_are_never_taken_from_pnl() -> None:
    assert answer(asked(pnl="-42914.291")).events[0].usd == answer(asked()).events[0].usd


def test_without_a_fill_the_orders_price_stands_in() -> None:
    assert answer(asked(fill_price="0")).events[0].price_usd == 63_515.5


def test_older_answers_without_order_size_have_the_same_key() -> None:
    row = {name: value for name, value in asked().items() if name != "order_size"}
    assert answer(row).events[0].key == answer(asked()).events[0].key


@pytest.mark.parametrize(
    "row",
    [
        asked(size="0"),
        asked(size=None),
        asked(order_size="677"),
        asked(left="677"),
        asked(time=None),
        asked(time="yesterday"),
        asked(fill_price="", order_price=""),
        asked(size=[677]),
        {"size": "677"},
        None,
        "677",
    ],
)
def test_a_row_that_cannot_be_read_costs_itself(row: Any) -> None:
    batch = answer(row, asked())
    assert (len(batch.events), batch.rejected) == (1, 1)


@pytest.mark.parametrize(
    "row", [pushed(size=0), pushed(size="x"), pushed(price=None), pushed(time_ms=...), {"size": 1}, 7, None]
)
def test_a_pushed_row_that_cannot_be_read_costs_itself(row: Any) -> None:
    batch = push(row, pushed())
    assert (len(batch.events), batch.rejected) == (1, 1)


def test_contracts_that_are_not_listed_are_quarantined_by_a_clean_name() -> None:
    batch = push(pushed(contract="N\x1b[2JEW_USDT"), pushed())
    assert batch.unknown == {"N?[2JEW_USDT"}
    assert len(batch.events) == 1


@pytest.mark.parametrize("payload", [None, {}, {"label": "INVALID_PARAM_VALUE"}, "<html>"])
def test_an_answer_of_another_shape_is_told_apart_from_a_quiet_hour(payload: Any) -> None:
    assert past_liquidations(payload, KNOWN, RECV_MS) is None
    assert answer().events == []


def test_acknowledgements_and_refusals_are_told_apart() -> None:
    accepted = frame('{"channel":"futures.public_liquidates","event":"subscribe","result":{"status":"success"}}')
    refused = frame(
        '{"channel":"futures.public_liquidates","event":"subscribe",'
        '"error":{"code":2,"message":"unknown contract !all"},"result":{"status":"fail"}}'
    )
    assert (accepted.is_accepted, accepted.refusal, accepted.is_update) == (True, None, False)
    assert (refused.is_accepted, refused.refusal) == (False, "unknown contract !all")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"channel":7}'])
def test_a_frame_that_is_not_gates_raises(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        frame(text)


@given(size=st.integers(1, 10**9), price=st.floats(1e-4, 1e6), is_long=st.booleans(), ms=st.integers(0, 999))
def test_both_doors_always_agree_on_side_size_and_key(size: int, price: float, is_long: bool, ms: int) -> None:
    sign = 1 if is_long else -1
    [live] = push(pushed(size=-sign * size, price=repr(price), time_ms=SECOND * 1000 + ms)).events
    [past] = answer(asked(size=str(sign * size), order_size=str(-sign * size), order_price=repr(price))).events
    assert (live.key, live.hurt, live.coin) == (past.key, past.hurt, past.coin)
