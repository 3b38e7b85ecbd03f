"""Contracts that expire while they are watched: the paper market lets them, and the venues' next answers follow."""

from datetime import UTC, datetime

import pytest

from tests.faults.altered import Tampering
from tests.faults.chain import paper_chained
from tui.domain.clock import HOUR_MS, MINUTE_MS
from tui.domain.events import FeedKind

FUTURES, OPTIONS, INTEREST = FeedKind.FUTURES, FeedKind.OPTIONS, FeedKind.OPEN_INTEREST
# The last Friday of December 2025 is a quarterly expiry, and a weekly, daily and monthly one.
EXPIRY_MS = int(datetime(2025, 12, 26, 8, tzinfo=UTC).timestamp()) * 1000


@pytest.mark.fault(46)
@pytest.mark.parametrize("name", ["binance", "okx", "bybit", "deribit"])
async def test_a_dated_future_that_expires_leaves_and_its_successor_comes(name: str) -> None:
    async with paper_chained(
        name, kinds={FUTURES, INTEREST}, assets=["BTC"], start_ms=EXPIRY_MS - 3 * MINUTE_MS
    ) as chain:
        await chain.passing(lambda: chain.is_live(FUTURES, INTEREST) and bool(chain.board().assets["BTC"].basis.curve))
        before = {point.symbol: point for point in chain.board().assets["BTC"].basis.curve}
        expiring = {symbol for symbol, point in before.items() if point.expiry_ms == EXPIRY_MS}
        assert expiring

        def curve() -> dict[str, float | None]:
            board = chain.board()
            # Never a basis of a contract that is over, and never one that is infinite.
            for point in board.assets["BTC"].basis.curve:
                assert point.expiry_ms > board.as_of_ms
                assert point.apr_pct is None or abs(point.apr_pct) < 10_000
            return {point.symbol: point.apr_pct for point in board.assets["BTC"].basis.curve}

        await chain.passing(lambda: not expiring & curve().keys())
        assert chain.clock.now_ms() <= EXPIRY_MS + 2_000, "at the second of it"
        headline = chain.board().assets["BTC"].basis
        assert headline.apr_pct is None or abs(headline.apr_pct) < 100
        await chain.passing(lambda: bool(curve().keys() - before.keys()), step_s=2)
        assert chain.clock.now_ms() <= EXPIRY_MS + 3 * MINUTE_MS, "its successor is listed half a minute later"
        await chain.passing(lambda: chain.is_live(FUTURES, INTEREST))
        await chain.lasting(200, step_s=2)
        expired_words = chain.board().assets["BTC"].open_interest.notes
        assert not any(symbol in words for symbol in expiring for words in expired_words.values())
        assert chain.is_live(FUTURES, INTEREST), "nobody asks for what is over"


@pytest.mark.fault(47)
@pytest.mark.parametrize("name", ["deribit", "bybit", "okx"])
async def test_an_option_expiry_leaves_the_chain_with_its_greeks(name: str) -> None:
    async with paper_chained(name, kinds={OPTIONS}, assets=["BTC"], start_ms=EXPIRY_MS - 2 * MINUTE_MS) as chain:
        await chain.passing(lambda: bool(chain.board().assets["BTC"].options.expiries))
        before = {expiry.expiry_ms for expiry in chain.board().assets["BTC"].options.expiries}
        assert EXPIRY_MS in before

        def expiries() -> set[int]:
            return {expiry.expiry_ms for expiry in chain.board().assets["BTC"].options.expiries}

        await chain.passing(lambda: EXPIRY_MS not in expiries())
        assert chain.clock.now_ms() <= EXPIRY_MS + 90_000, "with the next answer"
        options = chain.board().assets["BTC"].options
        assert options.expiries[0].days > 0
        assert options.atm["30"] is not None
        await chain.passing(lambda: bool(expiries() - before), step_s=2)
        assert chain.is_live(OPTIONS)


@pytest.mark.fault(48)
@pytest.mark.parametrize("name", ["okx", "deribit", "binance", "bybit"])
async def test_odd_instruments_of_a_real_list_reach_no_figure(name: str) -> None:
    """Perpetual futures, pre-market contracts, combinations and contracts quoted in coin, as the venues list them."""
    async with paper_chained(name, kinds={FUTURES, INTEREST, FeedKind.FUNDING}, assets=["BTC"]) as chain:
        await chain.passing(lambda: chain.is_live(FUTURES, INTEREST, FeedKind.FUNDING))
        asset = chain.board().assets["BTC"]
        world = {
            contract.id: contract
            for kind in ("perpetual", "future")
            for contract in chain.world.contracts(name, kind, "BTC")
        }
        assert {point.symbol for point in asset.basis.curve} == {
            id for id, contract in world.items() if contract.kind == "future"
        }
        assert asset.open_interest.coin == pytest.approx(
            sum(chain.world.open_interest_at(contract, chain.clock.now_ms()).coin for contract in world.values()),
            rel=0.01,
        )


@pytest.mark.fault(46)
async def test_the_last_hour_of_a_future_is_annualised_as_an_hour() -> None:
    wire = Tampering()
    async with paper_chained(
        "binance", kinds={FUTURES}, assets=["BTC"], start_ms=EXPIRY_MS - 40_000, paper=wire.venue("binance")
    ) as chain:
        await chain.passing(lambda: bool(chain.board().assets["BTC"].basis.curve))
        near = [point for point in chain.board().assets["BTC"].basis.curve if point.expiry_ms == EXPIRY_MS]
        assert near
        for point in near:
            assert point.days < 60_000 / HOUR_MS / 24 + 1e-3
            assert point.apr_pct is not None
            assert abs(point.apr_pct) < 0.3 * 365 * 24
