"""The Board that scripted Events give."""

import math

import msgspec
import pytest

from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.alerts.expression import MissingValueError
from tui.alerts.functions import newest_close
from tui.config.model import AssetConfig, Config, LevelConfig
from tui.domain.board import AssetBoard, Board
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_start_ms
from tui.domain.events import Completeness, Event, FeedKind, FeedState, FundingKind, Side
from tui.history.hourly_sample import PriceSample
from tui.history.observation import Observation
from tui.market.market import Market


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def make(clock: ManualClock) -> Maker:
    return Maker(clock)


@pytest.fixture
def market(clock: ManualClock) -> Market:
    return Market(Config(), clock, "live", "1.2.3")


def btc(market: Market) -> AssetBoard:
    return market.board().assets["BTC"]


def test_an_empty_market_says_of_every_gap_why(market: Market, make: Maker) -> None:
    for kind in FeedKind:
        market.apply(make.status("binance", kind, FeedState.CONNECTING))
    board = market.board()
    assert (board.mode, board.collector.version, list(board.assets)) == ("live", "1.2.3", ["BTC", "ETH"])
    asset = board.assets["BTC"]
    assert asset.price.notes["usd"] == "waiting for binance prices"
    assert asset.weekly.notes["trigger_usd"] == "waiting for binance candles"
    assert asset.open_interest.notes["usd"] == "waiting for binance open interest"
    assert asset.funding.notes["apr_pct"] == "waiting for binance funding rates"
    assert asset.basis.notes["apr_pct"] == "waiting for binance dated futures"
    assert asset.options.notes["atm"] == "waiting for binance options"
    assert asset.options.notes["dvol_vol"] == "waiting for binance volatility index"
    assert asset.liquidations.notes["total_usd"] == "waiting for binance liquidations"
    assert asset.liquidations.total_usd is None
    assert board.assets["ETH"].drawdown.notes["high_usd"] == "waiting for binance candles"
    assert asset.drawdown.high_on == "2025-10-06 (yours)"


def test_a_blocked_market_names_every_venue_and_its_reason(market: Market, make: Maker) -> None:
    market.apply(make.status("binance", FeedKind.FUNDING, FeedState.BLOCKED, "451 region"))
    market.apply(make.status("okx", FeedKind.FUNDING, FeedState.BACKOFF, "dns"))
    assert btc(market).funding.notes["apr_pct"] == "no venue answered: binance blocked (451 region), okx backoff (dns)"


def test_before_any_feed_starts_no_venue_is_blamed(market: Market) -> None:
    assert btc(market).options.notes["atm"] == "no feed has started yet"


def test_no_enabled_venue_is_said(market: Market, make: Maker) -> None:
    market.apply(make.status("binance", FeedKind.FUNDING, FeedState.CONNECTING))
    assert btc(market).options.notes["atm"] == "no enabled venue brings options"


def test_every_null_of_every_section_has_a_reason(market: Market, make: Maker) -> None:
    encoded = msgspec.to_builtins(market.board())
    for asset in encoded["assets"].values():
        for name in ("price", "drawdown", "weekly", "liquidations", "open_interest", "funding", "basis", "options"):
            section = asset[name]
            unknown = {field for field, value in section.items() if value is None}
            unexplained = unknown - section["notes"].keys() - _WITH_ANOTHER
            assert not unexplained, (name, unexplained)
    market_section = encoded["market"]
    assert {name for name, value in market_section.items() if value is None} <= market_section["notes"].keys()


_WITH_ANOTHER = {
    "high_on",
    "apr_min_venue",
    "apr_max_venue",
    "rule",
    "venue",
    "age_s",
    "backwardation_fading_since_ms",
    "coin",
    "change_24h_pct",
    "change_from_usd",
    "change_to_usd",
    "change_share",
    "then_usd",
    "then_coin",
    "then_to_now_usd",
    "then_to_now_coin",
    "quadrant",
    "coin_change_24h_pct",
    "change_1h_pct",
    "coin_change_1h_pct",
    "price_effect_usd",
    "coin_effect_usd",
    "dvol_rank_share",
    "dvol_percentile_share",
}
"""Fields that are None exactly when the headline of their section is, which has the reason."""


