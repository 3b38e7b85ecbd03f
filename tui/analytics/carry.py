"""Whether cash and carry is worth it: the dated basis against the bill and against funding."""

import msgspec

from tui.domain.board import Basis


def with_carry(basis: Basis, funding_apr_pct: float | None) -> Basis:
    """The basis with its carry line: net of the bill where one is configured, and against the mean funding rate. Worth
    it is what pays more than the bill, before fees; without a bill there is no verdict, only the comparison."""
    if basis.apr_pct is None:
        reason = basis.notes.get("apr_pct", "no basis")
        return msgspec.structs.replace(
            basis, notes=basis.notes | dict.fromkeys(("over_funding_pct", "carry_words"), reason)
        )
    notes = dict(basis.notes)
    parts = [f"basis {basis.apr_pct:.1f}%"]
    net = basis.net_of_bill_pct
    if net is not None:
        parts.append(f"{net:+.1f}% over the bill: " + ("worth it before fees" if net > 0 else "not worth it"))
    over_funding = None if funding_apr_pct is None else basis.apr_pct - funding_apr_pct
    if over_funding is None:
        notes["over_funding_pct"] = "no funding rate"
    else:
        better = "dated pays more" if over_funding > 0 else "perpetual pays more"
        parts.append(f"{over_funding:+.1f}% over funding: {better}")
    return msgspec.structs.replace(basis, over_funding_pct=over_funding, carry_words="; ".join(parts), notes=notes)
