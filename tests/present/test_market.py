"""The market pane's words and figures, and what it says of every gap."""

import msgspec
import pytest

from tests.boards import blocked_board, empty_board, rich_board, stale_board
from tests.whole_market import market
from tui.domain import board as b
from tui.present.market import condition, coverage_span, present_market, supposed
from tui.present.reading import Reading
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.glyphs import BRAILLE
from widgets.draw.lines import plain
from widgets.draw.market import draw_market
from widgets.view.market import MarketView
from widgets.view.text import ABSENT, Line, Tone

_replace = msgspec.structs.replace


def _view(section: b.Market | None, elapsed_s: float = 0.0) -> MarketView:
    return present_market(Reading(board=_replace(rich_board(), market=section), asset="BTC", elapsed_s=elapsed_s))


def _words(*lines: Line) -> str:
    return "  ".join("".join(text for text, _ in line) for line in lines)


def test_the_market_has_its_figures_with_source_and_age() -> None:
    view = _view(market())
    assert _words(view.cap, *view.dominance) == "cap $3.54T ▼ -3.9%  BTC.D 59.1%  ETH.D 11.8%"
    assert _words(view.source) == "CoinGecko 2m"
    assert _words(view.etf, *view.etf_assets) == "ETF 07 Nov -$755M  BTC -$558M  ETH -$197M"
    assert view.etf_state[0] == "issuers all"
    assert _words(view.liquidations) == "liq ≥$1.70B long 76%"
    assert view.recorded == "recorded 17h40m of 24h"
    forced = b.MarketLiquidations(
        observed_s=86_400.0,
        venues=tuple(
            b.LiquidationVenue(venue=name, total_usd=1.0, long_share=1.0, completeness="full", observed_s=seconds)
            for name, seconds in (("okx", 86_400.0), ("bybit", 180.0))
        ),
    )
    assert _view(b.Market(liquidations=forced)).recorded == "recorded 3m to 24h of 24h by venue"
    assert [(row.asset, row.total[0], row.long_share[0]) for row in view.assets[:2]] == [
        ("ETH", "572M", "79%"), ("BTC", "441M", "74%"),
    ]  # fmt: skip
    assert _words(*view.regime) == "REGIME new shorts  high IV  coin OI not falling"
    assert view.reasons[0].startswith("price -2.8%")
    assert view.title.convention == "if BTC < 103,000 · coverage = bids/forced"
    assert view.state.kind == "live"


def test_cascades_say_their_supposition_and_their_risk_in_words() -> None:
    view = _view(market())
    assert view.condition == "if BTC < 103,000"
    assert [(row.asset, row.coverage[0], row.risk) for row in view.cascade] == [
        ("SOL", "0.65", ("MED", Tone.WARN)),
        ("XRP", "1.34", ("low", Tone.TEXT)),
        ("DOGE", "0.72", ("MED", Tone.WARN)),
        ("AVAX", "0.41", ("HIGH", Tone.CRITICAL)),
        ("LINK", "—", ("? no book", Tone.DIM)),
    ]
    assert view.cascade[4].bids == ABSENT


@pytest.mark.parametrize(
    ("words", "shown"),
    [("BTC < 102981", "if BTC < 102,981"), ("BTC falls", "if BTC falls"), ("BTC", "if BTC")],
)
def test_a_condition_reads_as_a_person_writes_it(words: str, shown: str) -> None:
    assert condition(words) == shown


def test_the_line_to_which_the_move_goes_is_named() -> None:
    row = b.Cascade(asset="SOL", condition="BTC < 103000", support_usd=103_000.0, target_usd=98_400.0)
    assert supposed(row) == "if BTC < 103,000 to 98,400"
    assert supposed(_replace(row, target_usd=103_000.0)) == "if BTC < 103,000"
    assert supposed(_replace(row, target_usd=None)) == "if BTC < 103,000"


def test_what_was_not_reported_is_no_flow_of_zero() -> None:
    etf = b.Etf(date="2025-11-07", btc_usd=-558e6, complete=False, notes={"complete": "BTC 9 of 12 issuers"})
    view = _view(_replace(market(), etf=etf))
    assert _words(view.etf) == "ETF 07 Nov not reported in full"
    assert _words(*view.etf_assets) == "BTC -$558M  ETH not reported"
    assert (view.etf_state, view.etf_gap) == (("incomplete", Tone.WARN), "BTC 9 of 12 issuers")
    assert "0" not in _words(*view.etf_assets[1:])


def test_a_source_that_does_not_tell_completeness_is_not_called_complete() -> None:
    etf = b.Etf(date="2025-11-07", btc_usd=1e6, eth_usd=2e6, total_usd=3e6, source="a file")
    assert _view(_replace(market(), etf=etf)).etf_state == ("issuers ?", Tone.DIM)


