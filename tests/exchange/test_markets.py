"""A market list that several wait for."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.clocks import ManualClock, settle
from tui.domain.errors import VenueError
from tui.exchange.markets import MarketList, instrument_of


async def test_a_list_that_is_closed_while_it_loads_is_said_to_everyone_who_waits() -> None:
    async def never(_: str) -> Sequence[Mapping[str, Any]]:
        await asyncio.Event().wait()
        raise AssertionError

    subject = MarketList("okx", "spot", ManualClock(), never, instrument_of)
    waiting = [asyncio.create_task(subject.instruments()) for _ in range(3)]
    await settle()
    waiting[0].cancel()
    await settle()
    assert waiting[0].cancelled()
    await subject.cancel()
    for task in waiting[1:]:
        with pytest.raises(VenueError, match="closed"):
            await task
