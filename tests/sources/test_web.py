"""What a source's refusal says of when to ask again."""

import pytest
from aiohttp import web

from tests.clocks import ManualClock
from tests.exchange.loopback import loopback
from tui.domain.errors import Trouble, VenueError
from tui.sources.web import Web


@pytest.mark.parametrize(
    ("header", "wait_s"), [("30", 30.0), ("Wed, 05 Nov 2025 00:01:30 GMT", 90.0), ("soon", None), ("", None)]
)
async def test_how_long_a_source_wants_to_be_left_alone(header: str, wait_s: float | None) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": header})

    async with loopback(refuse) as server, Web(server.network, ManualClock()) as client:
        with pytest.raises(VenueError) as refused:
            await client.get("etf", "https://example.org/flows.csv")
    assert (refused.value.trouble, refused.value.retry_after_s) == (Trouble.RATE_LIMITED, wait_s)
