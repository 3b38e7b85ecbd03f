"""A list that grows at its top: what shows of it stays where it is."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.draw.frame import Scroll

ROOM = 5


def _shown(scroll: Scroll, rows: list[int], of: str = "BTC") -> list[int]:
    scroll.hold(rows, of)
    first = scroll.window(len(rows), ROOM)
    return rows[first : first + ROOM]


def _numbered(newest: int, count: int = 20) -> list[int]:
    return list(range(newest, newest - count, -1))


@given(offset=st.integers(min_value=1, max_value=9), steps=st.lists(st.integers(min_value=0, max_value=2), max_size=3))
def test_the_same_rows_stay_in_sight(offset: int, steps: list[int]) -> None:
    scroll, newest = Scroll(), 100
    _shown(scroll, _numbered(newest))
    scroll.offset = offset
    before = _shown(scroll, _numbered(newest))
    for step in steps:
        newest += step
        assert _shown(scroll, _numbered(newest)) == before
    assert scroll.arrived == sum(steps)


def test_at_the_top_it_follows() -> None:
    scroll = Scroll()
    _shown(scroll, _numbered(100))
    assert _shown(scroll, _numbered(103)) == [103, 102, 101, 100, 99]
    assert scroll.arrived == 0


def test_rows_that_fall_off_the_end_pull_the_rest_up_to_it() -> None:
    scroll = Scroll(15)
    _shown(scroll, _numbered(100))
    assert _shown(scroll, _numbered(103)) == [88, 87, 86, 85, 84]
    assert _shown(scroll, _numbered(200)) == [185, 184, 183, 182, 181]


def test_a_row_put_in_above_moves_the_list_and_one_below_does_not() -> None:
    scroll = Scroll(3)
    assert _shown(scroll, [90, 80, 70, 60, 50, 40, 30, 20, 10]) == [60, 50, 40, 30, 20]
    assert _shown(scroll, [90, 85, 80, 70, 60, 50, 40, 30, 20, 10]) == [60, 50, 40, 30, 20]
    assert _shown(scroll, [90, 85, 80, 70, 60, 50, 40, 30, 20, 15, 10]) == [60, 50, 40, 30, 20]
    assert scroll.arrived == 1


def test_going_up_leaves_fewer_new_ones_above() -> None:
    scroll = Scroll(4)
    _shown(scroll, _numbered(100))
    _shown(scroll, _numbered(103))
    scroll.offset = 2
    _shown(scroll, _numbered(103))
    assert scroll.arrived == 2
    scroll.offset = 0
    _shown(scroll, _numbered(103))
    assert scroll.arrived == 0


def test_rows_that_are_alike_do_not_mislead() -> None:
    scroll = Scroll(1)
    assert _shown(scroll, [9, 7, 7, 6, 5, 4, 3, 2, 1]) == [7, 7, 6, 5, 4]
    assert _shown(scroll, [10, 9, 7, 7, 6, 5, 4, 3, 2, 1]) == [7, 7, 6, 5, 4]


def test_another_list_begins_at_its_top() -> None:
    scroll = Scroll(4)
    _shown(scroll, _numbered(100))
    assert _shown(scroll, _numbered(100), of="ETH") == [100, 99, 98, 97, 96]


def test_a_first_drawing_keeps_the_offset_that_it_was_given() -> None:
    assert _shown(Scroll(4), _numbered(100)) == [96, 95, 94, 93, 92]