def test_the_price_is_the_median_of_what_is_fresh(market: Market, make: Maker, clock: ManualClock) -> None:
    for venue, usd in (("binance", 100.0), ("okx", 101.0), ("kraken", 109.0)):
        market.apply(make.status(venue, FeedKind.PRICE, FeedState.LIVE, pushed=True))
        market.apply(make.quote(venue, usd))
    assert btc(market).price.usd == 101.0
    clock.tick(16)
    market.apply(make.quote("kraken", 109.0))
    price = btc(market).price
    assert price.usd == 109.0
    assert price.notes["venues"] == "stale: binance (16 s), okx (16 s)"


def test_a_polled_price_lives_45_seconds(market: Market, make: Maker, clock: ManualClock) -> None:
    market.apply(make.status("okx", FeedKind.PRICE, FeedState.BACKOFF, "refused; REST stands in", pushed=True))
    market.apply(make.quote("okx", 100.0))
    clock.tick(44)
    assert btc(market).price.usd == 100.0
    clock.tick(2)
    price = btc(market).price
    assert price.usd is None
    assert price.notes["usd"] == "no venue answered: okx backoff (refused; REST stands in)"


def test_ages_survive_a_step_of_the_wall_clock(market: Market, make: Maker, clock: ManualClock) -> None:
    market.apply(make.quote("okx", 100.0))
    clock.tick(3)
    clock.step_wall(7200)
    price = btc(market).price
    assert price.usd == 100.0
    assert price.venues[0].age_s == pytest.approx(3.0)


def test_an_older_quote_does_not_undo_a_newer_one(market: Market, make: Maker, clock: ManualClock) -> None:
    assert market.apply(make.quote("okx", 100.0))
    assert not market.apply(make.quote("okx", 90.0, at_ms=clock.now_ms() - 1))
    assert btc(market).price.usd == 100.0


def test_a_time_far_ahead_does_not_shut_out_what_follows(market: Market, make: Maker, clock: ManualClock) -> None:
    market.apply(make.quote("okx", 100.0, at_ms=clock.now_ms() + DAY_MS))
    clock.tick(61)
    assert market.apply(make.quote("okx", 90.0))
    assert btc(market).price.usd == 90.0


def test_impossible_rows_are_left_out_and_counted(market: Market, make: Maker, clock: ManualClock) -> None:
    bad: list[Event] = [
        make.quote(usd=0.0),
        make.quote(usd=-1.0),
        make.quote(usd=math.nan),
        make.quote(usd=math.inf),
        make.quote(usd=None),
        make.quote(bid_usd=101.0, ask_usd=100.0),
        make.candle(clock.now_ms(), high_usd=1.0),
        make.liquidation(usd=math.nan),
        make.open_interest(coin=-1.0),
        make.open_interest(usd=math.inf),
        make.funding(rate=math.nan),
        make.funding(interval_h=0.0),
        make.future(index_usd=0.0),
        make.volatility(close_vol=math.nan),
    ]
    for event in bad:
        assert not market.apply(event), event
    board = market.board()
    assert market.rejected.total() == len(bad)
    assert (
        board.notes["rejected"]
        == f"{len(bad)} impossible rows left out: okx price 6, okx open_interest 2, okx funding 2"
    )
    assert board.assets["BTC"].price.usd is None


def test_one_bad_option_does_not_cost_the_chain(market: Market, make: Maker) -> None:
    good = make.option_book().quotes
    market.apply(make.option_book(quotes=(*good, make.option(math.nan, True), make.option(1.0, True, mark_vol=-1.0))))
    options = btc(market).options
    assert options.atm["30"] == pytest.approx(50.0)
    assert options.put_volume_share == pytest.approx(0.4)
    assert market.rejected["deribit options"] == 2


