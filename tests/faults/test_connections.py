"""Connections that are cut, refused, half open, silent or not renewed: real venues on a proxy that does it to them."""

import asyncio
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import pytest

from tests.clocks import until
from tests.faults.altered import Tampering, nothing
from tests.faults.chain import Chain, PaperChain, chained, paper_chained
from tests.faults.chaos import ChaosProxy
from tests.paper.faults import Quiet, Where
from tui.config.model import NetworkConfig
from tui.domain.clock import MINUTE_MS
from tui.domain.events import FeedKind, FeedState, FeedStatus
from tui.exchange.dials import MOST_DIALS
from tui.exchange.gateway import Gateway
from tui.feeds import recycling

PRICE, LIQUIDATIONS = FeedKind.PRICE, FeedKind.LIQUIDATIONS
QUARTER_PAST_MS = 1_762_300_800_000 + 15 * MINUTE_MS
STREAMS = [
    ("binance", (PRICE, LIQUIDATIONS)),
    ("bybit", (PRICE, LIQUIDATIONS)),
    ("okx", (PRICE, LIQUIDATIONS)),
    ("deribit", (LIQUIDATIONS,)),
    ("coinbase", (PRICE,)),
    ("kraken", (PRICE,)),
    ("gate", (LIQUIDATIONS,)),
]


async def _by_close(proxy: ChaosProxy, chain: PaperChain) -> None:
    await chain.server.close_sockets(chain.here, code=1001)


async def _by_policy(proxy: ChaosProxy, chain: PaperChain) -> None:
    await chain.server.close_sockets(chain.here, code=1008)


async def _by_reset(proxy: ChaosProxy, chain: PaperChain) -> None:
    proxy.reset()


async def _by_end(proxy: ChaosProxy, chain: PaperChain) -> None:
    proxy.end()


@pytest.mark.fault(1)
@pytest.mark.fault(2)
@pytest.mark.fault(3)
@pytest.mark.parametrize(("name", "kinds"), STREAMS, ids=[name for name, _ in STREAMS])
async def test_a_cut_is_a_gap_and_the_venue_is_dialled_and_subscribed_to_afresh(
    name: str, kinds: tuple[FeedKind, ...]
) -> None:
    """A close frame, a reset and an end without a word, one after the other."""
    async with ChaosProxy(0) as proxy:

        def through(server: object) -> str:
            proxy.target = urlsplit(getattr(server, "url", "")).port or 0
            return proxy.url

        async with paper_chained(name, gateway=through) as chain:
            await chain.passing(lambda: chain.is_live(*kinds))
            for cut in (_by_close, _by_policy, _by_reset, _by_end):
                # Three sockets of one host may be dialled three times within five minutes, and no more.
                await chain.lasting(110, step_s=2)
                dials, told = chain.dials(), len(chain.events)
                cut_ms = chain.clock.now_ms()
                await cut(proxy, chain)
                await chain.passing(partial(_were_lost, chain, kinds, told), step_s=0.1)
                assert chain.clock.now_ms() - cut_ms < 2_000, "noticed at once"
                back_s = await chain.passing(lambda: chain.is_live(*kinds), step_s=0.1)
                assert back_s < 10, "one dial is enough"
                assert chain.dials() > dials
                await chain.lasting(1)
                if LIQUIDATIONS in kinds:
                    _assert_gap(chain, cut_ms)


def _were_lost(chain: Chain, kinds: tuple[FeedKind, ...], since: int) -> bool:
    """Whether streams of all those kinds were told to be lost after so many events."""
    told = [event for event in chain.events[since:] if isinstance(event, FeedStatus) and event.pushed]
    return {status.kind for status in told if status.state is FeedState.BACKOFF} >= set(kinds)


def _assert_gap(chain: Chain, cut_ms: int) -> None:
    """The market knows the stretch before the cut and the one after it, and nothing between."""
    stretches = sorted((seen.start_ms, seen.end_ms) for seen in chain.market.observations(0))
    assert stretches[-1][0] > stretches[-2][1]
    assert stretches[-2][1] <= cut_ms + 1_000


@pytest.mark.fault(4)
async def test_a_venue_that_closes_at_once_is_dialled_ten_times_in_five_minutes_at_most() -> None:
    async with paper_chained("bybit") as chain:
        chain.server.faults.drop_on_open(Where())
        await chain.lasting(60, step_s=0.5)
        await chain.lasting(600, step_s=5)
        dials_ms = [seen.at_ms for seen in chain.server.seen if seen.method == "DIAL"]
        assert len(dials_ms) > MOST_DIALS
        assert all(late - early > 300_000 - 1_000 for early, late in zip(dials_ms, dials_ms[MOST_DIALS:], strict=False))
        assert {row.state for row in chain.board().feeds} == {"backoff"}
        assert any("again at" in (row.reason or "") for row in chain.board().feeds)
        chain.server.faults.clear()
        await chain.passing(lambda: chain.is_live(PRICE, LIQUIDATIONS), step_s=5)


