"""The dashboard by its keys, at every size, with whatever the source brings."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from textual.events import AppBlur, AppFocus
from textual.pilot import Pilot

from tests.boards import partial_board, rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.link.source import LinkState
from tui.screens.dashboard import Dashboard
from widgets.draw.lines import plain
from widgets.figure_pane import FigurePane
from widgets.line_panel import LinePanel
from widgets.pane import Pane

_PANES = ("price", "liquidations", "open_interest", "funding", "options")
_TITLES = ("PRICE & LEVELS", "LIQ", "OPEN INTEREST", "FUNDING", "VOL")


def _app(source: ScriptedSource, **keys: str) -> FloorlineApp:
    return FloorlineApp(
        source, ScreenConfig(fps=10), {name.replace("__", "."): key for name, key in keys.items()}, SystemClock()
    )


def _dashboard(app: FloorlineApp) -> Dashboard:
    screen = app.screen
    assert isinstance(screen, Dashboard)
    return screen


def _text(app: FloorlineApp, name: str) -> str:
    return "\n".join(plain(line) for line in app.screen.query_one(f"#{name}", LinePanel).lines)


def _healthy(app: FloorlineApp) -> None:
    assert [pane.failure for pane in app.screen.query(Pane)] == [None] * len(app.screen.query(Pane))


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async def poll() -> None:
        while not condition():
            await pilot.pause()

    await asyncio.wait_for(poll(), 5)


def _moved(board: Board, usd: float) -> Board:
    part = board.assets["BTC"]
    price = msgspec.structs.replace(part.price, usd=usd)
    return msgspec.structs.replace(board, assets={**board.assets, "BTC": msgspec.structs.replace(part, price=price)})


async def test_all_panes_show_data_on_the_first_frame() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for name, words in zip(
            _PANES, ("weekly close", "≥$1.31B", "NOT deleveraging", "baseline 10.95%", "puts rich 4.2v"), strict=True
        ):
            assert words in _text(app, name)
        assert "WEEK CLOSE 1d06:14:33  17:45:27 UTC" in _text(app, "scan")
        assert "BTC burst $249M long 94%" in _text(app, "log")
        _healthy(app)


async def test_a_new_board_reaches_the_screen_by_the_frame_clock() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        source.board = _moved(rich_board(), 99_123.0)
        await _until(pilot, lambda: "99,123" in _text(app, "scan"))
        assert "99,123" in _text(app, "price")


@pytest.mark.parametrize("key", ["2", "right_square_bracket", "left_square_bracket"])
async def test_an_asset_key_changes_every_pane(key: str) -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        before = {name: _text(app, name) for name in _PANES}
        await pilot.press(key)
        await pilot.pause()
        assert _dashboard(app).look.asset == "ETH"
        assert "ETH PRICE" in _text(app, "price")
        assert all(_text(app, name) != before[name] for name in _PANES)
        await pilot.press("1")
        await pilot.pause()
        assert {name: _text(app, name) for name in _PANES} == before


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (40, 50)])
async def test_every_pane_of_an_asset_names_it_and_the_keys_mark_it_without_colour(size: tuple[int, int]) -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "[1 BTC]  2 ETH" in _text(app, "keys")
        await pilot.press("2")
        await pilot.pause()
        assert "1 BTC  [2 ETH]" in _text(app, "keys")
        for name, title in zip(_PANES, _TITLES, strict=True):
            assert f" ETH {title}" in _text(app, name).splitlines()[0]


async def test_a_digit_without_an_asset_does_nothing() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("9")
        assert _dashboard(app).look.asset is None
        _healthy(app)


async def test_letters_and_tab_move_the_focus() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        letters = {
            "l": "liquidations", "o": "open_interest", "f": "funding", "v": "options", "m": "market", "p": "price",
        }  # fmt: skip
        for letter, name in letters.items():
            await pilot.press(letter)
            assert app.focused is not None
            assert app.focused.id == name
        seen = []
        for _ in range(7):
            await pilot.press("tab")
            assert app.focused is not None
            seen.append(app.focused.id)
        assert seen == ["liquidations", "open_interest", "funding", "options", "market", "price", "liquidations"]
        await pilot.press("shift+tab")
        assert app.focused is not None
        assert app.focused.id == "price"


async def test_zoom_shows_one_pane_and_turns_with_the_letters() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("l", "z")
        await pilot.pause()
        assert [pane.id for pane in app.screen.query(Pane) if pane.size.height] == ["liquidations"]
        assert app.screen.query_one("#liquidations").outer_size == (120, 38)
        await pilot.press("v")
        await pilot.pause()
        assert [pane.id for pane in app.screen.query(Pane) if pane.display] == ["options"]
        assert "max pain" in _text(app, "options")
        await pilot.press("z")
        await pilot.pause()
        assert all(pane.display for pane in app.screen.query(Pane))
        _healthy(app)


async def test_back_returns_through_every_view() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        dashboard = _dashboard(app)
        looks = [dashboard.look]
        for key in ("2", "t", "o", "z"):
            await pilot.press(key)
            looks.append(dashboard.look)
        assert len(set(map(str, looks))) == 5
        for look in reversed(looks[:-1]):
            await pilot.press("minus")
            assert dashboard.look == look
        await pilot.press("minus")
        assert dashboard.look == looks[0]


async def test_the_timeframe_is_offered_only_where_a_chart_is() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(160, 24)) as pilot:
        await _until(pilot, lambda: "explain" in _text(app, "keys"))
        assert "timeframe" not in _text(app, "keys")
        await pilot.press("z")
        await _until(pilot, lambda: "timeframe" in _text(app, "keys"))
        await pilot.press("o")
        await _until(pilot, lambda: "timeframe" not in _text(app, "keys"))
        await pilot.resize_terminal(160, 50)
        await pilot.press("z")
        await _until(pilot, lambda: "timeframe" in _text(app, "keys"))


async def test_angle_brackets_walk_the_smile_through_the_expiries() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v", "z")
        await _until(pilot, lambda: "smile 13 Dec" in _text(app, "options"))
        await pilot.press("greater_than_sign")
        await _until(pilot, lambda: "smile 27 Dec" in _text(app, "options"))
        await pilot.press(*["less_than_sign"] * 20)
        await _until(pilot, lambda: "smile 15 Nov" in _text(app, "options"))
        await pilot.press("minus")
        await _until(pilot, lambda: "smile 22 Nov" in _text(app, "options"))
        _healthy(app)


async def test_the_timeframe_walks_through_all_four() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        for timeframe in ("1w", "1h", "4h", "1d"):
            await pilot.press("t")
            await pilot.pause()
            assert f"{timeframe} binance" in _text(app, "price")


async def test_freezing_holds_the_screen_and_says_so() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space")
        await pilot.pause()
        assert "FROZEN" in _text(app, "scan")
        source.board = _moved(rich_board(), 99_123.0)
        _dashboard(app).frame()
        assert "104,212" in _text(app, "scan")
        await pilot.press("2")
        await pilot.pause()
        assert "ETH PRICE" in _text(app, "price")
        await pilot.press("space")
        await pilot.pause()
        assert "FROZEN" not in _text(app, "scan")
        assert "99,123" in _text(app, "scan")


async def test_waiting_says_what_for() -> None:
    source = ScriptedSource(None, LinkState.CONNECTING)
    source.why = "starting a collector"
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "CONNECTING" in _text(app, "scan")
        assert all("starting a collector" in _text(app, name) for name in _PANES)
        await pilot.press("2", "t", "space", "z", "z", "right_square_bracket")
        source.board, source.link, source.seconds = rich_board(), LinkState.ATTACHED, 0.0
        await _until(pilot, lambda: "104,212" in _text(app, "price"))
        _healthy(app)


async def test_a_lost_collector_is_said_everywhere_and_heals() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        source.link, source.why, source.seconds = LinkState.LOST, "the collector has gone", 14.0
        await _until(pilot, lambda: "LOST 14s" in _text(app, "scan"))
        assert all("STALE" in _text(app, name) for name in _PANES)
        assert "the collector has gone" in _text(app, "price")
        source.link, source.why, source.seconds = LinkState.ATTACHED, None, 0.0
        await _until(pilot, lambda: "LOST" not in _text(app, "scan"))
        assert "STALE" not in _text(app, "price")


async def test_a_broken_presenter_costs_one_pane(monkeypatch: pytest.MonkeyPatch) -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        part = rich_board().assets["BTC"]
        options = msgspec.structs.replace(part.options, atm={"a week": 52.0})
        broken = msgspec.structs.replace(part, options=options)
        source.board = msgspec.structs.replace(rich_board(), assets={"BTC": broken})
        await _until(pilot, lambda: "pane error" in _text(app, "options"))
        assert "104,212" in _text(app, "price")
        source.board = rich_board()
        await _until(pilot, lambda: "pane error" not in _text(app, "options"))


async def test_the_tape_scrolls_under_the_keys() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("l")
        assert "17:45:27 BIN" in _text(app, "liquidations").split("time UTC")[1]
        await pilot.press("ctrl+d")
        await pilot.pause()
        assert "17:45:27 BIN" not in _text(app, "liquidations").split("time UTC")[1]


async def test_rebound_keys_work_and_show() -> None:
    app = _app(ScriptedSource(rich_board()), pane__zoom="x", asset__next="n")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "x zoom" in _text(app, "keys")
        await pilot.press("z")
        assert not _dashboard(app).look.zoomed
        await pilot.press("x", "n")
        assert _dashboard(app).look.zoomed
        assert _dashboard(app).look.asset == "ETH"


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        ((200, 60), 7),
        ((120, 40), 7),
        ((160, 24), 7),
        ((100, 30), 7),
        ((80, 24), 7),
        ((60, 40), 6),
        ((40, 22), 6),
        ((80, 16), 1),
        ((60, 14), 1),
        ((40, 15), 1),
        ((59, 14), 0),
        ((39, 40), 0),
        ((80, 13), 0),
        ((1, 1), 0),
    ],
)
async def test_each_size_has_its_layout(size: tuple[int, int], panes: int) -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shown = [pane for pane in app.screen.query(Pane) if pane.size.height]
        assert len(shown) == panes
        card = app.screen.query_one("#card", LinePanel)
        assert bool(card.size.height) == (panes == 0)
        rows = sum(app.screen.query_one(name).size.height for name in ("#scan", "#provenance", "#keys"))
        area = sum(pane.outer_size.width * pane.outer_size.height for pane in shown)
        assert area in (0, size[0] * (size[1] - rows))
        assert rows <= 4
        _healthy(app)


async def test_a_small_terminal_says_what_it_needs() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(38, 8)) as pilot:
        await pilot.pause()
        assert "BTC 104,212" in _text(app, "card")
        assert "too small (need 40x15)" in _text(app, "card")


async def test_a_card_with_rows_left_has_more_lines_and_none_is_empty() -> None:
    app = _app(ScriptedSource(rich_board()))
    async with app.run_test(size=(59, 14)) as pilot:
        await pilot.pause()
        rows = _text(app, "card").splitlines()
        assert all(row.strip() for row in rows)
        assert "CLOSE 1d06:14:33  feeds 30/30" in rows[4]
        assert any(row.startswith("weekly close  107,000  ▼ -2.61%  BELOW") for row in rows)
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert all(row.strip() for row in _text(app, "price").splitlines())


async def test_a_storm_of_sizes_breaks_nothing() -> None:
    source = ScriptedSource(rich_board())
    app = _app(source)
    boards = [rich_board(), partial_board()]
    async with app.run_test(size=(120, 40)) as pilot:
        for step in range(36):
            width, height = (step * 37) % 210 + 1, (step * 23) % 64 + 1
            source.board = boards[step % 2]
            await pilot.resize_terminal(width, height)
            await pilot.press("lofvmpz2t1"[step % 10])
            _dashboard(app).frame()
            _healthy(app)
            for line_panel in app.screen.query(LinePanel):
                if line_panel.size.height:
                    assert line_panel.render_line(0).cell_length == line_panel.size.width


async def test_out_of_focus_the_screen_moves_once_a_second() -> None:
    class Hands:
        """A clock that is set by hand."""

        seconds = 100.0

        def now_ms(self) -> int:
            return 0

        def monotonic_s(self) -> float:
            return self.seconds

        async def sleep(self, seconds: float) -> None:
            raise AssertionError("the screen does not sleep")

    source, clock = ScriptedSource(rich_board()), Hands()
    app = FloorlineApp(source, ScreenConfig(fps=10), {}, clock)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)
        app.app_focus = False
        source.board = _moved(rich_board(), 99_123.0)
        await pilot.pause(0.4)
        assert "104,212" in _text(app, "scan")
        clock.seconds += 1
        await _until(pilot, lambda: "99,123" in _text(app, "scan"))
        source.board = _moved(rich_board(), 98_456.0)
        app.app_focus = True
        assert "98,456" in _text(app, "scan")


async def test_out_of_focus_no_more_boards_are_asked_for_than_are_drawn() -> None:
    class Paced(ScriptedSource):
        """Remembers what it was asked for."""

        def __init__(self) -> None:
            super().__init__(rich_board())
            self.wanted: list[float] = []

        def want_fps(self, fps: float) -> None:
            self.wanted.append(fps)

    source = Paced()
    app = _app(source)
    async with app.run_test(size=(120, 40)) as pilot:
        app.post_message(AppBlur())
        await _until(pilot, lambda: source.wanted == [1.0])
        app.post_message(AppFocus())
        await _until(pilot, lambda: source.wanted == [1.0, 10.0])


async def test_a_key_writes_its_own_pane_before_the_others_are_reckoned(monkeypatch: pytest.MonkeyPatch) -> None:
    app = _app(ScriptedSource(rich_board()))
    written: list[tuple[str, str]] = []

    def titles() -> tuple[str, str]:
        price, liquidations = (app.screen.query_one(f"#{name}", FigurePane) for name in ("price", "liquidations"))
        return price.text(), liquidations.text()

    async with app.run_test(size=(120, 40)) as pilot:
        monkeypatch.setattr(app, "paint_now", lambda: written.append(titles()))
        await pilot.press("2")
        [(price, liquidations)] = written
        assert "ETH PRICE" in price
        assert "BTC LIQUIDATIONS" in liquidations
        assert "ETH LIQUIDATIONS" in titles()[1]
