"""Bybit's order books, five-minute bars and positions of altcoins: units, and the paper venue by value."""

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
from tui.exchange.bybit import Bybit
from tui.exchange.instrument import Instrument
from tui.exchange.wire.bybit_books import candles, depth
from tui.paper.venues.bybit import open_venue

BAR_MS = 300_000
SOL = Instrument(id="SOLUSDT", asset="SOL", quote="USDT", kind="perpetual")
BOOK = {"s": "SOLUSDT", "b": [["162.40", "12.5"], ["162.39", "0"], ["162.30", "4"]], "a": [["162.41", "3"]]}
ROW = ["1762300800000", "162", "163", "161", "162.5", "1000", "162500"]


def book(**changes: object) -> dict[str, object]:
    return {"retCode": 0, "result": {**BOOK, "ts": 1_762_300_800_123, **changes}}


def test_a_book_in_coin_best_first_without_its_empty_levels() -> None:
    found = depth(book(), SOL, 1_762_300_800_200)
    assert found is not None
    assert (found.venue, found.asset, found.symbol) == ("bybit", "SOL", "SOLUSDT")
    assert found.bids == ((162.40, 12.5), (162.30, 4.0))
    assert (found.best_ask_usd, found.at_ms) == (162.41, 1_762_300_800_123)


@pytest.mark.parametrize(
    "changed",
    [
        {"b": []},
        {"a": None},
        {"a": [["162.40", "1"]]},
        {"b": [["162.30", "4"], ["162.40", "12.5"]]},
        {"b": [["x", "1"], "no row", ["nan", "2"]]},
        {"s": "XRPUSDT"},
    ],
)
def test_what_is_no_book(changed: dict[str, object]) -> None:
    assert depth(book(**changed), SOL, 1) is None
    assert depth(None, SOL, 1) is None


def test_bars_are_oldest_first_and_count_coin() -> None:
    older = ["1762300500000", *ROW[1:]]
    payload = {"result": {"symbol": "SOLUSDT", "list": [ROW, older, ["bad"], None]}}
    found = candles(payload, SOL, "5m", 5)
    assert [bar.open_ms for bar in found] == [1_762_300_500_000, 1_762_300_800_000]
    assert (found[0].venue, found[0].close_usd, found[0].volume_coin) == ("bybit", 162.5, 1000.0)
    assert candles({"result": {"symbol": "XRPUSDT", "list": [ROW]}}, SOL, "5m", 5) == []


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Bybit]]:
    def make(assets: Sequence[str], network: NetworkConfig, clock: Clock) -> Bybit:
        return Bybit(assets, network, clock, altcoins=("SOL", "LINK"))

    async with rigged(make, open_venue, ("BTC",)) as made:
        yield made


async def test_books_come_from_the_perpetual_as_deep_as_one_answer(rig: Rig[Bybit]) -> None:
    [event] = await rig.poll(FeedKind.DEPTH, "SOL").fetch()
    assert isinstance(event, Depth)
    contract = rig.world.contract("bybit", "SOLUSDT", "perpetual")
    assert contract is not None
    bids, asks = rig.world.book(contract, 500)
    assert len(event.bids) == 500
    assert sum(price * coins for price, coins in event.bids) == pytest.approx(sum(p * c for p, c in bids), rel=0.001)
    assert event.best_ask_usd == pytest.approx(asks[0][0])


async def test_bars_are_a_week_at_first_and_then_the_newest(rig: Rig[Bybit]) -> None:
    feed = rig.poll(FeedKind.ALTCOINS, "5m SOL")
    bars = [event for event in await feed.fetch() if isinstance(event, Candle)]
    assert {(bar.timeframe, bar.symbol) for bar in bars} == {("5m", "SOLUSDT")}
    assert [bar.open_ms - bars[0].open_ms for bar in bars] == [BAR_MS * place for place in range(2016)]
    await rig.clock.advance(300)
    assert len(await feed.fetch()) == 5


async def test_open_interest_and_funding_of_the_altcoins_alone(rig: Rig[Bybit]) -> None:
    interest = await rig.poll(FeedKind.ALTCOINS, "open interest").fetch()
    assert {event.asset for event in interest if isinstance(event, OpenInterest)} == {"SOL", "LINK"}
    for event in interest:
        assert isinstance(event, OpenInterest)
        contract = rig.world.contract("bybit", event.symbol, "perpetual")
        assert contract is not None
        truth = rig.world.open_interest_at(contract, rig.world.now_ms())
        assert event.coin == pytest.approx(truth.coin, rel=0.001)
    rates = await rig.poll(FeedKind.ALTCOINS, "funding").fetch()
    assert {event.asset for event in rates if isinstance(event, FundingRate)} == {"SOL", "LINK"}


async def test_an_answer_that_is_no_book_is_a_failure(rig: Rig[Bybit]) -> None:
    rig.server.faults.answer(Where(path="/v5/market/orderbook"), status=200, body='{"retCode": 0, "result": {}}')
    with pytest.raises(VenueError) as caught:
        await rig.poll(FeedKind.DEPTH, "SOL").fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


def test_its_feeds_stand_by_for_binance_s_part_by_part() -> None:
    def parts(venue: Binance | Bybit) -> list[tuple[FeedKind, str, float]]:
        wanted = (FeedKind.DEPTH, FeedKind.ALTCOINS)
        return sorted((feed.kind, feed.part, feed.every_s) for feed in venue.feeds() if feed.kind in wanted)  # type: ignore[union-attr]  # polls

    venues = [kind(("BTC",), NetworkConfig(), ManualClock(), ("SOL", "XRP")) for kind in (Binance, Bybit)]
    assert parts(venues[0]) == parts(venues[1])
    assert not parts(Bybit(("BTC",), NetworkConfig(), ManualClock()))
