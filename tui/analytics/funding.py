"""Funding rates as simple annual percentages, weighted by open interest."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from tui.domain.board import FundingBoard, FundingContract, Notes
from tui.domain.events import FundingKind, FundingRate, OpenInterest

HOURS_A_YEAR = 24 * 365
BASELINE_APR_PCT = 10.95
"""The interest term of the usual formula: 0.01 % every 8 hours."""

_FIELDS = (
    *("apr_pct", "apr_min_pct", "apr_max_pct", "paid_next_usd"),
    *("next_ms", "next_in_s", "next_usd", "baseline_distance_pct"),
    *("predicted_apr_pct", "continuous_apr_pct"),
)


def apr_pct(rate: float, interval_h: float | None) -> float | None:
    """rate x 8760 / interval in percent, simple; None where the interval is unknown."""
    return rate * HOURS_A_YEAR / interval_h * 100 if interval_h and interval_h > 0 else None


def funding_board(rates: Sequence[FundingRate], open_interest: Sequence[OpenInterest], *, now_ms: int) -> FundingBoard:
    """One row a contract: its predicted or continuous rate. A contract of unknown interval or
    unknown open interest stays in the list and out of the mean, and `notes` name it."""
    oi_usd = {(oi.venue, oi.symbol): oi.usd for oi in open_interest}
    contracts = [_contract(rate, oi_usd, now_ms) for rate in _current(rates)]
    if not contracts:
        return FundingBoard(notes=dict.fromkeys(_FIELDS, "no funding rate is known yet"))
    notes: Notes = {}
    mean = _weighted(contracts)
    left_out = [c.venue + " " + c.symbol + _why_left_out(c) for c in contracts if c.apr_pct is None or not c.oi_usd]
    if mean is None:
        notes["apr_pct"] = "no contract has both an interval and open interest"
    elif left_out:
        notes["apr_pct"] = "left out of the mean: " + ", ".join(left_out)
    by_venue = _by_venue(contracts)
    low = min(by_venue, key=lambda venue: by_venue[venue], default=None)
    high = max(by_venue, key=lambda venue: by_venue[venue], default=None)
    if low is None or high is None:
        notes |= dict.fromkeys(("apr_min_pct", "apr_max_pct"), "no contract has a known interval")
    paid, unpaid_note = _paid_next(contracts, now_ms)
    if unpaid_note:
        notes["paid_next_usd"] = unpaid_note
    first = _next_payment(contracts, now_ms)
    if not first:
        notes |= dict.fromkeys(("next_ms", "next_in_s", "next_usd"), "no contract says when it pays next")
    elif any(contract.oi_usd is None for contract in first):
        notes["next_usd"] = "the open interest of a contract that pays then is unknown"
    if mean is None:
        notes["baseline_distance_pct"] = "no mean rate"
    estimated = _weighted(c for c in contracts if c.kind == "predicted")
    continuous = _weighted(c for c in contracts if c.kind == "continuous")
    if estimated is None:
        notes["predicted_apr_pct"] = "no contract with open interest and an interval estimates its next payment"
    if continuous is None:
        notes["continuous_apr_pct"] = "no contract with open interest pays continuously"
    return FundingBoard(
        apr_pct=mean,
        predicted_apr_pct=estimated,
        continuous_apr_pct=continuous,
        baseline_distance_pct=None if mean is None else mean - BASELINE_APR_PCT,
        next_ms=first[0].next_ms if first else None,
        next_in_s=((first[0].next_ms or 0) - now_ms) / 1000 if first else None,
        next_usd=None if not first or "next_usd" in notes else sum(c.rate * (c.oi_usd or 0.0) for c in first),
        next_venues=tuple(dict.fromkeys(contract.venue for contract in first)),
        apr_min_pct=by_venue[low] if low else None,
        apr_max_pct=by_venue[high] if high else None,
        apr_min_venue=low,
        apr_max_venue=high,
        paid_next_usd=paid,
        contracts=tuple(contracts),
        notes=notes,
    )


def _current(rates: Iterable[FundingRate]) -> list[FundingRate]:
    """The newest rate of each contract, by venue and symbol; what was settled is no rate of now."""
    current: dict[tuple[str, str], FundingRate] = {}
    for rate in rates:
        key = (rate.venue, rate.symbol)
        known = current.get(key)
        if rate.kind is FundingKind.SETTLED:
            continue
        if known is None or (rate.at_ms, rate.recv_ms) > (known.at_ms, known.recv_ms):
            current[key] = rate
    return [current[key] for key in sorted(current)]


def _contract(rate: FundingRate, oi_usd: Mapping[tuple[str, str], float], now_ms: int) -> FundingContract:
    return FundingContract(
        venue=rate.venue,
        symbol=rate.symbol,
        rate=rate.rate,
        interval_h=rate.interval_h,
        apr_pct=apr_pct(rate.rate, rate.interval_h),
        kind=rate.kind.value,
        next_ms=rate.next_ms,
        oi_usd=oi_usd.get((rate.venue, rate.symbol)),
        age_s=max(0, now_ms - rate.recv_ms) / 1000,
    )


def _why_left_out(contract: FundingContract) -> str:
    return " (interval unknown)" if contract.apr_pct is None else " (open interest unknown)"


def _weighted(contracts: Iterable[FundingContract]) -> float | None:
    """Mean annual rate weighted by open interest; None where nothing can be weighed."""
    return weighted((contract.apr_pct, contract.oi_usd) for contract in contracts)


def weighted(terms: Iterable[tuple[float | None, float | None]]) -> float | None:
    """The mean of (annual rate, weight in dollars), without those that lack either; None where none has both."""
    known = [(apr, usd) for apr, usd in terms if apr is not None and usd]
    total = sum(usd for _, usd in known)
    return sum(apr * usd for apr, usd in known) / total if total > 0 else None


def _by_venue(contracts: Sequence[FundingContract]) -> dict[str, float]:
    """Each venue's annual rate: its contracts weighted by open interest, or evenly where none is known."""
    found: dict[str, float] = {}
    for venue, group in groupby(contracts, key=lambda c: c.venue):
        known = [c for c in group if c.apr_pct is not None]
        weighted = _weighted(known)
        if weighted is not None:
            found[venue] = weighted
        elif known:
            found[venue] = sum(c.apr_pct or 0.0 for c in known) / len(known)
    return found


def _next_payment(contracts: Iterable[FundingContract], now_ms: int) -> list[FundingContract]:
    """The contracts that pay first of all, at the same moment."""
    due = [c for c in contracts if c.kind == "predicted" and c.next_ms is not None and c.next_ms > now_ms]
    first_ms = min((contract.next_ms or 0 for contract in due), default=None)
    return [contract for contract in due if contract.next_ms == first_ms]


def _paid_next(contracts: Iterable[FundingContract], now_ms: int) -> tuple[float | None, str | None]:
    """Dollars that longs pay at the next payments, and what the sum leaves out."""
    paid: list[float] = []
    left_out: list[str] = []
    for contract in contracts:
        if contract.kind == "continuous":
            left_out.append(f"{contract.venue} pays continuously")
        elif contract.next_ms is not None and contract.next_ms <= now_ms:
            left_out.append(f"{contract.venue} {contract.symbol} has no estimate of its next payment")
        elif contract.oi_usd is None:
            left_out.append(f"{contract.venue} {contract.symbol} has no open interest")
        else:
            paid.append(contract.rate * contract.oi_usd)
    note = "; ".join(dict.fromkeys(left_out)) or None
    return (sum(paid) if paid else None), note
