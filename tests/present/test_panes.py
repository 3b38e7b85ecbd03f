"""Each presenter's words and figures on the sample Board."""

import msgspec

from tests.boards import partial_board, rich_board
from tui.domain.board import (
    AssetBoard,
    Board,
    LiquidationWindow,
    Market,
    MarketLiquidations,
    OpenInterestBoard,
    OpenInterestVenue,
)
from tui.present.chart import present_chart
from tui.present.funding import present_funding
from tui.present.liquidations import completeness, present_liquidations
from tui.present.market import present_market
from tui.present.open_interest import present_open_interest
from tui.present.options import present_options
from tui.present.price import present_price
from tui.present.reading import Reading
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.funding import draw_funding
from widgets.draw.glyphs import BRAILLE
from widgets.draw.open_interest import draw_open_interest
from widgets.view.text import ABSENT, Line, Tone

_replace = msgspec.structs.replace


def _reading(board: Board | None = None, asset: str = "BTC", elapsed_s: float = 0.0, timeframe: str = "1d") -> Reading:
    return Reading(board=board or rich_board(), asset=asset, elapsed_s=elapsed_s, timeframe=timeframe)


def _changed(**parts: object) -> Reading:
    """The sample Board with parts of BTC replaced."""
    board = rich_board()
    part: AssetBoard = _replace(board.assets["BTC"], **parts)
    return _reading(_replace(board, assets={"BTC": part}))


def _words(line: Line) -> str:
    return "".join(text for text, _ in line)


def test_price_has_change_drawdown_and_a_ladder_of_lines() -> None:
    view = present_price(_reading())
    assert view.price == ("104,212", Tone.VALUE)
    assert view.change == ("▼ -2.81% 24h", Tone.DOWN)
    assert _words(view.facts[0]) == "▼ -17.3% from 126,000, 2025-10-06 (yours)"
    assert [row.name[0] for row in view.levels] == [
        "S1 zone", "weekly close", "50w running", "50-week area", "50w avg", "close trigger",
    ]  # fmt: skip
    zone, weekly, *_, trigger = view.levels
    assert zone.price[0] == "105,000-107,500"
    assert zone.state == ("BROKEN", Tone.CRITICAL)
    assert (weekly.distance[0], weekly.state[0], weekly.touches[0]) == ("▼ -2.61%", "BELOW", "2×")
    assert [_words(form) for form in weekly.then] == [
        "open until Sun 24:00 UTC, if broken > 98,400 -5.6% > 72,000 -31%",
        "if broken > 98,400 -5.6% > 72,000 -31%",
        "> 98,400 -5.6% > 72,000 -31%",
        "if broken > 98.4K -5.6% > 72K -31%",
        "> 98.4K -5.6% > 72K -31%",
        "> 98,400 -5.6%",
    ]
    assert [_words(form) for form in zone.seen] == ["3 touches  low 103,908", "low 103,908"]
    assert [_words(form) for form in trigger.then] == ["P(below) 31%  +0.5σ", "P(below) 31%"]


def test_the_nearest_line_ranks_first_and_is_the_brightest() -> None:
    rows = present_price(_reading()).levels
    ranked = sorted(rows, key=lambda row: row.rank)
    # The week's close decides from farther away.
    assert [row.name[0] for row in ranked[:3]] == ["S1 zone", "weekly close", "50-week area"]
    assert [row.name[0] for row in rows if row.price[1] is Tone.VALUE] == ["S1 zone"]
    assert ranked[-1].name[0] == "50w running"


def test_targets_already_passed_are_not_ahead_and_an_open_close_says_until_when() -> None:
    level = rich_board().assets["BTC"].levels[0]
    assert level.kind == "weekly_close"
    passed = _replace(level, then_usd=(110_000.0, 98_400.0))
    [row] = [row for row in present_price(_changed(levels=(passed,))).levels if row.name[0] == "weekly close"]
    assert _words(row.then[1]) == "if broken > 98,400 -5.6%"
    done = _replace(level, then_usd=(110_000.0,), closes="weekly")
    [row] = [row for row in present_price(_changed(levels=(done,))).levels if row.name[0] == "weekly close"]
    assert _words(row.then[0]) == "open until Sun 24:00 UTC"


