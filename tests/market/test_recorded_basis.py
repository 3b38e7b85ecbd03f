"""The basis as it was recorded: one series, whatever convention it was shown in and apart for each rule."""

import math

import pytest

from tui.domain.board import Basis
from tui.domain.clock import HOUR_MS
from tui.history.hourly_sample import BasisSample
from tui.market.recorded_basis import RecordedBasis

NOW_MS = 1_762_300_800_000
SIMPLE = Basis(apr_pct=4.0, rule="cm90", days=90.0)
CONTINUOUS = Basis(apr_pct=4.0, rule="cm90", days=90.0, convention="continuous")
NEAREST = Basis(apr_pct=7.0, rule="nearest", days=112.0)


def shown(recorded: RecordedBasis, basis: Basis, hours: int = 3) -> list[float | None]:
    return recorded.series(basis).by_bar("1h", NOW_MS + (hours - 1) * HOUR_MS)[-hours:]


def test_a_change_of_convention_leaves_one_series_in_the_convention_of_now() -> None:
    recorded = RecordedBasis()
    recorded.note("BTC", SIMPLE, NOW_MS)
    recorded.note("BTC", CONTINUOUS, NOW_MS + HOUR_MS)
    as_continuous = math.log1p(0.04 * 90 / 365) * 365 / 90 * 100
    as_simple = math.expm1(0.04 * 90 / 365) * 365 / 90 * 100
    assert shown(recorded, CONTINUOUS, 2) == pytest.approx([as_continuous, 4.0])
    assert shown(recorded, SIMPLE, 2) == pytest.approx([4.0, as_simple])


def test_another_rule_is_another_series() -> None:
    recorded = RecordedBasis()
    for hour, basis in enumerate((SIMPLE, NEAREST, SIMPLE)):
        recorded.note("BTC", basis, NOW_MS + hour * HOUR_MS)
    assert shown(recorded, SIMPLE) == [4.0, None, 4.0]
    assert shown(recorded, NEAREST) == [None, 7.0, None]


def test_what_was_kept_is_simple_and_told_once_an_hour() -> None:
    recorded = RecordedBasis()
    first = recorded.note("BTC", CONTINUOUS, NOW_MS)
    assert first is not None
    assert first.apr_pct == pytest.approx(math.expm1(0.04 * 90 / 365) * 365 / 90 * 100)
    assert recorded.note("BTC", CONTINUOUS, NOW_MS + 1000) is None
    again = RecordedBasis()
    again.put(first)
    assert shown(again, CONTINUOUS, 1) == pytest.approx([4.0])


def test_a_sample_that_does_not_say_by_which_rule_is_in_no_series() -> None:
    recorded = RecordedBasis()
    assert not recorded.put(BasisSample(asset="BTC", at_ms=NOW_MS, apr_pct=3.6, rule="", days=0.0))
    assert recorded.note("BTC", Basis(), NOW_MS) is None
    assert shown(recorded, SIMPLE, 1) == [None]
