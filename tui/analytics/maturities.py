"""Constant-maturity volatilities of a chain and the verdict on its curve, each with the reason where there is none."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from tui.analytics.chain import Chain, ExpiryChain
from tui.analytics.smile import Smile
from tui.analytics.term_structure import (
    SHORTEST_HOURS,
    TENORS_DAYS,
    Interpolation,
    Node,
    Verdict,
    backwardation,
    constant_maturity,
    forward_vol,
    linear,
    slope_threshold_vol,
)
from tui.domain.board import Notes, Options


def maturities(
    chain: Chain, smiles: Sequence[Smile], interpolation: Interpolation, notes: Notes
) -> tuple[dict[str, float | None], dict[str, float | None], str | None]:
    """(tenor in days -> ATM volatility, tenor -> risk reversal, the expiries between which total variance falls);
    reasons for what is None go into `notes`."""
    lasting = [
        (expiry, smile)
        for expiry, smile in zip(chain.expiries, smiles, strict=True)
        if expiry.days * 24 >= SHORTEST_HOURS
    ]
    vols = [(expiry, Node(expiry.days, smile.atm_vol)) for expiry, smile in lasting if smile.atm_vol is not None]
    reversals = [Node(expiry.days, smile.rr25_vol) for expiry, smile in lasting if smile.rr25_vol is not None]
    atm: dict[str, float | None] = {}
    rr25: dict[str, float | None] = {}
    nodes = [node for _, node in vols]
    for days in TENORS_DAYS:
        atm[str(days)] = constant_maturity(nodes, days, interpolation)
        rr25[str(days)] = linear(reversals, days)
    falls = [
        f"{_date(near)} and {_date(far)}"
        for (near, near_node), (far, far_node) in pairwise(vols)
        if forward_vol(near_node, far_node) is None
    ]
    absent = [days for days in TENORS_DAYS if atm[str(days)] is None]
    if absent:
        reach = f"usable expiries reach from {nodes[0].days:.1f} to {nodes[-1].days:.1f} d" if nodes else "none usable"
        notes["atm"] = f"no {', '.join(map(str, absent))} d: {reach}" + (", calendar arbitrage" if falls else "")
    absent = [days for days in TENORS_DAYS if rr25[str(days)] is None]
    if absent:
        notes["rr25_vol"] = f"no {', '.join(map(str, absent))} d: no usable 25-delta quotes on both sides of it"
    return atm, rr25, "; ".join(falls) or None


def curve_verdict(
    atm: dict[str, float | None],
    fault: str | None,
    now_ms: int,
    previous: Options | None,
    noise_vol: float | None,
    notes: Notes,
) -> Verdict | None:
    """Whether the curve is in backwardation, and why that cannot be said; None is unknown. `fault` names the expiries
    between which total variance falls."""
    iv7, iv30 = atm["7"], atm["30"]
    if iv7 is None or iv30 is None:
        notes["backwardation"] = notes["slope_7_30_vol"] = notes.get("atm", "no 7 and 30 d volatility")
        return None
    if forward_vol(Node(7, iv7), Node(30, iv30)) is None:
        notes["backwardation"] = (
            f"calendar arbitrage between {fault or '7 and 30 d'}: a fault of the quotes, not a signal"
        )
        return None
    before = None
    if previous is not None and previous.backwardation is not None:
        before = Verdict(previous.backwardation, previous.backwardation_fading_since_ms)
    threshold = slope_threshold_vol(noise_vol)
    noise = "unknown yet" if noise_vol is None else f"{noise_vol:.2f} v"
    notes["backwardation"] = (
        f"begins with IV7 - IV30 above {threshold:.2f} v (noise {noise}), ends after ten minutes below"
        f" {threshold / 2:.2f} v; full when IV30 stands as far above IV90"
    )
    return backwardation(iv7, iv30, atm["90"], now_ms=now_ms, threshold_vol=threshold, before=before)


def _date(expiry: ExpiryChain) -> str:
    return f"{datetime.fromtimestamp(expiry.expiry_ms / 1000, UTC):%d %b %y}"
