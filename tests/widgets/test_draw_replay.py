"""The row under a replay, at any width."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.draw.glyphs import ASCII, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.draw.replay import draw_replay
from widgets.view.replay import ReplayView
from widgets.view.text import Tone

_VIEW = ReplayView(
    badges=((" REPLAY ", Tone.BADGE), (" PAUSED ", Tone.CRITICAL)),
    day=("2025-11-08", Tone.TEXT),
    clock=("17:45:27 UTC", Tone.VALUE),
    speed=("1×   ", Tone.TEXT),
    starts="14:00:00",
    ends="18:00:00",
    place=0.5,
    gaps=((0.25, 0.5),),
)


@given(st.integers(0, 300), st.integers(0, 3), st.floats(0, 1), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1))))
def test_it_always_fills_its_row(width: int, height: int, place: float, gaps: list[tuple[float, float]]) -> None:
    view = ReplayView(badges=_VIEW.badges, clock=_VIEW.clock, starts="a", ends="b", place=place, gaps=tuple(gaps))
    rows = draw_replay(view, width, height)
    assert len(rows) == min(height, 1)
    assert all(width_of(row) == width for row in rows)


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (9, " REPLAY"),
        (18, " REPLAY   PAUSED "),
        (32, " REPLAY   PAUSED  17:45:27 UTC"),
        (60, " REPLAY   PAUSED  2025-11-08 17:45:27 UTC  1×"),
        (78, " REPLAY   PAUSED  2025-11-08 17:45:27 UTC  1×     14:00:00 ━━"),
    ],
)
def test_the_badges_come_first_and_the_tape_last(width: int, words: str) -> None:
    (row,) = draw_replay(_VIEW, width, 1)
    assert plain(row).startswith(words)


@pytest.mark.parametrize("glyphs", [BRAILLE, ASCII])
def test_played_gap_position_and_what_is_to_come(glyphs: Glyphs) -> None:
    (row,) = draw_replay(_VIEW, 91, 1, glyphs)
    drawn = plain(row).partition("14:00:00 ")[2].partition(" 18:00:00")[0]
    here = [text for text, tone in row if tone is Tone.ACCENT]
    quarter = len(drawn) // 4
    assert drawn == (
        glyphs.full * quarter + " " * quarter + glyphs.full + glyphs.track * (len(drawn) - 2 * quarter - 1)
    )
    assert here == [glyphs.full]


def test_an_alert_is_a_mark_where_it_fired_and_the_position_covers_it() -> None:
    view = msgspec.structs.replace(_VIEW, marks=(0.0, 0.5, 0.75, 1.0), gaps=())
    (row,) = draw_replay(view, 91, 1)
    drawn = plain(row).partition("14:00:00 ")[2].partition(" 18:00:00")[0]
    here = int(0.5 * len(drawn))
    assert [place for place, cell in enumerate(drawn) if cell == "!"] == [0, int(0.75 * len(drawn)), len(drawn) - 1]
    assert drawn[here] != "!"
