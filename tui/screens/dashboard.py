"""The dashboard: six panes and the log, one asset, one frame clock."""

import os
from typing import Any, ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.config.model import ScreenConfig
from tui.domain.board import Board
from tui.domain.board_options import Options
from tui.domain.clock import Clock
from tui.domain.tape_filter import EVERY_PRINT
from tui.link.source import BoardSource, LinkState, PacedSource
from tui.link.wire import Found
from tui.present.bars import present_scan, present_waiting_scan
from tui.present.card import need, present_card
from tui.present.chart import TIMEFRAMES
from tui.present.options import expiry_words, smile_beside
from tui.present.reading import Reading
from tui.present.suggest import suggested_condition
from tui.screens import on_demand
from tui.screens.bindings import dashboard_bindings
from tui.screens.command import Command
from tui.screens.editing import open_editor, why_not
from tui.screens.filter_line import FilterLine
from tui.screens.key_row import KeyRow
from tui.screens.layout import Place, has_boxes, has_panes, places
from tui.screens.lighting import Lighting, is_calm, present_on
from tui.screens.look import Frozen, Look
from tui.screens.panes import LOG, PANES
from tui.screens.placing import Placing
from tui.screens.provenance import ProvenanceRows
from tui.screens.speaking import said, say
from tui.screens.tape_search import TapeSearch
from widgets.bars import Bars
from widgets.cell_diff import CellDiffApp, CellDiffScreen
from widgets.draw.bars import draw_card, draw_keys, draw_scan
from widgets.draw.glyphs import glyph_set
from widgets.draw.price import has_chart
from widgets.figure_pane import FigurePane
from widgets.log_pane import LogPane
from widgets.view.bars import CardView, KeysView, ScanView
from widgets.view.pane import PaneView, State, Title
from widgets.view.price import PriceView
from widgets.view.text import Line

_MOST_VIEWS_BACK = 50
_UNFOCUSED_FPS = 1.0
_UNFOCUSED_S = 0.9
"""Least time between frames while the terminal is out of focus; a little short of the second that ages step by."""


