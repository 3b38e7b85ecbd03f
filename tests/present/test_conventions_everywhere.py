"""A convention of the configuration changes every place that shows the figure, at once, and is named in the title."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.brief.write import brief
from tui.config.model import Config, ConventionsConfig
from tui.domain.board import Board
from tui.market.market import Market
from tui.present.chart import present_chart
from tui.present.explain.basis import explain_basis
from tui.present.explain.options import explain_options
from tui.present.explain.weekly import explain_weekly
from tui.present.funding import present_funding
from tui.present.options import present_options
from tui.present.price import present_price
from tui.present.reading import Reading
from tui.present.table import table
from widgets.draw.frame import title_line
from widgets.draw.glyphs import BRAILLE
from widgets.view.explain import Figure
from widgets.view.options import OptionsView
from widgets.view.pane import PaneView, State
from widgets.view.text import Line

ALTERNATIVES = {
    "sma": ("completed", "running"),
    "skew": ("vol", "normalised"),
    "cm_iv": ("total_variance", "linear_vol"),
    "basis": ("simple", "continuous"),
}


@cache
def board(name: str, value: str) -> Board:
    clock = ManualClock()
    make = Maker(clock)
    market = Market(Config(conventions=ConventionsConfig(**{name: value})), clock, "live", "1.2.3")  # type: ignore[arg-type]  # words of the configuration
    for bar in make.candles("1d", 400, 100_000.0):
        market.apply(bar)
    chain = tuple(
        make.option(strike, is_call, days, mark_vol=50.0 + (100_000 - strike) / 1_000 + days / 10)
        for days in (5.0, 35.0, 100.0)
        for strike in range(70_000, 131_000, 2_500)
        for is_call in (True, False)
    )
    market.apply(make.option_book(quotes=chain))
    market.apply(make.future(days=80.0))
    market.apply(make.future(days=120.0, mark_usd=102_000.0, bid_usd=101_990.0, ask_usd=102_010.0))
    market.apply(make.funding())
    market.apply(make.open_interest())
    market.apply(make.quote(usd=110_000.0))
    return market.board()


def read(name: str, value: str) -> Reading:
    return Reading(board=board(name, value), asset="BTC")


def words(lines: Iterator[Figure] | tuple[Line, ...]) -> str:
    return repr(tuple(lines))


def rows(reading: Reading) -> list[str]:
    return table(reading.board, ["BTC"]).splitlines()


def tenors(view: OptionsView) -> str:
    return repr([(cell.tenor, cell.skew) for cell in view.tenors])


PLACES: dict[str, dict[str, Callable[[Reading], str]]] = {
    "sma": {
        "rows": lambda reading: repr(present_price(reading).levels),
        "chart": lambda reading: repr([line.price for line in present_chart(reading.part, "1d").lines]),
        "table": lambda reading: next(line for line in rows(reading) if line.lstrip().startswith("50-week")),
        "brief": lambda reading: brief(reading.board, ("BTC",))[0],
        "explanation": lambda reading: words(explain_weekly(reading)),
    },
    "skew": {
        "tenors": lambda reading: tenors(present_options(reading)),
        "words": lambda reading: present_options(reading).skew[0],
        "expiries": lambda reading: repr([row.skew for row in present_options(reading).expiries]),
        "curve": lambda reading: repr(present_options(reading).skew_curve),
        "table": lambda reading: next(line for line in rows(reading) if line.lstrip().startswith("skew")),
        "brief": lambda reading: brief(reading.board, ("BTC",))[2].partition("25-delta skew")[2],
        "explanation": lambda reading: repr([each for each in explain_options(reading).figures if each.id == "rr25"]),
    },
    "cm_iv": {
        "tenors": lambda reading: repr([cell.atm for cell in present_options(reading).tenors]),
        "table": lambda reading: next(line for line in rows(reading) if line.lstrip().startswith("volatility")),
        "brief": lambda reading: brief(reading.board, ("BTC",))[2].partition("Implied")[2],
        "explanation": lambda reading: repr([each for each in explain_options(reading).figures if each.id == "atm"]),
    },
    "basis": {
        "headline": lambda reading: present_funding(reading).basis[0],
        "curve": lambda reading: repr([row.apr for row in present_funding(reading).curve]),
        "drawn": lambda reading: repr(present_funding(reading).basis_curve.points),
        "table": lambda reading: next(line for line in rows(reading) if line.lstrip().startswith("basis")),
        "brief": lambda reading: brief(reading.board, ("BTC",))[2].partition("Futures basis")[2].partition(". ")[0],
        "explanation": lambda reading: words(explain_basis(reading)),
    },
}


@pytest.mark.parametrize(("name", "place"), [(name, place) for name, places in PLACES.items() for place in places])
def test_the_other_choice_is_seen_there(name: str, place: str) -> None:
    first, second = (PLACES[name][place](read(name, value)) for value in ALTERNATIVES[name])
    assert first
    assert first != second


TITLES: dict[str, tuple[Callable[[Reading], PaneView], dict[str, tuple[str, str]]]] = {
    "sma": (present_price, {
        "completed": ("50w avg of closed weeks", "50w closed"),
        "running": ("50w avg of weeks with this one", "50w running"),
    }),
    "skew": (present_options, {"vol": ("skew in points", "RR v"), "normalised": ("skew over ATM in %", "RR %")}),
    "cm_iv": (
        present_options, {"total_variance": ("total variance", "tot-var"), "linear_vol": ("linear vol", "lin-vol")},
    ),
    "basis": (
        present_funding, {"simple": ("basis simple", "basis simple"), "continuous": ("basis continuous", "contin.")},
    ),
}  # fmt: skip


def title(view: PaneView, width: int) -> str:
    line = title_line("x", view.title, State(), width, BRAILLE, "box", False)
    return "".join(text for text, _ in line)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in ALTERNATIVES.items() for value in values]
)
def test_the_title_names_it_also_where_the_pane_is_narrow(name: str, value: str) -> None:
    present, said = TITLES[name]
    view = present(read(name, value))
    whole, short = said[value]
    assert whole in title(view, 120)
    assert short in title(view, 50)
    assert len(title(view, 24)) == 24