def test_issuers_are_counted_and_days_told_apart_by_direction() -> None:
    days = (
        b.EtfDay(date="2025-11-05", btc_usd=300e6, eth_usd=-100e6),
        b.EtfDay(date="2025-11-06", btc_usd=-250e6),
        b.EtfDay(date="2025-11-07", btc_usd=-300e6, eth_usd=-100e6),
    )
    etf = b.Etf(
        date="2025-11-07", btc_usd=-300e6, eth_usd=-100e6, total_usd=-400e6, complete=False, btc_issuers=(9, 12),
        eth_issuers=(9, 9), days=days,
    )  # fmt: skip
    view = _view(_replace(market(), etf=etf))
    assert view.etf_state == ("issuers 9/12 9/9", Tone.WARN)
    assert [(day.date, day.total[0], day.part) for day in view.etf_days] == [
        ("05 Nov", "+$200M", 0.5), ("06 Nov", "—", -0.625), ("07 Nov", "-$400M", -1.0),
    ]  # fmt: skip
    rows = [plain(line) for line in draw_market(view, Canvas(width=76, height=8, glyphs=BRAILLE, scroll=Scroll()))]
    assert [row[64:].rstrip() for row in rows[2:5]] == ["ETF 3 days", "+ ▅", "-  ▆█"]


def test_ten_altcoins_stand_two_in_a_row_with_price_change_coverage_and_risk() -> None:
    rows = (market().cascade or ())[:1]
    many = tuple(_replace(rows[0], asset=f"ALT{at}", change_24h_pct=-12.3, coverage=11.25) for at in range(10))
    days = tuple(b.EtfDay(date=f"2025-11-{day:02d}", btc_usd=1e6, eth_usd=1e6) for day in range(1, 11))
    view = _view(_replace(market(), cascade=many, etf=b.Etf(date="2025-11-10", days=days)))
    drawn = [plain(line) for line in draw_market(view, Canvas(width=76, height=8, glyphs=BRAILLE, scroll=Scroll()))]
    assert drawn[3].split()[:10] == ["ALT0", "142.0", "-12.3%", "11.2", "MED", "ALT5", "142.0", "-12.3%", "11.2", "MED"]
    assert drawn[7].split()[5] == "ALT9"
    assert not any("…" in row for row in drawn[2:])


@pytest.mark.parametrize(("coverage", "shown"), [(0.404, "0.40"), (11.25, "11.2"), (99.9, "99.9"), (3_000.0, ">99.9")])
def test_a_coverage_that_is_not_told_apart_is_said_to_be_more(coverage: float, shown: str) -> None:
    row = _replace((market().cascade or ())[0], coverage=coverage, move_pct=-4.0, depth_reach_pct=-6.0)
    assert coverage_span(row)[0] == shown


def test_every_gap_has_its_reason() -> None:
    notes = {
        "cap_usd": "no market-cap source configured",
        "etf": "no ETF-flow source configured",
        "regime": "BTC's price change unknown",
        "cascade": "no altcoin is configured for the cascade",
    }
    forced = b.MarketLiquidations(total_usd=0.0, notes={})
    view = _view(b.Market(liquidations=forced, notes=notes))
    assert _words(view.cap) == "cap — no market-cap source configured"
    assert _words(view.etf) == "ETF — no ETF-flow source configured"
    assert _words(*view.regime) == "REGIME — BTC's price change unknown"
    assert view.no_cascade == "cascade — no altcoin is configured for the cascade"
    assert view.dominance == ()


@pytest.mark.parametrize(
    ("board", "kind"),
    [(empty_board(), "loading"), (blocked_board(), "blocked"), (stale_board(), "stale")],
)
def test_the_pane_stands_as_its_feeds_do(board: b.Board, kind: str) -> None:
    assert present_market(Reading(board=board, asset="BTC")).state.kind == kind


def test_without_the_section_the_pane_says_so() -> None:
    quiet = _replace(rich_board(), market=None, notes={"market": "an older collector"})
    state = present_market(Reading(board=quiet, asset="BTC")).state
    assert (state.kind, state.words) == ("empty", "an older collector")


def test_a_source_that_is_down_leaves_the_rest_standing() -> None:
    feeds = tuple(
        _replace(feed, state="blocked", reason="dns", age_s=None) if feed.kind == "market_cap" else feed
        for feed in rich_board().feeds
    )
    board = _replace(rich_board(), feeds=feeds, market=_replace(market(), cap_usd=None, age_s=None))
    state = present_market(Reading(board=board, asset="BTC")).state
    assert (state.kind, state.reasons) == ("partial", (("market cap", "blocked: dns"),))


def test_ages_go_on_while_the_board_stands() -> None:
    assert _words(_view(market(), elapsed_s=3600).source) == "CoinGecko 1h"
    assert _view(market(), elapsed_s=3600).source[1][1] is Tone.CRITICAL
    assert _view(market(), elapsed_s=300).cascade[0].age == ("5m", Tone.CRITICAL)
