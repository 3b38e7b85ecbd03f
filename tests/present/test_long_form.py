"""The Board as rows for a spreadsheet."""

import msgspec

from tests.boards import rich_board
from tui.domain.board import Feed
from tui.present.long_form import COLUMNS, chosen, chosen_values, in_lines, long_form


def test_text_from_outside_is_no_formula() -> None:
    board = msgspec.structs.replace(
        rich_board(), feeds=(Feed(venue="=1+1", kind="quotes", state="live", reason="@SUM(A1)"),)
    )
    cells = [cell for row in long_form(board, ()) for cell in row]
    assert "'=1+1" in cells
    assert "'@SUM(A1)" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_a_negative_number_stays_a_number() -> None:
    rows = list(long_form(rich_board(), rich_board().assets))
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert any(value.startswith("-") and float(value) < 0 for _, _, _, value, unit, *_ in rows if unit == "pct")


def test_the_first_row_is_the_mode() -> None:
    assert next(long_form(rich_board(), ()))[1:] == ("", "mode", "demo", "", "", "")


def test_what_is_of_a_venue_says_of_which() -> None:
    rows = {row[2]: row for row in long_form(rich_board(), ("BTC",))}
    assert rows["BTC.price.venues[0].usd"][-1] == rich_board().assets["BTC"].price.venues[0].venue
    assert rows["BTC.price.usd"][-1] == ""


def test_paths_choose_whole_words() -> None:
    board, assets = rich_board(), ("BTC", "ETH")
    rows = chosen(long_form(board, assets), ["BTC.price", "ETH.funding.apr_pct"])
    paths = [row[2] for row in rows]
    assert paths[0] == "BTC.price.usd"
    assert paths[-1] == "ETH.funding.apr_pct"
    assert all(path.startswith("BTC.price") for path in paths[:-1])
    assert chosen(long_form(board, assets), ["BTC.pri"]) == []
    assert chosen_values(board, assets, ["BTC.price"])["BTC.price.usd"] == 104_212.0
    assert in_lines(rows).splitlines()[0] == "BTC.price.usd  104212.0"


def test_what_comes_of_every_chain_or_of_candles_is_not_told_as_one_venues() -> None:
    venues = {path: venue for _, _, path, _, _, _, venue in long_form(rich_board(), ["BTC"])}
    options = rich_board().assets["BTC"].options
    assert options.venue
    for name in ("atm.30", "rr25_vol.30", "gamma_usd_per_pct", "expiries[0].atm_vol"):
        assert venues[f"BTC.options.{name}"] == options.venue
    for name in ("put_volume_share", "put_call_oi", "call_premium_usd", "dvol_vol", "realised_vol.30"):
        assert venues[f"BTC.options.{name}"] == ""
