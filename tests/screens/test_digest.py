"""Coming back: the line that says what happened, the page behind it, what nobody has read; and two keys beside."""

from pathlib import Path

import msgspec
import pytest

from tests.boards import AS_OF_MS, blocked_board, rich_board
from tests.clocks import ManualClock, until
from tests.present.test_digest import DIGEST
from tests.screens.spoken import said
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import AlertsConfig, ScreenConfig
from tui.domain.board import Alert, Board
from tui.domain.clock import HOUR_MS, SystemClock
from tui.domain.digest import Digest
from tui.link.looked import LookedFile
from tui.link.wire import Command
from tui.screens.digest import DigestPage
from tui.screens.presence import Presence
from tui.screens.venues import VenuesPage
from widgets.draw.bars import draw_keys
from widgets.draw.lines import plain, width_of
from widgets.pane import Pane
from widgets.view.bars import KeyLabel, KeysView
from widgets.view.text import Tone


class Telling(ScriptedSource):
    """Answers each question for a digest at once."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.asked_ms: list[int] = []
        self.commands: list[Command] = []

    def ask_since(self, since_ms: int) -> bool:
        self.asked_ms.append(since_ms)
        return True

    def digest(self) -> Digest | None:
        if not self.asked_ms:
            return None
        asked_ms = self.asked_ms[-1]
        return msgspec.structs.replace(DIGEST, asked_ms=asked_ms, from_ms=asked_ms, to_ms=asked_ms + 4 * HOUR_MS)

    def command(self, command: Command) -> bool:
        self.commands.append(command)
        return True


def telling(uptime_s: float = 90_000.0, **fields: object) -> Telling:
    board = msgspec.structs.replace(rich_board(), mode="live", **fields)
    return Telling(
        msgspec.structs.replace(board, collector=msgspec.structs.replace(board.collector, uptime_s=uptime_s))
    )


def app_on(source: ScriptedSource, digest_after_s: float = 900.0, looked: LookedFile | None = None) -> FloorlineApp:
    quiet = AlertsConfig(bell=False, terminal="off", tmux=False)
    screen = ScreenConfig(digest_after_s=digest_after_s)
    return FloorlineApp(source, screen, {}, SystemClock(), None, quiet, looked)


def drawn(app: FloorlineApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def words(lines: tuple[object, ...]) -> str:
    return " ".join(plain(line) for line in lines)  # type: ignore[arg-type]  # lines of a view


def test_a_key_after_a_long_time_brings_news_for_two_minutes() -> None:
    clock, source = ManualClock(AS_OF_MS), telling()
    presence = Presence(source, clock, 900.0, None)
    assert presence.news(source.board)[0] == ()
    clock.tick(899)
    presence.sign()
    assert (presence.away_ms, source.asked_ms) == (None, [])
    left_ms = clock.now_ms()
    clock.tick(4 * 3600)
    presence.sign()
    assert presence.away_ms == left_ms
    assert source.asked_ms == [left_ms]
    assert "BTC" in words(presence.news(source.board)[0])
    clock.tick(119)
    presence.sign()
    assert presence.news(source.board)[0] != ()
    clock.tick(2)
    assert presence.news(source.board)[0] == ()
    assert presence.away_ms == left_ms, "the key for it still tells"


def test_switched_off_it_says_nothing() -> None:
    clock, source = ManualClock(AS_OF_MS), telling()
    presence = Presence(source, clock, 0.0, None)
    clock.tick(100_000)
    presence.sign()
    assert presence.news(source.board)[0] == ()
    assert source.asked_ms == []


@pytest.mark.parametrize(
    ("looked_ago_s", "uptime_s", "asks"), [(7200, 90_000, True), (600, 90_000, False), (7200, 60, False)]
)
def test_a_screen_that_attaches_is_told_what_its_collector_saw(
    tmp_path: Path, looked_ago_s: int, uptime_s: float, asks: bool
) -> None:
    clock, source = ManualClock(AS_OF_MS), telling(uptime_s)
    looked = LookedFile(tmp_path / "looked")
    looked.write(AS_OF_MS - looked_ago_s * 1000)
    presence = Presence(source, clock, 900.0, looked)
    assert (presence.news(source.board)[0] != ()) is asks
    presence.store()
    assert looked.read() == AS_OF_MS


def test_the_moment_of_the_last_look_survives_what_it_is_kept_in(tmp_path: Path) -> None:
    looked = LookedFile(tmp_path / "looked")
    assert looked.read() is None
    looked.write(12)
    looked.write(345)
    assert looked.read() == 345
    assert (tmp_path / "looked").stat().st_mode & 0o777 == 0o600
    (tmp_path / "looked").write_bytes(b"\x1b[2J")
    assert looked.read() is None
    LookedFile(tmp_path / "nowhere" / "looked").write(1)


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (120, 40), (200, 60)])
async def test_back_after_a_while_a_line_says_so_and_takes_no_key(size: tuple[int, int], tmp_path: Path) -> None:
    looked = LookedFile(tmp_path / "looked")
    looked.write(SystemClock().now_ms() - 3 * HOUR_MS)
    app = app_on(telling(), looked=looked)
    async with app.run_test(size=size) as pilot:
        await until(lambda: "4h since you looked" in drawn(app))
        await pilot.press("l", "d")
        await pilot.pause()
        assert isinstance(app.screen, DigestPage)
        assert "104,212" in "\n".join(plain(line) for line in app.screen.query_one(Pane).lines)
        await pilot.press("d")
        await until(lambda: "since you looked" not in drawn(app))


async def test_the_page_has_the_last_hours_too_and_says_where_there_is_no_collector() -> None:
    source = telling()
    app = app_on(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d")
        await until(lambda: "LAST 1 H" in drawn(app))
        await pilot.press("t")
        await until(lambda: "LAST 4 H" in drawn(app))
        hours = [round((SystemClock().now_ms() - asked) / HOUR_MS) for asked in source.asked_ms]
        assert (hours[0], hours[-1]) == (1, 4)
    recording = app_on(ScriptedSource(rich_board()))
    async with recording.run_test(size=(120, 40)) as pilot:
        await pilot.press("d")
        await until(lambda: "only a collector keeps one" in drawn(recording))


def alert(number: int, *, acknowledged: bool) -> Alert:
    return Alert(at_ms=number, rule=f"r{number}", severity="bell", text="t", acknowledged=acknowledged)


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (120, 40), (200, 60)])
async def test_what_nobody_has_read_is_counted_at_every_size(size: tuple[int, int]) -> None:
    source = telling(alerts=(alert(3, acknowledged=False), alert(2, acknowledged=True), alert(1, acknowledged=False)))
    app = app_on(source)
    async with app.run_test(size=size) as pilot:
        await until(lambda: "A 2 unread" in drawn(app))
        assert source.board is not None
        source.board = msgspec.structs.replace(source.board, alerts=(alert(3, acknowledged=True),))
        await until(lambda: "unread" not in drawn(app))
        await pilot.pause()


@pytest.mark.parametrize("width", [5, 9, 20, 40, 80])
@pytest.mark.parametrize("news", [(), ((("4h since you looked", Tone.INFO),), (("BTC ▼ -1.3%", Tone.DOWN),))])
def test_the_row_of_keys_is_as_wide_as_it_is_told(width: int, news: tuple[object, ...]) -> None:
    unread = (("A", Tone.ACCENT), (" 2 unread", Tone.WARN))
    view = KeysView(keys=(KeyLabel(key="q", label="quit"),), news=news, unread=unread)  # type: ignore[arg-type]
    (row,) = draw_keys(view, width, 1)
    assert width_of(row) == width
    if width >= 20:
        assert plain(row).endswith(" A 2 unread ")
    assert draw_keys(view, width, 0) == []


def test_a_message_that_is_cut_stands_apart_from_what_nobody_has_read() -> None:
    message = (("ALERT", Tone.CRITICAL), (" liquidations above $1B, mostly longs", Tone.TEXT))
    view = KeysView(keys=(), message=message, unread=(("A", Tone.ACCENT), (" 2 unread", Tone.WARN)))
    (row,) = draw_keys(view, 30, 1)
    assert plain(row) == " ALERT liquidatio… A 2 unread "


async def test_r_has_what_is_lost_asked_again_and_not_too_often() -> None:
    source = telling()
    app = app_on(source)
    assert source.board is not None
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("r")
        assert (said(app), source.commands) == ("no feed is lost", [])
        lost = tuple(
            msgspec.structs.replace(feed, state="blocked") if feed.venue == "okx" else feed
            for feed in source.board.feeds
        )
        source.board = msgspec.structs.replace(source.board, feeds=lost)
        await pilot.press("r")
        assert said(app) == "asking again: OKX. A pause that a venue ordered is waited out"
        await pilot.press("r")
        assert said(app).startswith("asked 0 s ago; again in 30 s")
        assert source.commands == [Command(verb="reconnect")]


async def test_t_goes_through_the_palettes_and_says_which() -> None:
    app = app_on(telling())
    async with app.run_test(size=(120, 40)) as pilot:
        for words in ("theme: light", "theme: terminal (the terminal's own palette)", "theme: dark"):
            await pilot.press("T")
            await pilot.pause()
            assert "BTC" in drawn(app)
            assert said(app) == words
        assert app.theme == "floorline-dark"


@pytest.mark.parametrize("size", [(40, 14), (80, 24), (120, 40), (200, 60)])
async def test_while_no_venue_answers_the_page_says_why_and_goes_by_itself(size: tuple[int, int]) -> None:
    source = Telling(msgspec.structs.replace(blocked_board(), mode="live"))
    app = app_on(source)
    async with app.run_test(size=size) as pilot:
        await until(lambda: isinstance(app.screen, VenuesPage))
        await until(lambda: "No venue answers." in drawn(app))
        assert "floorline demo" in "\n".join(plain(line) for line in app.screen.query_one(Pane).lines) or size[1] < 24
        source.board = msgspec.structs.replace(rich_board(), mode="live")
        await until(lambda: not isinstance(app.screen, VenuesPage))
        await pilot.press("n")
        await until(lambda: "venues answer" in drawn(app))
        await pilot.press("n")
        assert not isinstance(app.screen, VenuesPage)


async def test_a_closed_page_of_venues_does_not_come_back() -> None:
    app = app_on(Telling(msgspec.structs.replace(blocked_board(), mode="live")))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: isinstance(app.screen, VenuesPage))
        await pilot.press("escape")
        await pilot.pause(1.2)
        assert not isinstance(app.screen, VenuesPage)


def test_a_first_look_says_which_venues_refuse_this_region(tmp_path: Path) -> None:
    lost = tuple(
        msgspec.structs.replace(feed, state="blocked", reason="blocked in this region (HTTP 451)")
        if feed.venue == "binance"
        else feed
        for feed in rich_board().feeds
    )
    source = telling(10.0, feeds=lost)
    first = Presence(source, ManualClock(AS_OF_MS), 900.0, LookedFile(tmp_path / "looked"))
    news, key = first.news(source.board)
    assert words(news).endswith("Binance refuses this region")
    assert key == "feeds.venues"
    first.store()
    again = Presence(source, ManualClock(AS_OF_MS), 900.0, LookedFile(tmp_path / "looked"))
    assert again.news(source.board)[0] == ()