def test_inside_a_zone_is_a_word_not_a_zero() -> None:
    part = rich_board().assets["BTC"]
    levels = (_replace(part.levels[1], distance_pct=0.0),)
    assert present_price(_changed(levels=levels)).levels[0].distance == ("INSIDE", Tone.WARN)


def test_divergent_venues_are_named_so() -> None:
    price = _replace(rich_board().assets["BTC"].price, spread_pct=0.31, divergent=True)
    assert present_price(_changed(price=price)).facts[1] == (("venues diverge 0.31%", Tone.WARN),)


def test_without_weeks_the_trigger_is_missing_with_a_reason() -> None:
    weekly = _replace(rich_board().assets["BTC"].weekly, trigger_usd=None, sma50_completed_usd=None, weeks=12)
    view = present_price(_changed(weekly=weekly))
    assert view.unknown == "close trigger — 12 of 49 weeks known"
    assert "close trigger" not in [line.label for line in view.chart.lines]


def test_the_chart_follows_the_timeframe_and_carries_its_lines() -> None:
    part = rich_board().assets["BTC"]
    daily, hourly = present_chart(part, "1d"), present_chart(part, "1h")
    assert (len(daily.bars), len(hourly.bars)) == (160, 200)
    assert daily.bars[-1].label == "08 Nov"
    assert hourly.bars[-1].label == "17:00"
    assert [(line.label, line.price) for line in daily.lines] == [
        ("weekly close", "107,000"), ("S1 zone", "105,000"), ("50-week area", "103,000"),
        ("close trigger", "102,664"), ("50-week avg", "102,981"),
    ]  # fmt: skip
    assert daily.average[-1] == 103_000
    assert daily.source == "binance"


def test_the_chart_without_candles_says_which_are_missing() -> None:
    part = _replace(rich_board().assets["BTC"], chart=_replace(rich_board().assets["BTC"].chart, bars={}))
    assert present_chart(part, "4h").missing == "no 4h candles yet"


def test_a_moving_price_leaves_the_chart_equal() -> None:
    price = _replace(rich_board().assets["BTC"].price, usd=104_300.0)
    assert present_price(_changed(price=price)).chart == present_price(_reading()).chart


def test_liquidations_are_a_recorded_floor() -> None:
    view = present_liquidations(_reading())
    assert view.total == ("≥$1.31B", Tone.VALUE)
    assert view.long_words == ("long 76%", Tone.DOWN)
    assert view.completeness == "17h40m of 24h · Binance sampled"
    assert view.short_completeness == "17h40m of 24h · BIN sampled"
    assert [row.venue for row in view.venues] == ["BYB", "BIN", "OKX", "DER"]
    assert [row.feed[0] for row in view.venues] == ["all", "sampled", "all", "all"]
    assert [row.window for row in view.windows] == ["1h", "4h", "24h"]
    assert _words(view.largest) == "largest $12.4M long BIN @104,180 17:45:27"


def test_backfilled_venues_are_said_to_be() -> None:
    board = rich_board().assets["BTC"].liquidations
    venues = (_replace(board.venues[0], completeness="backfill"), board.venues[1])
    assert completeness(_replace(board, venues=venues)).endswith("· Binance backfill")


def test_venues_that_were_watched_for_less_are_not_hidden_by_the_longest() -> None:
    board = rich_board().assets["BTC"].liquidations
    venues = (board.venues[0], _replace(board.venues[1], observed_s=180.0))
    assert completeness(_replace(board, venues=venues)).startswith("3m to 17h40m of 24h by venue · ")


def test_a_zero_is_none_before_anything_was_watched() -> None:
    board = rich_board().assets["BTC"].liquidations
    venue = _replace(board.venues[0], total_usd=0.0, observed_s=3.0)
    unseen = _replace(board, total_usd=0.0, observed_s=3.0, long_share=None, venues=(venue,), tape=())
    view = present_liquidations(_changed(liquidations=unseen))
    assert view.total == ABSENT
    assert (view.venues[0].total, view.venues[0].watched) == (ABSENT, ABSENT)
    assert (view.state.kind, view.state.words) == ("empty", "none seen yet, in 3s of watching")
    market = _replace(rich_board().market or Market(), liquidations=MarketLiquidations(total_usd=0.0, observed_s=3.0))
    whole = present_market(_reading(_replace(rich_board(), market=market)))
    assert (_words(whole.liquidations), whole.recorded) == ("liq — none seen yet, in 3s of watching", "")
    watched = _replace(unseen, observed_s=600.0, venues=(_replace(venue, observed_s=600.0),))
    view = present_liquidations(_changed(liquidations=watched))
    assert (view.total[0], view.venues[0].watched[0]) == ("≥$0.00", "10m")


