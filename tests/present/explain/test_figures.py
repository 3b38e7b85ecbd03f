"""Formulas with their numbers put in: what is printed comes to what the Board says."""

import math
import re
from collections.abc import Callable
from statistics import NormalDist

import msgspec
import pytest

from tests.boards import AS_OF_MS, blocked_board, empty_board, partial_board, quiet_board, rich_board, stale_board
from tui.analytics.basis import basis_board
from tui.analytics.funding import funding_board
from tui.domain import board as b
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_start_ms
from tui.domain.events import FundingKind, FundingRate, FuturesQuote, OpenInterest
from tui.present.explain.basis import explain_basis
from tui.present.explain.market import explain_cascade
from tui.present.explain.panes import EXPLAINED
from tui.present.reading import Reading
from widgets.view.explain import ExplainView, Figure

_replace = msgspec.structs.replace

_SCALES = {"K": 3, "M": 6, "B": 9, "T": 12}


def _reading(board: b.Board | None = None, **parts: object) -> Reading:
    board = board or rich_board()
    part = _replace(board.assets["BTC"], **parts)
    return Reading(board=_replace(board, assets={**board.assets, "BTC": part}), asset="BTC")


def _page(pane: str, reading: Reading | None = None) -> ExplainView:
    return EXPLAINED[pane](reading or _reading())


def test_every_figure_names_its_sources_their_endpoints_and_its_convention() -> None:
    """What explains itself once for a list of its kind (levels, cascades) does so in the first."""
    for pane in EXPLAINED:
        kinds: set[str] = set()
        for figure in _page(pane).figures:
            kind, _, of_a_list = figure.id.partition(":")
            is_repeated = bool(of_a_list) and kind in kinds
            kinds.add(kind)
            if is_repeated:
                continue
            assert figure.inputs, (pane, figure.name)
            assert figure.convention, (pane, figure.name)
            assert all(row.endpoint[0] and row.venue[0] for row in figure.inputs), (pane, figure.name)


def test_a_coverage_whose_book_is_shorter_than_the_move_is_said_to_be_a_floor() -> None:
    row = b.Cascade(
        asset="SOL", condition="BTC < 103000", move_pct=-9.0, depth_reach_pct=-6.0, bids_usd=4e6, forced_usd=1e7,
        coverage=0.4, risk="high",
    )  # fmt: skip
    deep = _replace(row, depth_reach_pct=-9.5)
    shown = [explain_cascade(_reading(), each, is_first=True) for each in (row, deep)]
    assert [figure.value[0] for figure in shown] == ["≥0.40, risk high", "0.40, risk high"]
    assert [figure.filled[-1] for figure in shown] == [
        "coverage: 4.00M / 10.0M = 0.40, a floor", "coverage: 4.00M / 10.0M = 0.40",
    ]  # fmt: skip


def _figure(pane: str, name: str, reading: Reading | None = None) -> Figure:
    return next(figure for figure in _page(pane, reading).figures if figure.name.startswith(name))


def _worth(words: str) -> float:
    """What an expression comes to, as a reader would reckon it."""
    plain = words.replace("^2 ", "**2 ").replace(" x ", " * ").replace("%", " / 100").replace(",", "")
    plain = re.sub(r"\$?([\d.]+)([KMBT])", lambda m: f"({m[1]}e{_SCALES[m[2]]})", plain)
    names = {"sqrt": math.sqrt, "ln": math.log, "N": NormalDist().cdf}
    return float(eval(plain, {"__builtins__": {}}, names))


def _sides(line: str) -> tuple[float, float]:
    """Both sides of a line's last equation."""
    left, _, right = line.rpartition(" = ")
    return _worth(left), _worth(right.lstrip("+"))


@pytest.mark.parametrize(
    ("pane", "name", "within"),
    [
        ("price", "24 h change", 1e-4),
        ("price", "venue spread", 1e-5),
        ("price", "fall from the high", 1e-4),
        ("price", "distance to the trigger", 1e-4),
        ("price", "in standard deviations", 1e-2),
        ("price", "P(close below)", 1e-2),
        ("liquidations", "long share", 1e-2),
        ("funding", "baseline", 1e-6),
    ],
)
def test_the_numbers_put_in_come_to_the_figure(pane: str, name: str, within: float) -> None:
    left, right = _sides(_figure(pane, name).filled[0])
    assert left == pytest.approx(right, abs=within, rel=1e-5)


def test_the_trigger_is_the_mean_of_forty_nine_closes() -> None:
    figure = _figure("price", "close trigger")
    assert figure.value[0] == "102,664"
    assert figure.filled == ("sum of 49 closes 5,030,536 / 49 = 102,664.00",)
    assert "S49" in figure.formula
    assert 5_030_536 / 49 == 102_664


def test_the_running_average_takes_the_price_as_its_fiftieth_close() -> None:
    weekly = _replace(rich_board().assets["BTC"].weekly, sma50_running_usd=(102_664 * 49 + 104_212) / 50)
    figure = _figure("price", "50-week average, running", _reading(weekly=weekly))
    assert figure.filled == ("(5,030,536 + 104,212) / 50 = 102,694.96",)


