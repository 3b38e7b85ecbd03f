"""`serve` opens every venue of a scenario, says where, and ends when it is cancelled."""

import asyncio

import aiohttp
import pytest

from tests.paper.market import START_MS, StandingClock, make_world
from tui.domain.errors import FloorlineError
from tui.paper.registry import VENUES, open_venues
from tui.paper.serve import serve


def test_every_venue_has_hosts_of_its_own() -> None:
    venues = open_venues(make_world())
    assert tuple(venue.name for venue in venues) == VENUES
    hosts = [host for venue in venues for host in venue.hosts]
    assert len(hosts) == len(set(hosts))
    with pytest.raises(ValueError, match="there is no paper venue 'bitmex'"):
        open_venues(make_world(), ["bitmex"])


async def test_it_serves_until_it_is_cancelled() -> None:
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        serve(scenario="calm", seed=1, speed=1, port=0, clock=StandingClock(), on_ready=ready.set_result)
    )
    url = await asyncio.wait_for(ready, 10)
    assert url.startswith("http://127.0.0.1:")
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{url}/api.binance.com/api/v3/time") as reply:
            assert await reply.json() == {"serverTime": START_MS}
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.get(f"{url}/api.binance.com/api/v3/time")


async def test_an_unknown_scenario_is_refused_with_the_known_ones() -> None:
    with pytest.raises(FloorlineError, match="there is no scenario 'boom'; there are brief, calm, cascade"):
        await serve(scenario="boom", seed=1, speed=1, port=0, clock=StandingClock(), on_ready=print)
