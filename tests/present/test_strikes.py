"""Open interest by strike, from the Board to the screen, against sums worked out by hand."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import AS_OF_MS, rich_board
from tui.domain.board import OptionExpiry, StrikeInterest
from tui.domain.clock import DAY_MS
from tui.present.explain.panes import find_figure
from tui.present.options import present_options
from tui.present.reading import Reading
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE
from widgets.draw.lines import plain, width_of
from widgets.draw.strikes import NARROWEST_STRIKES, draw_strikes
from widgets.view.strikes import StrikeLadder
from widgets.view.text import figure_of

_EXPIRY_MS = AS_OF_MS + 30 * DAY_MS
_HELD = (
    StrikeInterest(90_000.0, 0.0, 400.0),
    StrikeInterest(100_000.0, 50.0, 150.0),
    StrikeInterest(105_000.0, 300.0, 100.0),
    StrikeInterest(120_000.0, 1_000.0, 0.0),
)
_EXPIRY = OptionExpiry(
    expiry_ms=_EXPIRY_MS, days=30.0, forward_usd=105_000.0, atm_vol=50.0, oi_coin=2_000.0, volume_coin=10.0,
    max_pain_usd=100_000.0, smile=tuple((90_000.0 + 5_000 * place, 50.0) for place in range(7)),
    put_oi_share=0.325, strikes=_HELD, strikes_held=6,
)  # fmt: skip


def _reading(expiry: OptionExpiry = _EXPIRY) -> Reading:
    board = rich_board()
    part = board.assets["BTC"]
    options = msgspec.structs.replace(part.options, expiries=(expiry,))
    part = msgspec.structs.replace(part, options=options)
    return Reading(board=msgspec.structs.replace(board, assets={"BTC": part}), asset="BTC")


def _ladder(expiry: OptionExpiry = _EXPIRY) -> StrikeLadder:
    return present_options(_reading(expiry)).strikes


def _drawn(ladder: StrikeLadder, width: int, height: int = 40, glyphs: object = BRAILLE) -> list[str]:
    lines = draw_strikes(ladder, Canvas(width=width, height=height, glyphs=glyphs, scroll=Scroll()))  # type: ignore[arg-type]  # a glyph set
    assert len(lines) <= height
    assert all(width_of(line) == width for line in lines)
    return [plain(line).rstrip() for line in lines]


def test_each_strike_in_coin_in_dollars_and_in_parts_of_the_largest_side() -> None:
    # Dollars are coins x the forward of 105,000; the largest side is 1,000 calls at 120,000.
    drawn = _drawn(_ladder(), 77)
    assert drawn[0].split("  ")[0] == "OI by strike 08 Dec, 30d"
    assert drawn[0].endswith("C/P 68/32  max pain 100,000  4 of 6 strikes")
    assert [row.split() for row in drawn[1:]] == [
        ["$", "BTC", "puts", "strike", "calls", "BTC", "$", "C/P"],
        ["0", "0", "120,000", "━" * 15, "1.00K", "105M", "100/0"],
        ["10.5M", "100", "┅┅", "105,000", "━━━━", "300", "31.5M", "75/25"],
        ["╌" * 15, "104,212", "╌" * 15, "spot"],
        ["15.8M", "150", "┅┅", "100,000", "━", "50.0", "5.25M", "25/75", "pain"],
        ["42.0M", "400", "┅┅┅┅┅┅", "90,000", "0", "0", "0/100"],
    ]


def test_puts_grow_to_the_left_and_calls_to_the_right_in_fixed_columns() -> None:
    _, _, *rows = _drawn(_ladder(), 60)
    ends = [
        row.index(strike) + len(strike) for row, strike in zip(rows, ("120,000", "105,000", "104,212"), strict=False)
    ]
    assert len(set(ends)) == 1
    put = next(row for row in rows if "90,000" in row)
    assert put[ends[0] - 10] == "┅"
    assert rows[0][ends[0] + 1] == "━"


def test_where_room_is_short_the_strikes_around_the_price_stay_and_are_counted() -> None:
    strikes = tuple(StrikeInterest(100_000.0 + 500 * place, 10.0, 5.0) for place in range(20))
    drawn = _drawn(_ladder(msgspec.structs.replace(_EXPIRY, strikes=strikes, strikes_held=44)), 97, 9)
    assert drawn[0].endswith("6 of 44 strikes")
    shown = [word for row in drawn[2:] for word in row.split() if "," in word]
    assert shown == ["105,500", "105,000", "104,500", "104,212", "104,000", "103,500", "103,000"]


def test_the_longest_bar_is_the_largest_side_of_those_shown() -> None:
    # 120,000 with its 1,000 calls has no row among the three around the price: 400 puts are the longest there.
    drawn = _drawn(_ladder(), 60, 6)
    assert [row.split()[1] for row in drawn if "90,000" in row] == ["┅" * 13]


def test_without_a_price_there_is_no_line_of_it() -> None:
    drawn = _drawn(msgspec.structs.replace(_ladder(), spot_usd=None), 60)
    assert len(drawn) == 6
    assert not any("spot" in row for row in drawn)


def test_nothing_open_is_no_ladder() -> None:
    empty = _ladder(msgspec.structs.replace(_EXPIRY, strikes=(), oi_coin=0.0))
    assert empty == StrikeLadder()
    assert _drawn(empty, 60) == []


@given(
    st.integers(1, 200),
    st.integers(1, 50),
    st.integers(0, 31),
    st.floats(50, 150),
    st.sampled_from((BRAILLE, BLOCK, ASCII)),
)
def test_it_never_leaves_its_room_and_always_shows_the_price(
    width: int, height: int, count: int, spot: float, glyphs: object
) -> None:
    strikes = tuple(StrikeInterest(70.0 + 2 * place, float(place % 5), 1.0) for place in range(count))
    ladder = _ladder(msgspec.structs.replace(_EXPIRY, strikes=strikes, forward_usd=None))
    drawn = _drawn(msgspec.structs.replace(ladder, spot_usd=spot), width, height, glyphs)
    assert bool(drawn) == (bool(count) and height >= 6 and width >= NARROWEST_STRIKES)
    assert not drawn or any(row.endswith("spot") for row in drawn)


def test_enter_says_whose_how_old_and_in_which_units() -> None:
    reading = _reading()
    whole = find_figure("options", "strikes", reading)
    assert whole is not None
    assert whole.value[0] == "2.00K BTC"
    assert whole.filled[0] == "calls 1,350.0 BTC, puts 650.0: calls 67.5%, puts 32.5%"
    assert whole.filled[2].startswith(
        "most open: 120,000 (1.00K calls), 90,000 (400 puts), 105,000 (300 calls, 100 puts)"
    )
    assert "one venue's chain (Deribit)" in whole.convention
    assert "4 strikes nearest to the forward, 90,000 to 120,000, of 6 with open interest" in whole.convention
    assert [(row.venue[0], row.age[0]) for row in whole.inputs] == [("Deribit", "31s")]


@pytest.mark.parametrize(
    ("strike", "value", "filled"),
    [
        (
            "100000",
            "$21.0M",
            (
                "calls 50.0 BTC x forward 105,000.00 = $5.25M",
                "puts 150.0 BTC x forward 105,000.00 = $15.8M",
                "puts / calls = 3.00",
                "both are 10.0% of the expiry's 2.00K BTC",
                "max pain: holders of calls and puts together are paid least here",
            ),
        ),
        (
            "90000",
            "$42.0M",
            (
                "calls 0.0 BTC x forward 105,000.00 = $0.00",
                "puts 400.0 BTC x forward 105,000.00 = $42.0M",
                "both are 20.0% of the expiry's 2.00K BTC",
            ),
        ),
    ],
)
def test_enter_on_a_strike_has_its_numbers(strike: str, value: str, filled: tuple[str, ...]) -> None:
    figure = find_figure("options", f"strike:{_EXPIRY_MS}@{strike}", _reading())
    assert figure is not None
    assert (figure.value[0], figure.filled) == (value, filled)


def test_every_shown_strike_is_a_figure_of_its_own() -> None:
    lines = draw_strikes(_ladder(), Canvas(width=60, height=40, glyphs=BRAILLE, scroll=Scroll()))
    named = {name for line in lines for span in line if (name := figure_of(span)) and name.startswith("strike:")}
    assert named == {f"strike:{_EXPIRY_MS}@{each.strike_usd:.0f}" for each in _HELD}
