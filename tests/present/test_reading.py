"""How a pane stands: from its feeds, its ages and the link."""

import msgspec
import pytest

from tests.boards import blocked_board, empty_board, partial_board, quiet_board, rich_board, stale_board
from tui.domain.board import Board, Feed
from tui.present.bars import present_notice, present_scan
from tui.present.card import present_card
from tui.present.funding import present_funding
from tui.present.liquidations import present_liquidations
from tui.present.open_interest import present_open_interest
from tui.present.options import present_options
from tui.present.price import present_price
from tui.present.reading import Reading, age_tone
from widgets.view.pane import State
from widgets.view.text import Tone

_PRESENTERS = (present_price, present_liquidations, present_open_interest, present_funding, present_options)


def _states(board: Board, **options: object) -> list[State]:
    reading = msgspec.structs.replace(Reading(board=board, asset="BTC"), **options)
    return [present(reading).state for present in _PRESENTERS]


@pytest.mark.parametrize(
    ("board", "kind"),
    [
        (rich_board(), "live"),
        (partial_board(), "partial"),
        (stale_board(), "stale"),
        (quiet_board(), "empty"),
        (empty_board(), "loading"),
        (blocked_board(), "blocked"),
    ],
)
def test_every_pane_knows_how_it_stands(board: Board, kind: str) -> None:
    assert [state.kind for state in _states(board)] == [kind] * 5


def test_absence_says_why() -> None:
    price = _states(blocked_board())[0]
    assert price.words.startswith("every venue refuses this address or region")
    assert "floorline demo" in price.words
    assert ("Binance", "blocked: 451: this region is not served, 3 retries") in price.reasons
    assert _states(quiet_board())[3].words == "no venue lists a perpetual on BTC"


def test_venues_that_answer_nothing_are_not_called_blocked_by_region() -> None:
    feeds = tuple(msgspec.structs.replace(feed, state="backoff", reason="dns") for feed in blocked_board().feeds)
    state = _states(msgspec.structs.replace(blocked_board(), feeds=feeds))[0]
    assert state.words.startswith("no venue answers; each is tried again by itself")


def test_the_boards_own_note_comes_first() -> None:
    board = quiet_board()
    part = board.assets["BTC"]
    options = msgspec.structs.replace(part.options, notes={"atm": "Deribit lists no options on it"})
    board = msgspec.structs.replace(board, assets={"BTC": msgspec.structs.replace(part, options=options)})
    assert _states(board)[4].words == "Deribit lists no options on it"


def test_partial_panes_name_the_venues_that_are_missing() -> None:
    state = _states(partial_board())[2]
    assert state.reasons == (("Hyperliquid", "backoff: timeout, 4 retries"), ("OKX", "blocked: 403: region, 4 retries"))


def test_a_lost_collector_makes_everything_stale() -> None:
    states = _states(rich_board(), link_lost="connection refused")
    assert {state.kind for state in states} == {"stale"}
    assert states[0].words == "no collector: connection refused"
    assert _states(rich_board(), link_lost="collector gone, waiting")[0].words == "no collector: gone, waiting"


def test_time_makes_old_what_was_fresh() -> None:
    assert _states(rich_board(), elapsed_s=0)[0].kind == "live"
    assert _states(rich_board(), elapsed_s=60)[0].kind == "stale"
    assert _states(rich_board(), elapsed_s=60)[1].kind == "live"


def test_ages_dim_at_twice_their_pace_and_are_stale_at_five_times() -> None:
    assert [age_tone("price", age_s) for age_s in (9, 10, 24, 25)] == [Tone.TEXT, Tone.DIM, Tone.DIM, Tone.CRITICAL]
    assert age_tone("liquidations", 9_999) is Tone.TEXT
    assert age_tone("price", None) is Tone.TEXT


def test_an_old_title_says_stale_and_a_late_row_loses_its_light() -> None:
    late = present_open_interest(Reading(board=rich_board(), asset="BTC", elapsed_s=130))
    assert (late.title.age, late.title.age_tone) == ("2m", Tone.DIM)
    assert {row.usd[1] for row in late.rows} == {Tone.DIM}
    stale = present_open_interest(Reading(board=rich_board(), asset="BTC", elapsed_s=300))
    assert (stale.title.age, stale.title.age_tone) == (" STALE 5m ", Tone.CRITICAL)


def test_the_title_counts_venues_and_takes_the_oldest_age() -> None:
    title = present_open_interest(Reading(board=partial_board(), asset="BTC", elapsed_s=4)).title
    assert (title.venues, title.age) == ("3/5v", "20s")


