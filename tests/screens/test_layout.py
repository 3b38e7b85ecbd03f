"""Where everything stands, in every size and view."""

import itertools

import pytest

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.clock import SystemClock
from tui.screens.layout import Place, has_panes, places
from tui.screens.panes import PANES

_WIDTHS = (1, 20, 39, 40, 59, 60, 75, 76, 99, 100, 120, 159, 160, 211)
_HEIGHTS = (1, 5, 13, 14, 15, 21, 22, 33, 34, 40, 49, 50, 71)
_SIZES = list(itertools.product(_WIDTHS, _HEIGHTS))


def _cells(place: Place) -> set[tuple[int, int]]:
    return set(itertools.product(range(place.x, place.x + place.width), range(place.y, place.y + place.height)))


@pytest.mark.parametrize("pane", PANES)
@pytest.mark.parametrize("zoomed", [False, True])
@pytest.mark.parametrize("taken", [0, 1])
def test_every_cell_belongs_to_one_place(pane: str, zoomed: bool, taken: int) -> None:
    for width, height in _SIZES:
        found = places(width, height, pane, zoomed=zoomed, taken=taken)
        cells = [_cells(place) for place in found.values()]
        assert sum(map(len, cells)) == width * (height - taken), (width, height)
        assert len(set().union(*cells)) == width * (height - taken), (width, height)
        assert (pane in found) == has_panes(width, height)


def test_the_working_size_shows_everything_in_thirds() -> None:
    assert places(120, 40, "price") == {
        "scan": Place(0, 0, 120, 1),
        "price": Place(0, 1, 80, 16),
        "liquidations": Place(80, 1, 40, 16),
        "open_interest": Place(0, 17, 40, 12),
        "funding": Place(40, 17, 40, 12),
        "options": Place(80, 17, 40, 12),
        "market": Place(0, 29, 80, 10),
        "log": Place(80, 29, 40, 10),
        "keys": Place(0, 39, 120, 1),
    }


def test_a_narrow_column_has_two_rows_on_top_and_the_market_by_its_letter() -> None:
    found = places(60, 40, "price")
    assert found["scan"].height == 2
    assert "market" not in found
    assert places(60, 40, "market")["market"].height > found["price"].height


def test_the_largest_layout_has_the_rows_that_follow_the_cursor() -> None:
    assert places(200, 60, "price")["provenance"] == Place(0, 57, 200, 2)
    assert places(200, 60, "price", zoomed=True)["provenance"] == Place(0, 57, 200, 2)
    assert "provenance" not in places(200, 49, "price")


def test_the_filter_is_typed_in_the_row_of_the_keys() -> None:
    found = places(120, 40, "liquidations", typing=True)
    assert "keys" not in found
    assert found["filter"] == places(120, 40, "liquidations")["keys"]


@pytest.mark.parametrize(("width", "height"), [(120, 40), (200, 60), (80, 24), (60, 40), (100, 18), (38, 8)])
async def test_the_dashboard_puts_them_there(width: int, height: int) -> None:
    app = FloorlineApp(ScriptedSource(rich_board()), ScreenConfig(fps=10), {}, SystemClock())
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        shown = {child.id: Place(*child.region) for child in app.screen.children if child.display}
        assert shown == places(width, height, "price")
