"""The paper Hyperliquid: POST /info in its form, delisted coins in their places."""

import json
from typing import Any

import pytest

from tests.clocks import ManualClock
from tui.paper.scenarios import SCENARIOS
from tui.paper.venue import Request, Response
from tui.paper.venues.hyperliquid import Hyperliquid, open_venue
from tui.paper.world import World


@pytest.fixture(scope="module")
def hyperliquid() -> Hyperliquid:
    return open_venue(World(SCENARIOS["brief"], 3, ManualClock()))


async def asked(venue: Hyperliquid, question: Any, method: str = "POST") -> Response:
    body = question if isinstance(question, bytes) else json.dumps(question).encode()
    return await venue.rest(Request(method=method, host="api.hyperliquid.xyz", path="/info", query={}, body=body))


async def test_universe_and_contexts_are_joined_by_place(hyperliquid: Hyperliquid) -> None:
    meta, contexts = (await asked(hyperliquid, {"type": "metaAndAssetCtxs"})).body
    names = [coin["name"] for coin in meta["universe"]]
    assert len(names) == len(contexts)
    assert [coin["name"] for coin in meta["universe"] if coin.get("isDelisted")] == [names[1]]
    assert contexts[1]["openInterest"] == "0.0"
    bitcoin = contexts[names.index("BTC")]
    assert float(bitcoin["markPx"]) == pytest.approx(106_300, rel=0.01)
    assert "ts" not in bitcoin


async def test_numbers_are_plain_decimals(hyperliquid: Hyperliquid) -> None:
    _, contexts = (await asked(hyperliquid, {"type": "metaAndAssetCtxs"})).body
    for context in contexts:
        for name in ("funding", "openInterest", "markPx", "oraclePx"):
            whole, _, decimals = context[name].lstrip("-").partition(".")
            assert whole.isdigit(), context[name]
            assert decimals.isdigit(), context[name]


async def test_the_time_is_told_by_the_status(hyperliquid: Hyperliquid) -> None:
    body = (await asked(hyperliquid, {"type": "exchangeStatus"})).body
    assert body == {"specialStatuses": None, "time": ManualClock().now_ms()}


@pytest.mark.parametrize("question", [{"type": "nonsense"}, {"type": "metaAndAssetCtxs", "dex": "xyz"}, [], b"{"])
async def test_other_questions_are_refused(hyperliquid: Hyperliquid, question: Any) -> None:
    assert (await asked(hyperliquid, question)).status == 422


async def test_other_addresses_are_not_found(hyperliquid: Hyperliquid) -> None:
    assert (await asked(hyperliquid, {"type": "meta"}, method="GET")).status == 404
    assert hyperliquid.open("api.hyperliquid.xyz", "/ws", {}) is None
