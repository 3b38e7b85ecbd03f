"""Drawing without an application: tables, gauges and the frame."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.draw.bare import bare
from widgets.draw.frame import Canvas, Scroll, framed, state_lines, state_note, title_line, wrapped
from widgets.draw.gauge import part_bar, share_bar, signed_bar, split_bar
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.draw.table import Column, table
from widgets.view.pane import State, StateKind, Title
from widgets.view.text import Line, Tone

_SETS = (BRAILLE, BLOCK, ASCII)
_COLUMNS = (
    Column(heading="ven", width=4, align="left"),
    Column(heading="usd", width=7),
    Column(heading="age", width=4, rank=1),
)


@given(st.floats(-1, 2), st.integers(0, 60), st.sampled_from(_SETS))
def test_bars_fill_their_track_exactly(share: float, width: int, glyphs: Glyphs) -> None:
    assert width_of(share_bar(share, width, glyphs, Tone.UP)) == width
    assert width_of(split_bar(share, width, glyphs, Tone.UP, Tone.DOWN)) == width
    assert width_of(part_bar(min(max(share, 0), 1), 0.5, width, glyphs, Tone.UP, Tone.DOWN)) == width
    assert width_of(signed_bar(share * 20, -20, 40, 10.95, width, glyphs)) == width


def test_a_bar_is_as_long_as_its_share() -> None:
    assert plain(share_bar(0.5, 8, BRAILLE, Tone.UP)) == "━━━━────"
    assert plain(share_bar(0.25, 2, BRAILLE, Tone.UP)) == "╸─"
    assert plain(share_bar(0.3, 4, BLOCK, Tone.UP)) == "█▎░░"
    assert plain(share_bar(None, 4, ASCII, Tone.UP)) == "...."


def test_the_two_parts_of_a_bar_differ_without_colour() -> None:
    assert plain(split_bar(0.75, 8, BRAILLE, Tone.DOWN, Tone.UP)) == "━━━━━━┅┅"
    assert plain(split_bar(0.01, 4, ASCII, Tone.DOWN, Tone.UP)) == "#==="
    assert plain(split_bar(None, 4, ASCII, Tone.DOWN, Tone.UP)) == "...."


def test_a_negative_rate_points_left_of_zero() -> None:
    bar = signed_bar(-10, -20, 20, 10, 8, ASCII)
    assert plain(bar) == "..##|.|."
    assert [tone for text, tone in bar if "#" in text] == [Tone.DOWN]


def test_a_table_has_fixed_columns_and_drops_whole_ones() -> None:
    rows: list[Line] = [(("BIN", Tone.HEADING), ("9.10B", Tone.TEXT), ("4s", Tone.DIM))]
    assert [plain(line) for line in table(_COLUMNS, rows, 17)] == ["ven      usd  age", "BIN    9.10B   4s"]
    assert [plain(line) for line in table(_COLUMNS, rows, 14)] == ["ven      usd  ", "BIN    9.10B  "]


@given(st.integers(0, 60), st.integers(0, 12), st.sampled_from(["box", "rule"]), st.booleans())
def test_a_frame_is_exactly_as_large_as_its_pane(width: int, height: int, style: str, focused: bool) -> None:
    title = Title(name="OPEN INTEREST", convention="ex-CME", venues="5v", age="16s")
    body: list[Line] = [(("$25.3B", Tone.VALUE),)]
    state = State(kind="partial", reasons=(("OKX", "blocked: region"),))
    lines = framed("o", title, state, body, (width, height), BRAILLE, "box" if style == "box" else "rule", focused)
    assert len(lines) == (height if width else 0)
    assert all(width_of(line) == width for line in lines)


def _frame(state: State, width: int = 60) -> list[str]:
    title = Title(name="OPEN INTEREST", convention="ex-CME", venues="4/5v", age="16s")
    body: list[Line] = [(("$25.3B", Tone.VALUE),)]
    return [plain(line) for line in framed("o", title, state, body, (width, 5), BRAILLE, "box", False)]


def test_a_title_says_what_the_numbers_are() -> None:
    assert _frame(State())[0].startswith("╭─ o OPEN INTEREST ─")
    assert _frame(State())[0].endswith(" ex-CME · 4/5v · 16s ─╮")
    assert "ex-CME" not in _frame(State(), 36)[0]
    assert "4/5v · 16s" in _frame(State(), 36)[0]


@pytest.mark.parametrize("width", range(24, 60))
def test_a_title_is_not_worded_anew_when_its_age_gets_a_digit(width: int) -> None:
    title = Title(
        name="VOLATILITY & SKEW", short_name="VOL & SKEW", convention="total variance", short_convention="tot-var",
        venues="3v", age="9s",
    )  # fmt: skip
    older = msgspec.structs.replace(title, age="10s")
    young, old = (plain(title_line("v", each, State(), width, BRAILLE, "box", False)) for each in (title, older))
    assert young.replace("─", "").replace("9s", "10s") == old.replace("─", "")


def test_what_is_missing_stands_in_the_frame() -> None:
    state = State(kind="partial", reasons=(("OKX", "blocked: region"),))
    lines = _frame(state)
    assert "partial" in lines[0]
    assert "OKX blocked: region" in lines[-1]


def test_old_data_loses_its_light() -> None:
    title, body = Title(name="OPEN INTEREST"), [(("$25.3B", Tone.VALUE),)]
    stale = framed("o", title, State(kind="stale", words="no feed is live"), body, (60, 5), BRAILLE, "box", False)
    assert (" STALE ", Tone.CRITICAL) in stale[0]
    assert ("$25.3B", Tone.DIM) in stale[1]
    assert "no feed is live" in plain(stale[-1])


def test_every_absence_looks_different() -> None:
    canvas = Canvas(width=50, height=10, glyphs=BRAILLE, scroll=Scroll())
    kinds: tuple[StateKind, ...] = ("loading", "blocked", "silent", "empty")
    drawn = {
        kind: [plain(line).strip() for line in state_lines(State(kind=kind, words="why"), canvas)] for kind in kinds
    }
    assert all("why" in lines for lines in drawn.values())
    assert len({next(line for line in lines if line) for lines in drawn.values()}) == len(kinds)


@pytest.mark.parametrize("height", range(2, 16))
def test_no_venue_of_an_absence_is_left_out_unsaid(height: int) -> None:
    venues = ("Binance", "Bybit", "OKX", "Kraken")
    reason = "backoff: the venue's name can't be resolved (DNS), 4 retries"
    state = State(kind="silent", words="why", reasons=tuple((venue, reason) for venue in venues))
    lines = state_lines(state, Canvas(width=60, height=height, glyphs=BRAILLE, scroll=Scroll()))
    assert len(lines) <= height
    text = " ".join(plain(line) for line in lines)
    assert all(venue in text for venue in venues)
    if height >= 10:
        assert text.count("retries") == 4


def test_a_note_says_less_before_it_leaves_a_venue_out() -> None:
    reasons = (("Hyperliquid", "backoff: timeout, 4 retries"), ("OKX", "blocked: 403: region"), ("Gate", "stale"))
    state = State(kind="partial", reasons=reasons)
    assert state_note(state, 60) == "backoff: Hyperliquid · blocked: OKX · stale: Gate"
    assert state_note(state, 40) == "backoff: Hyperliquid · blocked: OKX +1"
    assert state_note(state, 25) == "backoff: Hyperliquid +2"
    both = State(kind="partial", reasons=(("Deribit", "connecting, last data 3s ago"), ("Gate", "connecting")))
    assert state_note(both, 40) == "connecting: Deribit, Gate"
    one = State(kind="partial", reasons=reasons[:1])
    assert state_note(one, 60) == "Hyperliquid backoff: timeout, 4 retries"
    assert all(len(state_note(state, width)) <= width for width in range(1, 100))
    stale = State(kind="stale", words="no feed is live", reasons=reasons)
    assert state_note(stale, 20) == "no feed is live"


def test_words_wrap_at_spaces() -> None:
    assert wrapped("recorded ≥ $1.31B · 17h40m of 24h", 20) == ["recorded ≥ $1.31B ·", "17h40m of 24h"]


def test_ascii_has_nothing_else() -> None:
    assert plain(bare((("▼ -2.8% — $1.31B · 0.5σ 漢", Tone.TEXT),))) == "v -2.8% - $1.31B | 0.5z ?"
    texts = (field for field in msgspec.structs.astuple(ASCII) if isinstance(field, str))
    assert all(text.isascii() for text in texts)


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("| ≥$487M  long 76% |", "| >=$487M long 76% |"),
        ("BTC     ≥1.31B   62%", "BTC    >=1.31B   62%"),
        ("recorded ≥ $1.31B · 5m", "recorded >=$1.31B | 5m"),
        ("liq ≥1.70B and ≤2 |", "liq >=1.70B and<=2|"),
        ("≥5≥5", ">=5>"),
    ],
)
def test_a_sign_of_two_cells_takes_one_from_a_gap(row: str, shown: str) -> None:
    assert plain(bare(((row, Tone.TEXT),))) == shown


@given(st.lists(st.text("≥≤ a5│·", max_size=12), max_size=4))
def test_a_row_keeps_its_width_in_ascii(texts: list[str]) -> None:
    line = tuple((text, tone) for text, tone in zip(texts, (Tone.DIM, Tone.VALUE, Tone.TEXT, Tone.UP), strict=False))
    assert len(plain(bare(line))) == len(plain(line))
    assert plain(bare(line)).isascii()


def test_a_scroll_stays_within_its_list() -> None:
    scroll = Scroll(100)
    assert scroll.window(10, 4) == 6
    assert scroll.offset == 6
    assert scroll.position == "7-10 of 10"
    assert Scroll().window(3, 4) == 0
    assert Scroll(3).window(2, 5) == 0
