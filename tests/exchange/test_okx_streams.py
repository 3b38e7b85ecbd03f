"""What OKX pushes, end to end: the real venue through the gateway to a paper OKX, against the world's truth."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import ClassVar

import pytest

from tests.clocks import until
from tests.exchange.okx_rig import Rig, rigged, running
from tests.exchange.okx_samples import detail, liquidation_frame
from tests.paper.faults import Where
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Completeness, FeedKind, Liquidation, Quote, Side
from tui.paper.contract import ForcedOrder
from tui.paper.venues import okx as paper
from tui.paper.venues.okx_session import OkxSession


class ForgetfulSession(OkxSession):
    """Loses every subscription to liquidations."""

    def on_text(self, text: str) -> Sequence[str]:
        return [] if "liquidation" in text else super().on_text(text)


class Forgetful(paper.Okx):
    def open(self, host: str, path: str, query: Mapping[str, str]) -> OkxSession:
        return ForgetfulSession(self._world)


class Listening(paper.Okx):
    """Remembers what clients sent."""

    heard: ClassVar[list[str]] = []

    def open(self, host: str, path: str, query: Mapping[str, str]) -> OkxSession:
        return ListeningSession(self._world)


class ListeningSession(OkxSession):
    def on_text(self, text: str) -> Sequence[str]:
        Listening.heard.append(text)
        return super().on_text(text)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with rigged() as made:
        yield made


async def test_prices_stream_from_every_dollar_leg(rig: Rig) -> None:
    async with running(rig.stream(FeedKind.PRICE)) as (events, _):
        await until(lambda: len({event.symbol for event in events if isinstance(event, Quote)}) == 4)
    quotes = {event.symbol: event for event in events if isinstance(event, Quote)}
    assert quotes.keys() == {"BTC-USDT", "BTC-USDC", "ETH-USDT", "ETH-USDC"}
    for quote in quotes.values():
        contract = rig.world.contract("okx", quote.symbol)
        assert contract is not None
        state = rig.world.state(contract)
        assert (quote.bid_usd, quote.ask_usd, quote.last_usd) == (state.bid_usd, state.ask_usd, state.last_usd)
        assert quote.change_24h_pct == pytest.approx(state.change_24h_pct)
        assert quote.at_ms == rig.world.now_ms()


@pytest.mark.fault(40)
@pytest.mark.parametrize(("part", "kind"), [("swap", "perpetual"), ("future", "future")])
async def test_liquidations_stream_with_side_and_dollars(rig: Rig, part: str, kind: str) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS, part)
    start_ms = rig.clock.now_ms()
    async with running(feed) as (events, _):
        # The canary moves before any order comes.
        await until(lambda: feed.last_frame_s() is not None)
        assert feed.stale_after_s is None
        await rig.passing(lambda: len(events) >= 3)
    found = [event for event in events if isinstance(event, Liquidation)]
    assert len(found) >= 3
    truth = {
        (order.contract.id, order.at_ms, order.contracts): order
        for order in rig.world.forced_orders("okx", start_ms)
        if order.contract.kind == kind
    }
    for event in found:
        [order] = [order for order in truth.values() if (order.contract.id, order.at_ms) == (event.symbol, event.at_ms)]
        assert_is(event, order)
        assert event.completeness is Completeness.SAMPLED


def assert_is(event: Liquidation, order: ForcedOrder) -> None:
    assert event.hurt is (Side.LONG if order.hurt_long else Side.SHORT)
    assert (event.asset, event.price_usd) == (order.contract.asset, order.bankruptcy_usd)
    assert event.usd == pytest.approx(order.contract.usd(order.contracts, order.bankruptcy_usd))
    assert event.coin == pytest.approx(order.contract.coin(order.contracts, order.bankruptcy_usd))


@pytest.mark.fault(42)
@pytest.mark.fault(44)
async def test_every_entry_of_a_frame_arrives_and_unlisted_contracts_are_quarantined(rig: Rig) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS, "swap")
    async with running(feed) as (events, _):
        await until(lambda: feed.last_frame_s() is not None)
        burst = {"instId": "BTC-USDT-SWAP", "details": [detail(sz=str(size)) for size in range(1, 101)]}
        await rig.server.send_raw(Where(), liquidation_frame({"instId": "NEW-USDT-SWAP", "details": [detail()]}, burst))
        await until(lambda: len(events) == 100)
    assert [event.coin for event in events if isinstance(event, Liquidation)] == pytest.approx(
        [size * 0.01 for size in range(1, 101)]
    )
    assert rig.venue._client.counts["quarantined"] == 1


async def test_a_stream_that_has_ended_takes_no_late_frame(rig: Rig) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS, "swap")
    async with running(feed):
        await until(lambda: feed.last_frame_s() is not None)
    assert rig.venue._forced["swap"].tap is None
    price = rig.stream(FeedKind.PRICE)
    async with running(price) as (events, _):
        await until(lambda: bool(events))
    assert rig.venue._client.tap is None


async def test_swaps_and_futures_have_a_socket_each(rig: Rig) -> None:
    swap, future = rig.stream(FeedKind.LIQUIDATIONS, "swap"), rig.stream(FeedKind.LIQUIDATIONS, "future")
    async with running(swap), running(future):
        await until(lambda: swap.last_frame_s() is not None and future.last_frame_s() is not None)
        assert rig.server.open_sockets(Where()) == 2


async def test_text_pings_are_sent_and_their_answers_are_no_sign_of_life() -> None:
    async with rigged(paper=Listening) as rig:
        Listening.heard.clear()
        feed = rig.stream(FeedKind.LIQUIDATIONS, "swap")
        socket_client = rig.venue._forced["swap"]
        socket_client.exchange.streaming["keepAlive"] = 200
        async with running(feed) as (_, task):
            await until(lambda: feed.last_frame_s() is not None)
            rig.server.faults.silence(Where())
            Listening.heard.clear()
            # What was on its way has arrived once a ping was answered.
            await until(lambda: Listening.heard.count("ping") >= 3)
            last_s, frames = feed.last_frame_s(), socket_client.frames
            await rig.clock.advance(60)
            await until(lambda: socket_client.frames >= frames + 2)
            # Pongs arrive, but the canary is silent: that is what the watchdog goes by.
            assert feed.last_frame_s() == last_s
            assert not task.done()


async def test_a_lost_connection_is_told(rig: Rig) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS, "swap")
    async with running(feed) as (_, task):
        await until(lambda: feed.last_frame_s() is not None)
        await rig.server.close_sockets(Where())
        with pytest.raises(VenueError) as caught:
            await asyncio.wait_for(asyncio.shield(task), 5)
        assert caught.value.trouble is Trouble.DISCONNECTED


async def test_a_refused_subscription_is_told_and_can_be_tried_again(rig: Rig) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS, "swap")
    refusal = '{"event":"error","code":"60018","msg":"Wrong URL or channel doesn\'t exist.","connId":"a4d3ae55"}'
    async with running(feed) as (_, task):
        await until(lambda: feed.last_frame_s() is not None)
        await rig.server.send_raw(Where(), refusal)
        with pytest.raises(VenueError):
            await asyncio.wait_for(asyncio.shield(task), 5)
    seen_s = feed.last_frame_s()
    assert seen_s is not None
    await rig.clock.advance(5)
    async with running(feed):
        await until(lambda: (feed.last_frame_s() or 0) > seen_s)


async def test_a_subscription_that_is_never_acknowledged_is_not_a_quiet_market() -> None:
    async with rigged(paper=Forgetful) as rig:
        feed = rig.stream(FeedKind.LIQUIDATIONS, "swap")
        async with running(feed) as (_, task):
            await until(lambda: feed.last_frame_s() is not None)
            await rig.clock.advance(11)
            with pytest.raises(VenueError) as caught:
                await asyncio.wait_for(asyncio.shield(task), 5)
            assert caught.value.trouble is Trouble.TIMEOUT


async def test_garbage_costs_one_frame(rig: Rig) -> None:
    feed = rig.stream(FeedKind.PRICE)
    async with running(feed) as (events, task):
        await until(lambda: bool(events))
        for garbage in ('{"arg":', "[null]", "[]", "7", '{"arg":{"channel":"tickers"},"data":[null]}'):
            await rig.server.send_raw(Where(), garbage)
        count = len(events)
        await rig.clock.advance(1)
        await until(lambda: len(events) > count)
        assert not task.done()


async def test_the_backfill_gives_the_streams_events_their_own_keys(rig: Rig) -> None:
    async with running(rig.stream(FeedKind.LIQUIDATIONS, "swap")) as (events, _):
        await until(lambda: rig.stream(FeedKind.LIQUIDATIONS, "swap").last_frame_s() is not None)
        await rig.passing(lambda: any(isinstance(event, Liquidation) and event.asset == "BTC" for event in events))
    streamed = {event.key for event in events if isinstance(event, Liquidation) and event.asset in ("BTC", "ETH")}
    past = {
        event.key
        for event in await rig.poll(FeedKind.LIQUIDATIONS, "backfill").fetch()
        if isinstance(event, Liquidation)
    }
    assert streamed
    assert streamed <= past
