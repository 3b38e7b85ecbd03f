"""A recorded year: what the Board says of weeks, ranks and percentiles, day after day, against pandas on the same
files. Nothing of the analytics is used on the other side."""

import math
from datetime import UTC, datetime
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pandas as pd
import pytest

from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.config.model import AssetConfig, Config, LevelConfig
from tui.domain.board import AssetBoard
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import Event, FundingKind, VolatilityIndex
from tui.market.market import Market

ASSETS = {"BTC": "binance_spot_BTCUSDT_1d_20240727_20251130", "ETH": "binance_spot_ETHUSDT_1d_20240727_20251130"}
LINE = {"BTC": 107_000.0, "ETH": 3_100.0}

MOMENTS = pd.date_range("2025-07-14", "2025-11-30", freq="9D", tz="UTC") + pd.Timedelta(hours=13)
"""Every weekday in turn, from the first week that has fifty behind it."""


def frame(captures: Path, asset: str) -> pd.DataFrame:
    """Daily bars by their opening time."""
    read = pd.read_csv(captures / f"ohlcv/{ASSETS[asset]}.csv.gz")
    read.index = pd.to_datetime(read["open_time"], unit="ms", utc=True)
    return read[["open", "high", "low", "close", "volume"]].astype(float)


def dvol(captures: Path) -> "pd.Series[float]":
    """Daily closes by their day."""
    read = pd.read_csv(captures / "series/deribit_btc_dvol_daily_20230823_20251130.csv.gz")
    return pd.Series(read["dvol"].to_numpy(), index=pd.to_datetime(read["date"], utc=True))


