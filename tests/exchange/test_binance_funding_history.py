"""What Binance's perpetuals have paid: intervals from the payments themselves."""

from collections.abc import AsyncIterator

import pytest

from tests.exchange.paper_rig import Rig, rigged
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import FeedKind, FundingKind, FundingRate
from tui.exchange.binance import Binance
from tui.exchange.instrument import Instrument
from tui.exchange.wire.binance_futures import settled_funding
from tui.paper.venues.binance import open_venue

BTC = Instrument(id="BTCUSDT", asset="BTC", quote="USDT", kind="perpetual")
NOON_MS = 1_762_300_800_000


def row(at_ms: int, rate: object = "0.00010000", symbol: str = "BTCUSDT") -> dict[str, object]:
    return {"symbol": symbol, "fundingTime": at_ms, "fundingRate": rate, "markPrice": "107000"}


def test_an_interval_is_the_time_since_the_payment_before() -> None:
    times = [NOON_MS, NOON_MS + 8 * HOUR_MS + 4, NOON_MS + 12 * HOUR_MS, NOON_MS + 13 * HOUR_MS]
    found = settled_funding([row(at_ms) for at_ms in reversed(times)], BTC, NOON_MS + DAY_MS)
    assert [event.interval_h for event in found] == [8, 4, 1]
    assert [event.at_ms for event in found] == times[1:]
    assert {event.kind for event in found} == {FundingKind.SETTLED}
    assert {event.rate for event in found} == {0.0001}


def test_a_gap_is_no_interval_and_other_rows_are_left_out() -> None:
    gap = [row(NOON_MS), row(NOON_MS + DAY_MS), row(NOON_MS + DAY_MS + 8 * HOUR_MS)]
    assert [event.at_ms for event in settled_funding(gap, BTC, 0)] == [NOON_MS + DAY_MS + 8 * HOUR_MS]
    odd = [row(NOON_MS, None), row(NOON_MS, symbol="ETHUSDT"), None, {"symbol": "BTCUSDT"}]
    assert settled_funding(odd, BTC, 0) == []
    assert settled_funding({"code": -1}, BTC, 0) == []


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Binance]]:
    async with rigged(Binance, open_venue) as made:
        yield made


async def test_eleven_months_of_the_usdt_perpetual(rig: Rig[Binance]) -> None:
    events = await rig.poll(FeedKind.FUNDING, "history ETH").fetch()
    paid = [event for event in events if isinstance(event, FundingRate)]
    contract = rig.world.contract("binance", "ETHUSDT", "perpetual")
    assert contract is not None
    truth = rig.world.funding_history(contract, 1000)[1:]
    assert {(event.symbol, event.interval_h) for event in paid} == {("ETHUSDT", 8)}
    assert [event.rate for event in paid] == pytest.approx([point.rate for point in truth], abs=1e-8)
    assert paid[-1].at_ms - paid[0].at_ms == 998 * 8 * HOUR_MS
