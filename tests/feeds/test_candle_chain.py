import pytest

from tests.clocks import ManualClock
from tests.feeds.scripted import ScriptedPoll, supervised, trouble
from tui.domain.errors import Trouble
from tui.domain.events import FeedKind, FeedState

WHOLE_HOUR_MS = 1_762_300_800_000


@pytest.fixture
def clock() -> ManualClock:
    """Ten past an hour: at its end closes are asked for out of turn."""
    return ManualClock(WHOLE_HOUR_MS + 600_000)


def candles(clock: ManualClock, venue: str, *answers: object, part: str = "BTC") -> ScriptedPoll:
    return ScriptedPoll(clock, *answers, venue=venue, kind=FeedKind.CANDLES, part=part)  # type: ignore[arg-type]  # scripted


async def test_only_the_first_venue_is_asked_while_it_answers(clock: ManualClock) -> None:
    kraken, binance, okx = (candles(clock, venue) for venue in ("kraken", "binance", "okx"))
    async with supervised(clock, kraken.feed, binance.feed, okx.feed) as (supervisor, watcher):
        await clock.advance(600)
        assert supervisor.unanswered() == ()
    assert len(binance.asked_s) >= 9
    assert not okx.asked_s
    assert not kraken.asked_s
    assert watcher.states("binance") == [FeedState.CONNECTING, FeedState.LIVE]
    assert [(s.state, s.reason) for s in watcher.statuses("okx")] == [
        (FeedState.OFF, "stands by: candles come from binance")
    ]


async def test_a_close_is_asked_for_as_soon_as_it_is_final() -> None:
    clock = ManualClock(WHOLE_HOUR_MS - 20_000)
    btc = candles(clock, "binance")
    own = ScriptedPoll(clock, venue="binance", kind=FeedKind.ALTCOINS, part="SOL")
    async with supervised(clock, btc.feed, own.feed):
        await clock.advance(40)
    assert btc.asked_s == [1000.0, 1026.0]
    assert own.asked_s == [1000.0]


async def test_the_configured_reference_leads_and_the_others_stand_in(clock: ManualClock) -> None:
    binance = candles(clock, "binance")
    kraken = candles(clock, "kraken", [], trouble(Trouble.TIMEOUT, venue="kraken"))
    bars = ScriptedPoll(clock, venue="kraken", kind=FeedKind.ALTCOINS, part="SOL")
    own = ScriptedPoll(clock, venue="binance", kind=FeedKind.ALTCOINS, part="SOL")
    async with supervised(clock, binance.feed, kraken.feed, bars.feed, own.feed, reference="kraken"):
        await clock.advance(30)
        assert (len(kraken.asked_s), len(binance.asked_s)) == (1, 0)
        assert (len(bars.asked_s), bool(own.asked_s)) == (0, True), "it leads candles alone"
        await clock.advance(90)
        assert binance.asked_s


async def test_the_next_venue_takes_over_at_once_and_keeps_it_for_ten_minutes(clock: ManualClock) -> None:
    binance = candles(clock, "binance", trouble(Trouble.TIMEOUT, venue="binance"), [])
    okx = candles(clock, "okx")
    async with supervised(clock, binance.feed, okx.feed) as (_, watcher):
        assert okx.asked_s == [1000.0]
        assert watcher.states("okx") == [FeedState.LIVE]
        await clock.advance(590)
        assert len(binance.asked_s) == 1
        assert len(okx.asked_s) >= 9
        await clock.advance(120)
        assert len(binance.asked_s) >= 2
        assert watcher.statuses("okx")[-1].reason == "stands by: candles come from binance"


async def test_a_blocked_venue_stays_blocked_on_the_board(clock: ManualClock) -> None:
    binance = candles(clock, "binance", trouble(Trouble.BLOCKED, venue="binance"))
    okx = candles(clock, "okx")
    async with supervised(clock, binance.feed, okx.feed) as (_, watcher):
        await clock.advance(3600)
    assert watcher.states("binance") == [FeedState.CONNECTING, FeedState.BLOCKED]
    assert len(binance.asked_s) == 1


