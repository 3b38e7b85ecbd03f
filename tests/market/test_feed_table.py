import pytest

from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.domain.events import FeedKind, FeedState
from tui.market.feed_table import FeedTable

PRICE, LIQUIDATIONS, INTEREST = FeedKind.PRICE, FeedKind.LIQUIDATIONS, FeedKind.OPEN_INTEREST


@pytest.fixture
def make() -> Maker:
    return Maker(ManualClock())


@pytest.fixture
def table() -> FeedTable:
    return FeedTable(("binance", "okx"))


def test_rows_are_ordered_by_venue_and_kind(table: FeedTable, make: Maker) -> None:
    for venue, kind in (("zeta", PRICE), ("okx", LIQUIDATIONS), ("okx", PRICE), ("binance", INTEREST)):
        table.note(make.status(venue, kind, FeedState.LIVE))
    assert [(row.venue, row.kind) for row in table.rows(0.0)] == [
        ("binance", "open_interest"),
        ("okx", "price"),
        ("okx", "liquidations"),
        ("zeta", "price"),
    ]


def test_a_row_shows_its_worst_part_by_name(table: FeedTable, make: Maker) -> None:
    table.note(make.status("okx", INTEREST, FeedState.LIVE, part=""))
    table.note(make.status("okx", INTEREST, FeedState.BACKOFF, "404", part="history", retries=3))
    table.note(make.status("okx", INTEREST, FeedState.OFF, "none", part="futures"))
    row = table.rows(0.0)[0]
    assert (row.state, row.reason, row.retries) == ("backoff", "history: 404", 3)


def test_a_part_that_is_off_does_not_hide_a_live_one(table: FeedTable, make: Maker) -> None:
    table.note(make.status("okx", INTEREST, FeedState.OFF, "none", part="futures"))
    table.note(make.status("okx", INTEREST, FeedState.LIVE, part=""))
    assert table.rows(0.0)[0].state == "live"


def test_one_reason_shared_by_all_parts_names_none(table: FeedTable, make: Maker) -> None:
    for part in ("BTC", "ETH"):
        table.note(make.status("okx", FeedKind.CANDLES, FeedState.OFF, "stands by", part=part))
    assert table.rows(0.0)[0].reason == "stands by"


def test_age_counts_from_the_last_data(table: FeedTable, make: Maker) -> None:
    table.note(make.status("okx", PRICE, FeedState.LIVE))
    assert table.rows(100.0)[0].age_s is None
    table.brought("okx", PRICE, 90.0)
    assert table.rows(100.0)[0].age_s == 10.0


def test_data_is_fresh_for_three_of_its_shortest_cadences(table: FeedTable) -> None:
    table.expect("okx", INTEREST, 900.0)
    table.expect("okx", INTEREST, 30.0)
    assert table.limit_s("okx", INTEREST) == 90.0
    table.expect("kraken", PRICE, 5.0)
    assert table.limit_s("kraken", PRICE) == 45.0


def test_a_venue_that_is_off_is_not_missed_but_explains_an_empty_section(table: FeedTable, make: Maker) -> None:
    table.note(make.status("okx", PRICE, FeedState.OFF, "no such market"))
    assert table.missing(PRICE, ()) is None
    assert table.why_none(PRICE, "DOGE") == "no venue answered: okx off (no such market)"


def test_live_venues_without_the_asset_are_named(table: FeedTable, make: Maker) -> None:
    table.note(make.status("okx", FeedKind.OPTIONS, FeedState.LIVE))
    assert table.why_none(FeedKind.OPTIONS, "DOGE") == "okx brought no options of DOGE"


def test_which_venues_have_no_feed_of_the_past(table: FeedTable, make: Maker) -> None:
    for venue, part in (("okx", ""), ("okx", "history"), ("binance", "history BTC"), ("bitget", "")):
        table.note(make.status(venue, INTEREST, FeedState.BACKOFF, part=part))
    table.note(make.status("zeta", PRICE, FeedState.LIVE))
    assert table.without_part(INTEREST, "history") == {"bitget"}


def test_a_venue_whose_past_alone_is_live_is_missing(table: FeedTable, make: Maker) -> None:
    table.note(make.status("okx", INTEREST, FeedState.LIVE, part="history"))
    table.note(make.status("okx", INTEREST, FeedState.BACKOFF, "timeout", part=""))
    assert table.missing(INTEREST, ()) == "missing: okx backoff (timeout)"


def test_a_platform_of_a_venue_that_brings_the_rest_is_named(table: FeedTable, make: Maker) -> None:
    for part, state in (("USD-M", FeedState.LIVE), ("COIN-M", FeedState.BACKOFF), ("history BTC", FeedState.BACKOFF)):
        table.note(make.status("binance", INTEREST, state, "timeout", part=part))
    for part in ("BTC", "ETH", "USDC"):
        table.note(make.status("deribit", INTEREST, FeedState.STALE, part=part))
    assert table.missing(INTEREST, ("binance", "deribit"), "BTC") == (
        "not live: binance COIN-M backoff (timeout), deribit BTC stale, deribit USDC stale"
    )


def test_a_part_of_another_kind_is_another_asset_s(table: FeedTable, make: Maker) -> None:
    for part, state in (("BTC", FeedState.LIVE), ("ETH", FeedState.BACKOFF)):
        table.note(make.status("okx", FeedKind.OPTIONS, state, part=part))
    assert table.missing(FeedKind.OPTIONS, ("okx",), "BTC") is None