def test_the_change_of_24_hours_is_measured_on_hourly_candles(market: Market, make: Maker) -> None:
    for candle in make.candles("1h", 30, close_usd=100.0):
        market.apply(candle)
    market.apply(make.quote("okx", 95.0, change_24h_pct=7.0))
    price = btc(market).price
    assert price.change_24h_pct == pytest.approx(-5.0)
    assert (price.change_from_usd, price.change_to_usd) == (100.0, 95.0)
    assert "change_24h_pct" not in price.notes


def test_a_change_that_venues_tell_names_no_price_of_a_day_ago(market: Market, make: Maker) -> None:
    market.apply(make.quote("okx", 95.0, change_24h_pct=7.0))
    price = btc(market).price
    assert (price.change_24h_pct, price.change_from_usd, price.change_to_usd) == (7.0, None, None)
    assert price.notes["change_24h_pct"] == "median of the venues' own 24 h changes"


def test_candles_fill_chart_levels_drawdown_and_week(market: Market, make: Maker) -> None:
    for timeframe, count in (("1d", 430), ("1h", 100)):
        for candle in make.candles(timeframe, count, close_usd=110_000.0):
            market.apply(candle)
    market.apply(make.quote("okx", 108_000.0))
    market.apply(make.volatility(54.0))
    asset = btc(market)
    assert asset.chart.venue == "binance"
    assert [len(asset.chart.bars[name]) for name in ("1h", "4h", "1d", "1w")] == [100, 25, 300, 62]
    assert asset.weekly.trigger_usd == pytest.approx(110_000.0)
    assert asset.weekly.sigma is not None
    assert asset.weekly.sigma < 0
    assert asset.weekly.notes["sigma"] == "from the deribit volatility index"
    assert [level.state for level in asset.levels] == ["armed", "armed", "armed"]
    assert [level.closes for level in asset.levels] == ["weekly", "daily", "daily"]
    assert asset.levels[0].then_usd == (98_400.0, 72_000.0)
    assert asset.drawdown.pct == pytest.approx((108 / 126 - 1) * 100)


