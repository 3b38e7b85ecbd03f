"""OKX's order books, five-minute bars and positions of altcoins: units, and the paper venue by value."""

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
from tui.exchange.okx import Okx
from tui.exchange.wire.okx_books import depth, swap_candles
from tui.paper.venues.okx import open_venue

BAR_MS = 300_000
SWAP = Instrument(id="XRP-USDT-SWAP", asset="XRP", quote="USDT", kind="perpetual", contract_size=100.0)
BOOK = {"bids": [["2.31", "12.5", "3"], ["2.30", "0", "0"], ["2.29", "4", "1"]], "asks": [["2.32", "3", "1"]]}


def book(**changes: object) -> dict[str, object]:
    return {"code": "0", "data": [{**BOOK, "ts": "1762300800123", **changes}]}


def test_a_book_counts_contracts_and_the_event_coin() -> None:
    found = depth(book(), SWAP, 5)
    assert found is not None
    assert (found.venue, found.asset, found.symbol) == ("okx", "XRP", "XRP-USDT-SWAP")
    assert found.bids == ((2.31, 1250.0), (2.29, 400.0))
    assert (found.best_ask_usd, found.at_ms) == (2.32, 1_762_300_800_123)


@pytest.mark.parametrize(
    "changed",
    [
        {"bids": []},
        {"asks": None},
        {"asks": [["2.31", "1"]]},
        {"bids": [["2.29", "4"], ["2.31", "12.5"]]},
        {"bids": [["x", "1"], "no row", ["nan", "2"]]},
    ],
)
def test_what_is_no_book(changed: dict[str, object]) -> None:
    assert depth(book(**changed), SWAP, 1) is None
    assert depth({"code": "51001", "data": []}, SWAP, 1) is None


def test_a_swap_s_volume_is_the_column_of_coin() -> None:
    row = ["1762300800000", "2.30", "2.33", "2.29", "2.31", "10", "1000", "2310", "0"]
    [bar] = swap_candles({"data": [row, ["bad"], None]}, SWAP, "5m", 5)
    assert (bar.open_ms, bar.close_usd, bar.volume_coin) == (1_762_300_800_000, 2.31, 1000.0)


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Okx]]:
    def make(assets: Sequence[str], network: NetworkConfig, clock: Clock) -> Okx:
        return Okx(assets, network, clock, altcoins=("XRP", "LINK"))

    async with rigged(make, open_venue, ("BTC",)) as made:
        yield made


async def test_books_come_from_the_swap_a_thousand_deep(rig: Rig[Okx]) -> None:
    [event] = await rig.poll(FeedKind.DEPTH, "XRP").fetch()
    assert isinstance(event, Depth)
    contract = rig.world.contract("okx", "XRP-USDT-SWAP")
    assert contract is not None
    bids, asks = rig.world.book(contract, 1000)
    assert len(event.bids) == 1000
    assert sum(price * coins for price, coins in event.bids) == pytest.approx(sum(p * c for p, c in bids), rel=0.001)
    assert event.best_ask_usd == pytest.approx(asks[0][0])


async def test_bars_are_a_week_at_first_and_then_the_newest(rig: Rig[Okx]) -> None:
    feed = rig.poll(FeedKind.ALTCOINS, "5m XRP")
    bars = [event for event in await feed.fetch() if isinstance(event, Candle)]
    assert {(bar.timeframe, bar.symbol) for bar in bars} == {("5m", "XRP-USDT-SWAP")}
    assert [bar.open_ms - bars[0].open_ms for bar in bars] == [BAR_MS * place for place in range(2016)]
    contract = rig.world.contract("okx", "XRP-USDT-SWAP")
    assert contract is not None
    truth = rig.world.candles(contract, BAR_MS, until_ms=bars[-2].open_ms, limit=1)[0]
    assert bars[-2].volume_coin == pytest.approx(truth.volume_coin, rel=1e-6)
    await rig.clock.advance(300)
    assert len(await feed.fetch()) == 5


async def test_open_interest_and_funding_of_the_altcoins_alone(rig: Rig[Okx]) -> None:
    interest = await rig.poll(FeedKind.ALTCOINS, "open interest").fetch()
    assert {event.asset for event in interest if isinstance(event, OpenInterest)} == {"XRP", "LINK"}
    rates = await rig.poll(FeedKind.ALTCOINS, "funding").fetch()
    assert {event.asset for event in rates if isinstance(event, FundingRate)} == {"XRP", "LINK"}


async def test_an_answer_that_is_no_book_is_a_failure(rig: Rig[Okx]) -> None:
    rig.server.faults.answer(Where(path="/api/v5/market/books-full"), status=200, body='{"code": "0", "data": []}')
    with pytest.raises(VenueError) as caught:
        await rig.poll(FeedKind.DEPTH, "XRP").fetch()
    assert caught.value.trouble is Trouble.BAD_RESPONSE


def test_its_feeds_stand_by_for_binance_s_part_by_part() -> None:
    def parts(venue: Binance | Okx) -> list[tuple[FeedKind, str, float]]:
        wanted = (FeedKind.DEPTH, FeedKind.ALTCOINS)
        return sorted((feed.kind, feed.part, feed.every_s) for feed in venue.feeds() if feed.kind in wanted)  # type: ignore[union-attr]  # polls

    venues = [kind(("BTC",), NetworkConfig(), ManualClock(), ("SOL", "XRP")) for kind in (Binance, Okx)]
    assert parts(venues[0]) == parts(venues[1])
    assert not parts(Okx(("BTC",), NetworkConfig(), ManualClock()))
