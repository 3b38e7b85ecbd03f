"""Minutes of harm by a seed: connections slowed, cut in pieces, broken off, refused and forgotten as orders arrive."""

import asyncio
from collections import Counter, defaultdict
from math import isfinite
from urllib.parse import urlsplit

import pytest

from tests.faults.chain import PaperChain, paper_chained
from tests.faults.chaos import HARMS, ChaosProxy
from tui.domain.clock import DAY_MS
from tui.domain.events import FeedKind

TORMENT_S = 4.0
INTACT = tuple(harm for harm in HARMS if harm != "corruption")
"""Harms under which what arrives is what was sent, as TLS makes sure of where there is no gateway."""
CASES = [("binance", 1), ("bybit", 2), ("okx", 3), ("deribit", 4), ("gate", 5)]


async def _tormented(name: str, seed: int, harms: tuple[str, ...]) -> PaperChain:
    """A venue's chain after the storm: its liquidation streams are live again."""
    async with ChaosProxy(0, seed) as proxy:

        def through(server: object) -> str:
            proxy.target = urlsplit(getattr(server, "url", "")).port or 0
            return proxy.url

        async with paper_chained(name, gateway=through) as chain:
            await chain.passing(lambda: chain.is_live(FeedKind.LIQUIDATIONS))
            storm = asyncio.create_task(proxy.torment(TORMENT_S, harms))
            await chain.passing(storm.done, step_s=0.3)
            assert len(set(storm.result())) > 1
            await chain.passing(lambda: chain.is_live(FeedKind.LIQUIDATIONS), step_s=2)
            before = len(chain.liquidations())
            await chain.passing(lambda: len(chain.liquidations()) > before)
            return chain


@pytest.mark.parametrize(("name", "seed"), CASES, ids=[name for name, _ in CASES])
async def test_nothing_is_counted_twice_and_nothing_that_was_not_there(name: str, seed: int) -> None:
    chain = await _tormented(name, seed, INTACT)
    now_ms = chain.clock.now_ms()
    # Gate tells whole seconds.
    whole_ms = 1_000 if name == "gate" else 1
    there: Counter[tuple[str, str, int]] = Counter()
    true_usd: defaultdict[str, float] = defaultdict(float)
    for order in chain.world.forced_orders(name, now_ms - 2 * DAY_MS):
        asset = order.contract.asset
        there[asset, "long" if order.hurt_long else "short", order.at_ms // whole_ms] += 1
        true_usd[asset] += order.usd
    told = {event.key: event for event in chain.liquidations()}
    seen = Counter((event.asset, event.hurt.value, event.at_ms // whole_ms) for event in told.values())
    assert seen <= there, "a key for each order, and an order for each key"
    board = chain.board()
    for asset, found in board.assets.items():
        within = [event.usd for event in told.values() if event.asset == asset and event.at_ms > now_ms - DAY_MS]
        assert found.liquidations.total_usd == pytest.approx(sum(within))
        assert sum(within) <= true_usd[asset] * 1.001


@pytest.mark.parametrize(("name", "seed"), [("bybit", 6), ("okx", 7)], ids=["bybit", "okx"])
async def test_changed_bytes_cost_frames_and_no_more(name: str, seed: int) -> None:
    chain = await _tormented(name, seed, HARMS)
    listed = {contract.asset for contract in chain.world.contracts(name)}
    assert {event.asset for event in chain.liquidations()} <= listed
    assert all(isfinite(event.usd) and event.usd > 0 for event in chain.liquidations())
