"""Market capitalisation: each provider's own units, and the chain when one of them is down."""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from tests.clocks import OffsetClock
from tui.config.model import NetworkConfig
from tui.domain.clock import SystemClock
from tui.domain.errors import Trouble, VenueError
from tui.sources.market_cap import MarketCapChain, parse
from tui.sources.web import Web, through_gateway

NOW_MS = 1_762_264_800_000

COINGECKO = {
    "data": {
        "total_market_cap": {"btc": 33_000_000.0, "usd": 3.54e12},
        "market_cap_percentage": {"btc": 59.1, "eth": 12.3},
        "market_cap_change_percentage_24h_usd": -3.9,
        "updated_at": 1_762_264_700,
    }
}
COINPAPRIKA = {
    "market_cap_usd": 3_540_000_000_000,
    "bitcoin_dominance_percentage": 59.1,
    "market_cap_change_24h": -3.9,
    "last_updated": 1_762_264_700,
}
COINLORE = [{"total_mcap": "3540000000000", "btc_d": "59.10", "eth_d": "12.30", "mcap_change": "-3.90"}]


@pytest.mark.parametrize(
    ("provider", "raw"), [("coingecko", COINGECKO), ("coinpaprika", COINPAPRIKA), ("coinlore", COINLORE)]
)
def test_every_provider_is_read_in_its_own_units(provider: str, raw: object) -> None:
    event = parse(provider, json.dumps(raw).encode(), NOW_MS)
    assert event.cap_usd == pytest.approx(3.54e12)
    assert event.change_24h_pct == pytest.approx(-3.9)
    assert event.btc_dominance_share == pytest.approx(0.591)
    assert event.eth_dominance_share in (None, pytest.approx(0.123))


@pytest.mark.parametrize("provider", ["coingecko", "coinpaprika", "coinlore"])
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"[]", b"null", b'{"data": {"total_market_cap": {"usd": -1}}}', b"[" * 2_000]
)
def test_what_is_not_the_documented_answer_is_trouble_and_never_a_number(provider: str, body: bytes) -> None:
    with pytest.raises(VenueError) as caught:
        parse(provider, body, NOW_MS)
    assert caught.value.trouble is Trouble.BAD_RESPONSE


def test_a_missing_dominance_is_missing() -> None:
    raw = {"data": {"total_market_cap": {"usd": 1e12}, "updated_at": 1_762_264_800}}
    event = parse("coingecko", json.dumps(raw).encode(), NOW_MS)
    assert (event.change_24h_pct, event.btc_dominance_share, event.eth_dominance_share) == (None, None, None)


def test_a_recorded_answer(captures: Path) -> None:
    body = gzip.decompress((captures / "rest_raw" / "coingecko_global_20240114.json.gz").read_bytes())
    event = parse("coingecko", body, NOW_MS)
    assert event.cap_usd == pytest.approx(1_758_832_718_300.8323)
    assert event.btc_dominance_share is not None
    assert 0.4 < event.btc_dominance_share < 0.6


@pytest.fixture
async def gateway(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async def coingecko(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "30"})

    async def coinpaprika(_: web.Request) -> web.Response:
        return web.json_response(COINPAPRIKA)

    app = web.Application()
    app.router.add_get("/api.coingecko.com/api/v3/global", coingecko)
    app.router.add_get("/api.coinpaprika.com/v1/global", coinpaprika)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_the_next_provider_answers_for_one_that_refuses(gateway: str) -> None:
    async with Web(NetworkConfig(gateway=gateway), SystemClock()) as client:
        chain = MarketCapChain(("coingecko", "coinpaprika"), client, OffsetClock(NOW_MS))
        (event,) = await chain.fetch()
    assert event.source == "CoinPaprika"


async def test_when_nobody_answers_the_reason_is_the_last_one_s(gateway: str) -> None:
    async with Web(NetworkConfig(gateway=gateway), SystemClock()) as client:
        with pytest.raises(VenueError) as caught:
            await MarketCapChain(("coinlore", "coingecko"), client, OffsetClock(NOW_MS)).fetch()
    assert caught.value.trouble is Trouble.RATE_LIMITED
    assert caught.value.retry_after_s == 30


async def test_refused_connections_are_told_as_such() -> None:
    async with Web(NetworkConfig(gateway="http://127.0.0.1:1"), SystemClock()) as client:
        with pytest.raises(VenueError) as caught:
            await MarketCapChain(("coinlore",), client, OffsetClock(NOW_MS)).fetch()
    assert caught.value.trouble is Trouble.REFUSED


def test_the_gateway_keeps_host_path_and_query() -> None:
    assert (
        through_gateway("https://a.example:8443/x/y?z=1", "http://127.0.0.1:9/")
        == "http://127.0.0.1:9/a.example/x/y?z=1"
    )
    assert through_gateway("https://a.example/x", "") == "https://a.example/x"