def known_at(bars: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """The bars that have opened; the running one is as its day ended, which is as good as any price of it."""
    return bars[bars.index <= moment]


def milliseconds(moment: Any) -> int:
    return int(moment.timestamp() * 1000)


def board_of(captures: Path, asset: str, moment: pd.Timestamp) -> AssetBoard:
    """The Board after everything recorded up to that moment, at the running day's price."""
    clock = ManualClock(milliseconds(moment))
    make = Maker(clock)
    level = LevelConfig(price=LINE[asset], kind="weekly_close")
    market = Market(Config(assets={asset: AssetConfig(levels=(level,))}), clock, "live", "0")
    bars = known_at(frame(captures, asset), moment)
    events: list[Event] = [
        make.candle(
            milliseconds(at), asset=asset, open_usd=row.open, high_usd=row.high, low_usd=row.low, close_usd=row.close
        )
        for at, row in bars.iterrows()
    ]
    events.append(make.quote(usd=float(bars["close"].iloc[-1]), asset=asset))
    closes = dvol(captures)
    for day, close in closes[closes.index <= moment].items():
        at_ms = min(milliseconds(day) + DAY_MS - 1, clock.now_ms())
        index = VolatilityIndex(
            venue="deribit", asset="BTC", close_vol=float(close), at_ms=at_ms, recv_ms=clock.now_ms()
        )
        events.append(index)
    for event in events:
        market.apply(event)
    return market.board().assets[asset]


def weekly_closes(bars: pd.DataFrame, moment: pd.Timestamp) -> "pd.Series[float]":
    """Closes of the finished weeks, which end with Sunday."""
    monday = moment.normalize() - pd.Timedelta(days=moment.weekday())
    return bars["close"][bars.index < monday].resample("W-SUN").last()


@pytest.mark.parametrize("asset", ASSETS)
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_weekly_close_and_averages(captures: Path, asset: str, moment: pd.Timestamp) -> None:
    found = board_of(captures, asset, moment)
    bars = known_at(frame(captures, asset), moment)
    closes = weekly_closes(bars, moment)
    price = bars["close"].iloc[-1]
    assert found.weekly.weeks == len(closes)
    assert found.weekly.sma50_completed_usd == pytest.approx(closes.rolling(50).mean().iloc[-1], rel=1e-12)
    assert found.weekly.trigger_usd == pytest.approx(closes.rolling(49).mean().iloc[-1], rel=1e-12)
    running = pd.concat([closes, pd.Series([price])]).rolling(50).mean().iloc[-1]
    assert found.weekly.sma50_running_usd == pytest.approx(running, rel=1e-12)
    # The trigger is the close at which price and running average meet.
    trigger = found.weekly.trigger_usd
    assert trigger is not None
    assert pd.concat([closes.tail(49), pd.Series([trigger])]).mean() == pytest.approx(trigger, rel=1e-12)
    assert found.weekly.distance_pct == pytest.approx((price / trigger - 1) * 100)
    drawn = dict(found.chart.sma50_weekly)
    means = closes.rolling(50).mean().dropna()
    expected = {milliseconds(sunday) - 6 * DAY_MS: mean for sunday, mean in means.items()}
    assert {at_ms: drawn[at_ms] for at_ms in expected} == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_volatility_index_and_the_odds_of_the_close(captures: Path, moment: pd.Timestamp) -> None:
    found = board_of(captures, "BTC", moment)
    closes = dvol(captures)
    closes = closes[closes.index <= moment]
    now, year = closes.iloc[-1], closes.iloc[-366:-1]
    assert (year.index[-1] - year.index[0]).days == 364
    assert found.options.dvol_vol == now
    assert found.options.dvol_percentile_share == pytest.approx((year < now).mean())
    low, high = closes.iloc[-366:].min(), closes.iloc[-366:].max()
    assert found.options.dvol_rank_share == pytest.approx((now - low) / (high - low))
    assert found.options.dvol_days == 365
    bars = known_at(frame(captures, "BTC"), moment)
    trigger = weekly_closes(bars, moment).tail(49).mean()
    monday = moment.normalize() + pd.Timedelta(days=7 - moment.weekday())
    left_s = (monday - moment).total_seconds()
    deviation = now / 100 * math.sqrt(left_s / (365 * 86_400))
    distance = math.log(bars["close"].iloc[-1] / trigger)
    assert found.weekly.sigma == pytest.approx(distance / deviation)
    below = NormalDist().cdf(-distance / deviation + deviation / 2)
    assert found.weekly.close_below_share == pytest.approx(below)


@pytest.mark.parametrize("asset", ASSETS)
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_realised_volatility(captures: Path, asset: str, moment: pd.Timestamp) -> None:
    found = board_of(captures, asset, moment)
    bars = known_at(frame(captures, asset), moment)
    returns = bars["close"][bars.index < moment.normalize()].apply(math.log).diff().dropna()
    assert found.options.realised_vol.keys() == {"7", "30", "90", "180"}
    for days, vol in found.options.realised_vol.items():
        assert vol == pytest.approx(returns.tail(int(days)).std() * math.sqrt(365) * 100)


@pytest.mark.parametrize("asset", ASSETS)
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_high_and_weekly_bars(captures: Path, asset: str, moment: pd.Timestamp) -> None:
    found = board_of(captures, asset, moment)
    bars = known_at(frame(captures, asset), moment)
    assert found.drawdown.high_usd == bars["high"].max()
    assert str(found.drawdown.high_on).startswith(f"{bars['high'].idxmax():%Y-%m-%d}")
    assert found.drawdown.pct == pytest.approx((bars["close"].iloc[-1] / bars["high"].max() - 1) * 100)
    how = {"open": "first", "high": "max", "low": "min", "close": "last"}
    weeks = bars.resample("W-MON", label="left", closed="left").agg(how)
    shown = found.chart.bars["1w"]
    expected = weeks.tail(len(shown))
    assert len(shown) >= 50
    assert [row.open_ms for row in shown] == [milliseconds(at) for at in expected.index]
    for name in how:
        assert [getattr(row, f"{name}_usd") for row in shown] == expected[name].tolist()


@pytest.mark.parametrize("asset", ASSETS)
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_the_line_by_its_weekly_closes(captures: Path, asset: str, moment: pd.Timestamp) -> None:
    [level] = board_of(captures, asset, moment).levels
    line = LINE[asset]
    bars = known_at(frame(captures, asset), moment)
    monday = moment.normalize() - pd.Timedelta(days=moment.weekday())
    last_close = weekly_closes(bars, moment).iloc[-1]
    last_low = bars["low"][(bars.index < monday) & (bars.index >= monday - pd.Timedelta(days=7))].min()
    running_low = bars["low"][bars.index >= monday].min()
    state = "armed"
    if last_close < line:
        state = "confirmed"
    elif running_low < line:
        state = "wick"
    elif last_low < line:
        state = "rejected"
    assert level.state == state


def test_the_line_is_seen_in_every_state(captures: Path) -> None:
    """Else the test above would prove little."""
    states = {
        board_of(captures, asset, moment).levels[0].state
        for asset in ASSETS
        for moment in pd.date_range("2025-08-20", "2025-11-30", freq="5D", tz="UTC") + pd.Timedelta(hours=13)
    }
    assert states == {"armed", "wick", "confirmed", "rejected"}


def test_funding_percentile(captures: Path) -> None:
    """Sixty days of settled payments, and a rate now."""
    read = pd.read_csv(captures / "series/binance_usdm_BTCUSDT_funding_8h_20251130_20260128.csv.gz")
    clock = ManualClock(milliseconds(datetime(2026, 1, 28, 20, tzinfo=UTC)))
    make = Maker(clock)
    market = Market(Config(), clock, "live", "0")
    paid: dict[str, Any] = {"venue": "binance", "symbol": "BTCUSDT", "interval_h": 8.0}
    for date, rate in zip(read["date"], read["funding_rate"], strict=True):
        at_ms = milliseconds(pd.Timestamp(date))
        market.apply(make.funding(rate=float(rate), kind=FundingKind.SETTLED, at_ms=at_ms, next_ms=None, **paid))
    market.apply(make.funding(rate=0.00004, next_ms=clock.now_ms() + 4 * HOUR_MS, **paid))
    market.apply(make.open_interest(venue="binance", symbol="BTCUSDT"))
    funding = market.board().assets["BTC"].funding
    assert funding.percentile_contract == "binance BTCUSDT"
    assert funding.percentile_share == pytest.approx((read["funding_rate"] < 0.00004).mean())