def test_a_rate_of_every_hour_has_enough_digits() -> None:
    funding = rich_board().assets["BTC"].funding
    contract = _replace(funding.contracts[0], rate=0.00000974)
    view = present_funding(_changed(funding=_replace(funding, contracts=(contract,))))
    assert view.contracts[0].rate[0] == "0.000974%"


def test_the_longest_word_for_the_term_fits_a_third_of_120_columns() -> None:
    options = _replace(rich_board().assets["BTC"].options, backwardation="full", slope_7_30_vol=16.7)
    assert len(present_options(_changed(options=options)).term[0]) <= 36


def test_tape_rows_weigh_with_their_size() -> None:
    tape = present_liquidations(_reading()).tape
    tones = {row.usd[0]: row.usd[1] for row in tape}
    assert tones["9.00K"] is Tone.DIM
    assert tones["4.58M"] is Tone.VALUE
    assert tones["8.45M"] is Tone.CRITICAL
    assert {row.usd[0]: row.tier for row in tape}["8.45M"] == "+++"
    assert {row.tier for row in tape} == {"", "+", "++", "+++"}
    assert [row.size for row in sorted(tape, key=lambda row: row.size)][-1] <= 1
    assert {row.hurt for row in tape} == {("long", Tone.DOWN), ("short", Tone.UP)}


def test_a_window_in_which_nothing_was_observed_is_no_zero() -> None:
    def row(observed_s: float | None, count: int) -> tuple[str, str]:
        window = LiquidationWindow(
            window_s=3600, observed_s=observed_s, total_usd=5.0 * count, long_usd=5.0 * count, short_usd=0.0,
            long_share=None, count=count,
        )  # fmt: skip
        board = _replace(rich_board().assets["BTC"].liquidations, windows=(window,))
        [shown] = present_liquidations(_changed(liquidations=board)).windows
        return shown.total[0], shown.count[0]

    assert row(0.0, 0) == ("—", "—")
    assert row(3600.0, 0) == ("0.00", "0")
    assert row(None, 0) == ("0.00", "0")
    assert row(0.0, 2) == ("10.0", "2")


def test_a_backwardation_that_is_ending_is_not_said_to_stand() -> None:
    options = _replace(
        rich_board().assets["BTC"].options,
        backwardation="short", slope_7_30_vol=-0.4, backwardation_fading_since_ms=1,
    )  # fmt: skip
    assert present_options(_changed(options=options)).term == (
        "IV BACKWARDATION ending -0.4v 7d to 30d", Tone.WARN,
    )  # fmt: skip


def test_open_interest_gives_its_verdict_in_words() -> None:
    view = present_open_interest(_reading())
    assert (view.total[0], view.change[0], view.coin_change[0]) == ("$25.3B", "-2.7%", "+0.1%")
    assert (view.verdict[0], view.because) == ("NOT deleveraging", "the price fell, positions stayed")
    assert _words(view.effects[0]) == "24h price -$731M  positions +$29.0M"
    assert view.scope == "24h changes: BIN BYB OKX DER only"
    assert [row.venue for row in view.rows] == ["BIN", "BYB", "OKX", "HL", "DER"]
    assert view.rows[0].part == 1.0


def test_open_interest_marks_the_quadrant_of_the_board() -> None:
    def marked(quadrant: str) -> list[str]:
        interest = _replace(rich_board().assets["BTC"].open_interest, quadrant=quadrant)
        rows = present_open_interest(_changed(open_interest=interest)).quadrant
        assert [row[0][0] for row in rows] == ["24h", "price up", "price down"]
        return [text for row in rows for text, _ in row if "▶" in text]

    assert marked("new shorts") == ["▶ new shorts"]
    assert marked("no clear move") == []