def test_a_venue_with_several_feeds_is_as_well_as_its_best() -> None:
    feeds = (
        Feed(venue="okx", kind="price", state="blocked"),
        Feed(venue="okx", kind="price", state="live"),
        Feed(venue="bybit", kind="price", state="off"),
    )
    board = msgspec.structs.replace(rich_board(), feeds=feeds)
    reading = Reading(board=board, asset="BTC")
    assert reading.feeds(("price",))["okx"].state == "live"
    assert present_price(reading).state.kind == "live"


def test_the_scan_line_counts_and_counts_down() -> None:
    scan = present_scan(Reading(board=partial_board(), asset="ETH", elapsed_s=33), None)
    assert scan.feeds == ("22/30", Tone.WARN)
    assert scan.countdown[0] == "1d06:14:00"
    assert [(ticker.asset, ticker.chosen) for ticker in scan.tickers] == [("BTC", False), ("ETH", True)]
    assert scan.tickers[0].change[0] == "▼-2.8%"
    assert [text for text, _ in scan.badges] == [" DEMO "]


@pytest.mark.parametrize(
    ("pct", "wanted"), [(-9.94, "▼-9.9%"), (-13.4, "▼-13.4%"), (9.95, "▲+9.9%"), (99.9, "▲+99.9%")]
)
def test_a_crash_keeps_its_decimal_in_the_scan_line(pct: float, wanted: str) -> None:
    board = rich_board()
    part = board.assets["BTC"]
    price = msgspec.structs.replace(part.price, change_24h_pct=pct)
    fallen = msgspec.structs.replace(board, assets={"BTC": msgspec.structs.replace(part, price=price)})
    scan = present_scan(Reading(board=fallen, asset="BTC"), None)
    assert scan.tickers[0].change[0] == wanted
    assert len(wanted) <= 7


def test_an_old_price_loses_its_light_in_the_scan_line_too() -> None:
    old = present_scan(Reading(board=stale_board(), asset="BTC"), None).tickers[0]
    lost = present_scan(Reading(board=rich_board(), asset="BTC", link_lost="gone"), None).tickers[0]
    fresh = present_scan(Reading(board=rich_board(), asset="BTC"), None).tickers[0]
    assert [each.price for each in (old, lost, fresh)] == [
        ("104,212", Tone.DIM), ("104,212", Tone.DIM), ("104,212", Tone.VALUE),
    ]  # fmt: skip


def test_a_wrong_clock_and_a_token_off_its_peg_are_said_on_the_screen() -> None:
    for name, words in (
        ("clock", "this machine's clock is 3600.0 s ahead of the venues'"),
        ("quotes", "1 USDT is 0.9700 USD: prices, liquidations and open interest are converted"),
    ):
        assert present_notice(msgspec.structs.replace(rich_board(), notes={name: words})) == (words, Tone.WARN)
    slow = msgspec.structs.replace(rich_board(), notes={"venue_clocks": "okx's clock is 2.4 s behind ours"})
    assert present_notice(slow)[0] == ""


def test_badges_say_what_the_screen_is() -> None:
    board = msgspec.structs.replace(rich_board(), mode="live")
    assert present_scan(Reading(board=board, asset="BTC"), None).badges == ()
    lost = present_scan(Reading(board=rich_board(), asset="BTC", link_lost="gone", elapsed_s=12), 3.0)
    assert [text for text, _ in lost.badges] == [" FROZEN 3s ", " LOST 12s ", " DEMO "]


def test_the_card_has_four_lines() -> None:
    card = present_card(Reading(board=rich_board(), asset="BTC"))
    assert ["  ".join("".join(text for text, _ in part) for part in line) for line in card.lines] == [
        " DEMO  BTC 104,212 ▼ -2.8%  trigger ▲ +1.5%",
        "liq ≥$1.31B  long 76%",
        "OI $25.3B ▼ -2.7%  funding 5.6%",
        "IV30 52.4  puts rich 4.2v",
    ]
    assert [words for words, _ in card.need] == ["too small (need 40x15)", "need 40x15"]


def test_what_has_just_begun_is_connecting_and_what_was_lost_is_stale() -> None:
    board = rich_board()
    for state, wanted in (("connecting", ("partial", "connecting")), ("backoff", ("stale", "no feed is live"))):
        feeds = tuple(
            msgspec.structs.replace(feed, state=state) if feed.kind == "options" else feed for feed in board.feeds
        )
        reading = Reading(board=msgspec.structs.replace(board, feeds=feeds), asset="BTC")
        view = present_options(reading)
        assert (view.state.kind, view.state.words) == wanted
