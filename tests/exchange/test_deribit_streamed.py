"""Deribit's live liquidations, end to end: the real venue through the gateway to a paper Deribit."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest

from tests.clocks import until
from tests.exchange.deribit_samples import trade, trades_frame
from tests.exchange.paper_rig import Rig, rigged, running
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Completeness, Event, FeedKind, Liquidation, Side
from tui.exchange.deribit import Deribit
from tui.paper.venues import deribit as paper
from tui.paper.venues.deribit_session import DeribitSession


class FussySession(DeribitSession):
    """Knows channels over all currencies only."""

    def on_text(self, text: str) -> Sequence[str]:
        request = json.loads(text)
        request["params"]["channels"] = [name for name in request["params"]["channels"] if ".any." in name]
        return super().on_text(json.dumps(request))


class Fussy(paper.Deribit):
    def open(self, host: str, path: str, query: Mapping[str, str]) -> DeribitSession:
        return FussySession(self._world)


class DeafSession(DeribitSession):
    """Takes every channel, and pushes nothing on those of one currency."""

    def _news(self, channel: str, now_ms: int) -> list[Any]:
        return super()._news(channel, now_ms) if ".any." in channel else []


class Deaf(paper.Deribit):
    def open(self, host: str, path: str, query: Mapping[str, str]) -> DeribitSession:
        return DeafSession(self._world)


class ErringSession(DeribitSession):
    """Answers every subscription with an error."""

    def on_text(self, text: str) -> Sequence[str]:
        request_id = json.loads(text)["id"]
        error = {"code": 10028, "message": "too_many_requests"}
        return [json.dumps({"jsonrpc": "2.0", "id": request_id, "error": error})]


class Erring(paper.Deribit):
    def open(self, host: str, path: str, query: Mapping[str, str]) -> DeribitSession:
        return ErringSession(self._world)


@pytest.fixture
async def rig() -> AsyncIterator[Rig[Deribit]]:
    async with rigged(Deribit, paper.Deribit) as made:
        yield made


def liquidations(events: Sequence[Event]) -> list[Liquidation]:
    return [event for event in events if isinstance(event, Liquidation)]


def key_of(symbol: str, settle: str, number: int) -> str:
    """The part of a key that says which trade it was."""
    return f"{symbol}:{number}:" if settle == "BTC" else f"{symbol}:{settle}-{number}:"


@pytest.mark.fault(40)
async def test_every_forced_trade_arrives_with_side_and_dollars(rig: Rig[Deribit]) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS)
    assert feed.stale_after_s is None
    async with running(feed) as (events, _):
        await until(lambda: feed.last_frame_s() is not None)
        start_ms = rig.world.now_ms()
        await rig.passing(lambda: len(events) >= 25)
        found = liquidations(events)
    orders = rig.world.forced_orders("deribit", start_ms)
    truth = {key_of(order.contract.id, order.contract.settle, order.id): order for order in orders}
    assert {event.asset for event in found} > {"BTC", "ETH"}
    assert {event.key.rpartition(":")[2] for event in found} == {"T", "M"}
    assert len({event.key for event in found}) == len(found)
    for event in found:
        order = truth[event.key[:-1]]
        assert event.hurt is (Side.LONG if order.hurt_long else Side.SHORT)
        assert event.usd == pytest.approx(order.usd)
        assert event.coin == pytest.approx(order.coin)
        assert (event.price_usd, event.at_ms) == (order.fill_usd, order.at_ms)
        assert event.completeness is Completeness.FULL
    # Nothing between the first and the last was missed.
    last_ms = max(event.at_ms for event in found)
    assert len(found) == sum(order.at_ms <= last_ms for order in orders)


async def test_one_subscription_for_all_instruments(rig: Rig[Deribit]) -> None:
    async with running(rig.stream(FeedKind.LIQUIDATIONS)):
        await until(lambda: rig.server.open_sockets(rig.here) == 1)
    await until(lambda: rig.server.open_sockets(rig.here) == 0)


async def test_poison_costs_one_frame(rig: Rig[Deribit]) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS)
    forced = trades_frame(trade(liquidation="T", trade_id="77"))
    async with running(feed) as (events, task):
        await until(lambda: feed.last_frame_s() is not None)
        other_channel = trades_frame(trade(), channel="deribit_volatility_index.btc_usd")
        for poison in ("{", "[null]", "[]", b"\xff\x00", trades_frame(None, 5, {}), other_channel, "[" * 2000):
            await rig.server.send_raw(rig.here, poison)
        await rig.server.send_raw(rig.here, forced)
        await until(lambda: any(event.key == "BTC-PERPETUAL:77:T" for event in liquidations(events)))
        assert not task.done()
    assert rig.venue._client.counts["bad frames"] == 5


async def test_an_error_reply_ends_the_stream_at_once() -> None:
    async with rigged(Deribit, Erring) as rig, running(rig.stream(FeedKind.LIQUIDATIONS)) as (_, task):
        with pytest.raises(VenueError) as caught:
            await task
        assert "too_many_requests" in caught.value.reason


async def test_channels_that_stay_silent_are_asked_for_over_all_currencies_next() -> None:
    async with rigged(Deribit, Deaf) as rig:
        feed = rig.stream(FeedKind.LIQUIDATIONS)
        async with running(feed) as (_, task):
            await until(lambda: feed.last_frame_s() is not None)
            await rig.clock.advance(55)
            with pytest.raises(VenueError):
                await task
        async with running(feed) as (events, task):
            await rig.passing(lambda: len(events) >= 1)
            assert not task.done()


async def test_refused_channels_are_asked_for_over_all_currencies_next() -> None:
    async with rigged(Deribit, Fussy) as rig:
        feed = rig.stream(FeedKind.LIQUIDATIONS)
        async with running(feed) as (_, task):
            with pytest.raises(VenueError) as caught:
                await task
            assert caught.value.trouble is Trouble.BAD_RESPONSE
        async with running(feed) as (events, task):
            await rig.passing(lambda: len(events) >= 1)
            assert not task.done()


async def test_a_socket_that_brings_no_more_trades_is_given_up(rig: Rig[Deribit]) -> None:
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (events, task):
        await rig.passing(lambda: len(events) >= 1)
        rig.server.faults.silence(rig.here)
        await rig.clock.advance(110)
        assert not task.done()
        await rig.clock.advance(25)
        with pytest.raises(VenueError) as caught:
            await task
        assert caught.value.trouble is Trouble.DISCONNECTED
        assert caught.value.reason.startswith("no trade for 1")


async def test_a_closed_connection_is_told_and_the_next_run_subscribes_afresh(rig: Rig[Deribit]) -> None:
    feed = rig.stream(FeedKind.LIQUIDATIONS)
    async with running(feed) as (_, task):
        await until(lambda: feed.last_frame_s() is not None)
        await rig.server.close_sockets(rig.here)
        with pytest.raises(VenueError) as caught:
            await task
        assert caught.value.trouble is Trouble.DISCONNECTED
    async with running(feed) as (events, _):
        await rig.passing(lambda: len(events) >= 1)


async def test_a_refused_handshake_is_a_block(rig: Rig[Deribit]) -> None:
    rig.server.faults.refuse_sockets(rig.here, status=451)
    async with running(rig.stream(FeedKind.LIQUIDATIONS)) as (_, task):
        with pytest.raises(VenueError) as caught:
            await task
        assert caught.value.trouble is Trouble.BLOCKED