class Dashboard(CellDiffScreen[None], inherit_bindings=False):
    """Asks the source for the newest Board at its own pace, and shows it."""

    BINDINGS: ClassVar[list[BindingType]] = dashboard_bindings()
    AUTO_FOCUS = "#price"
    jumps = 0
    """How often the person has moved to another moment of a recording."""

    def __init__(self, source: BoardSource, screen: ScreenConfig, clock: Clock, asset: str | None) -> None:
        super().__init__(id="dashboard")
        self._source, self._clock, self._fps = source, clock, screen.fps
        self._glyphs = glyph_set(screen.glyphs, hollow=screen.direction_colours == "mono")
        self._look = Look(asset)
        self._is_typing, self._placing = False, Placing(self._places)
        self._back: list[Look] = []
        self._frozen: Frozen | None = None
        self._key_row = KeyRow(self)
        self._search = TapeSearch(source, clock)
        self._drawn: object = None
        self._ticked_s = 0.0
        self._panes: dict[str, FigurePane] = {}
        self._log = LogPane(id="log", letter=LOG.letter, title=LOG.title, drawing=LOG.draw, glyphs=self._glyphs)
        self._lighting = Lighting(self, clock, calm=is_calm(screen, os.environ))

    @property
    def look(self) -> Look:
        return self._look

    @property
    def layout(self) -> Placing:
        return self._placing

    def _places(self, taken: int) -> dict[str, Place]:
        look = self._look
        return places(*self.size, look.pane, zoomed=look.zoomed, typing=self._is_typing, taken=taken)

    def compose(self) -> ComposeResult:
        yield Bars(ScanView(), draw_scan, id="scan", glyphs=self._glyphs)
        for name, part in PANES.items():
            pane = FigurePane(id=name, letter=part.letter, title=part.title, drawing=part.draw, glyphs=self._glyphs)
            self._panes[name] = pane
            yield pane
        yield self._log
        yield Bars(CardView(need=need()), draw_card, id="card", glyphs=self._glyphs)
        yield ProvenanceRows(self._glyphs)
        yield Bars(KeysView(), draw_keys, id="keys", glyphs=self._glyphs)
        yield FilterLine(self.reading, self._glyphs)

    def on_mount(self) -> None:
        self._lay_out()
        self.set_interval(1 / self._fps, self._tick)
        self.watch(self.app, "app_focus", self._set_pace, init=False)
        self.frame()

    def on_resize(self) -> None:
        self._lay_out()
        # The rows under the cursor have a place only once the layout is made.
        self.call_after_refresh(self.on_figure_pane_cursor_moved)

    def _set_pace(self, focused: bool) -> None:
        """Asks for no more Boards than are drawn, and catches up at once when somebody looks again."""
        if isinstance(self._source, PacedSource):
            self._source.want_fps(self._fps if focused else _UNFOCUSED_FPS)
        if focused:
            self.frame()

    def _tick(self) -> None:
        """The frame clock; a terminal that nobody looks at is drawn once a second, one that is behind not at all."""
        if isinstance(self.app, CellDiffApp) and self.app.is_behind:
            return
        now_s = self._clock.monotonic_s()
        if not self.app.app_focus and now_s - self._ticked_s < _UNFOCUSED_S:
            return
        self._ticked_s = now_s
        self.frame()

    def frame(self) -> None:
        """One frame: shows the newest Board, if anything that can be seen has changed since the last."""
        board, elapsed_s = self._now()
        frozen_s, lost, message = self._frozen_s(), self._lost(), said(self.app)
        # Ages and the countdown are shown in whole seconds: between them, the same Board looks the same.
        held_s = None if frozen_s is None else int(frozen_s)
        found = None if board is None or not board.assets else self._found(board)
        seen = (found, self._look, lost, held_s, self.size, self._key_row.news, message, self._has_chart())
        drawn = (board, int(elapsed_s), *seen)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        if board is None or not board.assets:
            self._show_waiting()
            return
        with self.app.batch_update():
            self._show(self._reading(board, elapsed_s), frozen_s)

    def reading(self) -> Reading | None:
        """What the panes show now; None before the first Board."""
        board, elapsed_s = self._now()
        return None if board is None or not board.assets else self._reading(board, elapsed_s)

    def scan_view(self) -> ScanView:
        """The scan line as it is now, for the pages over the panes."""
        reading = self.reading()
        if reading is not None:
            return present_scan(reading, self._frozen_s())
        return present_waiting_scan("LOST" if self._source.state is LinkState.LOST else "CONNECTING")

    def board(self) -> Board | None:
        """The newest that is shown."""
        return self._now()[0]

    def show_foot(self) -> None:
        self.frame()

    def _found(self, board: Board) -> Found | None:
        return self._search.look(self._look.asset_of(board), self._look.tape, is_still=self._frozen is not None)

    def _frozen_s(self) -> float | None:
        return None if self._frozen is None else self._clock.monotonic_s() - self._frozen.since_s

    def _reading(self, board: Board, elapsed_s: float) -> Reading:
        return self._look.reading(board, elapsed_s, self._lost(), self._found(board))

    def _now(self) -> tuple[Board | None, float]:
        """The Board to show, and its age."""
        if self._frozen is not None:
            return self._frozen.board, self._frozen.elapsed_s
        return self._source.latest(), self._source.age_s() or 0.0

    def _lost(self) -> str | None:
        if self._source.state is LinkState.ATTACHED:
            return None
        return self._source.reason or "the connection was lost; trying again"

    def _show(self, reading: Reading, frozen_s: float | None) -> None:
        present_on(self._bars("scan"), present_scan, reading, frozen_s, show=self._lighting.shown_as(None))
        if not has_panes(*self.size):
            present_on(self._bars("card"), present_card, reading)
        show = self._lighting.shown_as(reading.asset)
        for name, pane in self._panes.items():
            present_on(pane, PANES[name].present, reading, show=show)
        present_on(self._log, LOG.present, reading)
        present_on(self._bars("keys"), self._keys_view, reading.board)
        self._follow(reading)

    def _show_first(self) -> None:
        """Writes what a key asked for in the pane that has the keyboard before the others are reckoned."""
        reading, name = self.reading(), self._look.pane
        if reading is not None and isinstance(self.app, CellDiffApp):
            show = self._lighting.shown_as(reading.asset)
            present_on(self._panes[name], PANES[name].present, reading, show=show)
            self.app.paint_now()

    def _follow(self, reading: Reading) -> None:
        """Has the rows at the foot say what is under the cursor."""
        self.query_one(ProvenanceRows).follow(self._look.pane, self._figure(), reading, self._key_row.key_of)

    def _figure(self) -> str | None:
        """The one under the cursor, as its pane names it."""
        cursor = self._panes[self._look.pane].cursor
        return None if cursor is None else cursor.figure

    def on_figure_pane_cursor_moved(self) -> None:
        if (reading := self.reading()) is not None:
            self._follow(reading)

    def _show_waiting(self) -> None:
        """Before the first Board: every pane says what it waits for."""
        words = self._source.reason or "the collector is starting; the first data takes a few seconds"
        state = State(kind="silent" if self._source.state is LinkState.LOST else "loading", words=words)
        self._bars("scan").show(self.scan_view())
        self._bars("keys").show(self._keys_view(None))
        for name, pane in self._panes.items():
            pane.show(PaneView(title=Title(name=PANES[name].title), state=state))
        self._log.show(PaneView(title=Title(name=LOG.title), state=state))

    def _bars(self, name: str) -> Bars[Any]:
        return self.query_one(f"#{name}", Bars)

    def tell(self, news: tuple[Line, ...], key: str) -> None:
        """Says what is new to the person, in the row of the keys, with the key of what tells more; with nothing, no
        more."""
        if self._key_row.tell(news, key):
            self.frame()

    def _keys_view(self, board: Board | None) -> KeysView:
        assets = () if board is None else tuple(board.assets)
        chosen = "" if board is None else self._look.asset_of(board)
        return self._key_row.view(assets, chosen, board, has_chart=self._has_chart(), message=said(self.app))

    def _change(self, look: Look) -> None:
        """Another view; the one before can be returned to."""
        if look == self._look:
            return
        self._back = [*self._back, self._look][-_MOST_VIEWS_BACK:]
        self._apply(look)

    def _apply(self, look: Look) -> None:
        left, moved, self._look = self._panes[self._look.pane], look.pane != self._look.pane, look
        if moved:
            left.leave_figures()
        self._is_typing = self._is_typing and not moved
        self._lay_out()
        if moved:
            self.set_focus(self._panes[look.pane], scroll_visible=False)
        self._show_first()
        self.frame()
        # Only once the panes have their new places is it known whether a chart has room in them.
        self.call_after_refresh(self.frame)

    def _has_chart(self) -> bool:
        """Whether candles are on the screen."""
        pane = self._panes["price"]
        return pane.display and isinstance(pane.view, PriceView) and has_chart(pane.view, pane.canvas)

    def _lay_out(self) -> None:
        if self._placing.settle(self):
            for pane in (*self._panes.values(), self._log):
                pane.set_frame("box" if has_boxes(*self.size) else "rule")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A digit without an asset is no key: help and the palette don't offer it."""
        if action == "asset" and isinstance(digit := parameters[0], int):
            board, _ = self._now()
            return digit <= (len(board.assets) if board is not None else 0)
        return super().check_action(action, parameters)

    def action_asset(self, digit: int) -> None:
        board, _ = self._now()
        names = list(board.assets) if board is not None else []
        if digit <= len(names):
            self._change(msgspec.structs.replace(self._look, asset=names[digit - 1]))

    def action_step_asset(self, step: int) -> None:
        board, _ = self._now()
        if board is not None and board.assets:
            names = list(board.assets)
            index = (names.index(self._look.asset_of(board)) + step) % len(names)
            if len(names) == 1:
                say(self.app, f"{names[0]} is the only asset")
            self._change(msgspec.structs.replace(self._look, asset=names[index]))

    def action_pane(self, name: str) -> None:
        self._change(msgspec.structs.replace(self._look, pane=name))

    def action_step_pane(self, step: int) -> None:
        names = list(self._panes)
        self.action_pane(names[(names.index(self._look.pane) + step) % len(names)])

    def action_zoom(self) -> None:
        self._change(msgspec.structs.replace(self._look, zoomed=not self._look.zoomed))

    def action_filter(self) -> None:
        """Types a filter for the tape, in the row of the keys."""
        if has_panes(*self.size):
            self.action_pane("liquidations")
            self._is_typing = True
            self._lay_out()
            self.query_one(FilterLine).open(self._look.tape.words)

    def action_unfilter(self) -> None:
        """Takes back what was chosen last: the figure, then the tape's filter."""
        pane = self._panes[self._look.pane]
        if pane.cursor is not None:
            pane.leave_figures()
        elif self._look.tape == EVERY_PRINT:
            say(self.app, "no figure is chosen and the tape has no filter")
        else:
            self._change(msgspec.structs.replace(self._look, tape=EVERY_PRINT))

    def on_filter_line_chosen(self, message: FilterLine.Chosen) -> None:
        self._is_typing = False
        self._lay_out()
        self.set_focus(self._panes[self._look.pane], scroll_visible=False)
        self._change(msgspec.structs.replace(self._look, tape=message.tape))

    def action_explain(self) -> None:
        """The figure under the cursor; without one, the whole pane."""
        name, figure = self._look.pane, self._figure()
        self.app.push_screen(on_demand.ExplainPage(name, PANES[name].letter, self.reading, self._glyphs, figure))

    def action_brief(self) -> None:
        self.app.push_screen(on_demand.BriefPage(self.reading, self._glyphs))

    def action_levels(self) -> None:
        open_editor(self.app, self._source, lambda: on_demand.LevelPage(self._source, self._glyphs, self))

    def action_rules(self) -> None:
        reading, figure = self.reading(), self._figure()
        suggestion = "" if reading is None else suggested_condition(reading, self._look.pane, figure)
        open_editor(self.app, self._source, lambda: on_demand.RulePage(self._source, self._glyphs, suggestion))

    def action_conventions(self) -> None:
        open_editor(self.app, self._source, lambda: on_demand.ConventionPage(self._source, self._glyphs))

    def action_convention(self, name: str, value: str) -> None:
        """Switches one of them, as a command of the palette."""
        self.run_worker(on_demand.switch(self.app, self._source, name, value), exit_on_error=False)

    def commands(self) -> tuple[Command, ...]:
        """What the palette offers besides the keys."""
        board = self._source.latest()
        return () if board is None or why_not(self._source) else on_demand.convention_commands(board)

    def action_timeframe(self) -> None:
        if not self._has_chart():
            say(self.app, "no chart is on the screen: the price pane has no room for it, or no candles")
            return
        index = TIMEFRAMES.index(self._look.timeframe) + 1
        self._change(msgspec.structs.replace(self._look, timeframe=TIMEFRAMES[index % len(TIMEFRAMES)]))

    def action_expiry(self, step: int) -> None:
        """The smile of the expiry before or after, where there is one."""
        reading = self.reading()
        found = smile_beside(Options() if reading is None else reading.part.options, self._look.smile_ms, step)
        if isinstance(found, str):
            say(self.app, found)
            return
        self._change(msgspec.structs.replace(self._look, smile_ms=found.expiry_ms))
        where = "" if self._look.zoomed else ": v, then z shows it whole"
        say(self.app, f"smile of {expiry_words(found)}{where}")

    def action_back(self) -> None:
        if self._back:
            self._apply(self._back.pop())
        else:
            say(self.app, "no view before this one")

    def action_freeze(self) -> None:
        board, elapsed_s = self._now()
        if self._frozen is not None:
            self._frozen = None
        elif board is not None:
            self._frozen = Frozen(board, elapsed_s, self._clock.monotonic_s())
        else:
            say(self.app, "nothing to hold still yet")
        self.frame()
