"""Request weight: pacing ourselves, and stopping for what others on the address use."""

import asyncio

import pytest

from tests.clocks import ManualClock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.binance_weight import AddressWeight, AddressWeights, WeightBudget


async def test_spending_waits_for_the_window_and_keeps_the_order() -> None:
    clock = ManualClock()
    budget = WeightBudget(100, 60, clock)
    served: list[int] = []

    async def spend(number: int, weight: float) -> None:
        await budget.spend(weight)
        served.append(number)

    async with asyncio.TaskGroup() as group:
        for number, weight in enumerate((60, 40, 50, 1)):
            group.create_task(spend(number, weight))
        await clock.advance(59)
        assert served == [0, 1]
        await clock.advance(2)
        assert served == [0, 1, 2, 3]


async def test_never_more_than_the_limit_in_any_window() -> None:
    clock = ManualClock()
    budget = WeightBudget(10, 60, clock)
    at_s: list[float] = []

    async def spend_all() -> None:
        for _ in range(30):
            await budget.spend(3)
            at_s.append(clock.monotonic_s())

    task = asyncio.create_task(spend_all())
    await clock.advance(600)
    await task
    for start_s in at_s:
        assert 3 * sum(start_s <= moment < start_s + 60 for moment in at_s) <= 10
    assert at_s[-1] - at_s[0] == pytest.approx(540)


async def test_a_wait_of_minutes_is_said_rather_than_waited() -> None:
    clock = ManualClock()
    budget = WeightBudget(2, 300, clock)
    await budget.spend(1)
    clock.tick(200)
    await budget.spend(1)
    with pytest.raises(VenueError) as refused:
        await budget.spend(1)
    assert refused.value.trouble is Trouble.RATE_LIMITED
    assert refused.value.retry_after_s == pytest.approx(100)
    clock.tick(100)
    await budget.spend(1)


async def test_an_address_that_others_have_used_up_is_left_alone_until_the_next_minute() -> None:
    clock = ManualClock()
    weight = AddressWeight(1200, clock)
    weight.check()
    clock.tick(20)
    weight.note(1199)
    weight.check()
    weight.note(1800)
    with pytest.raises(VenueError) as refused:
        weight.check()
    assert refused.value.trouble is Trouble.RATE_LIMITED
    assert refused.value.retry_after_s == pytest.approx(40)
    clock.tick(40)
    weight.check()


async def test_spot_and_futures_count_apart() -> None:
    weights = AddressWeights(ManualClock())
    weights.note("https://api.binance.com/api/v3/klines", {"X-MBX-USED-WEIGHT-1M": "2900"})
    weights.note("http://127.0.0.1:9400/fapi.binance.com/fapi/v1/depth", {"x-mbx-used-weight-1m": "1200"})
    weights.note("https://fapi.binance.com/futures/data/openInterestHist", {})
    weights.check("spot")
    with pytest.raises(VenueError, match="1200 of its request weight"):
        weights.check("futures")
