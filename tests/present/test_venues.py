"""The page of venues in words."""

import msgspec
import pytest

from tests.boards import blocked_board, empty_board, rich_board
from tui.domain.board import Board
from tui.domain.board_health import Health, VenueHealth
from tui.present.venues import anything_lives, hardly_answers, is_settled, nothing_answers, present_venues, refusals
from widgets.draw.lines import plain


def with_states(**states: tuple[str, str]) -> Board:
    """The rich Board with these venues' feeds in a state, for a reason."""
    board = rich_board()
    feeds = tuple(
        msgspec.structs.replace(feed, state=states[feed.venue][0], reason=states[feed.venue][1])
        if feed.venue in states
        else feed
        for feed in board.feeds
    )
    return msgspec.structs.replace(board, feeds=feeds)


def all_down(state: str, reason: str) -> Board:
    board = rich_board()
    down = tuple(msgspec.structs.replace(feed, state=state, reason=reason) for feed in board.feeds)
    return msgspec.structs.replace(board, feeds=down)


def text(board: Board) -> str:
    view = present_venues(board)
    rows = [f"{row.name[0]} {row.state[0]} {row.feeds[0]} {row.why[0]}" for row in view.venues]
    return "\n".join(
        [*(span[0] for span in view.words), *rows, *(f"{command[0]} {words[0]}" for command, words in view.advice)]
    )


def test_all_is_well() -> None:
    board = rich_board()
    assert anything_lives(board)
    assert not nothing_answers(board)
    assert "venues answer: prices 5, liquidations 4, open interest 5, funding 5" in text(board)
    assert "floorline demo" not in text(board)
    assert refusals(board) == ()
    assert sum(int(row.feeds[0].partition("/")[0]) for row in present_venues(board).venues) == sum(
        feed.state == "live" for feed in board.feeds
    )


def test_what_is_no_venue_has_a_row_of_its_own() -> None:
    board = rich_board()
    plain_feed = board.feeds[0]
    sources = [
        msgspec.structs.replace(plain_feed, venue=venue, kind="market_cap", state=state, reason=reason)
        for venue, state, reason in (("market cap", "live", None), ("etf flows", "backoff", "429"))
    ]
    feeds = [feed for feed in board.feeds if feed.venue not in ("market cap", "etf flows")]
    board = msgspec.structs.replace(board, feeds=(*feeds, *sources))
    assert "sources live 1/2 etf flows: 429" in text(board)
    without = msgspec.structs.replace(board, feeds=tuple(feeds))
    assert "sources" not in text(without)
    assert present_venues(without).words == present_venues(board).words


def test_a_region_that_some_refuse_leaves_a_working_set() -> None:
    blocked = ("blocked", "blocked in this region (HTTP 451); again at 06:00 UTC")
    board = with_states(binance=blocked, bybit=blocked)
    assert "Binance and Bybit refuse this region: left out of every total, the others go on." in text(board)
    assert "Binance blocked 0/" in text(board)
    line = " · ".join(plain(piece) for piece in refusals(board))
    assert line.endswith("venues answer · Binance and Bybit refuse this region")
    rows = [row.state[0] for row in present_venues(board).venues if row.name[0] != "sources"]
    assert rows == sorted(rows, key=lambda state: state == "blocked"), "the living first"


@pytest.mark.parametrize(
    ("board", "expected"),
    [
        (all_down("backoff", "the venue's name can't be resolved (DNS)"), "this machine has no network"),
        (blocked_board(), "All of them refuse this region or address."),
        (all_down("backoff", "connection refused"), "a gateway or proxy that is not running"),
        (all_down("backoff", "TLS handshake failed"), "look at this machine's clock"),
        (with_states(okx=("backoff", "x")), "answer"),
    ],
)
def test_why_nothing_answers(board: Board, expected: str) -> None:
    assert expected in text(board)
    nothing = nothing_answers(board)
    assert ("floorline demo" in text(board)) is nothing
    assert "floorline config init" in text(board)


def test_the_first_seconds_are_no_failure() -> None:
    board = empty_board()
    assert not nothing_answers(board)
    assert not is_settled(board)
    assert "Connecting" in text(board)


def test_every_trouble_of_a_venue_is_named_with_its_kind_and_part() -> None:
    board = rich_board()
    feeds = tuple(
        msgspec.structs.replace(feed, state="stale", reason=f"{asset}: silent for 3m")
        if feed.venue == "okx" and (asset := {"funding": "ETH", "options": "BTC"}.get(feed.kind))
        else feed
        for feed in board.feeds
    )
    words = text(msgspec.structs.replace(board, feeds=feeds))
    assert "funding: ETH: silent for 3m" in words
    assert "options: BTC: silent for 3m" in words


def test_the_oldest_feed_of_a_venue_says_its_age() -> None:
    ages = {"price": 2.0, "funding": 40.0, "liquidations": 4_000.0}
    board = rich_board()
    feeds = tuple(msgspec.structs.replace(feed, age_s=ages.get(feed.kind)) for feed in board.feeds)
    rows = {row.name[0]: row for row in present_venues(msgspec.structs.replace(board, feeds=feeds), 5.0).venues}
    assert rows["OKX"].age[0] == "45s"


def test_what_could_not_be_used_is_counted_by_venue() -> None:
    lost = Health(history_dropped=7, venues=(VenueHealth(venue="okx", bad_frames=3, rejected=1_200),))
    words = text(msgspec.structs.replace(rich_board(), health=lost))
    assert "Lost since the collector began: OKX 3 unreadable, 1,200 impossible; 7 rows of the history." in words
    assert "Lost" not in text(rich_board())


@pytest.mark.parametrize(("uptime_s", "expected"), [(2.0, False), (8.0, True)])
def test_after_some_seconds_without_anything_feeds_that_still_connect_are_not_waited_for(
    uptime_s: float, expected: bool
) -> None:
    board = all_down("backoff", "the venue's name can't be resolved (DNS)")
    first, *others = board.feeds
    feeds = (msgspec.structs.replace(first, state="connecting", reason=None), *others)
    collector = msgspec.structs.replace(board.collector, uptime_s=uptime_s)
    board = msgspec.structs.replace(board, feeds=feeds, collector=collector)
    assert not nothing_answers(board)
    assert hardly_answers(board) is expected
    assert ("this machine has no network" in text(board)) is expected
    assert ("floorline demo" in text(board)) is expected
