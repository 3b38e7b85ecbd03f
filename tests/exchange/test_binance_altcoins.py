"""Binance's order books, five-minute bars and positions of altcoins: units, and the paper venue by value."""

from collections.abc import AsyncIterator, Sequence

import pytest

from tests.clocks import ManualClock
from tests.exchange.paper_rig import Rig, rigged
from tests.paper.faults import Where
from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Candle, Depth, FeedKind, FundingRate, OpenInterest
from tui.exchange.binance import Binance
from tui.exchange.instrument import Instrument
from tui.exchange.wire.binance_futures import depth
from tui.paper.venues.binance import open_venue

BAR_MS = 300_000
SOL = Instrument(id="SOLUSDT", asset="SOL", quote="USDT", kind="perpetual")
ANSWER = {
    "lastUpdateId": 1,
    "E": 1_762_300_800_123,
    "T": 1_762_300_800_100,
    "bids": [["162.40", "12.5"], ["162.39", "0.00"], ["162.30", "4"]],
    "asks": [["162.41", "3"]],
}


def test_a_book_in_coin_best_first_without_its_empty_levels() -> None:
    found = depth(ANSWER, SOL, 1_762_300_800_200)
    assert found is not None
    assert (found.venue, found.asset, found.symbol) == ("binance", "SOL", "SOLUSDT")
    assert found.bids == ((162.40, 12.5), (162.30, 4.0))
    assert (found.best_ask_usd, found.at_ms) == (162.41, 1_762_300_800_123)


@pytest.mark.parametrize(
    "changed",
    [
        {"bids": []},
        {"asks": None},
        {"asks": [["162.40", "1"]]},
        {"bids": [["162.30", "4"], ["162.40", "12.5"]]},
        {"bids": [["x", "1"], "no row", ["nan", "2"]]},
    ],
)
def test_what_is_no_book(changed: dict[str, object]) -> None:
    assert depth(ANSWER | changed, SOL, 1) is None
    assert depth(None, SOL, 1) is None


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Binance]]:
    def make(assets: Sequence[str], network: NetworkConfig, clock: Clock) -> Binance:
        return Binance(assets, network, clock, altcoins=("SOL", "LINK"))

    async with rigged(make, open_venue, ("BTC",)) as made:
        yield made


async def test_books_come_from_the_perpetual_a_thousand_deep(rig: Rig[Binance]) -> None:
    [event] = await rig.poll(FeedKind.DEPTH, "SOL").fetch()
    assert isinstance(event, Depth)
    contract = rig.world.contract("binance", "SOLUSDT", "perpetual")
    assert contract is not None
    bids, asks = rig.world.book(contract, 1000)
    assert len(event.bids) == 1000
    assert event.bids[0][0] == pytest.approx(bids[0][0])
    assert sum(price * coins for price, coins in event.bids) == pytest.approx(sum(p * c for p, c in bids), rel=0.001)
    assert event.best_ask_usd == pytest.approx(asks[0][0])
    assert "limit=1000" in rig.requests("/fapi/v1/depth")[0]


async def test_bars_are_a_week_at_first_and_then_the_newest(rig: Rig[Binance]) -> None:
    feed = rig.poll(FeedKind.ALTCOINS, "5m SOL")
    bars = [event for event in await feed.fetch() if isinstance(event, Candle)]
    assert {(bar.timeframe, bar.symbol) for bar in bars} == {("5m", "SOLUSDT")}
    assert [bar.open_ms - bars[0].open_ms for bar in bars] == [BAR_MS * place for place in range(2016)]
    assert bars[-1].open_ms + BAR_MS > rig.world.now_ms()
    await rig.clock.advance(300)
    again = await feed.fetch()
    assert len(again) == 5


async def test_a_leader_s_bars_are_asked_for_too(rig: Rig[Binance]) -> None:
    bars = await rig.poll(FeedKind.ALTCOINS, "5m BTC").fetch()
    assert {bar.asset for bar in bars if isinstance(bar, Candle)} == {"BTC"}


async def test_open_interest_and_funding_of_the_altcoins_alone(rig: Rig[Binance]) -> None:
    interest = await rig.poll(FeedKind.ALTCOINS, "open interest").fetch()
    assert {event.asset for event in interest if isinstance(event, OpenInterest)} == {"SOL", "LINK"}
    for event in interest:
        assert isinstance(event, OpenInterest)
        contract = rig.world.contract("binance", event.symbol, "perpetual")
        assert contract is not None
        truth = rig.world.open_interest_at(contract, rig.world.now_ms())
        assert event.coin == pytest.approx(truth.coin, rel=0.001)
        assert event.usd == pytest.approx(truth.usd, rel=0.001)
    rates = await rig.poll(FeedKind.ALTCOINS, "funding").fetch()
    assert {event.asset for event in rates if isinstance(event, FundingRate)} == {"SOL", "LINK"}


async def test_an_answer_that_is_no_book_is_a_failure(rig: Rig[Binance]) -> None:
    rig.server.faults.answer(Where(path="/fapi/v1/depth"), status=200, body='{"bids": [], "asks": []}')
    with pytest.raises(VenueError) as caught:
        await rig.poll(FeedKind.DEPTH, "SOL").fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


def test_without_altcoins_nothing_is_asked_for_them() -> None:
    venue = Binance(("BTC",), NetworkConfig(), ManualClock())
    assert {FeedKind.DEPTH, FeedKind.ALTCOINS}.isdisjoint({feed.kind for feed in venue.feeds()})
