"""Where the market pane stands at each size, and what is left of the others."""

import pytest

from tests.boards import rich_board
from tests.scripted_source import ScriptedSource
from tui.app import FloorlineApp
from tui.config.model import ScreenConfig
from tui.domain.clock import SystemClock
from widgets.draw.lines import plain
from widgets.line_panel import LinePanel
from widgets.pane import Pane

_ALL = ["price", "liquidations", "open_interest", "funding", "options", "market", "log"]
_NARROW = [name for name in _ALL if name != "market"]
_PAGED = ["price", "liquidations", "market"]


def _app() -> FloorlineApp:
    return FloorlineApp(ScriptedSource(rich_board()), ScreenConfig(fps=10, glyphs="braille"), {}, SystemClock())


def _shown(app: FloorlineApp) -> list[str | None]:
    return [pane.id for pane in app.screen.query(Pane) if pane.display and pane.size.height]


def _text(app: FloorlineApp) -> str:
    return "\n".join(plain(line) for line in app.screen.query_one("#market", LinePanel).lines)


def _rows_of_panes(size: tuple[int, int]) -> int:
    """What the scan line, the keys and, in the largest layout, the rows under the cursor leave."""
    width, height = size
    if width < 76:
        return height - 3
    return height - (4 if width >= 160 and height >= 50 else 2)


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        ((200, 60), _ALL),
        ((160, 40), _ALL),
        ((120, 40), _ALL),
        ((100, 34), _ALL),
        ((160, 24), _PAGED),
        ((80, 24), _PAGED),
        ((80, 40), _PAGED),
        ((50, 44), _PAGED),
        ((80, 16), ["market"]),
        ((40, 15), ["market"]),
        ((80, 13), []),
        ((39, 40), []),
    ],
)
async def test_its_letter_shows_it_at_every_size(size: tuple[int, int], panes: list[str]) -> None:
    app = _app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("m")
        await pilot.pause()
        assert _shown(app) == panes
        if panes:
            assert app.focused is not None
            assert app.focused.id == "market"
            assert "cap $3.54T" in _text(app)
            assert "0.41 HIGH" in _text(app)
            assert app.screen.query_one("#scan").size.height
            areas = [pane.outer_size.width * pane.outer_size.height for pane in app.screen.query(Pane) if pane.display]
            assert sum(areas) == size[0] * _rows_of_panes(size)
        await pilot.press("p")
        await pilot.pause()
        is_narrow = 40 <= size[0] < 76 and size[1] >= 22
        single = ["price"] if panes == ["market"] else []
        assert _shown(app) == (single or (panes and (_NARROW if is_narrow else _ALL)))


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (50, 44)])
async def test_it_zooms_like_the_others(size: tuple[int, int]) -> None:
    app = _app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("m", "z")
        await pilot.pause()
        assert _shown(app) == ["market"]
        rows = _rows_of_panes(size)
        assert app.screen.query_one("#market").outer_size == (size[0], rows)
        await pilot.press("o")
        await pilot.pause()
        assert _shown(app) == ["open_interest"]
        assert app.screen.query_one("#open_interest").outer_size == (size[0], rows)


async def test_the_working_size_has_a_row_for_each_altcoin() -> None:
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for words in (
            "MARKET & CASCADE",
            "cap $3.54T",
            "ETF 07 Nov -$755M issuers all",
            "REGIME new shorts",
            "≥$1.70B long 76%",
            "SOL      142.0",
            "0.41 HIGH",
            "if BTC < 103,000",
        ):
            assert words in _text(app)
