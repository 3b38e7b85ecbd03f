"""The paper OKX: its rows are those that OKX documents, and its socket has OKX's manners."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.clocks import ManualClock
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.paper.scenarios import SCENARIOS
from tui.paper.venue import Request, Response
from tui.paper.venues.okx import Okx, open_venue
from tui.paper.venues.okx_session import OkxSession
from tui.paper.world import World


@pytest.fixture(scope="module")
def market() -> tuple[ManualClock, Okx]:
    clock = ManualClock()
    return clock, open_venue(World(SCENARIOS["cascade"], 3, clock))


@pytest.fixture
def okx(market: tuple[ManualClock, Okx]) -> Okx:
    return market[1]


async def asked(okx: Okx, path: str, **query: str) -> Response:
    return await okx.rest(Request(method="GET", host="www.okx.com", path=f"/api/v5/{path}", query=query))


async def rows(okx: Okx, path: str, **query: str) -> list[Any]:
    response = await asked(okx, path, **query)
    assert response.status == 200
    assert response.body["code"] == "0", response.body
    found: list[Any] = response.body["data"]
    return found


DOCUMENTED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("order/book/trading-market-data-get-tickers.md", "market/tickers", {"instType": "SWAP"}),
    ("order/book/trading-market-data-get-tickers.md", "market/tickers", {"instType": "OPTION", "uly": "BTC-USD"}),
    ("public/data/rest-api-get-open-interest.md", "public/open-interest", {"instType": "FUTURES"}),
    ("public/data/rest-api-get-mark-price.md", "public/mark-price", {"instType": "SWAP"}),
    ("public/data/rest-api-get-funding-rate.md", "public/funding-rate", {"instId": "ANY"}),
    ("public/data/rest-api-get-option-market-data.md", "public/opt-summary", {"instFamily": "BTC-USD"}),
    ("public/data/rest-api-get-index-tickers.md", "market/index-tickers", {"quoteCcy": "USDT"}),
    ("public/data/rest-api-get-system-time.md", "public/time", {}),
)


@pytest.mark.parametrize(("document", "path", "query"), DOCUMENTED, ids=[path for _, path, _ in DOCUMENTED])
async def test_rows_have_the_documented_fields(
    captures: Path, okx: Okx, document: str, path: str, query: Mapping[str, str]
) -> None:
    documented = example(captures, f"okx/{document}")
    found = await rows(okx, path, **query)
    assert found
    for row in found:
        assert row.keys() == documented.keys()
        assert all(isinstance(value, str) for value in row.values())


async def test_instruments_have_the_fields_that_matter(captures: Path, okx: Okx) -> None:
    documented = example(captures, "okx/public/data/rest-api-get-instruments.md")
    for kind in ("SPOT", "SWAP", "FUTURES"):
        for row in await rows(okx, "public/instruments", instType=kind):
            assert row.keys() <= documented.keys()


def example(captures: Path, document: str) -> dict[str, Any]:
    """The first row of the answer that a page of OKX's documentation shows."""
    with gzip.open(captures / "doc_examples" / "exchange_docs_examples.jsonl.gz", "rt") as lines:
        shown = [json.loads(line) for line in lines if f'"{document}"' in line]
    row: dict[str, Any] = json.loads(shown[0]["example"])["data"][0]
    return row


async def test_contracts_are_counted_in_okx_sizes(okx: Okx) -> None:
    listed = {row["instId"]: row for row in await rows(okx, "public/instruments", instType="SWAP")}
    assert (listed["BTC-USDT-SWAP"]["ctVal"], listed["BTC-USDT-SWAP"]["ctValCcy"]) == ("0.01", "BTC")
    assert (listed["BTC-USD-SWAP"]["ctVal"], listed["BTC-USD-SWAP"]["ctType"]) == ("100", "inverse")
    open_rows = {row["instId"]: row for row in await rows(okx, "public/open-interest", instType="SWAP")}
    linear, inverse = open_rows["BTC-USDT-SWAP"], open_rows["BTC-USD-SWAP"]
    assert float(linear["oi"]) * 0.01 == pytest.approx(float(linear["oiCcy"]))
    assert float(inverse["oi"]) * 100 == pytest.approx(float(inverse["oiUsd"]))


async def test_an_xperp_stands_among_the_futures(okx: Okx) -> None:
    listed = await rows(okx, "public/instruments", instType="FUTURES")
    assert [row["instId"] for row in listed if row["ruleType"] == "xperp"] == ["BTC-USD_UM_XPERP-310404"]