def test_open_interest_hints_what_part_its_changes_cover() -> None:
    reason = "the 24-hour change covers 30% of it: no verdict below a third"
    interest = _replace(
        rich_board().assets["BTC"].open_interest,
        change_share=0.3,
        deleveraging="unknown",
        quadrant=None,
        notes={"deleveraging": reason},
    )
    view = present_open_interest(_changed(open_interest=interest))
    canvas = Canvas(width=58, height=12, glyphs=BRAILLE, scroll=Scroll())
    assert (view.covers, view.because, view.quadrant) == ("4 of 5 venues", reason, ())
    head = _words(draw_open_interest(view, canvas)[0]).rstrip()
    assert head == "$25.3B  24h -2.7% usd · +0.1% coin  (4 of 5 venues)"
    assert present_open_interest(_reading()).covers == ""


def test_a_venue_s_value_of_then_is_shown_only_where_it_is_of_all_that_is_open_now() -> None:
    venue = OpenInterestVenue(
        venue="okx", usd=2e9, coin=20_000, age_s=1, change_24h_pct=10.0, coin_change_24h_pct=5.0,
        change_share=0.8, then_usd=1.45e9, then_coin=15_200,
    )  # fmt: skip
    for share, then in ((0.8, "—"), (1.0, "1.45B")):
        board = OpenInterestBoard(usd=2e9, venues=(_replace(venue, change_share=share),))
        [row] = present_open_interest(_changed(open_interest=board)).rows
        assert (row.then[0], row.change[0]) == (then, "▲ +10.0%")


def test_open_interest_without_yesterday_has_no_verdict() -> None:
    view = present_open_interest(_reading(partial_board()))
    assert view.verdict == ("deleveraging unknown", Tone.DIM)
    assert view.because == "OKX and Hyperliquid are missing"
    assert view.coin_change == ABSENT
    assert view.quadrant == ()


def test_funding_is_measured_against_its_baseline() -> None:
    view = present_funding(_reading())
    assert view.weighted == ("5.62% APR", Tone.VALUE)
    assert _words(view.range) == "4.1 OKX to 9.2 HL"
    assert [_words(form) for form in view.verdict] == ["5.3 pts under baseline 10.95%", "5.3 pts under"]
    assert [_words(form) for form in view.payment] == ["longs pay $1.91M in 14m at HL", "longs pay $1.91M in 14m · 1v"]
    assert _words((view.basis, *view.basis_words)) == "BASIS 90d 3.62% APRnet -0.48%carry unattractive"
    assert view.low_pct == -1.2
    assert view.high_pct > 10.95
    names = {row.name: row for row in view.venues}
    assert set(names) == {"BIN", "BYB", "OKX", "DER", "HL"}
    assert names["BIN"].apr[0] == "4.94%"
    assert names["HL"].kind[0] == "pred 1h"
    assert names["DER"].kind[0].strip() == "cont"
    assert names["DER"].payment == ("", Tone.TEXT)


def test_negative_funding_says_who_pays() -> None:
    funding = _replace(rich_board().assets["BTC"].funding, apr_pct=-3.0, next_usd=-2_000_000)
    view = present_funding(_changed(funding=funding))
    assert _words(view.verdict[0]) == "shorts pay longs  13.9 pts under baseline 10.95%"
    assert _words(view.verdict[1]) == "shorts pay longs · 13.9 pts under"
    assert "shorts pay $2.00M" in _words(view.payment[0])


def test_no_figure_vanishes_when_it_gains_a_digit() -> None:
    part = rich_board().assets["BTC"]
    funding = _replace(
        part.funding, apr_pct=-112.34, apr_min_pct=-140.5, apr_max_pct=-100.5, next_usd=-91_400_000, next_in_s=6720,
        next_ms=rich_board().as_of_ms + 6_720_000, next_venues=tuple(f"v{index}" for index in range(12)),
    )  # fmt: skip
    interest = _replace(part.open_interest, usd=123.4e9, change_24h_pct=-12.6, coin_change_24h_pct=-11.3)
    reading = _changed(funding=funding, open_interest=interest)
    canvas = Canvas(width=36, height=10, glyphs=BRAILLE, scroll=Scroll())
    rows = [_words(line).rstrip() for line in draw_funding(present_funding(reading), canvas)]
    assert rows[0].startswith("-112.34% APR")
    assert rows[1:3] == ["shorts pay longs · 123.3 pts under", "shorts pay $91.4M in 1h52m · 12v"]
    assert _words(draw_open_interest(present_open_interest(reading), canvas)[0]).rstrip() == (
        "$123B  24h -12.6% usd · -11.3% coin"
    )


