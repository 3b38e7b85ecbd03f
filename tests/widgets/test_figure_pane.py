"""The cursor over a pane's figures, in an application of its own."""

import msgspec
import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from widgets.draw.frame import Canvas
from widgets.draw.glyphs import ASCII
from widgets.draw.lines import fit, pad
from widgets.figure_cursor import Place, below, beside, marked, nearest, places
from widgets.figure_pane import FigurePane
from widgets.view.pane import PaneView, Title
from widgets.view.text import Line, Tone, figure_of, named


class _Facts(PaneView, frozen=True, kw_only=True):
    head: str = "100"
    rows: tuple[str, ...] = ()
    foot: str = "3.6%"


def _draw(view: _Facts, canvas: Canvas) -> list[Line]:
    """Two figures, a list, and a figure under it."""
    room = canvas.height - 2
    first = canvas.scroll.window(len(view.rows), room)
    rows = [fit((pad(named(f"row:{row}", (row, Tone.TEXT)), 9, "right"),), canvas.width) for row in view.rows[first:]]
    return [
        (named("price", (view.head, Tone.VALUE)), ("  ", Tone.TEXT), named("change", ("-2.8%", Tone.DOWN))),
        *rows[:room],
        (named("basis", (view.foot, Tone.VALUE)),),
    ]


class _Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.moves = 0

    def compose(self) -> ComposeResult:
        yield FigurePane(id="facts", letter="f", title="FACTS", drawing=_draw, glyphs=ASCII)
        yield Static("other")

    def on_figure_pane_cursor_moved(self) -> None:
        self.moves += 1


_VIEW = _Facts(title=Title(name="FACTS"), rows=tuple(f"r{index:02d}" for index in range(12)))


def _under(pane: FigurePane) -> str:
    """The text that is marked."""
    return " ".join(text for line in pane.lines for text, tone in line if tone is Tone.CURSOR)


async def _focused(app: _Host) -> FigurePane:
    pane = app.query_one(FigurePane)
    pane.styles.height = 9
    pane.show(_VIEW)
    pane.focus()
    return pane


@pytest.mark.parametrize(
    ("keys", "figure", "text"),
    [
        ("", None, ""),
        ("j", "price", "100"),
        ("right", "price", "100"),
        ("j right", "change", "-2.8%"),
        ("j right left left", "price", "100"),
        ("j right right", "change", "-2.8%"),
        ("j j", "row:r00", "r00"),
        ("j j j k", "row:r00", "r00"),
        ("k", "basis", "3.6%"),
        ("j k", "price", "100"),
        ("j j ctrl+d", "row:r07", "r07"),
        ("j G", "basis", "3.6%"),
        ("j G g", "price", "100"),
    ],
)
async def test_keys_lead_from_figure_to_figure(keys: str, figure: str | None, text: str) -> None:
    app = _Host()
    async with app.run_test(size=(30, 12)) as pilot:
        pane = await _focused(app)
        await pilot.pause()
        for key in keys.split():
            await pilot.press(key)
        await pilot.pause()
        assert (None if pane.cursor is None else pane.cursor.figure) == figure
        assert _under(pane) == text


async def test_a_list_goes_on_under_the_cursor_and_ends_at_what_follows_it() -> None:
    app = _Host()
    async with app.run_test(size=(30, 12)) as pilot:
        pane = await _focused(app)
        await pilot.pause()
        seen = []
        for _ in range(16):
            await pilot.press("j")
            seen.append(_under(pane))
        assert seen == ["100", *_VIEW.rows, "3.6%", "3.6%", "3.6%"]
        for _ in range(15):
            await pilot.press("k")
        assert _under(pane) == "100"
        assert "r00" in pane.render_line(2).text


async def test_a_figure_keeps_the_cursor_while_its_value_and_its_place_change() -> None:
    app = _Host()
    async with app.run_test(size=(30, 12)) as pilot:
        pane = await _focused(app)
        await pilot.pause()
        await pilot.press("j", "j", "j")
        assert _under(pane) == "r01"
        moves = app.moves
        pane.show(msgspec.structs.replace(_VIEW, head="999", rows=("new", *_VIEW.rows)))
        assert _under(pane) == "r01"
        pane.show(msgspec.structs.replace(_VIEW, rows=("r05", "r06")))
        assert _under(pane) == "3.6%"
        await pilot.pause()
        assert app.moves == moves


async def test_the_cursor_goes_when_it_is_told_to_and_says_when_it_moves() -> None:
    app = _Host()
    async with app.run_test(size=(30, 12)) as pilot:
        pane = await _focused(app)
        await pilot.pause()
        await pilot.press("j")
        pane.leave_figures()
        await pilot.pause()
        assert pane.cursor is None
        assert _under(pane) == ""
        assert app.moves == 2


async def test_the_mark_shows_without_colour() -> None:
    app = _Host()
    async with app.run_test(size=(30, 12)) as pilot:
        pane = await _focused(app)
        await pilot.pause()
        await pilot.press("j")
        await pilot.pause()
        marks = [style for text, style, _ in pane.render_line(1) if text == "100"]
        assert [(style.reverse, style.underline) for style in marks if style is not None] == [(True, True)]


def test_a_figure_in_several_cells_is_one_place_and_space_is_not_marked() -> None:
    line: Line = (
        ("BIN ", Tone.HEADING),
        named("bin", ("  4.2", Tone.TEXT)),
        ("##", Tone.UP),
        named("bin", (" 7 ", Tone.DIM)),
    )
    found = places([line])
    assert found == (Place("bin", 0, 4, 14),)
    spans = marked([line], found[0])[0]
    assert "".join(text for text, _ in spans) == "".join(text for text, _ in line)
    assert [text for text, tone in spans if tone is Tone.CURSOR] == ["4.2", "7"]
    assert {figure_of(span) for span in spans} == {None, "bin"}


def test_the_nearest_figure_takes_over() -> None:
    found = (Place("a", 0, 0, 4), Place("b", 2, 0, 4), Place("c", 2, 10, 14))
    assert nearest(Place("gone", 2, 9, 12), found) == found[2]
    assert nearest(Place("a", 5, 0, 4), found) == found[0]
    assert nearest(Place("a", 5, 0, 4), ()) is None
    assert below(found[0], found, 1) == found[1]
    assert below(found[0], found, -1) is None
    assert beside(found[1], found, 1) == found[2]
    assert beside(found[2], found, 1) is None
