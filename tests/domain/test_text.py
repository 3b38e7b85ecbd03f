"""Nothing that steers a terminal passes the door."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.text import clean, in_words, is_identifier


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b]0;title\x07",
        "\x1b[2J",
        "\x9b31m",
        "a\x00b",
        "\u202eabc",
        "zero\u200bwidth",
        "line\u2028end",
        "\x7f",
        "\x1bP1$r\x1b\\",
    ],
)
def test_control_and_direction_characters_become_question_marks(hostile: str) -> None:
    cleaned = clean(hostile)
    assert "?" in cleaned
    assert all(unicodedata.category(char)[0] != "C" for char in cleaned)


@given(st.text(max_size=400), st.integers(min_value=2, max_value=80))
def test_clean_text_is_short_and_stays_as_it_is(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert clean(cleaned, limit) == cleaned
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for char in cleaned)


def test_ordinary_text_is_untouched() -> None:
    assert clean("BTC-USDT-SWAP ≥ 1.3 é") == "BTC-USDT-SWAP ≥ 1.3 é"


def test_identifiers() -> None:
    assert is_identifier("BTC/USDT:USDT-251226")
    assert not is_identifier("BTC[/x]")
    assert not is_identifier("")
    assert not is_identifier("A" * 65)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied", "/srv/floorline"), "Permission denied: /srv/floorline"),
        (ConnectionResetError(104, "Connection reset by peer"), "Connection reset by peer"),
        (OSError("the name is too long\x1b[2J"), "the name is too long?[2J"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_what_the_system_says_is_told_without_its_number(error: OSError, words: str) -> None:
    assert in_words(error) == words
