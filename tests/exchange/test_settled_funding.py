"""What Bybit's and OKX's perpetuals have paid: fallbacks for a machine that Binance refuses."""

import gzip
import json
import os
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.paper_rig import Rig, rigged
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import FeedKind, FundingKind, FundingRate
from tui.exchange.bybit import Bybit
from tui.exchange.instrument import Instrument
from tui.exchange.okx import Okx
from tui.exchange.wire import bybit, okx_derivatives
from tui.exchange.wire.settled import settled
from tui.paper.venues import bybit as paper_bybit
from tui.paper.venues import okx as paper_okx

NOON_MS = 1_762_300_800_000
LINEAR = Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual")
SWAP = Instrument(id="BTC-USDT-SWAP", asset="BTC", quote="USDT", kind="perpetual")


def test_bybit_s_documented_answer() -> None:
    row = {"symbol": "BTCUSDT", "fundingRate": "0.0001", "fundingRateTimestamp": "1672041600000"}
    payload = {"retCode": 0, "retMsg": "OK", "result": {"category": "linear", "list": [row]}, "time": 1672051897447}
    assert bybit.paid(payload, LINEAR) == {1672041600000: 0.0001}
    odd = [{**row, "symbol": "ETHUSDT"}, {**row, "fundingRate": ""}, {**row, "fundingRateTimestamp": None}, None]
    assert bybit.paid({"result": {"list": odd}}, LINEAR) == {}
    assert bybit.paid({"retCode": 10001, "result": {}}, LINEAR) == {}


def test_okx_paid_what_was_realised_and_not_the_estimate() -> None:
    row = {
        "instType": "SWAP",
        "instId": "BTC-USDT-SWAP",
        "fundingRate": "0.018",
        "realizedRate": "0.017",
        "fundingTime": "1597026383085",
    }
    assert okx_derivatives.paid({"code": "0", "data": [row]}, SWAP) == {1597026383085: 0.017}
    assert okx_derivatives.paid({"data": [{**row, "realizedRate": ""}]}, SWAP) == {1597026383085: 0.018}
    assert okx_derivatives.paid({"data": [{**row, "instId": "ETH-USDT-SWAP"}, None, {}]}, SWAP) == {}


@given(st.sets(st.integers(0, 400), min_size=2), st.floats(1, 24))
def test_an_interval_is_the_time_since_the_payment_before_and_a_gap_is_none(hours: set[int], longest_h: float) -> None:
    paid = {NOON_MS + hour * HOUR_MS + 3: float(hour) for hour in hours}
    ordered = sorted(hours)
    found = settled("okx", SWAP, paid, NOON_MS, longest_h)
    gaps = {later: later - earlier for earlier, later in pairwise(ordered)}
    assert {event.rate: event.interval_h for event in found} == {
        float(hour): gap for hour, gap in gaps.items() if gap <= longest_h
    }
    assert [event.at_ms for event in found] == sorted(event.at_ms for event in found)
    assert {event.kind for event in found} <= {FundingKind.SETTLED}


@pytest.fixture
async def bybit_rig() -> AsyncIterator[Rig[Bybit]]:
    async with rigged(Bybit, paper_bybit.open_venue) as made:
        yield made


@pytest.fixture
async def okx_rig() -> AsyncIterator[Rig[Okx]]:
    async with rigged(Okx, paper_okx.open_venue) as made:
        yield made


def paid_of(events: Any) -> list[FundingRate]:
    return [event for event in events if isinstance(event, FundingRate)]


async def test_bybit_s_payments_page_by_page(bybit_rig: Rig[Bybit]) -> None:
    feed = bybit_rig.poll(FeedKind.FUNDING, "history ETH")
    paid = paid_of(await feed.fetch())
    contract = bybit_rig.world.contract("bybit", "ETHUSDT", "perpetual")
    assert contract is not None
    truth = bybit_rig.world.funding_history(contract, 1000)[1:]
    assert {(event.symbol, event.interval_h) for event in paid} == {("ETHUSDT", 8)}
    assert [event.at_ms for event in paid] == [point.at_ms for point in truth]
    assert [event.rate for event in paid] == pytest.approx([point.rate for point in truth], abs=1e-9)
    assert len(paid_of(await feed.fetch())) == 199, "later only the newest page"


async def test_okx_s_payments_of_three_months(okx_rig: Rig[Okx]) -> None:
    feed = okx_rig.poll(FeedKind.FUNDING, "history BTC")
    paid = paid_of(await feed.fetch())
    contract = okx_rig.world.contract("okx", "BTC-USDT-SWAP")
    assert contract is not None
    truth = okx_rig.world.funding_history(contract, 276)[1:]
    assert [event.at_ms for event in paid] == [point.at_ms for point in truth]
    assert [event.rate for event in paid] == pytest.approx([point.rate for point in truth], abs=1e-11)
    assert paid[-1].at_ms - paid[0].at_ms > 91 * DAY_MS
    assert len(paid_of(await feed.fetch())) == 99, "later only the newest page"


def test_captured_documents_hold_a_payment_of_bybit() -> None:
    folder = os.environ.get("FLOORLINE_CAPTURES")
    if not folder:
        pytest.skip("FLOORLINE_CAPTURES names no folder of captured traffic")
    lines = gzip.decompress((Path(folder) / "doc_examples" / "exchange_docs_examples.jsonl.gz").read_bytes()).decode()
    examples = [json.loads(line)["example"] for line in lines.splitlines() if "fundingRateTimestamp" in line]
    known = Instrument(id="ETHPERP", asset="ETH", quote="USDC", kind="perpetual")
    found = [bybit.paid(json.loads(example), known) for example in examples if example.strip().startswith("{")]
    assert {1672041600000: 0.0001} in found
