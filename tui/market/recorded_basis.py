"""The headline basis by the hour and by the day, told in whichever convention is in use."""

import math

from tui.domain.board import Basis
from tui.history.hourly_sample import BasisSample
from tui.market.hourly_series import LastValues

_YEAR_DAYS = 365


class RecordedBasis:
    """A series for each rule: what the nearest future paid does not go on with what ninety days did."""

    def __init__(self) -> None:
        self._simple: dict[str, LastValues] = {}
        self._continuous: dict[str, LastValues] = {}

    def note(self, asset: str, basis: Basis, now_ms: int) -> BasisSample | None:
        """Takes the basis of a Board; gives what the history is to keep where it is the first of its hour."""
        if basis.apr_pct is None or basis.rule is None:
            return None
        apr_pct = basis.apr_pct if basis.convention == "simple" else _simple_pct(basis.apr_pct, basis.days)
        sample = BasisSample(asset=asset, at_ms=now_ms, apr_pct=apr_pct, rule=basis.rule, days=basis.days)
        return sample if self.put(sample) else None

    def put(self, sample: BasisSample) -> bool:
        """Takes a sample, in order or not; True where it is the first of its hour."""
        if sample.days <= 0:
            return False
        continuous_pct = _continuous_pct(sample.apr_pct, sample.days)
        if continuous_pct is not None:
            self._continuous.setdefault(sample.rule, LastValues()).put(sample.at_ms, continuous_pct)
        return self._simple.setdefault(sample.rule, LastValues()).put(sample.at_ms, sample.apr_pct)

    def series(self, basis: Basis) -> LastValues:
        """What was recorded by the rule and in the convention of that basis."""
        held = self._simple if basis.convention == "simple" else self._continuous
        return held.get(basis.rule or "cm90", LastValues())

    def prune(self, now_ms: int) -> None:
        for values in (*self._simple.values(), *self._continuous.values()):
            values.prune(now_ms)


def _simple_pct(continuous_pct: float, days: float) -> float:
    return math.expm1(continuous_pct / 100 * days / _YEAR_DAYS) * _YEAR_DAYS / days * 100


def _continuous_pct(simple_pct: float, days: float) -> float | None:
    """None where the future is worth nothing beside its index."""
    growth = simple_pct / 100 * days / _YEAR_DAYS
    return math.log1p(growth) * _YEAR_DAYS / days * 100 if growth > -1 else None
