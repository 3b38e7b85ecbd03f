"""Time that steps, runs wrong or is written in another way: clocks, zones, boundaries of weeks and years."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from tests.clocks import ManualClock
from tests.faults.chain import paper_chained
from tests.market.events import Maker
from tui.analytics.bars import resample, weekly_closes
from tui.config.model import AssetConfig, Config
from tui.domain.board import Board, CandleRow
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_close_ms, week_start_ms
from tui.domain.events import FeedKind
from tui.market.market import Market
from tui.present.price import present_price
from tui.present.reading import Reading

PRICE, FUNDING, CANDLES, LIQUIDATIONS = (
    FeedKind.PRICE,
    FeedKind.FUNDING,
    FeedKind.CANDLES,
    FeedKind.LIQUIDATIONS,
)
MONDAY_MS = 1_762_732_800_000
"""2025-11-10 00:00 UTC."""


def _ms(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()) * 1000


@pytest.mark.fault(49)
@pytest.mark.parametrize("name", ["binance", "okx", "kraken", "coinbase"])
async def test_the_week_turns_on_monday_at_midnight_on_every_venue(name: str) -> None:
    """Kraken's own weeks open on Thursday and OKX's plain days in Hong Kong: neither is asked for."""
    async with paper_chained(name, kinds={CANDLES, PRICE}, assets=["BTC"], start_ms=MONDAY_MS - 90_000) as chain:
        await chain.passing(lambda: chain.board().assets["BTC"].weekly.trigger_usd is not None)
        before = chain.board().assets["BTC"]
        assert before.weekly.closes_at_ms == MONDAY_MS
        assert before.chart.bars["1w"][-1].open_ms == MONDAY_MS - WEEK_MS
        await chain.passing(lambda: chain.board().assets["BTC"].weekly.closes_at_ms == MONDAY_MS + WEEK_MS)
        assert chain.clock.now_ms() <= MONDAY_MS + 2_000
        await chain.passing(lambda: chain.board().assets["BTC"].chart.bars["1w"][-1].open_ms == MONDAY_MS, step_s=2)
        after = chain.board().assets["BTC"]
        assert all(bar.open_ms % WEEK_MS == MONDAY_MS % WEEK_MS for bar in after.chart.bars["1w"])
        assert after.weekly.weeks >= before.weekly.weeks
        assert after.weekly.closes_in_s == pytest.approx(WEEK_MS / 1000, abs=200)


BOUNDARIES = [
    "2024-02-29",  # a leap day
    "2024-12-31",
    "2025-01-01",
    "2020-12-31",  # in ISO week 53
    "2021-01-03",  # the last day of week 53
    "2027-01-01",  # in week 53 of the year before
    "2028-02-29",
    "2100-03-01",  # no leap year
]


@pytest.mark.fault(52)
@pytest.mark.parametrize("day", BOUNDARIES)
def test_bars_are_keyed_by_epoch_milliseconds_over_every_boundary(day: str) -> None:
    noon_ms = _ms(f"{day}T12:00:00")
    moment = datetime.fromtimestamp(noon_ms / 1000, UTC)
    monday = moment.date() - timedelta(days=moment.weekday())
    assert week_start_ms(noon_ms) == _ms(f"{monday}T00:00:00")
    assert week_close_ms(noon_ms) == week_start_ms(noon_ms) + WEEK_MS
    days = [
        CandleRow(noon_ms - noon_ms % DAY_MS + offset * DAY_MS, 100.0 + offset, 200.0, 50.0, 101.0 + offset)
        for offset in range(-400, 1)
    ]
    weeks = resample(days, "1w")
    assert all(later.open_ms - earlier.open_ms == WEEK_MS for earlier, later in pairwise(weeks))
    assert all(datetime.fromtimestamp(week.open_ms / 1000, UTC).weekday() == 0 for week in weeks)
    finished = weekly_closes(days, noon_ms)
    assert finished.last(50) is not None
    assert finished.running_open_ms == week_start_ms(noon_ms)


@pytest.fixture
def zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


def _board_over_a_switch(start_ms: int) -> list[Board]:
    clock = ManualClock(start_ms)
    make, market = Maker(clock), Market(Config(assets={"BTC": AssetConfig()}), clock, "live", "1.2.3")
    for candle in (*make.candles("1d", 420), *make.candles("1h", 100)):
        market.apply(candle)
    boards = []
    for _ in range(4):
        market.apply(make.quote(usd=100_000.0))
        market.apply(make.liquidation(key="one"))
        boards.append(market.board())
        clock.tick(3600)
    return boards


@pytest.mark.fault(53)
@pytest.mark.parametrize("name", ["Asia/Kathmandu", "Pacific/Apia", "Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("night", ["2025-10-26T00:30:00", "2026-03-29T00:30:00", "2025-11-02T05:30:00"])
def test_no_time_zone_and_no_change_of_hours_changes_a_figure(name: str, night: str, zone: None) -> None:
    os.environ["TZ"] = "UTC"
    time.tzset()
    in_utc = _board_over_a_switch(_ms(night))
    words = present_price(Reading(board=in_utc[-1], asset="BTC", elapsed_s=0.0, timeframe="1h"))
    os.environ["TZ"] = name
    time.tzset()
    assert [msgspec.json.encode(board) for board in _board_over_a_switch(_ms(night))] == [
        msgspec.json.encode(board) for board in in_utc
    ]
    # The zone changed while it runs: what was written before is read the same.
    assert present_price(Reading(board=in_utc[-1], asset="BTC", elapsed_s=0.0, timeframe="1h")) == words


@pytest.mark.fault(54)
@pytest.mark.fault(55)
@pytest.mark.parametrize("step_s", [-60.0, -3600.0, 3600.0, -1_762_300_000.0, 63_072_000.0])
async def test_a_wall_clock_that_steps_stalls_nothing_and_leaves_ages_right(step_s: float) -> None:
    """A minute and an hour back, an hour ahead, to 1970, two years ahead."""
    async with paper_chained("binance", kinds={PRICE, FUNDING, LIQUIDATIONS}, assets=["BTC"]) as chain:
        await chain.passing(lambda: chain.is_live(PRICE, FUNDING, LIQUIDATIONS))
        await chain.lasting(10)
        chain.world.offset_ms -= round(step_s * 1000)
        chain.clock.step_wall(step_s)
        answers = chain.supervisor.counts["answers"]
        await chain.lasting(40)
        assert chain.supervisor.counts["answers"] > answers, "REST is asked at its pace"
        await chain.passing(lambda: chain.is_live(PRICE, FUNDING, LIQUIDATIONS))
        board = chain.board()
        assert board.assets["BTC"].price.usd is not None
        assert all(0 <= (row.age_s or 0) < 60 for row in board.feeds)
        assert all(0 <= venue.age_s < 15 for venue in board.assets["BTC"].price.venues)
        if abs(step_s) > 60:
            assert "binance's clock is" in board.notes["venue_clocks"], "and the difference is said"
        observed_s = board.assets["BTC"].liquidations.observed_s
        assert 0 <= observed_s <= 120


@pytest.mark.fault(55)
def test_a_clock_that_most_venues_contradict_is_this_machines() -> None:
    clock = ManualClock()
    make, market = Maker(clock), Market(Config(assets={"BTC": AssetConfig()}), clock, "live", "1.2.3")
    for _ in range(20):
        for venue in ("okx", "kraken", "coinbase", "bybit"):
            market.apply(make.quote(venue, at_ms=clock.now_ms() - HOUR_MS))
        clock.tick(1)
    assert market.board().notes["clock"] == (
        "this machine's clock is 3600.0 s ahead of the venues'; closes are counted by theirs"
    )


@pytest.mark.fault(56)
@pytest.mark.parametrize("skew_s", [-10, 10])
async def test_a_venues_wrong_clock_is_measured_and_freshness_goes_by_receipt(skew_s: int) -> None:
    async with paper_chained("binance", kinds={PRICE}, assets=["BTC"]) as chain:
        chain.world.offset_ms = skew_s * 1000
        await chain.passing(chain.is_live)
        await chain.lasting(30)
        board = chain.board()
        assert all(venue.age_s < 5 for venue in board.assets["BTC"].price.venues)
        side = "ahead of" if skew_s > 0 else "behind"
        seconds, _, rest = board.notes["venue_clocks"].removeprefix("binance's clock is ").partition(" s ")
        assert float(seconds) == pytest.approx(10, abs=0.6)
        assert rest == f"{side} ours"
        assert await chain.venue.probe() == pytest.approx(skew_s, abs=0.6)


@pytest.mark.fault(56)
async def test_a_clock_that_is_right_is_not_spoken_of() -> None:
    async with paper_chained("binance", kinds={PRICE}, assets=["BTC"]) as chain:
        await chain.passing(chain.is_live)
        await chain.lasting(30)
        assert {"clock", "venue_clocks"}.isdisjoint(chain.board().notes)
