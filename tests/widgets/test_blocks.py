"""Rows whose words need several lines, in a list with a choice."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.draw.blocks import block, with_chosen
from widgets.draw.frame import Scroll
from widgets.draw.lines import plain, width_of
from widgets.draw.table import Column
from widgets.view.text import Line, Tone

_COLUMNS = (
    Column(heading="key", width=4, align="left"),
    Column(heading="words", width=6, align="left", grows=True),
    Column(heading="id", width=5, align="left", rank=1),
)


def _row(words: str) -> tuple[tuple[str, Tone], ...]:
    return ("k", Tone.ACCENT), (words, Tone.TEXT), ("id", Tone.DIM)


def test_words_go_on_under_themselves() -> None:
    lines = [plain(line).rstrip() for line in block(_COLUMNS, _row("one two three four"), 24)]
    assert lines == ["k    one two three id", "     four"]


@given(words=st.lists(st.text("abc", min_size=1, max_size=5), max_size=9).map(" ".join), width=st.integers(12, 40))
def test_no_word_is_lost_and_every_line_fits(words: str, width: int) -> None:
    lines = block(_COLUMNS, _row(words), width)
    assert all(width_of(line) == width for line in lines)
    shown = " ".join(plain(line) for line in lines)
    assert [each for each in shown.split() if each not in ("k", "id")] == words.split()


@given(
    heights=st.lists(st.integers(1, 4), min_size=1, max_size=12),
    choices=st.lists(st.integers(0, 11), min_size=1, max_size=6),
    room=st.integers(4, 10),
)
def test_the_chosen_row_is_in_sight_in_whole(heights: list[int], choices: list[int], room: int) -> None:
    blocks: list[list[Line]] = [[((f"{index}", Tone.TEXT),)] * height for index, height in enumerate(heights)]
    scroll = Scroll()
    for each in choices:
        chosen = each % len(blocks)
        shown = with_chosen(blocks, chosen, room, scroll)
        assert len(shown) == min(room, sum(heights))
        assert [plain(line) for line in shown].count(str(chosen)) == heights[chosen]
