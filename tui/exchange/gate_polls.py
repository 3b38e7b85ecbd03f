"""What Gate is asked for again and again: open interest, its past day, and funding, by settlement currency."""

from collections.abc import Mapping, Sequence

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.polling import part, some
from tui.exchange.wire.gate import funding, open_interest, open_interest_history

_HISTORY_POINTS = 26
"""Hours of open interest: now and 24 hours ago, with one to spare at each end."""


def perpetuals(listed: Mapping[str, Instrument], assets: Sequence[str]) -> dict[str, Instrument]:
    """The assets' perpetuals by id, the first asset's first."""
    found = [known for known in listed.values() if known.asset in assets]
    return {known.id: known for known in sorted(found, key=lambda known: (assets.index(known.asset), known.id))}


class GatePolls:
    """One method for each kind of answer; each returns what it said of the assets, or raises VenueError."""

    def __init__(self, client: Client, assets: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._assets = tuple(assets)
        self._clock = clock

    async def open_interest(self, settle: str) -> Sequence[Event]:
        """Every contract in one answer."""
        wanted = await self._wanted(settle)
        payload = await self._client.call("publicFuturesGetSettleTickers", {"settle": settle})
        return some("gate", open_interest(payload, wanted, self._clock.now_ms()), "open interest")

    async def open_interest_history(self, settle: str) -> Sequence[Event]:
        """Hourly open interest of the last day, contract by contract; a contract without any costs itself."""
        found: list[Event] = []
        for known in (await self._wanted(settle)).values():
            asked = {"settle": settle, "contract": known.id, "interval": "1h", "limit": _HISTORY_POINTS}
            payload = await part(self._client, "publicFuturesGetSettleContractStats", asked)
            found += open_interest_history(payload, known, self._clock.now_ms())
        return some("gate", found, "open interest history")

    async def funding(self, settle: str) -> Sequence[Event]:
        """From the list of contracts, the one answer that has the rate, the interval and the next payment together."""
        wanted = await self._wanted(settle)
        payload = await self._client.call("publicFuturesGetSettleContracts", {"settle": settle})
        return some("gate", funding(payload, wanted, self._clock.now_ms()), "funding rates")

    async def _wanted(self, settle: str) -> Mapping[str, Instrument]:
        wanted = perpetuals(await self._client.instruments(settle), self._assets)
        if not wanted:
            raise VenueError("gate", Trouble.UNSUPPORTED, f"no {settle} perpetual of these assets")
        return wanted