def test_the_closes_themselves_are_listed_where_the_chart_holds_them() -> None:
    week = week_start_ms(AS_OF_MS)
    bars = tuple(b.CandleRow(week - index * WEEK_MS, 1.0, 9.0, 1.0, 100.0 + index) for index in reversed(range(60)))
    mean = sum(100.0 + index for index in range(1, 50)) / 49
    part = rich_board().assets["BTC"]
    reading = _reading(weekly=_replace(part.weekly, trigger_usd=mean), chart=_replace(part.chart, bars={"1w": bars}))
    listed = _figure("price", "close trigger", reading).filled[1]
    assert listed.startswith("closes by the week's Monday, newest first: 27 Oct 101.0, 20 Oct 102.0, ")
    assert listed.count(",") == 49
    assert "149.0" in listed
    assert "150.0" not in listed
    weekly = _replace(part.weekly, sma50_completed_usd=sum(100.0 + index for index in range(1, 51)) / 50)
    reading = _reading(weekly=weekly, chart=_replace(part.chart, bars={"1w": bars}))
    whole = _figure("price", "50-week average, finished", reading).filled[1]
    assert whole == "the 49 closes listed under the trigger, and 18 Nov 150.0"


def test_levels_say_what_decides_them() -> None:
    zone = _figure("price", "S1 zone")
    assert zone.value[0] == "BROKEN at 105,000-107,500"
    assert zone.filled[0] == "104,212 / 105,000 - 1 = -0.75%"
    assert "decided by the daily close" in zone.formula
    assert "once broken: 98,400, then 72,000" in _figure("price", "weekly close").filled


def test_inputs_name_venue_time_age_and_endpoint() -> None:
    rows = _figure("price", "BTC price").inputs
    assert [row.venue[0] for row in rows] == ["Binance", "Bybit", "OKX", "Coinbase", "Kraken"]
    assert rows[0].endpoint[0] == "ws @ticker, GET /api/v3/ticker/24hr"
    assert (rows[0].at[0], rows[0].age[0], rows[0].value[0]) == ("17:45:26", "0s", "104,212.00")
    later = _figure("price", "BTC price", _replace(_reading(), elapsed_s=30)).inputs[0]
    assert (later.at[0], later.age[0]) == ("17:45:26", "30s")


def _rates() -> b.FundingBoard:
    rows = (("binance", "BTCUSDT", 0.00005, 8.0, 6e9), ("hyperliquid", "BTC", 0.00001, 1.0, 2e9))
    times = {"at_ms": AS_OF_MS, "recv_ms": AS_OF_MS}
    rates = [
        FundingRate(
            venue=venue, asset="BTC", symbol=symbol, rate=rate, interval_h=hours, kind=FundingKind.PREDICTED,
            next_ms=AS_OF_MS + HOUR_MS, **times,
        )
        for venue, symbol, rate, hours, _ in rows
    ]  # fmt: skip
    interest = [
        OpenInterest(venue=venue, asset="BTC", symbol=symbol, coin=usd / 1e5, usd=usd, **times)
        for venue, symbol, _, _, usd in rows
    ]
    return funding_board(rates, interest, now_ms=AS_OF_MS)


def test_funding_adds_up_as_printed() -> None:
    reading = _reading(funding=_rates())
    weighted = _figure("funding", "funding, weighted", reading)
    assert weighted.filled == ("(5.47 x 6.00B + 8.76 x 2.00B) / 8.00B = 6.30%",)
    left, right = _sides(weighted.filled[0])
    assert left / 100 == pytest.approx(right, abs=1e-4)
    for line in _figure("funding", "each contract", reading).filled:
        left, right = _sides(line.partition(": ")[2])
        assert left == pytest.approx(right, abs=1e-4)
    left, right = _sides(_figure("funding", "paid at", reading).filled[0].replace("$", ""))
    assert left == pytest.approx(right, rel=1e-2) == 320_000


def test_an_unknown_interval_has_no_annual_rate_and_a_reason() -> None:
    contract = _replace(_rates().contracts[0], interval_h=None, apr_pct=None)
    funding = b.FundingBoard(contracts=(contract,), notes={"apr_pct": "no contract has both"})
    reading = _reading(funding=funding)
    assert "no annual rate without the interval" in _figure("funding", "each contract", reading).filled[0]
    assert _figure("funding", "funding, weighted", reading).notes == ("no contract has both",)


def _futures(convention: str) -> b.Basis:
    def quote(venue: str, days: int, premium: float) -> FuturesQuote:
        usd = 100_000 * (1 + premium)
        return FuturesQuote(
            venue=venue, asset="BTC", symbol=f"BTC-{days}", expiry_ms=AS_OF_MS + days * DAY_MS, mark_usd=usd,
            bid_usd=usd - 1, ask_usd=usd + 1, index_usd=100_000, at_ms=AS_OF_MS, recv_ms=AS_OF_MS,
        )  # fmt: skip

    quotes = [
        quote("deribit", 48, 0.0048),
        quote("deribit", 139, 0.0165),
        quote("okx", 48, 0.005),
        quote("okx", 139, 0.017),
    ]
    return basis_board(quotes, now_ms=AS_OF_MS, bill_pct=4.0, convention="continuous" if convention else "simple")


