"""Frames that are broken, doubled, shuffled or far too many: real venues, whose paper counterparts send them."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from aiohttp import WSMsgType

from tests.clocks import until
from tests.faults.altered import Tampering
from tests.faults.chain import PaperChain, paper_chained
from tests.paper.faults import Where
from tui.domain.board import Board
from tui.domain.events import FeedKind, Liquidation
from tui.paper.scenario import Scenario
from tui.paper.scenarios import BRIEF

PRICE, LIQUIDATIONS = FeedKind.PRICE, FeedKind.LIQUIDATIONS
STREAMING = ["binance", "bybit", "okx", "coinbase", "kraken", "deribit", "gate"]
LIQUIDATING = ["binance", "bybit", "okx", "deribit", "gate"]
POISON: list[str | bytes] = [
    '{"e":',
    "[]",
    "[null]",
    "{}",
    "null",
    "7",
    '""',
    '"\x1b[2J"',
    '{"data":null,"topic":null,"channel":null,"arg":null,"method":null,"e":null}',
    '{"topic":"tickers.BTCUSDT","data":[]}',
    '{"arg":{"channel":"tickers"},"data":[null,{}]}',
    '{"stream":"btcusdt@ticker","data":{"e":"24hrTicker"}}',
    '{"channel":"ticker","type":"update","data":[{}]}',
    '{"method":"subscription","params":{"channel":"trades.future.any.100ms","data":[null,1]}}',
    "[" * 2000 + "]" * 2000,
    '{"a":' * 2000 + "1" + "}" * 2000,
    b"\xff\xfe\x00\x80",
    b"\x1f\x8b\x08\x00garbage",
    b"",
]


def _live(chain: PaperChain) -> bool:
    rows = chain.board().feeds
    return bool(rows) and all(row.state == "live" for row in rows)


@pytest.mark.fault(18)
@pytest.mark.fault(19)
@pytest.mark.fault(20)
@pytest.mark.fault(21)
@pytest.mark.parametrize("name", STREAMING)
async def test_a_poisoned_frame_costs_one_frame_and_no_connection(name: str) -> None:
    async with paper_chained(name) as chain:
        await chain.passing(lambda: _live(chain))
        dials = chain.dials()
        for poison in POISON:
            sent = await chain.server.send_raw(Where(), poison)
            assert sent == chain.sockets()
            before = len(chain.events)
            await chain.lasting(2, step_s=0.5)
            if name not in ("deribit", "gate"):
                await chain.passing(lambda: len(chain.events) > before, step_s=0.1)  # noqa: B023 (waited for here)
        assert _live(chain)
        assert chain.dials() == dials
        assert chain.client.counts["bad frames"] > 0
        sample = chain.client.bad_frame or ""
        assert "\x1b" not in sample
        assert len(sample) <= 200


@pytest.mark.fault(20)
@pytest.mark.fault(21)
@pytest.mark.parametrize("name", ["binance", "kraken"])
@pytest.mark.parametrize("fault", ["bad UTF-8 in a text frame", "11 MiB"])
async def test_a_frame_that_breaks_the_protocol_costs_one_reconnect(name: str, fault: str) -> None:
    async with paper_chained(name, kinds={PRICE}) as chain:
        await chain.passing(lambda: _live(chain))
        for connection in chain.server._at(Where()):
            if fault == "11 MiB":
                # The client hangs up before the end of it.
                with contextlib.suppress(ConnectionError):
                    await connection.socket.send_str("x" * (11 << 20))
            else:
                await connection.socket.send_frame(b'"\xff\xfe"', WSMsgType.TEXT)
        await chain.passing(lambda: chain.dials() == 2)
        await chain.passing(lambda: _live(chain))
        await chain.lasting(10)
        assert chain.dials() == 2


@pytest.mark.fault(26)
@pytest.mark.parametrize("name", LIQUIDATING)
async def test_frames_that_come_again_after_a_reconnect_are_counted_once(name: str) -> None:
    wire = Tampering()
    async with paper_chained(name, kinds={LIQUIDATIONS}, paper=wire.venue(name), scenario=_forced(name)) as chain:
        await chain.passing(lambda: _live(chain) and len(_streamed(chain)) >= 30)
        await chain.server.close_sockets(Where())
        await chain.passing(lambda: chain.feed(LIQUIDATIONS).state != "live", step_s=0.1)
        await chain.passing(lambda: _live(chain))
        keys = {(event.symbol, event.key) for event in chain.liquidations()}
        frames = [frame for frame in wire.pushed if "iquidat" in frame or "forceOrder" in frame or "trades." in frame]
        before = len(chain.liquidations())
        wire.push = lambda _: []
        for frame in frames[-50:]:
            await chain.server.send_raw(Where(), frame)
        await until(lambda: len(chain.liquidations()) > before)
        assert {(event.symbol, event.key) for event in chain.liquidations()[before:]} & keys, "they came again"
        _assert_counted_once(chain)


def _streamed(chain: PaperChain) -> list[Liquidation]:
    return [event for event in chain.liquidations() if event.completeness != "backfill"]


def _assert_counted_once(chain: PaperChain) -> None:
    chain.clock.tick(2)
    board = chain.board()
    assert board.market is not None
    assert board.market.liquidations is not None
    unique = {(event.symbol, event.key): event.usd for event in chain.liquidations()}
    assert board.market.liquidations.total_usd == pytest.approx(sum(unique.values()), rel=1e-9)


@pytest.mark.fault(27)
@pytest.mark.parametrize("name", ["binance", "bybit", "okx"])
async def test_a_late_price_does_not_undo_a_newer_one(name: str) -> None:
    """Every ten frames come in the reverse order."""
    wire = Tampering()
    kept: list[str] = []

    def shuffled(frame: str) -> Sequence[str]:
        kept.append(frame)
        if len(kept) < 10:
            return []
        turned, kept[:] = kept[::-1], []
        return turned

    async with paper_chained(name, kinds={PRICE}, assets=["BTC"], paper=wire.venue(name)) as chain:
        await chain.passing(chain.is_live)
        wire.push = shuffled
        await chain.lasting(20)
        assert chain.market.outdated > 10
        newest = {quote.symbol: quote for quote in sorted(chain.quotes(), key=lambda quote: quote.at_ms)}
        shown = [venue.usd for venue in chain.board().assets["BTC"].price.venues]
        assert shown[0] in {quote.mid_usd for quote in newest.values()}


@pytest.mark.fault(28)
async def test_a_burst_of_tickers_is_kept_up_with_while_boards_are_made() -> None:
    """As many frames as the machine can send for a second and a half; the newest price is shown all the while."""
    wire = Tampering()
    async with paper_chained("binance", kinds={PRICE}, assets=["BTC"], paper=wire.venue("binance")) as chain:
        await chain.passing(lambda: chain.is_live() and bool(wire.pushed))
        template = next(frame for frame in reversed(wire.pushed) if '"BTCUSDT"' in frame)
        wire.push = lambda _: []
        frames = [_dated(template, chain.clock.now_ms() + number) for number in range(200)]
        boards: list[Board] = []
        gaps_s: list[float] = []
        loop = asyncio.get_running_loop()

        async def watch() -> None:
            last_s = loop.time()
            while True:
                await asyncio.sleep(0.05)
                boards.append(chain.board())
                gaps_s.append(loop.time() - last_s)
                last_s = loop.time()

        watching = asyncio.create_task(watch())
        began_s, sent, received = loop.time(), 0, chain.client.frames
        while loop.time() - began_s < 1.5:
            for frame in frames:
                await chain.server.send_raw(Where(), frame)
            sent += len(frames)
            chain.events.clear()
        await until(lambda: chain.client.frames - received >= sent)
        watching.cancel()
        rate = sent / (loop.time() - began_s)
        assert rate > 2_000, f"only {rate:.0f} a second were sent and taken"
        assert len(boards) >= 3
        assert max(gaps_s) < 1.0, "at least one Board a second"
        assert chain.is_live()
        assert boards[-1].assets["BTC"].price.usd is not None


@pytest.mark.fault(28)
async def test_a_cascade_is_counted_whole_and_kept_bounded() -> None:
    """Twenty thousand liquidations at once, each in a frame of its own."""
    count = 20_000
    async with paper_chained("bybit", kinds={LIQUIDATIONS}, assets=["BTC"], scenario=_forced("okx")) as chain:
        await chain.passing(lambda: _live(chain))
        frame: dict[str, Any] = {
            "topic": "allLiquidation.BTCUSDT",
            "type": "snapshot",
            "ts": chain.clock.now_ms(),
            "data": [{"T": chain.clock.now_ms(), "s": "BTCUSDT", "S": "Buy", "v": "0.001", "p": "100000"}],
        }
        linear = Where(path="/v5/public/linear")
        for number in range(count):
            frame["data"] = [{**frame["data"][0], "T": chain.clock.now_ms() - number // 100, "v": f"0.{number + 1:06}"}]
            await chain.server.send_raw(linear, msgspec.json.encode(frame).decode())
        await until(lambda: len(chain.liquidations()) == count)
        chain.clock.tick(2)
        section = chain.board().assets["BTC"].liquidations
        assert section.count == count
        assert section.total_usd == pytest.approx(sum((number + 1) / 1e6 * 100_000 for number in range(count)))
        assert len(section.tape) <= 50


def _dated(frame: str, at_ms: int) -> str:
    """The same ticker of another moment."""
    decoded = msgspec.json.decode(frame)
    row = decoded.get("data", decoded)
    row["E"] = at_ms
    return msgspec.json.encode(decoded).decode()


def _forced(name: str) -> Scenario:

    liquidations = replace(BRIEF.liquidations, venues={name: 1.0}, backlog_venues={name: 1.0}, per_s=((0.0, 2.0),))
    return replace(BRIEF, liquidations=liquidations)