async def test_candles_come_newest_first_and_page_backwards(okx: Okx) -> None:
    first = await rows(okx, "market/candles", instId="BTC-USDT", bar="1Dutc", limit="300")
    opens = [int(row[0]) for row in first]
    assert opens == sorted(opens, reverse=True)
    assert len(opens) == 300
    assert [row[8] for row in first[:2]] == ["0", "1"]
    older = await rows(okx, "market/history-candles", instId="BTC-USDT", bar="1Dutc", limit="5", after=str(opens[-1]))
    assert [int(row[0]) for row in older] == [opens[-1] - DAY_MS * day for day in range(1, 6)]


async def test_plain_days_are_those_of_hong_kong(okx: Okx) -> None:
    for row in await rows(okx, "market/candles", instId="BTC-USDT", bar="1D", limit="3"):
        assert int(row[0]) % DAY_MS == 16 * HOUR_MS


async def test_what_does_not_exist_is_refused_as_okx_does(okx: Okx) -> None:
    assert (await asked(okx, "public/nothing")).status == 404
    assert (await asked(okx, "market/ticker", instId="NO-SUCH")).body["code"] == "51001"
    assert (await asked(okx, "public/opt-summary", instFamily="SOL-USD")).body["code"] == "51014"
    assert (await asked(okx, "public/instruments", instType="NONSENSE")).body["code"] == "51000"


def session(okx: Okx) -> OkxSession:
    opened = okx.open("ws.okx.com", "/ws/v5/public", {})
    assert opened is not None
    return opened


def subscribe(**argument: str) -> str:
    return json.dumps({"op": "subscribe", "args": [argument]})


def test_the_socket_is_where_it_is(okx: Okx) -> None:
    assert okx.open("ws.okx.com", "/ws/v5/private", {}) is None
    assert okx.open("www.okx.com", "/ws/v5/public", {}) is None


def test_pings_are_text(okx: Okx) -> None:
    assert session(okx).on_text("ping") == ["pong"]


@pytest.mark.parametrize(
    "text",
    [
        subscribe(channel="tickers", instId="NO-SUCH"),
        subscribe(channel="liquidation-orders", instType="SWAP", instId="BTC-USDT-SWAP"),
        subscribe(channel="nonsense"),
        '{"op":"subscribe"}',
        "nonsense",
    ],
)
def test_what_cannot_be_subscribed_to_is_an_error(okx: Okx, text: str) -> None:
    [reply] = session(okx).on_text(text)
    assert json.loads(reply)["event"] == "error"


def test_a_ticker_is_acknowledged_pushed_and_ended(okx: Okx, market: tuple[ManualClock, Okx]) -> None:
    opened, now_ms = session(okx), market[0].now_ms()
    assert not opened.frames(now_ms)
    [reply] = opened.on_text(subscribe(channel="tickers", instId="BTC-USDT"))
    assert json.loads(reply)["event"] == "subscribe"
    [frame] = opened.frames(now_ms)
    assert json.loads(frame)["data"][0]["instId"] == "BTC-USDT"
    opened.on_text(subscribe(channel="tickers", instId="BTC-USDT").replace("subscribe", "unsubscribe"))
    assert not opened.frames(now_ms + 1_000)


async def test_forced_orders_are_one_for_each_contract_and_second_and_told_once() -> None:
    clock = ManualClock()
    world = World(SCENARIOS["cascade"], 3, clock)
    opened = session(open_venue(world))
    opened.on_text(subscribe(channel="liquidation-orders", instType="SWAP"))
    start_ms = clock.now_ms()
    published: Counter[tuple[str, int]] = Counter()
    for _ in range(120):
        await clock.advance(5)
        for frame in opened.frames(world.now_ms()):
            for row in json.loads(frame)["data"]:
                assert row["instType"] == "SWAP"
                published.update((row["instId"], int(detail["ts"]) // 1000) for detail in row["details"])
    truth = {
        (order.contract.id, order.at_ms // 1000)
        for order in world.forced_orders("okx", start_ms)
        if order.contract.kind == "perpetual"
    }
    assert published.keys() == truth
    assert set(published.values()) == {1}


async def test_the_past_is_told_newest_first_in_pages() -> None:
    clock = ManualClock()
    venue = open_venue(World(SCENARIOS["cascade"], 3, clock))
    query = {"instType": "SWAP", "uly": "BTC-USDT", "state": "filled", "limit": "20"}
    page = await rows(venue, "public/liquidation-orders", **query)
    times = [int(detail["ts"]) for row in page for detail in row["details"]]
    assert len(times) == 20
    assert times == sorted(times, reverse=True)
    older = await rows(venue, "public/liquidation-orders", after=str(times[-1]), **query)
    assert max(int(detail["ts"]) for row in older for detail in row["details"]) < times[-1]
