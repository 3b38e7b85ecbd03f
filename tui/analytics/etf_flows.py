"""The ETF section of the Board: the newest trading date on which anything was reported, and how whole it is."""

from collections.abc import Iterable, Mapping

from tui.domain.board import Etf, EtfDay, Notes
from tui.domain.events import EtfFlow

ASSETS = ("BTC", "ETH")
LISTED = {"BTC": 12, "ETH": 9}
"""US spot funds with flows of their own in November 2025: how many should report where a source doesn't say."""
DAYS = 10
"""Trading dates that are shown."""


def etf_board(flows: Iterable[EtfFlow]) -> Etf | None:
    """The newest date with a flow of BTC or ETH; None where there is none. What was not reported is None, never 0, and
    there is a total only where both were reported for that date and no issuer is known to be missing."""
    known = {(flow.date, flow.asset): flow for flow in flows if flow.asset in ASSETS}
    if not known:
        return None
    date = max(date for date, _ in known)
    of_date = {asset: known[date, asset] for asset in ASSETS if (date, asset) in known}
    missing = [asset for asset in ASSETS if asset not in of_date]
    amounts = {asset: flow.net_flow_usd for asset, flow in of_date.items()}
    notes: Notes = {f"{asset.lower()}_usd": f"not reported for {date}" for asset in missing}
    if missing:
        notes["total_usd"] = f"{', '.join(missing)} not reported for {date}"
    complete = False if missing else _complete(of_date.values())
    if complete is None:
        notes["complete"] = "the source doesn't say how many issuers have reported"
    elif not complete:
        partial = [
            f"{asset} {flow.reported} of {flow.issuers} issuers" for asset, flow in of_date.items() if flow.issuers
        ]
        notes["complete"] = "; ".join([*partial, *(f"{asset} not reported" for asset in missing)])
        notes.setdefault("total_usd", f"no sum of parts: {notes['complete']}")
    return Etf(
        date=date,
        btc_usd=amounts.get("BTC"),
        eth_usd=amounts.get("ETH"),
        total_usd=None if complete is False else sum(amounts.values()),
        complete=complete,
        source=", ".join(dict.fromkeys(flow.source for flow in of_date.values())),
        btc_issuers=_issuers("BTC", of_date.get("BTC")),
        eth_issuers=_issuers("ETH", of_date.get("ETH")),
        days=tuple(_day(known, each) for each in sorted({date for date, _ in known})[-DAYS:]),
        notes=notes,
    )


def _issuers(asset: str, flow: EtfFlow | None) -> tuple[int | None, int | None]:
    """How many have reported, of how many; both None where nothing was."""
    return (None, None) if flow is None else (flow.reported, flow.issuers or LISTED[asset])


def _day(known: Mapping[tuple[str, str], EtfFlow], date: str) -> EtfDay:
    amounts = {asset: known[date, asset].net_flow_usd for asset in ASSETS if (date, asset) in known}
    return EtfDay(date=date, btc_usd=amounts.get("BTC"), eth_usd=amounts.get("ETH"))


def _complete(flows: Iterable[EtfFlow]) -> bool | None:
    """Whether every issuer has reported; None where a source doesn't say."""
    answers = [None if flow.reported is None or not flow.issuers else flow.reported >= flow.issuers for flow in flows]
    if False in answers:
        return False
    return None if None in answers else True
