"""Figures: digits, units, signs and ages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.present import figures
from widgets.view.text import ABSENT, Tone


@pytest.mark.parametrize(
    ("amount", "wanted"),
    [
        (1_310_000_000, "1.31B"),
        (25_300_000_000, "25.3B"),
        (3_540_000_000_000, "3.54T"),
        (612_400_000, "612M"),
        (999_600, "1.00M"),
        (999_400, "999K"),
        (9_000, "9.00K"),
        (950, "950"),
        (0.126, "0.13"),
        (-731_000_000, "-731M"),
        (0, "0.00"),
    ],
)
def test_amounts_have_three_digits_and_a_unit(amount: float, wanted: str) -> None:
    assert figures.compact(amount) == wanted


@given(st.floats(0.01, 1e15, allow_nan=False))
def test_an_amount_is_never_wider_than_its_column(amount: float) -> None:
    assert len(figures.compact(amount)) <= 5 or amount >= 9.99e14
    scale = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
    text = figures.compact(amount)
    value = float(text.rstrip("KMBT")) * scale.get(text[-1], 1)
    assert value == pytest.approx(amount, rel=0.006, abs=0.006)


@pytest.mark.parametrize(
    ("usd", "wanted"),
    [
        (104_212.4, "104,212"),
        (3_412.4, "3,412"),
        (143.27, "143.3"),
        (12.345, "12.35"),
        (2.5, "2.500"),
        (0.1234567, "0.1235"),
        (0.17, "0.1700"),
        (0.00001234, "0.00001234"),
    ],
)
def test_prices_keep_four_digits(usd: float, wanted: str) -> None:
    assert figures.price(usd) == wanted


@pytest.mark.parametrize(
    ("pct", "wanted"),
    [
        (2.345, ("▲ +2.3%", Tone.UP)),
        (-2.81, ("▼ -2.8%", Tone.DOWN)),
        (0.04, ("  0.0%", Tone.TEXT)),
        (-0.04, ("  0.0%", Tone.TEXT)),
        (None, ABSENT),
    ],
)
def test_a_change_has_arrow_and_sign(pct: float | None, wanted: tuple[str, Tone]) -> None:
    assert figures.change(pct) == wanted


@pytest.mark.parametrize(("probability", "wanted"), [(2e-47, "<1%"), (0.0051, "<1%"), (0.313, "31%"), (0.9999, ">99%")])
def test_a_likelihood_is_never_a_certainty(probability: float, wanted: str) -> None:
    assert figures.likelihood(probability) == wanted


def test_missing_is_a_dash_and_never_a_zero() -> None:
    for make in (
        figures.change,
        figures.usd_span,
        figures.percent,
        figures.share,
        figures.volatility,
        figures.signed_usd,
    ):
        assert make(None) == ABSENT
    assert figures.age(None) == "—"


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        (0, "0s"),
        (59.4, "59s"),
        (59.6, "1m"),
        (61, "1m"),
        (3_580, "1h"),
        (7_300, "2h"),
        (85_000, "1d"),
        (90_000, "1d"),
        (-3, "0s"),
    ],
)
def test_ages_are_one_number_and_one_letter(seconds: float, wanted: str) -> None:
    assert figures.age(seconds) == wanted


def test_durations_and_countdowns() -> None:
    assert figures.duration(63_600) == "17h40m"
    assert figures.duration(86_400) == "24h"
    assert figures.duration(2_100) == "35m"
    assert figures.countdown(108_873) == "1d06:14:33"
    assert figures.countdown(-5) == "0d00:00:00"
    assert [figures.short_countdown(each) for each in (20, 20 * 60, 107 * 60)] == ["<1m", "20m", "1h47m"]
    assert figures.clock_time(1_762_623_927_000) == "17:45:27"


def test_effects_carry_their_sign_before_the_dollar() -> None:
    assert figures.signed_usd(-731e6) == ("-$731M", Tone.DOWN)
    assert figures.signed_usd(29e6) == ("+$29.0M", Tone.UP)


def test_venues_have_short_and_long_names() -> None:
    assert (figures.venue_code("hyperliquid"), figures.venue_name("okx")) == ("HL", "OKX")
    assert (figures.venue_code("krakenfutures"), figures.venue_name("gate")) == ("KRF", "Gate")
    assert (figures.venue_code("bitfinex"), figures.venue_name("bitfinex")) == ("BIT", "Bitfinex")


@pytest.mark.parametrize(("points", "wanted"), [(0.04, "0.0"), (-0.04, "0.0"), (-0.05001, "-0.1"), (4.25, "+4.2")])
def test_a_difference_that_rounds_to_nothing_has_no_sign(points: float, wanted: str) -> None:
    assert figures.signed_points(points) == (wanted, Tone.TEXT)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(484.99e6, "484M"), (1.7e9, "1.70B"), (0.57e9, "570M"), (999.96e6, "999M"), (12_349.0, "12.3K"), (0.0, "0.00")],
)
def test_a_floor_is_never_told_higher_than_it_is(amount: float, shown: str) -> None:
    assert figures.at_least(amount) == shown


@given(st.floats(0.01, 1e13))
def test_a_floor_is_within_a_hundredth_below(amount: float) -> None:
    text = figures.at_least(amount)
    scales = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
    told = float(text[:-1]) * scales[text[-1]] if text[-1] in scales else float(text)
    assert told <= amount * (1 + 1e-9) + 1e-9
    assert told >= amount * 0.99 - 0.01