def test_a_week_without_its_sunday_has_no_close_that_an_alert_could_take_for_it(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    monday_ms = week_start_ms(clock.now_ms())
    absent_ms = monday_ms - DAY_MS
    for open_ms in range(monday_ms - 4 * WEEK_MS, monday_ms + DAY_MS, DAY_MS):
        if open_ms != absent_ms:
            market.apply(make.candle(open_ms))
    weeks = [bar.open_ms for bar in btc(market).chart.bars["1w"]]
    assert weeks == [monday_ms - back * WEEK_MS for back in (4, 3, 2, 0)]
    with pytest.raises(MissingValueError):
        newest_close(market.board(), "BTC", "weekly")
    clock.tick(1)
    market.apply(make.candle(absent_ms, close_usd=104_000.0))
    assert newest_close(market.board(), "BTC", "weekly").close_usd == 104_000.0


def test_without_a_named_high_the_highest_candle_is_named(clock: ManualClock, make: Maker) -> None:
    market = Market(Config(assets={"BTC": AssetConfig()}), clock, "live", "1")
    market.apply(make.candle(clock.now_ms() - 3 * DAY_MS, 50.0, high_usd=80.0))
    market.apply(make.candle(clock.now_ms(), 50.0))
    drawdown = btc(market).drawdown
    assert (drawdown.high_usd, drawdown.high_on) == (80.0, "2025-11-02 (binance high)")


def test_candles_of_two_venues_are_never_mixed(market: Market, make: Maker, clock: ManualClock) -> None:
    for candle in make.candles("1d", 10, close_usd=100.0):
        market.apply(candle)
    for candle in make.candles("1d", 3, close_usd=200.0, venue="okx"):
        market.apply(candle)
    clock.tick(1)
    chart = btc(market).chart
    assert chart.venue == "okx"
    assert {bar.close_usd for bar in chart.bars["1d"]} == {200.0}
    market.apply(make.candle(clock.now_ms() - 1000, 101.0))
    clock.tick(1)
    assert btc(market).chart.venue == "binance"
    assert len(btc(market).chart.bars["1d"]) == 10


def test_candles_are_bounded(market: Market, make: Maker) -> None:
    for candle in make.candles("1h", 3000):
        market.apply(candle)
    assert len(market._states["BTC"].candles.rows("1h")) <= 1200
    assert market._states["BTC"].candles.rows("1h")[-1].open_ms == make.candles("1h", 1)[0].open_ms


def test_open_interest_compares_each_contract_with_its_own_past(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    now = clock.now_ms()
    market.apply(make.open_interest(coin=1100.0, at_ms=now - DAY_MS + 600_000))
    market.apply(make.open_interest(coin=1010.0, at_ms=now - HOUR_MS))
    market.apply(make.open_interest(coin=1000.0))
    market.apply(make.open_interest("deribit", coin=500.0))
    oi = btc(market).open_interest
    assert oi.coin == 1500.0
    assert oi.coin_change_24h_pct == pytest.approx((1000 / 1100 - 1) * 100)
    assert oi.coin_change_1h_pct == pytest.approx((1000 / 1010 - 1) * 100)
    assert oi.change_venues == ("okx",)
    assert oi.deleveraging == "yes"


def test_history_alone_is_not_open_interest_now(market: Market, make: Maker, clock: ManualClock) -> None:
    market.apply(make.open_interest(at_ms=clock.now_ms() - DAY_MS))
    assert btc(market).open_interest.usd is None


def test_stale_open_interest_leaves_the_sum_and_is_named(market: Market, make: Maker, clock: ManualClock) -> None:
    market.expect("okx", FeedKind.OPEN_INTEREST, 60.0)
    for venue, state in (("okx", FeedState.BACKOFF), ("deribit", FeedState.LIVE)):
        market.apply(make.status(venue, FeedKind.OPEN_INTEREST, state, "timeout" if venue == "okx" else None))
        market.apply(make.open_interest(venue))
    clock.tick(179)
    market.apply(make.open_interest("deribit"))
    assert btc(market).open_interest.coin == 2000.0
    clock.tick(2)
    oi = btc(market).open_interest
    assert oi.coin == 1000.0
    assert oi.notes["venues"] == "missing: okx backoff (timeout)"


def test_funding_and_basis_come_through(market: Market, make: Maker) -> None:
    market.apply(make.open_interest("okx"))
    market.apply(make.funding("okx"))
    market.apply(make.future(days=60.0))
    market.apply(make.future(days=120.0, mark_usd=102_000.0, bid_usd=None, ask_usd=None))
    asset = btc(market)
    assert asset.funding.apr_pct == pytest.approx(10.95)
    assert asset.basis.rule == "cm90"
    assert asset.basis.apr_pct == pytest.approx(6.08, abs=0.05)


def test_an_expired_future_is_forgotten(market: Market, make: Maker, clock: ManualClock) -> None:
    market.apply(make.future(days=0.001))
    market.board()
    clock.tick(120)
    market.board()
    assert len(market._states["BTC"].futures) == 0
    assert not market.apply(make.future(days=-1.0, expiry_ms=0))


def test_options_live_five_minutes(market: Market, make: Maker, clock: ManualClock) -> None:
    market.apply(make.status("deribit", FeedKind.OPTIONS, FeedState.BACKOFF, "maintenance"))
    market.apply(make.option_book())
    assert btc(market).options.atm["30"] == pytest.approx(50.0)
    clock.tick(250)
    options = btc(market).options
    assert options.age_s == pytest.approx(250)
    clock.tick(70)
    options = btc(market).options
    assert not options.expiries
    assert options.notes["atm"] == "no venue answered: deribit backoff (maintenance)"


def test_the_volatility_index_keeps_a_year_of_daily_closes(market: Market, make: Maker) -> None:
    for days_ago in range(500, -1, -1):
        market.apply(make.volatility(40.0 + days_ago / 100, days_ago))
    options = btc(market).options
    assert options.dvol_vol == 40.0
    assert options.dvol_percentile_share == 0.0
    market._prune(market._clock.now_ms(), 0.0)
    assert len(market._states["BTC"].volatility(market._clock.monotonic_s())) == 401


def test_a_volatility_index_whose_feed_is_silent_is_not_shown_as_the_value_now(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    for days_ago in range(60, -1, -1):
        market.apply(make.volatility(40.0 + days_ago, days_ago))
    market.apply(make.status("deribit", FeedKind.VOLATILITY_INDEX, FeedState.BACKOFF, "maintenance"))
    clock.tick(890)
    assert btc(market).options.dvol_vol == 40.0
    clock.tick(70)
    options = btc(market).options
    assert (options.dvol_vol, options.dvol_percentile_share, options.dvol_rank_share) == (None, None, None)
    assert options.notes["dvol_vol"] == "no venue answered: deribit backoff (maintenance)"
    market.apply(make.volatility(41.0))
    clock.tick(60)
    assert btc(market).options.dvol_vol == 41.0


def test_what_an_earlier_process_recorded_of_the_volatility_index_is_no_value_of_now(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    market.restore([make.volatility(40.0 + days_ago, days_ago) for days_ago in range(60, 0, -1)])
    market.apply(make.status("deribit", FeedKind.VOLATILITY_INDEX, FeedState.CONNECTING))
    assert btc(market).options.dvol_vol is None
    assert btc(market).options.notes["dvol_vol"] == "waiting for deribit volatility index"
    clock.tick(60)
    market.apply(make.volatility(40.5))
    options = btc(market).options
    assert (options.dvol_vol, options.dvol_percentile_share) == (40.5, 0.0)


def test_liquidations_add_up_over_assets_and_duplicates_change_nothing(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    market.apply(make.status("bybit", FeedKind.LIQUIDATIONS, FeedState.LIVE, pushed=True))
    clock.tick(60)
    event = make.liquidation(700.0)
    assert market.apply(event)
    assert not market.apply(event)
    market.apply(make.liquidation(300.0, Side.SHORT))
    market.apply(make.liquidation(1000.0, asset="SOL", venue="okx", completeness=Completeness.SAMPLED))
    board = market.board()
    section = board.assets["BTC"].liquidations
    assert (section.total_usd, section.long_share, section.count) == (1000.0, 0.7, 2)
    assert section.observed_s == pytest.approx(60.0)
    assert [row.completeness for row in section.venues] == ["full"]
    assert section.tape[0].hurt == "short"
    assert board.market is not None
    assert board.market.liquidations is not None
    assert board.market.liquidations.total_usd == 2000.0
    assert {row.asset for row in board.market.liquidations.by_asset} == {"BTC", "SOL"}
    assert board.market.notes["cap_usd"] == "not asked yet"


def test_backfill_is_marked_until_the_live_feed_speaks(market: Market, make: Maker, clock: ManualClock) -> None:
    market.apply(make.liquidation(completeness=Completeness.BACKFILL))
    assert btc(market).liquidations.venues[0].completeness == "backfill"
    clock.tick(1)
    market.apply(make.liquidation())
    market.apply(make.liquidation(completeness=Completeness.BACKFILL))
    assert btc(market).liquidations.venues[0].completeness == "full"


def test_a_declared_stream_is_called_what_it_is_before_it_speaks(market: Market, make: Maker) -> None:
    market.declare("bybit", Completeness.FULL)
    market.apply(make.liquidation(completeness=Completeness.BACKFILL))
    assert btc(market).liquidations.venues[0].completeness == "full"


def test_the_change_of_a_day_is_the_candle_market_s_own_now_against_its_own_then(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    """Token legs stand 0.2 % above dollar legs: that is no change of a price."""
    for candle in make.candles("1h", 30, 100_200.0, venue="binance", symbol="BTCUSDT"):
        market.apply(candle)
    for venue, symbol, quote, usd in (
        ("kraken", "BTC/USD", "USD", 100_000.0),
        ("coinbase", "BTC-USD", "USD", 100_000.0),
        ("binance", "BTCUSDT", "USDT", 100_200.0),
    ):
        market.apply(make.quote(venue, usd, symbol=symbol, quote=quote))
    price = btc(market).price
    assert price.usd == 100_000.0
    assert price.change_24h_pct == pytest.approx(0.0, abs=1e-9)


def test_a_line_is_tested_by_the_candle_market_s_own_price_and_its_distance_is_the_price_s(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    """Dollar legs stand below the line, and the market whose candles decide it above."""
    line_usd = Config().assets["BTC"].levels[-1].price
    for candle in make.candles("1d", 30, line_usd * 1.02, venue="binance", symbol="BTCUSDT"):
        market.apply(candle)
    for venue, symbol, quote, share in (
        ("kraken", "BTC/USD", "USD", 0.9995),
        ("coinbase", "BTC-USD", "USD", 0.9995),
        ("binance", "BTCUSDT", "USDT", 1.0005),
    ):
        market.apply(make.quote(venue, line_usd * share, symbol=symbol, quote=quote))
    level = btc(market).levels[-1]
    assert btc(market).weekly.price_usd == pytest.approx(line_usd * 1.0005)
    assert (level.price_usd, level.state) == (line_usd, "armed")
    assert level.distance_pct == pytest.approx(-0.05)
    clock.tick(2)
    market.apply(make.quote("binance", line_usd * 0.9998, symbol="BTCUSDT", quote="USDT"))
    assert btc(market).levels[-1].state == "wick"


def test_closes_are_counted_by_the_clocks_of_most_venues(market: Market, make: Maker, clock: ManualClock) -> None:
    def heard(*behind_ms: int) -> float:
        for venue, ms in zip(("binance", "okx", "kraken"), behind_ms, strict=True):
            for _ in range(31):
                market.apply(make.quote(venue, at_ms=clock.now_ms() - ms))
        clock.tick(2)
        weekly = btc(market).weekly
        return weekly.closes_in_s - (weekly.closes_at_ms - clock.now_ms()) / 1000

    assert heard(300, 300, 300) == 0.0
    assert heard(30_000, 300, 300) == 0.0, "one venue's clock is its own matter"
    assert heard(30_000, 30_000, 30_300) == pytest.approx(30.0)
    assert "closes are counted by theirs" in market.board().notes["clock"]


def test_a_clock_ahead_of_the_venues_empties_no_window(market: Market, make: Maker, clock: ManualClock) -> None:
    ahead_ms = HOUR_MS + 600_000
    for minute in range(11):
        for venue in ("binance", "okx", "kraken"):
            market.apply(make.quote(venue, 100_000.0 - minute * 100, at_ms=clock.now_ms() - ahead_ms))
        market.board()
        for _ in range(5 if minute in (8, 9) else 0):
            market.apply(make.liquidation(1000.0, at_ms=clock.now_ms() - ahead_ms))
        clock.tick(60)
    section = btc(market).liquidations
    assert {window.window_s: window.total_usd for window in section.windows}[3_600] == 10_000.0
    [burst] = section.bursts
    # The market's own prices of those minutes, not of an hour later.
    assert (burst.from_usd, burst.to_usd) == (99_300.0, 99_100.0)
    found = market.liquidated("BTC", clock.now_ms() - 5 * 60_000)
    assert found is not None
    assert (found.usd, found.from_ms) == (10_000.0, clock.now_ms() - 5 * 60_000)


def test_each_window_says_how_long_it_was_observed(market: Market, clock: ManualClock) -> None:
    now = clock.now_ms()
    market.restore_watched([Observation(venue="bybit", start_ms=now - 3 * HOUR_MS, end_ms=now - 2 * HOUR_MS)])
    windows = {window.window_s: window.observed_s for window in btc(market).liquidations.windows}
    assert windows == {3_600: 0.0, 14_400: 3_600.0, 86_400: 3_600.0}


def test_a_restart_goes_on_from_what_was_recorded(market: Market, make: Maker, clock: ManualClock) -> None:
    now = clock.now_ms()
    market.restore_watched([Observation(venue="bybit", start_ms=now - 3 * HOUR_MS, end_ms=now - HOUR_MS)])
    market.restore([make.liquidation(500.0, at_ms=now - 2 * HOUR_MS), make.open_interest(at_ms=now - DAY_MS)])
    market.apply(make.open_interest(coin=900.0))
    asset = btc(market)
    assert asset.liquidations.total_usd == 500.0
    assert asset.liquidations.observed_s == 7200.0
    assert asset.open_interest.coin_change_24h_pct == pytest.approx(-10.0)
    assert all(feed.age_s is None for feed in market.board().feeds)


def test_a_fault_in_one_section_stays_there(
    market: Market, make: Maker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("strike \x1b[2J")

    for name in ("options_board", "weekly", "levels_now", "funding_board", "consensus"):
        monkeypatch.setattr(f"tui.market.asset_sections.{name}", broken)
    market.apply(make.open_interest())
    asset = btc(market)
    assert asset.open_interest.coin == 1000.0
    for notes in (
        asset.options.notes["atm"],
        asset.weekly.notes["trigger_usd"],
        asset.levels[0].notes["state"],
        asset.funding.notes["apr_pct"],
        asset.price.notes["usd"],
    ):
        assert notes == "internal error: ZeroDivisionError: strike ?[2J"
    logged = len(caplog.records)
    market.board()
    assert len(caplog.records) == logged


def test_notes_are_put_on_the_board_and_taken_away(market: Market) -> None:
    market.set_note("history", "kept in memory only")
    assert market.board().notes == {"history": "kept in memory only"}
    market.set_note("history", None)
    assert market.board().notes == {}


def test_a_board_survives_the_link(market: Market, make: Maker) -> None:
    market.apply(make.quote())
    market.apply(make.option_book())
    for candle in make.candles("1d", 430):
        market.apply(candle)
    board = market.board()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(board), type=Board) == board
    assert msgspec.json.decode(msgspec.json.encode(board), type=Board) == board


def test_unconfigured_assets_only_count_in_the_market_total(clock: ManualClock, make: Maker) -> None:
    market = Market(Config(assets={"ETH": AssetConfig(levels=(LevelConfig(price=1.0),))}), clock, "demo", "1")
    assert not market.apply(make.quote())
    assert market.apply(make.liquidation())
    assert list(market.board().assets) == ["ETH"]


def test_a_burst_and_the_upper_view_stand_beside_the_floor(market: Market, make: Maker, clock: ManualClock) -> None:
    now_ms = clock.now_ms()
    for hour, coin in ((3, 1000.0), (2, 990.0), (1, 995.0)):
        market.apply(make.open_interest(coin=coin, at_ms=now_ms - hour * HOUR_MS))
    for place in range(6):
        market.apply(make.liquidation(2_000.0, at_ms=now_ms - 2 * HOUR_MS + place * 1000, price_usd=100_000.0))
    section = btc(market).liquidations
    assert (section.implied_usd, section.implied_venues) == (1_000_000.0, ("okx",))
    assert section.notes["implied_usd"] == "had every fall of open interest been forced"
    market.apply(make.liquidation(2_000_000.0, at_ms=now_ms - HOUR_MS, price_usd=100_000.0))
    clock.tick(61)
    disproved = btc(market).liquidations
    assert (disproved.implied_usd, disproved.implied_venues) == (None, ("okx",))
    assert disproved.notes["implied_usd"].startswith("below the recorded floor: ")
    [burst] = section.bursts
    assert (burst.usd, burst.count, burst.long_share) == (12_000.0, 6, 1.0)
    assert (burst.from_usd, burst.to_usd, burst.move_pct) == (None, None, None)
    assert section.notes["bursts"] == "no price is held of stretches in which the market was not watched"


def test_a_burst_of_before_a_restart_has_the_move_of_the_five_minutes_around_it(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    five_ms = 300_000
    burst_ms = (clock.now_ms() - 2 * HOUR_MS) // five_ms * five_ms
    market.restore_samples(
        [
            PriceSample(asset="BTC", at_ms=burst_ms - five_ms, usd=100_000.0),
            PriceSample(asset="BTC", at_ms=burst_ms, usd=98_500.0),
        ]
    )
    market.restore(make.liquidation(2_000.0, at_ms=burst_ms + place * 1000) for place in range(6))
    [burst] = btc(market).liquidations.bursts
    assert (burst.from_usd, burst.to_usd, burst.price_grain_s) == (100_000.0, 98_500.0, 300)
    assert "bursts" not in btc(market).liquidations.notes


def test_prices_are_given_to_the_history_by_five_minutes(market: Market, make: Maker, clock: ManualClock) -> None:
    for _ in range(3):
        market.apply(make.quote(usd=106_300.0))
        market.board()
        clock.tick(300)
    samples = [sample for sample in market.new_samples() if isinstance(sample, PriceSample)]
    assert [sample.usd for sample in samples] == [106_300.0, 106_300.0]


def test_a_burst_moved_the_market_s_own_price(market: Market, make: Maker, clock: ManualClock) -> None:
    clock.tick(60 - clock.now_ms() / 1000 % 60)
    for usd in (100_000.0, 99_000.0):
        clock.tick(59.0)
        market.apply(make.quote(usd=usd))
        market.board()
        clock.tick(1.0)
        for place in range(6):
            market.apply(make.liquidation(2_000.0, at_ms=clock.now_ms() + place, price_usd=90_000.0 + place))
    clock.tick(59.0)
    market.apply(make.quote(usd=98_500.0))
    market.board()
    clock.tick(30.0)
    [burst] = btc(market).liquidations.bursts
    assert (burst.from_usd, burst.to_usd) == (100_000.0, 98_500.0)
    assert burst.move_pct == pytest.approx(-1.5)


def test_a_payment_told_by_the_hour_does_not_stand_in_for_a_silent_rate(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    market.apply(make.status("okx", FeedKind.FUNDING, FeedState.LIVE))
    market.apply(make.funding(rate=0.0001))
    market.apply(make.open_interest(usd=1e9))
    market.apply(make.status("okx", FeedKind.FUNDING, FeedState.BACKOFF, "timeout"))
    clock.tick(1800)
    paid_ms = clock.now_ms() - HOUR_MS
    assert market.apply(make.funding(rate=0.0009, kind=FundingKind.SETTLED, next_ms=None, at_ms=paid_ms))
    funding = btc(market).funding
    assert (funding.apr_pct, funding.contracts) == (None, ())
    assert funding.notes["apr_pct"] == "no venue answered: okx backoff (timeout)"


def test_funding_stands_among_its_own_payments_and_against_the_baseline(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    now_ms = clock.now_ms()
    for payment in range(1, 101):
        rate = 0.00001 * payment
        market.apply(
            make.funding(rate=rate, kind=FundingKind.SETTLED, next_ms=None, at_ms=now_ms - payment * 8 * HOUR_MS)
        )
    market.apply(make.funding(rate=0.000255))
    market.apply(make.open_interest(usd=1e9))
    funding = btc(market).funding
    assert [row.kind for row in funding.contracts] == ["predicted"]
    assert (funding.percentile_share, funding.percentile_contract) == (0.25, "okx BTC-SWAP")
    assert funding.baseline_distance_pct == pytest.approx(0.000255 * 3 * 365 * 100 - 10.95)
    assert (funding.next_ms, funding.next_in_s) == (now_ms + HOUR_MS, 3600.0)
    assert funding.next_usd == pytest.approx(255_000.0)
    assert funding.next_venues == ("okx",)