@pytest.mark.fault(5)
@pytest.mark.fault(6)
@pytest.mark.parametrize("quiet", Quiet, ids=lambda quiet: quiet.name.lower())
@pytest.mark.parametrize(("name", "kinds"), STREAMS, ids=[name for name, _ in STREAMS])
async def test_a_connection_without_data_is_stale_within_45_seconds(
    name: str, kinds: tuple[FeedKind, ...], quiet: Quiet
) -> None:
    """Half open (not even pongs), and open with pongs but without data."""
    async with paper_chained(name) as chain:
        await chain.passing(lambda: chain.is_live(*kinds))
        await chain.lasting(5)
        chain.server.faults.silence(Where(), quiet)
        dials, began_s = chain.dials(), chain.clock.monotonic_s()
        stale_s: dict[FeedKind, float] = {}

        def all_stale() -> bool:
            for kind in kinds:
                if kind not in stale_s and any(s.state is FeedState.STALE for s in chain.statuses(kind)):
                    stale_s[kind] = chain.clock.monotonic_s() - began_s
            return len(stale_s) == len(kinds)

        await chain.passing(all_stale, step_s=0.5)
        # Deribit has no canary: over all of its contracts a trade is never two minutes in coming.
        assert stale_s.get(LIQUIDATIONS, 0.0) <= (121 if (name, quiet) == ("deribit", Quiet.SILENT) else 46)
        assert stale_s.get(PRICE, 0.0) <= 21
        await chain.passing(lambda: chain.dials() > dials)
        if PRICE in kinds:
            await chain.passing(lambda: "REST stands in" in chain.reason())
            await chain.passing(lambda: chain.board().assets["BTC"].price.usd is not None)
        chain.server.faults.clear()
        await chain.passing(lambda: chain.is_live(*kinds), step_s=5)


@pytest.mark.fault(7)
@pytest.mark.parametrize(("name", "symbol"), [("binance", "ETHUSDT"), ("kraken", "ETH/USD"), ("okx", "ETH-USDT")])
async def test_one_silent_market_among_live_ones_is_said_and_subscribed_to_anew(name: str, symbol: str) -> None:
    wire = Tampering()
    async with paper_chained(name, kinds={PRICE}, paper=wire.venue(name)) as chain:
        await chain.passing(chain.is_live)
        await chain.lasting(20)
        heard = len(wire.heard)
        wire.push = lambda frame: [] if f'"{symbol}"' in frame else [frame]
        await chain.lasting(25)
        assert chain.is_live(), "the others go on"
        legs = {quote.symbol: quote.quote for quote in chain.quotes() if quote.asset == "ETH"}
        assert [v.quote for v in chain.board().assets["ETH"].price.venues] != [legs[symbol]], "it is no price any more"
        await chain.passing(lambda: any("fell silent" in (s.reason or "") for s in chain.statuses()))
        wire.push = lambda frame: [frame]
        await chain.passing(lambda: len(wire.heard) > heard)
        await chain.passing(lambda: chain.is_live() and chain.board().assets["ETH"].price.usd is not None)
        again = len(wire.heard)
        await chain.lasting(60)
        assert len(wire.heard) == again, "once is enough"


@pytest.mark.fault(8)
@pytest.mark.fault(9)
@pytest.mark.parametrize(
    ("address", "words"),
    [("http://floorline.invalid", "can't be resolved"), ("http://127.0.0.1:1", "connection refused")],
    ids=["no such name", "refused"],
)
async def test_offline_is_said_values_keep_their_age_and_it_is_tried_every_minute(address: str, words: str) -> None:
    async with paper_chained("binance", kinds={PRICE, FeedKind.CANDLES}) as chain:
        await chain.passing(lambda: chain.is_live(PRICE) and bool(chain.board().assets["BTC"].chart.bars))
        bars = chain.board().assets["BTC"].chart.bars
        chain.client.gateway = Gateway(address)
        chain.server.abort_sockets(Where())
        await chain.passing(lambda: words in chain.reason())
        assert chain.feed().state == "backoff"
        assert chain.board().assets["BTC"].price.usd is not None, "a price of some seconds is still one"
        await chain.lasting(60, step_s=5)
        # A lookup takes real time, of which hardly any went by.
        await chain.passing(lambda: words in chain.board().assets["BTC"].price.notes.get("usd", ""))
        board = chain.board()
        assert board.assets["BTC"].price.usd is None
        assert board.assets["BTC"].chart.bars == bars, "what does not age stays"
        age_s = chain.feed().age_s
        assert age_s is not None
        assert age_s >= 60
        attempts = chain.supervisor.counts["restarts"]
        await chain.lasting(600, step_s=10)
        assert chain.supervisor.counts["restarts"] - attempts >= 9, "at least every minute"
        chain.client.gateway = Gateway(chain.server.url)
        assert await chain.passing(chain.is_live, step_s=5) <= 70


