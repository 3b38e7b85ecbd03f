"""The Textual application: a screen on a source of Boards."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import msgspec
from textual.binding import ActiveBinding, BindingType
from textual.events import Event, Key
from textual.screen import Screen

from tui.config.model import AlertsConfig, ScreenConfig
from tui.domain.board import Alert
from tui.domain.clock import Clock
from tui.link.source import BoardSource, CommandSink, RecordedSource
from tui.link.wire import Command
from tui.present.session import session_badge, stamp
from tui.screens import on_demand
from tui.screens.arrivals import Arrivals, meant, say_newest
from tui.screens.bindings import APP_BINDINGS
from tui.screens.clipboard import copy_front
from tui.screens.command import Commanding
from tui.screens.dashboard import Dashboard
from tui.screens.elsewhere import Elsewhere
from tui.screens.link_watch import LinkWatch
from tui.screens.presence import Looked, Presence
from tui.screens.reconnect import Reconnecting
from tui.screens.speaking import SpeakingApp
from tui.screens.themes import next_theme, theme_name, themes
from widgets.draw.glyphs import glyph_set
from widgets.entered_terminal import EnteredTerminal
from widgets.pane import Pane
from widgets.view.help import HelpRow

_ALERTS_S = 0.5
_SHEETS = Path(__file__).with_name("screens")


class FloorlineApp(SpeakingApp, inherit_bindings=False):
    """Shows what `source` brings. The source is handed in and outlives the app: its owner runs and closes it."""

    TITLE, CSS_PATH = "Floorline", [_SHEETS / "dashboard.tcss", _SHEETS / "page.tcss"]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    def __init__(
        self,
        source: BoardSource,
        screen: ScreenConfig,
        keys: Mapping[str, str],
        clock: Clock,
        asset: str | None = None,
        alerts: AlertsConfig | None = None,
        looked: Looked | None = None,
        *,
        served: bool = False,
        entered: EnteredTerminal | None = None,
    ) -> None:
        """`keys` rebinds binding ids; `asset` is shown first, by default the first of the configuration; `looked` keeps
        when somebody last looked, for the next screen; `served` draws for a page of textual-serve; `entered` is a
        terminal that shows a first frame."""
        # no-color.org asks for a variable that is present and not empty; Textual looks at its presence only.
        colourless = bool(os.environ.get("NO_COLOR"))
        if not colourless:
            os.environ.pop("NO_COLOR", None)
        # In the terminal's own palette Textual takes colour away altogether; in others it would paint in greys.
        super().__init__(clock, served=served, entered=entered, ansi_color=True if colourless else None)
        if colourless:
            screen = msgspec.structs.replace(screen, theme="terminal", direction_colours="mono")
        self.animation_level = "none"
        # Before the stylesheets are read for the first time: another theme would have all of them read again.
        for theme in themes(screen):
            self.register_theme(theme)
        self.theme = theme_name(screen.theme)
        self._glyphs = glyph_set(screen.glyphs)
        self._source, self._clock, self._keys = source, clock, keys
        self._alerts = alerts or AlertsConfig()
        self._arrivals = Arrivals()
        self._badge = ""
        self._presence = Presence(source, clock, screen.digest_after_s, looked)
        self._announcer: on_demand.Announcer | None = None
        # The one difference that a recording makes: keys and a row to move it by.
        self._dashboard = (
            on_demand.ReplayDashboard(source, screen, clock, asset)
            if isinstance(source, RecordedSource)
            else Dashboard(source, screen, clock, asset)
        )
        self._reconnecting = Reconnecting(clock)
        self._link_watch = LinkWatch(clock)
        self._elsewhere = Elsewhere(keys)

    def on_mount(self) -> None:
        self.set_keymap(dict(self._keys))
        self.push_screen(self._dashboard)
        self._look_for_alerts()
        self.set_interval(_ALERTS_S, self._look_for_alerts)
        self.set_interval(_ALERTS_S, self._look_for_news)
        self.watch(self, "app_focus", self._presence_changed, init=False)

    @property
    def session_badge(self) -> str:
        return session_badge(self._source)

    def action_help(self) -> None:
        """Every key of the screen in front, with its id."""
        self.push_screen(on_demand.HelpScreen(self._rows_of(list(self.screen.active_bindings.values())), self._glyphs))

    def action_palette(self) -> None:
        """Every action of the screen in front, by its words."""
        active = [each for each in self.screen.active_bindings.values() if each.enabled and each.binding.id is not None]
        chosen = {each.binding.id: (each.binding.action, each.node) for each in active}
        chosen.pop("app.palette", None)
        rows = self._rows_of([each for each in active if each.binding.id in chosen])
        if isinstance(self.screen, Commanding):
            commands = self.screen.commands()
            rows += tuple(each.row for each in commands)
            chosen |= {each.row.id: (each.action, self.screen) for each in commands}

        def run(name: str | None) -> None:
            if name is not None:
                # Later: the palette has to be gone before what it was asked for happens.
                self.call_later(self.run_action, *chosen[name])

        self.push_screen(on_demand.Palette(rows, self._glyphs), run)

    def _rows_of(self, active: Sequence[ActiveBinding]) -> tuple[HelpRow, ...]:
        """What these bindings do, with the keys that they have now."""
        display: dict[str, list[str]] = {}
        for each in active:
            if each.binding.id is not None:
                display.setdefault(each.binding.id, []).append(self.get_key_display(each.binding))
        return on_demand.help_rows(active, display)

    def action_copy(self) -> None:
        copy_front(self, stamp(self._dashboard.reading(), self.session_badge))

    async def on_event(self, event: Event) -> None:
        """Every key is a sign that somebody is there, whatever it does."""
        if isinstance(event, Key):
            self._presence.sign()
        await super().on_event(event)

    def on_key(self, event: Key) -> None:
        """Says why a key of another screen does nothing on this one."""
        words = self._elsewhere.words(event.key, self.screen)
        if words and event.key not in self.screen.active_bindings:
            self.say(words)

    def on_unmount(self) -> None:
        self._presence.store()

    def _presence_changed(self) -> None:
        self._presence.sign()
        self._presence.store()

    def _look_for_news(self) -> None:
        if self._dashboard not in self.screen_stack:
            # The program is ending, and its timers have not heard of it yet.
            return
        if words := self._link_watch.lost(self._source):
            self.say(words, "warning")
        elif words := self._link_watch.found(self._source):
            self.say(words)
        board = self._source.latest()
        self._dashboard.tell(*self._presence.news(board))
        if self._badge != self.session_badge:
            # A page that never changes was perhaps drawn before the first Board.
            self._badge = self.session_badge
            for pane in self.screen.query(Pane):
                pane.redraw()
        if board is not None and self._presence.is_unheard(board) and self.screen is self._dashboard:
            self.push_screen(self._venues_page(until_live=True))

    def action_venues(self) -> None:
        """Which venues answer, and why the others don't."""
        self._presence.dismiss()
        self.push_screen(self._venues_page())

    def _venues_page(self, *, until_live: bool = False) -> Screen[None]:
        return on_demand.VenuesPage(self._dashboard.reading, self._glyphs, until_live=until_live)

    def action_digest(self) -> None:
        """What happened since somebody last looked."""
        self._presence.dismiss()
        self.push_screen(
            on_demand.DigestPage(
                self._dashboard.reading, self._glyphs, self._source, self._clock, self._presence.away_ms
            )
        )

    def action_theme(self) -> None:
        """The next palette, until the screen ends."""
        self.say(next_theme(self))

    def action_reconnect(self) -> None:
        """Has every feed asked again that is not live."""
        words, asks = self._reconnecting.words(self._source.latest())
        if not asks or self._ask(Command(verb="reconnect")):
            self.say(words)

    def action_repaint(self) -> None:
        self.repaint()

    def action_alert_log(self) -> None:
        self.push_screen(on_demand.AlertLog(self._source, self._glyphs))

    def action_acknowledge(self) -> None:
        """Of the alert that is meant, on every pane."""
        if (alert := self._meant()) is None:
            self.say("no alert has fired: nothing to acknowledge")
        elif alert.acknowledged:
            self.say("every alert is acknowledged" if self.screen is self._dashboard else "it is acknowledged already")
        elif self._ask(Command(verb="acknowledge", rule=alert.rule, at_ms=alert.at_ms)):
            self.say(f"acknowledged: {alert.text}")

    def action_snooze(self) -> None:
        """Of the rule of the alert that is meant."""
        if (alert := self._meant()) is None:
            self.say("no alert has fired: no rule to silence")
        elif self._ask(Command(verb="snooze", rule=alert.rule, for_s=self._alerts.snooze_s)):
            self.say(f"{alert.rule}: silent for {round(self._alerts.snooze_s / 60)} min")

    def _meant(self) -> Alert | None:
        if isinstance(self.screen, on_demand.AlertLog):
            return self.screen.chosen
        board = self._source.latest()
        return None if board is None else meant(board.alerts)

    def _ask(self, command: Command) -> bool:
        """Sends a command to the collector; says so where there is none to send it to."""
        sent = isinstance(self._source, CommandSink) and self._source.command(command)
        if not sent:
            is_recording = isinstance(self._source, RecordedSource)
            self.say("this is a recording" if is_recording else "no collector is attached to do that", "warning")
        return sent

    def _look_for_alerts(self) -> None:
        """Says and announces what has fired since the last look."""
        board = self._source.latest()
        new = self._arrivals.take(board, self._dashboard.jumps)
        if board is None or not new:
            return
        say_newest(self, new, self.session_badge)
        # What a recording tells of has long been announced.
        if board.mode != "replay":
            self._announcer = self._announcer or on_demand.Announcer(
                self._alerts, self._clock, self.write_control, os.environ
            )
            self.run_worker(self._announcer.announce(new), exit_on_error=False)
