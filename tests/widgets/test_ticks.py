"""Words along an axis: under their columns, never touching, and regular where times are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.draw.ticks import by_importance, by_rank

_WORDS = st.sampled_from(["7d", "28 Nov", "12:00", "fwd 107K"])
_MARKS = st.lists(st.tuples(st.integers(0, 79), _WORDS), max_size=12)


@given(_MARKS, st.integers(0, 80))
def test_words_fit_never_touch_and_stand_at_their_columns(marks: list[tuple[int, str]], width: int) -> None:
    marks = [(column, words) for column, words in marks if column < width]
    row = by_importance(marks, width)
    assert len(row) == width
    shown = [part for part in row.split("  ") if part.strip()]
    assert all(part.strip() in {words for _, words in marks} for part in shown)
    for column, words in marks[:1]:
        if len(words) <= width:
            start = min(max(column - len(words) // 2, 0), width - len(words))
            assert row[start : start + len(words)] == words


def test_the_important_ones_stay() -> None:
    assert by_importance([(10, "90d"), (11, "89d"), (20, "180d")], 24).split() == ["90d", "180d"]


def test_times_are_named_in_a_regular_grid() -> None:
    hours = [(at, f"{at % 24:02d}:00", 3 if at % 24 == 0 else 2 if at % 12 == 0 else 1) for at in range(72)]
    assert by_rank(hours, 72).split() == ["00:00", "12:00", "00:00", "12:00", "00:00", "12:00"]
    wide = [(column * 10, words, rank) for column, words, rank in hours]
    assert len(by_rank(wide, 720).split()) == 72


def test_few_round_times_make_room_for_others_between() -> None:
    days = [(at * 6, f"{at + 19} Nov", 2 if at == 4 else 1) for at in range(10)]
    assert by_rank(days, 60).split() == ["20", "Nov", "22", "Nov", "24", "Nov", "26", "Nov", "28", "Nov"]


@pytest.mark.parametrize("width", [0, 3, 6, 12])
def test_with_little_room_the_newest_is_named_first(width: int) -> None:
    marks = [(at, f"{at:02d} Nov", 1) for at in range(width)]
    row = by_rank(marks, width)
    assert len(row) == width
    assert row.strip() == (f"{width - 1:02d} Nov" if width >= 6 else "")


def test_what_has_no_rank_has_no_name() -> None:
    assert by_rank([(5, "13 Nov", 0), (30, "17 Nov", 1)], 40).split() == ["17", "Nov"]
