"""What one asset's figures were: bounded, and cheap to add to."""

from collections.abc import Iterable, Mapping

from tui.analytics.bars import Step
from tui.analytics.strips import STEPS, accrued, like_for_like, opens, strip
from tui.domain.board import Basis, FundingBoard, Options
from tui.domain.board_past import Past, Strip, TermPoint
from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS
from tui.domain.events import Liquidation, Side
from tui.history.forced_sum import ForcedSum
from tui.history.hourly_sample import BasisSample, TermSample
from tui.market.funding_history import FundingHistory
from tui.market.hourly_series import LastValues, Sums
from tui.market.recorded_basis import RecordedBasis

_TOLERANCE_MS = 45 * MINUTE_MS
_KEPT_TERMS_MS = 30 * HOUR_MS

_LISTED_MS = 3 * HOUR_MS
"""A contract that nothing was heard of for so long is not listed any more."""

Values = list[float | None]
Interest = Mapping[tuple[str, str], LastValues]


class AssetPast:
    """Hours and days of forced sums and of the basis, a day of term structures, and the section that shows them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._forced = {Side.LONG: Sums(), Side.SHORT: Sums()}
        self._basis = RecordedBasis()
        self._basis_now = Basis()
        self._terms: dict[int, dict[int, tuple[int, float]]] = {}
        """Hour -> expiry -> (milliseconds, at-the-money volatility)."""
        self._new: list[BasisSample | TermSample] = []
        self.version = 0
        """Grows with every hour of anything that was not known, and when forced sums of an hour double."""

    def add_forced(self, event: Liquidation) -> None:
        # A liquidation alone is no reason to make the section anew; one that doubles its hour is.
        self.version += self._forced[event.hurt].add(min(event.at_ms, event.recv_ms), event.usd)

    def restore_forced(self, hour: ForcedSum) -> None:
        """Takes an hour, or what is missing of one, that an earlier process recorded."""
        self._forced[hour.hurt].add(hour.at_ms, hour.usd)
        self.version += 1

    def note(self, basis: Basis, options: Options, now_ms: int) -> None:
        """Takes the figures of a Board; the first of each hour are for the history too."""
        if (basis.rule, basis.convention) != (self._basis_now.rule, self._basis_now.convention):
            self.version += 1
        self._basis_now = basis
        new = self._basis.note(self._name, basis, now_ms)
        if new is not None:
            self.version += 1
            self._new.append(new)
        if options.venue is None or now_ms // HOUR_MS in self._terms:
            return
        known = [(each.expiry_ms, each.atm_vol) for each in options.expiries if each.atm_vol is not None]
        for expiry_ms, vol in known:
            sample = TermSample(asset=self._name, expiry_ms=expiry_ms, at_ms=now_ms, atm_vol=vol)
            self._put_term(sample)
            self._new.append(sample)

    def restore(self, sample: BasisSample | TermSample) -> None:
        """Takes what an earlier process recorded."""
        if isinstance(sample, BasisSample):
            self._basis.put(sample)
        else:
            self._put_term(sample)
        self.version += 1

    def take_new(self) -> list[BasisSample | TermSample]:
        """What the history does not have yet; each sample is told once."""
        new, self._new = self._new, []
        return new

    def section(self, interest: Interest, funding: FundingBoard, history: FundingHistory, now_ms: int) -> Past:
        """The Board's section of this moment; `interest` is the open interest of each contract."""
        listed = {contract: values for contract, values in interest.items() if values.newest_ms > now_ms - _LISTED_MS}
        sums = {step: _interest_strip(listed, step, now_ms) for step in STEPS}
        at_ms, term = self._day_ago(now_ms)
        notes = {} if term else {"term_day_ago": "no term structure of a day ago is recorded yet"}
        return Past(
            open_interest_coin=_known((step, found[0]) for step, found in sums.items()),
            open_interest_venues={step: found[1] for step, found in sums.items() if found[0] is not None},
            funding_apr_pct=_known(_funding_strips(funding, history, now_ms)),
            funding_contract=funding.percentile_contract,
            basis_apr_pct=_by_step(self._basis.series(self._basis_now), now_ms, 3),
            basis_rule=self._basis_now.rule,
            basis_convention=self._basis_now.convention,
            forced_long_usd=_by_step(self._forced[Side.LONG], now_ms, 0),
            forced_short_usd=_by_step(self._forced[Side.SHORT], now_ms, 0),
            term_day_ago=term,
            term_day_ago_ms=at_ms,
            notes=notes,
        )

    def prune(self, now_ms: int) -> None:
        for sums in self._forced.values():
            sums.prune(now_ms)
        self._basis.prune(now_ms)
        for hour in [hour for hour in self._terms if hour < (now_ms - _KEPT_TERMS_MS) // HOUR_MS]:
            del self._terms[hour]

    def _put_term(self, sample: TermSample) -> None:
        self._terms.setdefault(sample.at_ms // HOUR_MS, {}).setdefault(sample.expiry_ms, (sample.at_ms, sample.atm_vol))

    def _day_ago(self, now_ms: int) -> tuple[int | None, tuple[TermPoint, ...]]:
        wanted_ms = now_ms - DAY_MS
        times = {hour: next(iter(points.values()))[0] for hour, points in self._terms.items()}
        hour = min(times, key=lambda each: abs(times[each] - wanted_ms), default=None)
        if hour is None or abs(times[hour] - wanted_ms) > _TOLERANCE_MS:
            return None, ()
        points = sorted(self._terms[hour].items())
        return times[hour], tuple(
            TermPoint(expiry_ms=expiry_ms, days=(expiry_ms - at_ms) / DAY_MS, atm_vol=vol)
            for expiry_ms, (at_ms, vol) in points
        )


def _interest_strip(interest: Interest, step: Step, now_ms: int) -> tuple[Strip | None, tuple[str, ...]]:
    sums, contracts = like_for_like({contract: values.by_bar(step, now_ms) for contract, values in interest.items()})
    found = strip(opens(step, now_ms)[0], step, _rounded(sums, 1)) if sums else None
    return found, tuple(sorted({venue for venue, _ in contracts}))


def _funding_strips(funding: FundingBoard, history: FundingHistory, now_ms: int) -> Iterable[tuple[Step, Strip | None]]:
    venue, _, symbol = (funding.percentile_contract or "").partition(" ")
    hours = [each.interval_h for each in funding.contracts if (each.venue, each.symbol) == (venue, symbol)]
    paid = history.paid((venue, symbol))
    if paid and hours and hours[0]:
        interval_ms = round(hours[0] * HOUR_MS)
        for step in STEPS:
            values = _rounded(accrued(paid, interval_ms, step, now_ms), 3)
            yield step, strip(opens(step, now_ms)[0], step, values)


def _by_step(series: LastValues | Sums, now_ms: int, digits: int) -> dict[str, Strip]:
    return _known(
        (step, strip(opens(step, now_ms)[0], step, _rounded(series.by_bar(step, now_ms), digits))) for step in STEPS
    )


def _known(strips: Iterable[tuple[Step, Strip | None]]) -> dict[str, Strip]:
    return {step: found for step, found in strips if found is not None}


def _rounded(values: Values, digits: int) -> Values:
    """Fewer digits than a float has: recordings keep what moves in thousandths."""
    return [None if value is None else round(value, digits) for value in values]
