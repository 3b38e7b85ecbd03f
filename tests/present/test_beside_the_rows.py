"""What panes say beside their rows: in a few cells, at length where there is room, and nothing that is unknown."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.boards import rich_board
from tui.domain import board as b
from tui.present.explain.market import explain_market
from tui.present.explain.options import explain_options
from tui.present.funding import present_funding
from tui.present.liquidations import present_liquidations
from tui.present.market import present_market
from tui.present.open_interest import present_open_interest
from tui.present.options import present_options
from tui.present.reading import Reading
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.funding import draw_funding
from widgets.draw.glyphs import BRAILLE
from widgets.draw.liquidations import draw_liquidations
from widgets.draw.market import draw_market
from widgets.draw.open_interest import draw_open_interest
from widgets.draw.options import draw_options
from widgets.view.text import NOTHING, Line

_replace = msgspec.structs.replace


def changed(part: str = "", **fields: Any) -> Reading:
    """The sample Board with fields of one section of BTC replaced."""
    board = rich_board()
    facts = board.assets["BTC"]
    if part:
        facts = _replace(facts, **{part: _replace(getattr(facts, part), **fields)})
    return Reading(board=_replace(board, assets={**board.assets, "BTC": facts}), asset="BTC")


def drawn(draw: Callable[[Any, Canvas], list[Line]], view: Any, width: int, height: int) -> list[str]:
    canvas = Canvas(width=width, height=height, glyphs=BRAILLE, scroll=Scroll())
    return ["".join(text for text, _ in line) for line in draw(view, canvas)]


def said(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def test_volatility_in_a_few_cells() -> None:
    view = present_options(changed())
    assert said(view.facts) == [
        "gamma -$38.4M per 1% · flips 108,485", "IV-RV 30d +7.3v", "max pain 106,300 27 Jun 26",
    ]  # fmt: skip
    assert [(cell.realised[0], cell.gap[0]) for cell in view.tenors][:2] == [("61.0", "-2.9"), ("45.1", "+7.3")]


def test_volatility_at_length_names_whose_gamma_it_is() -> None:
    rows = drawn(draw_options, present_options(changed()), 196, 56)
    page = "\n".join(rows)
    assert "gamma exposure -$38.4M per 1% flips at 108,485 +4.1%" in page
    assert "convention: dealers long calls, short puts" in page
    assert "premium 24h: calls $142M  puts $118M" in page
    assert "DVOL stands above 81% of its last 365 days; rank 46% from lowest to highest" in page
    assert "RV         61.0     45.1" in page
    assert "gex/1%" in page


def test_the_smallest_volatility_pane_keeps_its_split_and_adds_what_fits() -> None:
    rows = drawn(draw_options, present_options(changed()), 78, 3)
    assert rows[2].startswith("C/P vol 58/42  OI 61/39  prem 55/45  DVOL 52.3 p81  rank 46")


def test_an_old_recording_without_these_fields_still_draws() -> None:
    bare: dict[str, Any] = {
        "put_premium_share": None, "put_premium_usd": None, "call_premium_usd": None, "gamma_usd_per_pct": None,
        "gamma_flip_usd": None, "realised_vol": {}, "implied_less_realised_vol": {}, "dvol_rank_share": None,
        "dvol_days": None, "slope_threshold_vol": None, "slope_noise_vol": None, "expiries": (),
    }  # fmt: skip
    reading = changed("options", **bare)
    view = present_options(reading)
    assert (view.facts, [cell.gap[0] for cell in view.tenors][:1]) == ((), ["—"])
    assert drawn(draw_options, view, 196, 56)
    assert explain_options(reading).figures


def test_the_note_and_the_explanation_say_one_threshold() -> None:
    notes = {"backwardation": "begins with IV7 - IV30 above 0.62 v (noise 0.31 v), ends after ten minutes below 0.31 v"}
    figure = next(each for each in explain_options(changed("options", notes=notes)).figures if each.id == "slope")
    assert figure.filled[-1] == "threshold now: max(0.5, 2 x 0.31) = 0.62 v; it ends below 0.31 v"
    assert figure.notes[0] == notes["backwardation"]


def test_the_kinds_of_funding_stand_apart() -> None:
    view = present_funding(changed())
    assert said(view.facts) == [
        "predicted 5.41%", "settled 4.87%", "continuous 8.77%", "percentile 38 of 61d, BIN BTCUSDT",
        "all next payments: longs pay $1.91M", "carry -0.5% over the bill: not worth it",
        "-2.0% over funding: perpetual pays more",
    ]  # fmt: skip
    rows = drawn(draw_funding, view, 196, 56)
    heading = next(row for row in rows if row.startswith("ven contract"))
    assert heading[:96].split()[-4:] == ["next", "settled", "rate", "oi"]
    assert next(row for row in rows if row.startswith("BIN BTCUSDT "))[:96].split()[-3] == "4.70%"
    assert "5.3 pts under baseline 10.95%" in rows[1]


def test_no_heading_stands_over_settled_rates_where_no_row_has_one() -> None:
    view = present_funding(changed())
    unpaid = tuple(_replace(row, settled=NOTHING) for row in view.contracts)
    rows = drawn(draw_funding, _replace(view, contracts=unpaid), 196, 56)
    heading = next(row for row in rows if row.startswith("ven contract"))
    assert heading[:96].split()[-3:] == ["next", "rate", "oi"]


def test_the_short_basis_has_one_figure_for_each_expiry_in_the_order_of_days() -> None:
    rows = drawn(draw_funding, present_funding(changed()), 46, 9)
    assert "48d 3.45%  139d 4.22%" in rows[-1]


@pytest.mark.parametrize("width", [36, 38, 46, 78])
def test_a_narrow_funding_pane_cuts_no_figure(width: int) -> None:
    view = present_funding(changed())
    for height in (4, 6, 11, 16, 22):
        assert not any("…" in row for row in drawn(draw_funding, view, width, height)), (width, height)


def test_bursts_have_start_size_and_move() -> None:
    rows = drawn(draw_liquidations, present_liquidations(changed()), 120, 50)
    at = next(place for place, row in enumerate(rows) if row.startswith("burst"))
    assert rows[at].split() == ["burst", "lasted", "usd", "long", "prints", "price", "from,", "to"]
    assert rows[at + 1].split()[1:6] == ["12m", "249M", "94%", "2,140", "▼"]
    assert "-1.67% 106,368 to 104,597" in rows[at + 1]


def test_without_a_burst_that_is_said() -> None:
    rows = drawn(draw_liquidations, present_liquidations(changed("liquidations", bursts=())), 120, 50)
    assert any(row.startswith("no burst in the last 24h") for row in rows)


@pytest.mark.parametrize(
    ("usd", "words"),
    [
        (2.2e9, "OI-implied  $2.20B had every fall of OI been forced · BIN OKX"),
        (1e9, ""),
        (None, ""),
    ],
)
def test_the_ceiling_stands_beside_the_floor(usd: float | None, words: str) -> None:
    view = present_liquidations(changed("liquidations", implied_usd=usd))
    assert " ".join(text for text, _ in view.implied) == words


def test_the_hour_s_open_interest_stands_above_the_venues() -> None:
    rows = drawn(draw_open_interest, present_open_interest(changed()), 46, 12)
    assert any(row.startswith("1h  usd ▼ -0.42%  coin ▼ -0.05%") for row in rows[:4])


def test_where_nothing_is_forced_nothing_is_missing() -> None:
    board = rich_board()
    market = board.market
    assert market is not None
    row = b.Cascade(asset="SOL", condition="BTC < 103000", move_pct=-1.5, forced_usd=0.0, bids_usd=1.3e6, risk="low")
    reading = Reading(board=_replace(board, market=_replace(market, cascade=(row,))), asset="BTC")
    [shown] = present_market(reading).cascade
    assert (shown.forced[0], shown.coverage[0], shown.words[0]) == ("none", "n/a", "none forced")
    strip = drawn(draw_market, present_market(reading), 116, 3)
    assert any("SOL none forced low" in line for line in strip)
    figure = next(each for each in explain_market(reading).figures if each.id == "cascade:SOL" or "SOL" in each.name)
    assert figure.value[0] == "nothing forced, risk low"
    assert "so there is nothing that bids would have to cover" in figure.filled[-1]
    unknown = _replace(
        reading, board=_replace(board, market=_replace(market, cascade=(_replace(row, forced_usd=None),)))
    )
    assert present_market(unknown).cascade[0].coverage[0] == "—"


def test_a_third_of_a_hundred_columns_cuts_no_word() -> None:
    interest = drawn(draw_open_interest, present_open_interest(changed()), 29, 8)
    assert interest[0].rstrip() == "$25.3B  -2.7% usd +0.1% coin"
    options = drawn(draw_options, present_options(changed()), 29, 9)
    assert options[3].rstrip() == "IV BACKWARDATION +5.7v 7d"
    assert [row.rstrip() for row in options[-2:]] == ["gamma -$38.4M per 1%", "flips 108,485"]
    market = drawn(draw_market, present_market(changed()), 55, 7)
    assert market[0].rstrip() == "cap $3.54T ▼ -3.9%  ETF 07 Nov -$755M issuers all"
    assert not any("…" in row for row in (*interest, *options, *market))