def test_an_unknown_interval_has_no_annual_rate() -> None:
    funding = rich_board().assets["BTC"].funding
    contract = _replace(funding.contracts[2], interval_h=None, apr_pct=None)
    view = present_funding(_changed(funding=_replace(funding, contracts=(contract,))))
    assert view.contracts[0].apr == ABSENT
    assert view.contracts[0].kind[0] == "pred ?h"
    assert view.contracts[0].apr_pct is None
    assert view.venues[0].apr == ABSENT


def test_payments_count_down_with_the_clock() -> None:
    assert present_funding(_reading(elapsed_s=240)).venues[0].payment[0] == "34m"


def test_futures_stand_by_days_and_those_that_make_the_basis_are_marked() -> None:
    view = present_funding(_reading())
    days = [float(row.days[0]) for row in view.curve]
    assert days == sorted(days)
    legs = {("OKX◀", "48"), ("DER◀", "48"), ("DER◀", "139"), ("OKX◀", "139")}
    assert {(row.venue, row.days[0]) for row in view.curve if "◀" in row.venue} == legs
    # The book of the nearest is too wide to count.
    assert [row.days[0] for row in view.curve][:2] == ["20", "48"]
    assert [row.days[0] for row in view.expiries] == ["48", "139"]


def test_basis_rules_are_named() -> None:
    basis = _replace(rich_board().assets["BTC"].basis, rule="nearest", days=112.0, net_of_bill_pct=None)
    view = present_funding(_changed(basis=basis))
    assert view.basis[0] == "BASIS nearest 112d 3.62% APR"
    assert _words(view.basis_words) == "no bill yield set"
    nothing = present_funding(_changed(basis=_replace(basis, apr_pct=None, notes={"apr_pct": "no future in range"})))
    assert nothing.basis == ("BASIS —", Tone.DIM)
    assert _words(nothing.basis_words) == "no future in range"


def test_volatility_says_its_shape_and_skew() -> None:
    view = present_options(_reading())
    assert [(cell.tenor, cell.atm[0], cell.skew[0]) for cell in view.tenors] == [
        ("7d", "58.1", "-7.9"), ("30d", "52.4", "-4.2"), ("90d", "51.0", "-1.8"), ("180d", "50.9", "+0.4"),
    ]  # fmt: skip
    assert view.term == ("IV BACKWARDATION +5.7v 7d over 30d", Tone.WARN)
    assert view.skew[0] == "puts rich 4.2v"
    assert (view.call_put_volume[0], view.call_put_interest[0]) == ("58/42", "61/39")
    assert [text for text, _ in view.index] == ["DVOL ", "52.3 p81", "rank 46"]
    assert view.title.convention == "Deribit, total variance, skew in points"
    assert view.smile.name == "smile 13 Dec, 35d"
    assert len(view.expiries) == 8


def test_volatility_words_for_every_shape() -> None:
    options = rich_board().assets["BTC"].options
    words = {}
    for shape in ("none", "short", "full", None):
        words[shape] = present_options(_changed(options=_replace(options, backwardation=shape))).term
    assert words["none"][0] == "IV in normal order, 7d to 30d +5.7v"
    assert words["full"] == ("IV FULLY INVERTED +5.7v 7d>30d>90d", Tone.CRITICAL)
    assert words[None] == ("IV term structure —", Tone.DIM)


def test_unknown_tenors_are_dashes() -> None:
    options = _replace(rich_board().assets["BTC"].options, atm={"7": None, "30": 52.4}, rr25_vol={"7": None})
    tenors = present_options(_changed(options=options)).tenors
    assert (tenors[0].tenor, tenors[0].atm, tenors[0].skew) == ("7d", ABSENT, ABSENT)
    assert tenors[1].skew == ABSENT


def test_the_other_asset_changes_every_pane() -> None:
    for present in (present_price, present_liquidations, present_open_interest, present_funding, present_options):
        assert present(_reading(asset="BTC")) != present(_reading(asset="ETH"))


def test_an_unchanged_board_makes_equal_views() -> None:
    for present in (present_price, present_liquidations, present_open_interest, present_funding, present_options):
        assert present(_reading()) == present(_reading())
