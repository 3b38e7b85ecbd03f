"""The list of levels to edit says of each what the price pane says."""

import msgspec
import pytest

from tests.boards import rich_board
from tui.domain.board import LevelState
from tui.domain.board_settings import LevelSetting
from tui.present.edit_levels import present_levels
from widgets.view.text import ABSENT

_PRICE_USD = 103_000.0


@pytest.mark.parametrize(
    ("state", "words"),
    [("armed", "armed"), ("wick", "WICK"), ("confirmed", "BROKEN"), ("rejected", "HELD"), (None, ABSENT[0])],
)
def test_a_level_s_state_is_called_as_in_the_price_pane(state: LevelState | None, words: str) -> None:
    board = rich_board()
    btc = board.assets["BTC"]
    level = next(each for each in btc.levels if each.price_usd == _PRICE_USD)
    settings = msgspec.structs.replace(board.settings, levels={"BTC": (LevelSetting(price_usd=_PRICE_USD),)})
    part = msgspec.structs.replace(btc, levels=(msgspec.structs.replace(level, state=state, distance_pct=1.2),))
    view = present_levels(msgspec.structs.replace(board, assets={"BTC": part}, settings=settings), "BTC", 0)
    assert words in [text for text, _ in view.rows[0].cells]