async def test_when_all_fail_each_is_asked_again_with_backoff(clock: ManualClock) -> None:
    binance = candles(clock, "binance", trouble(Trouble.DNS, venue="binance"))
    okx = candles(clock, "okx", trouble(Trouble.DNS))
    async with supervised(clock, binance.feed, okx.feed) as (supervisor, _):
        assert supervisor.unanswered() == ()
        await clock.advance(600)
        assert 10 <= len(binance.asked_s) <= 60
        assert 10 <= len(okx.asked_s) <= 60
        binance.answers = [[]]
        await clock.advance(61)
        assert okx.asked_s[-1] < binance.asked_s[-1]


async def test_each_asset_has_a_chain_of_its_own(clock: ManualClock) -> None:
    btc = candles(clock, "binance", trouble(Trouble.UNSUPPORTED, venue="binance"), part="BTC")
    eth = candles(clock, "binance", part="ETH")
    okx = candles(clock, "okx", part="BTC")
    async with supervised(clock, btc.feed, eth.feed, okx.feed):
        await clock.advance(300)
    assert len(btc.asked_s) == 1
    assert len(eth.asked_s) >= 4
    assert len(okx.asked_s) >= 4


async def test_order_books_of_an_altcoin_come_from_the_next_venue_where_the_first_refuses(clock: ManualClock) -> None:
    def book(venue: str, *answers: object, part: str = "SOL") -> ScriptedPoll:
        return ScriptedPoll(clock, *answers, venue=venue, kind=FeedKind.DEPTH, part=part)  # type: ignore[arg-type]  # scripted

    binance, bybit = book("binance", trouble(Trouble.BLOCKED, venue="binance")), book("bybit")
    other, idle = book("binance", part="XRP"), book("bybit", part="XRP")
    async with supervised(clock, bybit.feed, binance.feed, other.feed, idle.feed) as (_, watcher):
        await clock.advance(600)
    assert len(binance.asked_s) == 1
    assert len(bybit.asked_s) >= 9
    assert len(other.asked_s) >= 9
    assert not idle.asked_s
    reasons = {(status.part, status.reason) for status in watcher.statuses("bybit")}
    assert reasons == {("SOL", None), ("XRP", "stands by: order books come from binance")}


def altcoin(clock: ManualClock, venue: str, *answers: object) -> ScriptedPoll:
    return ScriptedPoll(clock, *answers, venue=venue, kind=FeedKind.DEPTH, part="SOL")  # type: ignore[arg-type]  # scripted


async def test_one_failure_does_not_take_an_altcoin_s_book_to_another_venue_for_long(clock: ManualClock) -> None:
    binance = altcoin(clock, "binance", trouble(Trouble.TIMEOUT, venue="binance"), [])
    okx = altcoin(clock, "okx")
    async with supervised(clock, binance.feed, okx.feed):
        assert len(okx.asked_s) == 1
        await clock.advance(130)
    assert len(okx.asked_s) == 1
    assert len(binance.asked_s) >= 2


async def test_a_venue_that_fails_again_is_left_for_ten_minutes(clock: ManualClock) -> None:
    binance = altcoin(clock, "binance", trouble(Trouble.TIMEOUT, venue="binance"))
    okx = altcoin(clock, "okx")
    async with supervised(clock, binance.feed, okx.feed):
        await clock.advance(500)
    assert len(binance.asked_s) == 2
    assert len(okx.asked_s) >= 7


async def test_a_failure_that_another_venue_makes_good_is_no_failed_feed(clock: ManualClock) -> None:
    binance = candles(clock, "binance", [], trouble(Trouble.TIMEOUT, venue="binance"))
    okx = candles(clock, "okx")
    async with supervised(clock, binance.feed, okx.feed) as (supervisor, watcher):
        await clock.advance(70)
        last = watcher.statuses("binance")[-1]
        assert last.state is FeedState.OFF
        assert last.reason == "stands by: candles come from okx (it is timeout)"
        assert watcher.states("okx")[-1] is FeedState.LIVE
        asked = len(binance.asked_s)
        supervisor.reconnect()
        await clock.advance(1)
        assert len(binance.asked_s) == asked + 1
