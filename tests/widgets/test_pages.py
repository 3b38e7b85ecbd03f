"""Drawings of the market pane, of explanations and of prose: rows of exactly the width, at every size and glyph set."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.draw.digest import draw_digest
from widgets.draw.explain import draw_explain, explain_lines
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE
from widgets.draw.lines import plain, width_of
from widgets.draw.market import draw_market
from widgets.draw.prose import draw_prose
from widgets.view.digest import DigestPart, DigestRow, DigestView
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.market import AssetRow, CascadeRow, MarketView
from widgets.view.pane import Title
from widgets.view.prose import ProseView
from widgets.view.text import Line, Tone

_TITLE = Title(name="X")
_SHORT_BOOK = ("? short book", Tone.DIM)


def _market(alts: int = 5) -> MarketView:
    return MarketView(
        title=_TITLE,
        cap=(("cap ", Tone.DIM), ("$3.54T", Tone.VALUE)),
        etf=(("ETF ", Tone.DIM), ("-$755M", Tone.DOWN)),
        etf_state=("complete", Tone.TEXT),
        liquidations=(("liq ", Tone.DIM), ("≥$1.70B", Tone.VALUE)),
        share=0.76,
        recorded="recorded 17h40m of 24h",
        assets=tuple(
            AssetRow(asset=name, total=("572M", Tone.TEXT), long_share=("79%", Tone.DIM), share=0.79, part=0.5)
            for name in ("ETH", "BTC", "SOL")
        ),
        regime=((("REGIME ", Tone.DIM), ("new shorts", Tone.VALUE)), (("high IV", Tone.WARN),)),
        reasons=("price down, coins up", "volatility above 81% of the year's days"),
        condition="if BTC < 103,000",
        cascade=tuple(CascadeRow(asset=f"ALT{index}", risk=("low", Tone.TEXT)) for index in range(alts)),
    )


def _canvas(width: int, height: int, offset: int = 0) -> Canvas:
    return Canvas(width=width, height=height, glyphs=BRAILLE, scroll=Scroll(offset))


def _words(lines: list[Line]) -> str:
    return "\n".join(plain(line) for line in lines)


@given(st.integers(1, 200), st.integers(1, 60), st.integers(0, 12), st.sampled_from((BRAILLE, BLOCK, ASCII)))
def test_the_market_never_leaves_its_room(width: int, height: int, alts: int, glyphs: object) -> None:
    lines = draw_market(_market(alts), _canvas(width, height))
    assert len(lines) <= height
    assert all(width_of(line) <= width for line in lines)


@pytest.mark.parametrize("size", [(116, 3), (78, 9), (78, 16), (46, 24), (46, 34), (116, 36), (116, 12)])
def test_every_section_shows_at_every_layout(size: tuple[int, int]) -> None:
    words = _words(draw_market(_market(), _canvas(*size)))
    for section in ("$3.54T", "-$755M", "≥$1.70B", "new shorts", "if BTC < 103,000", "ALT4"):
        assert section in words


def test_the_cascade_scrolls_under_its_heading() -> None:
    canvas = _canvas(116, 18, offset=3)
    words = _words(draw_market(_market(10), canvas))
    assert canvas.scroll.position
    assert "if BTC < 103,000" in words
    assert "ALT0" not in words
    assert "ALT3" in words


@pytest.mark.parametrize(
    ("alts", "size"), [(5, (116, 3)), (5, (78, 9)), (10, (66, 8)), (5, (78, 16)), (5, (46, 24)), (5, (116, 36))]
)
def test_a_risk_that_is_unknown_says_why_at_every_layout(alts: int, size: tuple[int, int]) -> None:
    row = CascadeRow(asset="XRP", coverage=("≥0.41", Tone.VALUE), words=("≥0.41", Tone.VALUE), risk=_SHORT_BOOK)
    view = msgspec.structs.replace(_market(alts), cascade=(row, *_market(alts - 1).cascade))
    assert re.search(r"XRP .*≥0.41 +\? short book", _words(draw_market(view, _canvas(*size))))


def test_in_a_strip_the_gravest_risk_comes_first_and_none_goes_for_what_the_title_says_too() -> None:
    risks = (("low", Tone.TEXT), ("MED", Tone.WARN), _SHORT_BOOK, ("HIGH", Tone.CRITICAL), ("HIGH", Tone.CRITICAL))
    rows = tuple(
        CascadeRow(asset=f"ALT{index}", words=("0.45", Tone.VALUE), risk=risk) for index, risk in enumerate(risks)
    )
    view = msgspec.structs.replace(_market(), cascade=rows)
    shown = [plain(draw_market(view, _canvas(width, 3))[1]).rstrip() for width in (110, 78, 40)]
    whole = "ALT3 0.45 HIGH  ALT4 0.45 HIGH  ALT1 0.45 MED  ALT2 0.45 ? short book  ALT0 0.45 low"
    assert shown == [
        f"if BTC < 103,000  {whole}",
        "ALT3 0.45 HIGH  ALT4 0.45 HIGH  ALT1 0.45 MED  ALT2 0.45 ? short book  +1",
        "ALT3 0.45 HIGH  ALT4 0.45 HIGH  +3",
    ]


def test_without_a_cascade_its_reason_shows() -> None:
    view = MarketView(title=_TITLE, no_cascade="cascade — no altcoin is configured")
    for size in ((116, 3), (78, 9), (46, 24), (116, 36)):
        assert "no altcoin is configured" in _words(draw_market(view, _canvas(*size)))


def _explained() -> ExplainView:
    rows = tuple(
        InputRow(venue=(venue, Tone.HEADING), what=("mid", Tone.TEXT), endpoint=("ws ticker, GET /api/a", Tone.DIM))
        for venue in ("Binance", "Binance", "OKX")
    )
    figure = Figure(
        name="price", value=("104,212", Tone.VALUE), formula="median of mids " * 9, filled=("a = 1", "b = 2"),
        inputs=rows, convention="USD first", alternatives="an index", notes=("stale: okx",),
    )  # fmt: skip
    return ExplainView(title=_TITLE, figures=(figure, figure))


@given(st.integers(1, 200), st.integers(1, 60), st.integers(0, 99))
def test_explanations_never_leave_their_room(width: int, height: int, offset: int) -> None:
    lines = draw_explain(_explained(), _canvas(width, height, offset))
    assert len(lines) <= height
    assert all(width_of(line) == width for line in lines)


def test_an_endpoint_is_named_once_and_the_same_inputs_are_listed_once() -> None:
    wide, narrow = (_words(explain_lines(_explained(), width)) for width in (120, 60))
    assert wide.count("GET /api/a") == narrow.count("GET /api/a") == 1
    assert wide.count("as above") == 2
    assert "as above" not in narrow
    assert wide.count("inputs     as under price") == narrow.count("inputs     as under price") == 1


def test_an_explanation_labels_its_parts() -> None:
    words = _words(explain_lines(_explained(), 100))
    for label in ("price  104,212", "formula", "here", "convention", "others", "note       stale: okx"):
        assert label in words


@given(st.text(alphabet="ab [](n/).", max_size=400), st.integers(1, 140), st.integers(1, 40))
def test_prose_keeps_its_words_and_its_width(text: str, width: int, height: int) -> None:
    lines = draw_prose(ProseView(title=_TITLE, paragraphs=(text, text)), _canvas(width, height))
    assert len(lines) <= height
    assert all(width_of(line) == width for line in lines)


def test_a_sentence_of_the_digest_that_is_longer_than_a_row_goes_on_in_the_next() -> None:
    alert: Line = (("ETH below 3,100: ETH price $3,095", Tone.TEXT), (" 16:51", Tone.DIM))
    row = DigestRow(label="alerts", chunks=((("1 fired", Tone.WARN),), alert))
    lines = draw_digest(DigestView(title=_TITLE, parts=(DigestPart(rows=(row,)),)), _canvas(47, 10))
    assert [plain(line).rstrip() for line in lines] == [
        "alerts        1 fired",
        " " * 14 + "ETH below 3,100: ETH price $3,095",
        " " * 14 + "16:51",
    ]
    assert all(width_of(line) == 47 for line in lines)
    assert lines[2][1] == ("16:51", Tone.DIM)


def test_sources_are_quiet_and_gaps_are_not_wherever_the_row_breaks() -> None:
    text = "The price is $104,212 [median of binance and okx, 1 s] and basis n/a (no dated future yet) now."
    for width in range(30, 110):
        lines = draw_prose(ProseView(title=_TITLE, paragraphs=(text,)), _canvas(width, 40))
        tones = {tone: "".join(part for line in lines for part, found in line if found is tone) for tone in Tone}
        assert tones[Tone.DIM].replace(" ", "") == "[medianofbinanceandokx,1s]"
        assert tones[Tone.WARN].replace(" ", "") == "n/a(nodatedfutureyet)"
