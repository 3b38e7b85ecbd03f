"""Which figures are lit, for how long, and how seldom."""

import itertools
from collections.abc import Callable

import msgspec

from widgets.flash import LONGEST_S, Flashes
from widgets.view.bars import ScanView, Ticker
from widgets.view.pane import State, Title
from widgets.view.price import ChartView, PriceView
from widgets.view.text import ABSENT, Span, Tone


class _Waiting:
    def __init__(self, seconds: float, what: Callable[[], None]) -> None:
        self.seconds, self.what = seconds, what
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class _Later:
    """Timers that run when the test says so."""

    def __init__(self) -> None:
        self.all: list[_Waiting] = []

    def __call__(self, seconds: float, what: Callable[[], None]) -> _Waiting:
        self.all.append(_Waiting(seconds, what))
        return self.all[-1]

    @property
    def waiting(self) -> list[_Waiting]:
        return [each for each in self.all if not each.cancelled]

    def run(self) -> None:
        waiting, self.all = self.waiting, []
        for each in waiting:
            each.what()


class _Panel:
    def __init__(self, subject: object = "BTC") -> None:
        self.later = _Later()
        self.flashes = Flashes(self.later)
        self.subject = subject
        self.shown: list[PriceView] = []

    def show(self, text: str, now_s: float, *, tone: Tone = Tone.VALUE, state: State | None = None) -> Span:
        view = PriceView(
            title=Title(name="price"), state=state or State(), asset="BTC", price=(text, tone),
            chart=ChartView(timeframe="1d"),
        )  # fmt: skip
        self.flashes.lit("price", self.subject, view, now_s, self.shown.append)
        return self.shown[-1].price


def test_a_changed_figure_is_lit_until_the_next_frame() -> None:
    panel = _Panel()
    assert panel.show("100", 0.0)[1] is Tone.VALUE
    assert panel.show("101", 5.0) == ("101", Tone.FLASH)
    assert panel.show("101", 5.25) == ("101", Tone.VALUE)
    assert panel.later.waiting == []


def test_without_a_frame_it_goes_out_by_itself() -> None:
    panel = _Panel()
    panel.show("100", 0.0)
    assert panel.later.waiting == []
    panel.show("101", 5.0)
    assert [each.seconds for each in panel.later.waiting] == [LONGEST_S]
    assert LONGEST_S <= 0.4
    panel.later.run()
    assert panel.shown[-1].price == ("101", Tone.VALUE)


def test_one_figure_is_lit_at_most_once_a_second() -> None:
    panel = _Panel()
    lit = [panel.show(str(frame), frame / 4)[1] is Tone.FLASH for frame in range(41)]
    assert sum(lit) == 10
    assert all(not (one and other) for one, other in itertools.pairwise(lit))


def test_another_asset_or_a_return_from_nothing_is_no_change() -> None:
    panel = _Panel()
    panel.show("100", 0.0)
    panel.subject = "ETH"
    assert panel.show("5", 2.0)[1] is Tone.VALUE
    assert panel.show(ABSENT[0], 4.0)[1] is Tone.VALUE
    assert panel.show("6", 6.0)[1] is Tone.VALUE
    assert panel.show("7", 8.0, state=State(kind="stale"))[1] is Tone.VALUE
    assert panel.show("8", 9.0, tone=Tone.DIM)[1] is Tone.DIM
    assert panel.show("9", 10.0)[1] is Tone.FLASH


def test_of_several_rows_only_the_changed_one_is_lit_and_moved_rows_are_not() -> None:
    later, shown = _Later(), list[ScanView]()
    flashes = Flashes(later)
    first = ScanView(
        tickers=(Ticker(asset="BTC", price=("100", Tone.VALUE)), Ticker(asset="ETH", price=("5", Tone.VALUE)))
    )
    other = msgspec.structs.replace(first, tickers=(first.tickers[0], Ticker(asset="ETH", price=("6", Tone.VALUE))))
    moved = msgspec.structs.replace(first, tickers=tuple(reversed(other.tickers)))
    for at_s, view in enumerate((first, other, moved)):
        flashes.lit("scan", None, view, at_s * 5.0, shown.append)
    assert [ticker.price[1] for ticker in shown[1].tickers] == [Tone.VALUE, Tone.FLASH]
    assert [ticker.price[1] for ticker in shown[2].tickers] == [Tone.VALUE, Tone.VALUE]
