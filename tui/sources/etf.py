"""Spot-ETF net flows from the user's own entries, a file, or a CSV on the web, in this order of trust.

The CSV has a header with `date`, `asset` and `net_inflow_usd` (or `net_flow_usd`), and may have `reported`, `issuers`
and `source`. An empty or "-" flow is not reported: it makes no event, and never a zero.
"""

import asyncio
import csv
import io
import math
from datetime import date
from pathlib import Path

from tui.config.model import SourcesConfig
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import EtfFlow
from tui.domain.text import clean
from tui.sources.web import Web

ASSETS = ("BTC", "ETH")
FROM_WEB = "csv"
"""What the sources of flows from the web begin with."""
_NOT_REPORTED = {"", "-", "n/a", "na", "null", "none"}
MAX_ROWS = 20_000


class EtfFlows:
    """Every configured provider together, one flow for each date and asset."""

    def __init__(self, config: SourcesConfig, web: Web, clock: Clock) -> None:
        self._config = config
        self._web = web
        self._clock = clock

    @property
    def configured(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self._config.etf_csv_url or self._config.etf_file or self._config.etf_manual)

    async def fetch(self) -> list[EtfFlow]:
        """Flows by date, oldest first; a provider that fails is left out, and raises only when none is left."""
        now_ms = self._clock.now_ms()
        flows: dict[tuple[str, str], EtfFlow] = {}
        failure: VenueError | None = None
        for read in (self._from_web, self._from_file):
            try:
                flows |= {(flow.date, flow.asset): flow for flow in await read(now_ms)}
            except VenueError as error:
                failure = error
        for entry in self._config.etf_manual:
            flow = EtfFlow(
                source="manual",
                asset=entry.asset,
                date=entry.date.isoformat(),
                net_flow_usd=entry.net_flow_usd,
                reported=None,
                issuers=None,
                recv_ms=now_ms,
            )
            flows[flow.date, flow.asset] = flow
        if failure and not flows:
            raise failure
        return [flows[key] for key in sorted(flows)]

    async def _from_web(self, now_ms: int) -> list[EtfFlow]:
        if not self._config.etf_csv_url:
            return []
        body = await self._web.get("etf csv", self._config.etf_csv_url)
        return parse_csv(body.decode("utf-8-sig", errors="replace"), FROM_WEB, now_ms)

    async def _from_file(self, now_ms: int) -> list[EtfFlow]:
        if not self._config.etf_file:
            return []
        return parse_csv(await asyncio.to_thread(_read, self._config.etf_file), "file", now_ms)


def _read(file: str) -> str:
    try:
        return Path(file).expanduser().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, RuntimeError):
        raise VenueError("etf file", Trouble.UNAVAILABLE, clean(f"{file} can't be read", 96)) from None


def parse_csv(text: str, provider: str, recv_ms: int) -> list[EtfFlow]:
    """The flows of a CSV; one bad row costs one row. Raises VenueError where the columns are not there."""
    try:
        return _flows(csv.DictReader(io.StringIO(text)), provider, recv_ms)
    except csv.Error:
        raise VenueError(f"etf {provider}", Trouble.BAD_RESPONSE, "the answer is no CSV") from None


def _flows(reader: "csv.DictReader[str]", provider: str, recv_ms: int) -> list[EtfFlow]:
    columns = set(reader.fieldnames or ())
    flow_column = next((name for name in ("net_inflow_usd", "net_flow_usd") if name in columns), None)
    if flow_column is None or not {"date", "asset"} <= columns:
        raise VenueError(f"etf {provider}", Trouble.BAD_RESPONSE, "no columns date, asset, net_inflow_usd")
    flows = []
    for row, _ in zip(reader, range(MAX_ROWS), strict=False):
        if (flow := _row(row, flow_column, provider, recv_ms)) is not None:
            flows.append(flow)
    return flows


def _row(row: dict[str, str | None], flow_column: str, provider: str, recv_ms: int) -> EtfFlow | None:
    asset, amount = (row.get("asset") or "").strip().upper(), (row.get(flow_column) or "").strip()
    if asset not in ASSETS or amount.lower() in _NOT_REPORTED:
        return None
    try:
        day, flow_usd = date.fromisoformat((row.get("date") or "").strip()), float(amount)
    except ValueError:
        return None
    if not math.isfinite(flow_usd) or day.weekday() >= 5:
        # New York trades no weekends: such a row is padding, not a day without flows.
        return None
    via = clean((row.get("source") or "").strip(), 32)
    return EtfFlow(
        source=f"{provider} via {via}" if via else provider,
        asset=asset,
        date=day.isoformat(),
        net_flow_usd=flow_usd,
        reported=_count(row.get("reported")),
        issuers=_count(row.get("issuers")),
        recv_ms=recv_ms,
    )


def _count(text: str | None) -> int | None:
    return int(text) if text and len(text) <= 9 and text.isascii() and text.strip().isdigit() else None
