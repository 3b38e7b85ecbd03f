"""What an asset's figures were: recorded once an hour, shown in the chart's bars, bounded."""

import msgspec

from tests.boards import rich_board
from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.analytics.strips import BARS
from tui.domain.board import Basis, FundingBoard, Options
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import FundingKind, Side
from tui.history.hourly_sample import BasisSample, TermSample
from tui.market.asset_past import AssetPast
from tui.market.funding_history import FundingHistory
from tui.market.open_interest_series import OpenInterestSeries

BASIS = Basis(apr_pct=3.6, rule="cm90", days=90.0)
_OPTIONS = rich_board().assets["BTC"].options


def test_open_interest_is_shown_by_the_bar_and_says_whose_it_is() -> None:
    clock = ManualClock()
    series, make, now_ms = OpenInterestSeries(), Maker(clock), clock.now_ms()
    for hours in range(200):
        series.put(make.open_interest("binance", coin=1000.0 + hours, at_ms=now_ms - hours * HOUR_MS))
    series.put(make.open_interest("okx", coin=500.0))
    past = AssetPast("BTC").section(series.coins, FundingBoard(), FundingHistory(), now_ms)
    strip = past.open_interest_coin["1h"]
    assert strip.values == tuple(1000.0 + hours for hours in reversed(range(BARS)))
    assert strip.first_ms == now_ms - now_ms % HOUR_MS - (BARS - 1) * HOUR_MS
    assert past.open_interest_venues["1h"] == ("binance",)
    assert len(past.open_interest_coin["4h"].values) in (50, 51)
    assert past.open_interest_coin["1d"].values[-1] == 1000.0


def test_funding_is_the_largest_contract_s_own() -> None:
    clock = ManualClock()
    now_ms, history = clock.now_ms(), FundingHistory()
    make = Maker(clock)
    for payment in range(40):
        at_ms = now_ms - payment * 8 * HOUR_MS
        history.put(
            make.funding("binance", symbol="BTCUSDT", rate=0.0001, kind=FundingKind.SETTLED, interval_h=8, at_ms=at_ms)
        )
    contract = msgspec.structs.replace(
        rich_board().assets["BTC"].funding.contracts[0], venue="binance", symbol="BTCUSDT", interval_h=8
    )
    funding = FundingBoard(percentile_contract="binance BTCUSDT", contracts=(contract,))
    past = AssetPast("BTC").section({}, funding, history, now_ms)
    assert past.funding_contract == "binance BTCUSDT"
    assert {value for value in past.funding_apr_pct["4h"].values if value is not None} == {10.95}
    assert past.open_interest_coin == {}


def test_forced_sums_keep_longs_and_shorts_apart() -> None:
    clock = ManualClock()
    make, past, now_ms = Maker(clock), AssetPast("BTC"), clock.now_ms()
    for hours, hurt in ((0, Side.LONG), (0, Side.LONG), (1, Side.LONG), (2, Side.SHORT), (4, Side.SHORT)):
        past.add_forced(make.liquidation(2e6, hurt, at_ms=now_ms - hours * HOUR_MS))
    found = past.section({}, FundingBoard(), FundingHistory(), now_ms)
    assert found.forced_long_usd["1h"].values[-2:] == (2e6, 4e6)
    assert found.forced_short_usd["1h"].values == (2e6, None, 2e6, None, None)


def test_the_term_structure_of_a_day_ago_is_found_or_said_to_be_missing() -> None:
    clock = ManualClock()
    past, now_ms = AssetPast("BTC"), clock.now_ms()
    past.note(BASIS, _OPTIONS, now_ms)
    early = past.section({}, FundingBoard(), FundingHistory(), now_ms)
    assert early.term_day_ago == ()
    assert early.notes["term_day_ago"] == "no term structure of a day ago is recorded yet"
    later = past.section({}, FundingBoard(), FundingHistory(), now_ms + DAY_MS + 20 * 60_000)
    assert later.term_day_ago_ms == now_ms
    assert [point.atm_vol for point in later.term_day_ago] == [each.atm_vol for each in _OPTIONS.expiries]
    assert later.term_day_ago[0].days == (_OPTIONS.expiries[0].expiry_ms - now_ms) / DAY_MS
    assert past.section({}, FundingBoard(), FundingHistory(), now_ms + DAY_MS + 2 * HOUR_MS).term_day_ago == ()


def test_each_hour_is_told_to_the_history_once_and_read_back() -> None:
    clock = ManualClock()
    past, now_ms = AssetPast("BTC"), clock.now_ms() // HOUR_MS * HOUR_MS
    for minutes in (0, 1, 59):
        past.note(BASIS, _OPTIONS, now_ms + minutes * 60_000)
    first = past.take_new()
    assert sum(isinstance(sample, BasisSample) for sample in first) == 1
    assert sum(isinstance(sample, TermSample) for sample in first) == len(_OPTIONS.expiries)
    assert past.take_new() == []
    past.note(msgspec.structs.replace(BASIS, apr_pct=3.7), Options(), now_ms + HOUR_MS)
    assert past.take_new() == [BasisSample(asset="BTC", at_ms=now_ms + HOUR_MS, apr_pct=3.7, rule="cm90", days=90.0)]
    again = AssetPast("BTC")
    for sample in first:
        again.restore(sample)
    assert again.take_new() == []
    assert again.section({}, FundingBoard(), FundingHistory(), now_ms + DAY_MS).term_day_ago_ms == now_ms


def test_what_is_old_is_forgotten() -> None:
    clock = ManualClock()
    series, make, now_ms = OpenInterestSeries(), Maker(clock), clock.now_ms()
    for days in range(60):
        series.put(make.open_interest("binance", coin=1.0, at_ms=now_ms - days * DAY_MS))
    series.prune(now_ms)
    values = series.coins["binance", "BTC-SWAP"]
    assert sum(value is not None for value in values.by_bar("1d", now_ms)) == 60
    assert sum(value is not None for value in values.by_bar("4h", now_ms)) == 16
    series.forget(("binance", "BTC-SWAP"))
    assert series.coins == {}


def test_small_liquidations_don_t_have_the_section_made_anew() -> None:
    clock = ManualClock()
    make, past = Maker(clock), AssetPast("BTC")
    for _ in range(1000):
        past.add_forced(make.liquidation(1000.0))
    assert past.version <= 12
