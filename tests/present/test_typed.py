"""What is typed into a form is read as a person means it, or handed on to be refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.present.typed import amount, amount_text, amounts, duration_s, duration_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("105000", 105_000.0),
        ("105,000", 105_000.0),
        ("$105,000.50", 105_000.5),
        ("1_000", 1000.0),
        ("107.5k", 107_500.0),
        ("1.2M", 1_200_000.0),
        (" .5 ", 0.5),
        ("", None),
        ("  ", None),
        ("105,00", "105,00"),
        ("1,000k5", "1,000k5"),
        ("-5", "-5"),
        ("nan", "nan"),
        ("1e400", "1e400"),
        ("inf", "inf"),
    ],
)
def test_amounts(text: str, expected: float | str | None) -> None:
    assert amount(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98,400 72,000", [98_400, 72_000]),
        ("98400,72000", [98_400, 72_000]),
        ("98,400, 72,000", [98_400, 72_000]),
        ("98400 → 72k", [98_400, 72_000]),
        ("98,400 > 72,000; 1", [98_400, 72_000, 1]),
        ("", []),
        ("abc 5", ["abc", 5]),
    ],
)
def test_lists(text: str, expected: list[float | str]) -> None:
    assert amounts(text) == expected


@given(st.lists(st.floats(0, exclude_min=True, allow_infinity=False), max_size=8))
def test_a_list_is_read_back_as_the_form_writes_it(values: list[float]) -> None:
    assert amounts(" ".join(map(amount_text, values))) == values


@pytest.mark.parametrize(
    ("text", "expected"),
    [("900", 900), ("90s", 90), ("15m", 900), ("4 h", 14_400), ("1.5d", 129_600), ("", None), ("soon", "soon")],
)
def test_durations(text: str, expected: float | str | None) -> None:
    assert duration_s(text) == expected


@given(st.integers(0, 604_800))
def test_a_duration_is_read_back_as_the_form_writes_it(seconds: int) -> None:
    assert duration_s(duration_text(seconds)) == seconds
