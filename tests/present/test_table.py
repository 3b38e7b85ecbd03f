"""The Board as a table of text: what volatility costs beyond what was moved, and whose gamma it is."""

import msgspec
import pytest

from tests.boards import rich_board
from tui.domain.board import Board, Level, LevelState, Options
from tui.present.price import present_price
from tui.present.reading import Reading
from tui.present.table import table


def row(board: Board, name: str) -> str:
    """What the table says of BTC under that name."""
    lines = (line.strip() for line in table(board, ["BTC"]).splitlines())
    return next(line.removeprefix(name).strip() for line in lines if line.startswith(name))


def with_options(options: Options) -> Board:
    board = rich_board()
    return msgspec.structs.replace(board, assets={"BTC": msgspec.structs.replace(board.assets["BTC"], options=options)})


def test_what_is_known_of_options() -> None:
    board = rich_board()
    assert row(board, "realised") == "30d 45.1 close to close, implied +7.3v against it"
    assert row(board, "gamma") == "-$38.4M per 1%, if dealers long calls, short puts  flips at 108,485"
    assert row(board, "skew") == "puts rich 4.2v  puts 42% calls 58% of 24 h volume, puts 45% of its premium"


def test_what_is_missing_has_its_reason() -> None:
    board = with_options(Options(notes={"realised_vol": "no 30 d: closes unknown", "gamma_usd_per_pct": "no chain"}))
    assert row(board, "realised").endswith("(no 30 d: closes unknown)")
    assert row(board, "gamma").endswith("(no chain)")


def test_a_change_of_a_part_of_the_open_interest_says_of_how_much() -> None:
    board = rich_board()
    interest = msgspec.structs.replace(board.assets["BTC"].open_interest, change_share=0.75)
    part = msgspec.structs.replace(board.assets["BTC"], open_interest=interest)
    words = row(msgspec.structs.replace(board, assets={"BTC": part}), "open interest")
    assert words == "$25.3B  ▼ -2.7% usd, ▲ +0.1% coin of 75% of it  not deleveraging  5 venues"


def test_a_level_that_price_is_at_has_no_sign() -> None:
    board = rich_board()
    level = msgspec.structs.replace(board.assets["BTC"].levels[0], distance_pct=-0.04)
    part = msgspec.structs.replace(board.assets["BTC"], levels=(level,))
    assert row(msgspec.structs.replace(board, assets={"BTC": part}), "level").split()[1] == "0.0%"


def test_the_high_says_when_it_was_and_whose_it_is() -> None:
    assert row(rich_board(), "from high") == "-17.3% from 126,000, 2025-10-06 (yours)"


@pytest.mark.parametrize(
    ("state", "distance_pct", "word"),
    [
        ("armed", 1.2, "armed"),
        ("wick", 1.2, "WICK"),
        ("wick", -1.2, "BELOW"),
        ("confirmed", -1.2, "BROKEN"),
        ("rejected", 1.2, "HELD"),
    ],
)
def test_a_level_is_called_as_on_the_screen(state: LevelState, distance_pct: float, word: str) -> None:
    board = rich_board()
    level = Level(price_usd=100, kind="support", label="floor", state=state, distance_pct=distance_pct)
    part = msgspec.structs.replace(board.assets["BTC"], levels=(level,))
    board = msgspec.structs.replace(board, assets={"BTC": part})
    assert row(board, "level").split()[2] == word
    [shown] = [each for each in present_price(Reading(board=board, asset="BTC")).levels if each.name[0] == "floor"]
    assert shown.state[0] == word
