"""Conventions of the configuration reach every field that they name."""

import pytest

from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.config.model import Config, ConventionsConfig
from tui.domain.board import AssetBoard, Options
from tui.market.conventions import options_by
from tui.market.market import Market


def btc(conventions: ConventionsConfig) -> AssetBoard:
    clock = ManualClock()
    make = Maker(clock)
    market = Market(Config(conventions=conventions), clock, "live", "1.2.3")
    for bar in make.candles("1d", 400, 100_000.0):
        market.apply(bar)
    chain = tuple(
        make.option(strike, is_call, days, mark_vol=50.0 + (100_000 - strike) / 1_000 + days / 10)
        for days in (5.0, 35.0, 100.0)
        for strike in range(70_000, 131_000, 2_500)
        for is_call in (True, False)
    )
    market.apply(make.option_book(quotes=chain))
    market.apply(make.future(days=80.0))
    market.apply(make.future(days=120.0, mark_usd=102_000.0, bid_usd=101_990.0, ask_usd=102_010.0))
    market.apply(make.quote(usd=110_000.0))
    return market.board().assets["BTC"]


def test_which_average_leads() -> None:
    completed, running = (btc(ConventionsConfig(sma=sma)).weekly for sma in ("completed", "running"))
    assert (completed.sma_rule, completed.sma50_usd) == ("completed", completed.sma50_completed_usd)
    assert (running.sma_rule, running.sma50_usd) == ("running", running.sma50_running_usd)
    assert completed.sma50_usd != running.sma50_usd


def test_the_skew_in_both_readings() -> None:
    options = btc(ConventionsConfig(skew="normalised")).options
    assert options.skew_rule == "normalised"
    skew, atm = options.rr25_vol["30"], options.atm["30"]
    assert skew is not None
    assert atm is not None
    assert options.rr25_normalised["30"] == pytest.approx(skew / atm)
    assert skew < 0
    assert btc(ConventionsConfig()).options.skew_rule == "vol"


def test_how_maturities_are_interpolated_is_said_and_matters() -> None:
    variance, linear = (btc(ConventionsConfig(cm_iv=rule)).options for rule in ("total_variance", "linear_vol"))
    assert variance.rule != linear.rule
    assert variance.atm["7"] != linear.atm["7"]


def test_how_basis_is_annualised_is_said_and_matters() -> None:
    simple, continuous = (btc(ConventionsConfig(basis=rule)).basis for rule in ("simple", "continuous"))
    assert (simple.convention, continuous.convention) == ("simple", "continuous")
    assert simple.apr_pct is not None
    assert continuous.apr_pct is not None
    assert simple.apr_pct > continuous.apr_pct
    assert simple.curve[0].apr_pct != continuous.curve[0].apr_pct


def test_a_skew_without_its_volatility_has_no_normalised_words() -> None:
    found = options_by(Options(rr25_vol={"30": -4.0}, atm={"30": None}), ConventionsConfig(skew="normalised"))
    assert found.skew_words is None
    assert found.notes["skew_words"] == "no at-the-money volatility of a maturity that has a skew"
    assert options_by(found, ConventionsConfig()).skew_words == "puts rich 4.0v"


def test_a_rich_side_outlasts_the_noise_at_its_threshold() -> None:
    at_30 = [-0.52, -0.48, -0.51, -0.3, -0.2, -0.48]
    before: Options | None = None
    words: list[str | None] = []
    for skew in at_30:
        before = options_by(Options(rr25_vol={"30": skew}), ConventionsConfig(), before)
        words.append(before.skew_words)
    assert words == ["puts rich 0.5v", "puts rich 0.5v", "puts rich 0.5v", "puts rich 0.3v", "balanced", "balanced"]


def test_without_a_risk_reversal_there_are_no_words_and_a_reason() -> None:
    found = options_by(Options(rr25_vol={"30": None}), ConventionsConfig())
    assert (found.skew_words, found.notes["skew_words"]) == (None, "no 25-delta risk reversal")
