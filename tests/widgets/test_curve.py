"""A curve beside itself at another time: told apart without colour in every glyph set."""

import pytest

from widgets.draw.curve import draw_curve
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.view.curve import Curve

_NOW = tuple((float(x), 10.0) for x in range(10))
_BEFORE = tuple((float(x), 20.0) for x in range(10))


@pytest.mark.parametrize("glyphs", [BRAILLE, BLOCK, ASCII], ids=lambda glyphs: glyphs.name)
def test_the_curve_of_another_time_is_broken(glyphs: Glyphs) -> None:
    curve = Curve(
        name="term",
        points=_NOW,
        left="1d",
        right="9d",
        low="10",
        high="20",
        before=_BEFORE,
        before_words="broken: then",
    )
    lines = draw_curve(curve, 40, 8, glyphs)
    assert {width_of(line) for line in lines} == {40}
    then, now = plain(lines[1])[3:], plain(lines[-2])[3:]
    if glyphs is ASCII:
        assert set(then) == {"o"}
        assert set(now) == {"*"}
    else:
        assert len(set(now)) == 1
        assert " " not in now
        assert now[0] not in then or " " in then
        assert len(set(then)) > 1
    assert "broken: then" in plain(lines[-1])
    assert plain(lines[-1]).endswith("9d")


def test_words_that_don_t_fit_give_way_to_the_ends_of_the_axis() -> None:
    curve = Curve(name="term", points=_NOW, left="1d", right="9d", low="10", high="20", before_words="a long sentence")
    assert plain(draw_curve(curve, 16, 6, BRAILLE)[-1]).split() == ["1d", "9d"]