@pytest.mark.fault(25)
async def test_a_subscription_without_an_answer_is_given_up_after_ten_seconds() -> None:
    wire = Tampering()
    wire.hear = nothing
    async with paper_chained("binance", kinds={LIQUIDATIONS}, paper=wire.venue("binance")) as chain:
        await chain.passing(lambda: chain.dials() == 1)
        took_s = await chain.passing(lambda: "not acknowledged within 10 s" in chain.reason(LIQUIDATIONS))
        assert took_s <= 12
        wire.hear = lambda text: [text]
        await chain.passing(lambda: chain.is_live(LIQUIDATIONS))
        assert chain.dials() == 2


@pytest.mark.fault(25)
async def test_one_lost_subscription_of_two_is_no_quiet_market() -> None:
    """Binance answers the canary's and not that of the liquidations."""
    wire = Tampering()
    wire.hear = lambda text: [] if "forceOrder" in text else [text]
    async with paper_chained("binance", kinds={LIQUIDATIONS}, paper=wire.venue("binance")) as chain:
        await chain.passing(lambda: "not acknowledged" in chain.reason(LIQUIDATIONS))
        wire.hear = lambda text: [text]
        await chain.passing(lambda: chain.is_live(LIQUIDATIONS))
        await chain.lasting(15)
        assert chain.is_live(LIQUIDATIONS)


@pytest.mark.fault(29)
@pytest.mark.parametrize("name", ["binance", "okx"])
async def test_connections_are_renewed_before_their_day_is_over_one_at_a_time(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day is three minutes here, and begins in a quiet one."""
    monkeypatch.setattr(recycling, "_DUE_S", 180.0)
    monkeypatch.setattr(recycling, "_OVERDUE_S", 240.0)
    async with paper_chained(name, start_ms=QUARTER_PAST_MS) as chain:
        await chain.passing(lambda: chain.is_live(PRICE, LIQUIDATIONS))
        sockets, dials, failures = chain.sockets(), chain.dials(), chain.supervisor.counts["failures"]
        await chain.lasting(170, step_s=2)
        assert chain.dials() == dials
        open_then: list[int] = []

        def renewed() -> bool:
            open_then.append(chain.sockets())
            return chain.supervisor.counts["renewed"] >= sockets

        await chain.passing(renewed)
        assert min(open_then) >= sockets - 1, "one at a time"
        await chain.passing(lambda: chain.is_live(PRICE, LIQUIDATIONS))
        assert chain.dials() == dials + sockets
        assert chain.supervisor.counts["failures"] == failures, "it is no failure"
        renewals = [s for s in chain.statuses(LIQUIDATIONS) if s.reason == "renewed as planned"]
        assert {status.state for status in renewals} == {FeedState.CONNECTING}, "and the gap is known all the same"


@pytest.mark.fault(30)
async def test_an_address_that_accepts_and_stays_quiet_turns_red() -> None:
    wire = Tampering()
    wire.push = nothing
    async with paper_chained("binance", paper=wire.venue("binance")) as chain:
        await chain.passing(lambda: "no first data" in chain.reason())
        assert chain.feed().state == "stale"
        await chain.passing(lambda: "no frame" in chain.reason(LIQUIDATIONS))
        assert chain.feed(LIQUIDATIONS).state == "stale"
        await chain.passing(lambda: "REST stands in" in chain.reason())


@pytest.mark.fault(34)
@pytest.mark.parametrize(("wake", "said"), [("slept", "the machine slept"), ("held", "stood still")])
async def test_a_machine_that_slept_or_a_process_that_was_held_dials_everything_at_once(wake: str, said: str) -> None:
    async with paper_chained("bybit") as chain:
        await chain.passing(lambda: chain.is_live(PRICE, LIQUIDATIONS))
        await chain.lasting(5)
        sockets, dials = chain.sockets(), chain.dials()
        _step: Callable[[float], None] = chain.clock.step_wall if wake == "slept" else chain.clock.tick
        _step(60)
        await chain.passing(lambda: chain.dials() == dials + sockets, step_s=0.5)
        await chain.passing(lambda: chain.is_live(PRICE, LIQUIDATIONS), step_s=0.5)
        assert any((s.reason or "").endswith(said) for s in chain.statuses())
        await chain.lasting(1)
        observed_s = chain.board().assets["BTC"].liquidations.observed_s
        assert observed_s < 30, "what happened in that minute nobody saw"
        assert chain.supervisor.counts["recycled"] == 1
        await until(lambda: chain.sockets() == sockets)


async def test_the_chain_reaches_nobody_without_a_gateway() -> None:
    """The rig itself: a chain on a dead address has no feed that lives."""
    async with chained("coinbase", NetworkConfig(gateway="http://127.0.0.1:1"), kinds={PRICE}) as chain:
        await chain.passing(lambda: chain.feed().state == "backoff")
        await asyncio.sleep(0)
        assert not chain.quotes()
