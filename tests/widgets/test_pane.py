"""Panes in an application of their own."""

from textual.app import App, ComposeResult

from widgets.draw.frame import Canvas
from widgets.draw.glyphs import ASCII
from widgets.draw.lines import plain
from widgets.pane import Pane
from widgets.view.pane import PaneView, Title
from widgets.view.text import Line, Tone


class _ListView(PaneView, frozen=True, kw_only=True):
    rows: tuple[str, ...] = ()
    broken: bool = False


class _Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0

    def compose(self) -> ComposeResult:
        yield Pane(id="list", letter="l", title="LIST", drawing=self._draw, glyphs=ASCII)

    def _draw(self, view: _ListView, canvas: Canvas) -> list[Line]:
        self.drawn += 1
        if view.broken:
            raise ValueError("no such row")
        first = canvas.scroll.window(len(view.rows), canvas.height)
        return [((row, Tone.TEXT),) for row in view.rows[first:]]


def _rows(pane: Pane) -> list[str]:
    return [pane.render_line(y).text for y in range(pane.size.height)]


def _edge(pane: Pane) -> Tone:
    return pane.lines[0][0][1]


_LONG = _ListView(title=Title(name="LIST"), rows=tuple(f"row {index:02d}" for index in range(40)))


async def test_an_equal_view_is_not_drawn_again() -> None:
    app = _Host()
    async with app.run_test(size=(30, 10)) as pilot:
        pane = app.query_one(Pane)
        pane.show(_LONG)
        await pilot.pause()
        drawn = app.drawn
        pane.show(_ListView(title=Title(name="LIST"), rows=_LONG.rows))
        assert app.drawn == drawn
        pane.show(_ListView(title=Title(name="LIST"), rows=("other",)))
        assert app.drawn == drawn + 1


async def test_only_changed_rows_are_refreshed() -> None:
    app = _Host()
    async with app.run_test(size=(30, 10)) as pilot:
        pane = app.query_one(Pane)
        pane.show(_LONG)
        await pilot.pause()
        kept = [pane.render_line(y) for y in range(10)]
        pane.show(_ListView(title=Title(name="LIST"), rows=("changed", *_LONG.rows[1:])))
        now = [pane.render_line(y) for y in range(10)]
        assert [y for y in range(10) if now[y] is not kept[y]] == [1]


async def test_the_list_scrolls_within_its_rows() -> None:
    app = _Host()
    async with app.run_test(size=(30, 10)) as pilot:
        pane = app.query_one(Pane)
        pane.show(_LONG)
        pane.focus()
        await pilot.press("j", "j", "down")
        assert "row 03" in _rows(pane)[1]
        await pilot.press("G")
        assert "row 39" in _rows(pane)[8]
        await pilot.press("k")
        assert "row 38" in _rows(pane)[8]
        await pilot.press("g")
        assert "row 00" in _rows(pane)[1]


async def test_an_error_costs_one_pane_and_passes() -> None:
    app = _Host()
    async with app.run_test(size=(60, 6)):
        pane = app.query_one(Pane)
        pane.show(_ListView(title=Title(name="LIST"), broken=True))
        assert "pane error  ValueError: no such row" in _rows(pane)[1]
        assert pane.failure == "ValueError: no such row"
        pane.show(_LONG)
        assert pane.failure is None
        assert "row 00" in _rows(pane)[1]


async def test_focus_shows_in_the_frame() -> None:
    app = _Host()
    async with app.run_test(size=(30, 6)) as pilot:
        pane = app.query_one(Pane)
        pane.focus()
        await pilot.pause()
        assert _edge(pane) is Tone.ACCENT
        app.screen.set_focus(None)
        await pilot.pause()
        assert _edge(pane) is Tone.FAINT


async def test_markup_from_outside_stays_text() -> None:
    app = _Host()
    async with app.run_test(size=(40, 6)):
        pane = app.query_one(Pane)
        pane.show(_ListView(title=Title(name="[bold]LIST[/]"), rows=("[red]x[/red]",)))
        assert "[red]x[/red]" in _rows(pane)[1]
        assert "[bold]LIST[/]" in plain(pane.lines[0])