@pytest.mark.parametrize("convention", ["", "continuous"])
def test_the_interpolation_of_the_basis_is_the_board_s_own(convention: str) -> None:
    basis = _futures(convention)
    figure = next(explain_basis(_reading(basis=basis)))
    assert basis.rule == "cm90"
    assert len(figure.filled) == 2
    for line in figure.filled:
        venue = line.partition(":")[0].lower()
        shown = re.search(r"= ([\d.]+)% APR", line)
        assert shown is not None
        assert f"{venue} {shown[1]}%" in basis.notes["apr_pct"]
    assert figure.convention.startswith(convention or "simple")


def test_carry_is_held_against_bills_and_against_funding() -> None:
    figure = list(explain_basis(_reading(basis=_futures(""))))[1]
    assert [line.partition(" = ")[0] for line in figure.filled] == ["4.20 - 4.00", "against funding: 4.20 - 5.62"]


def test_basis_without_neighbours_is_not_interpolated() -> None:
    basis = _replace(_futures(""), rule="nearest", days=112.0)
    figure = next(explain_basis(_reading(basis=basis)))
    assert figure.filled == ()
    assert "never extrapolated" in figure.formula


def test_constant_maturities_come_to_their_volatility() -> None:
    lines = _figure("options", "at the money").filled
    assert len(lines) == 4
    for line in lines:
        body = line.partition(": ")[2]
        first, second, root = re.split(r"; |, w2 = ", body)
        w1, w2 = (float(part.rpartition(" = ")[2].replace(",", "")) for part in (first, second))
        root = root.replace("w1", str(w1)).replace("w2", str(w2))
        left, right = _sides(root)
        assert left == pytest.approx(right, abs=0.15)
        for words in (first.removeprefix("w1 = "), second):
            left, right = _sides(words)
            assert left == pytest.approx(right, rel=0.01)


def test_the_linear_rule_prints_its_own_formula() -> None:
    options = _replace(rich_board().assets["BTC"].options, rule="linear vol")
    figure = _figure("options", "at the money", _reading(options=options))
    assert figure.formula.startswith("v1 +")
    assert figure.convention.startswith("linear vol")
    left, right = _sides(figure.filled[1].partition(": ")[2])
    assert left == pytest.approx(right, abs=0.3)


def test_effects_of_open_interest_add_up() -> None:
    figure = _figure("open_interest", "deleveraging")
    assert figure.filled[0] == "price effect -$731M and coin effect +$29.0M add up to -$702M"
    assert figure.value[0] == "NOT deleveraging"


def test_every_term_of_a_cascade_is_there() -> None:
    lines = _figure("market", "AVAX").filled
    assert lines[0] == "distance of BTC to 103,000: -1.16%"
    assert lines[1] == "move: 1.90 x -1.16% = -2.21%, beta from 1,004 bars"
    for line in (lines[2], lines[4]):
        left, right = _sides(line.partition(": ")[2])
        assert left == pytest.approx(right, rel=0.01)
    assert "risk: no order book of LINK yet" in _figure("market", "LINK").notes
    assert _figure("market", "SOL").convention
    assert not _figure("market", "AVAX").convention


@pytest.mark.parametrize("pane", list(EXPLAINED))
@pytest.mark.parametrize("make", [empty_board, blocked_board, quiet_board], ids=lambda make: make.__name__)
def test_an_empty_pane_is_explained_too(pane: str, make: Callable[[], b.Board]) -> None:
    page = _page(pane, Reading(board=make(), asset="BTC"))
    assert page.state.has_data
    assert page.figures[0].name == "why the pane is empty"
    assert page.figures[0].notes
    assert not any("None" in line for figure in page.figures for line in (figure.value[0], *figure.filled))


@pytest.mark.parametrize("pane", list(EXPLAINED))
@pytest.mark.parametrize("make", [partial_board, stale_board], ids=lambda make: make.__name__)
def test_a_pane_in_trouble_keeps_its_explanation(pane: str, make: Callable[[], b.Board]) -> None:
    page = _page(pane, Reading(board=make(), asset="BTC"))
    assert page.title.name.endswith("EXPLAINED")
    assert len(page.figures) > 2


def test_the_board_s_notes_stand_beside_the_figure_they_are_about() -> None:
    price = _replace(rich_board().assets["BTC"].price, notes={"venues": "stale: bybit (61 s)", "spread_pct": "far"})
    reading = _reading(price=price)
    assert _figure("price", "BTC price", reading).notes == ("stale: bybit (61 s)",)
    assert _figure("price", "venue spread", reading).notes == ("far",)
