"""What OKX is asked for: prices, open interest, funding, dated futures and option chains."""

from collections.abc import Mapping, Sequence

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.polling import REFUSALS, part, some
from tui.exchange.standing import standing
from tui.exchange.wire.okx_derivatives import funding, futures, open_interest, open_interest_history
from tui.exchange.wire.okx_options import option_book
from tui.exchange.wire.okx_stream import answer_quotes

INSTRUMENT_TYPES: Mapping[str, str] = {"swap": "SWAP", "future": "FUTURES"}
"""ccxt's market type -> OKX's `instType`."""

_HISTORY_POINTS = 26
"""Hours of open interest: now and 24 hours ago, with one to spare at each end."""


class OkxPolls:
    """One method for each PollFeed; each returns what one round of answers said, or raises VenueError."""

    def __init__(self, client: Client, assets: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._assets = frozenset(assets)
        self._clock = clock
        self._funding_by_id = False

    async def quotes(self) -> Sequence[Event]:
        """Spot tickers, while the stream is down."""
        known = await self._wanted("spot")
        payload = await self._client.call("publicGetMarketTickers", {"instType": "SPOT"})
        return some("okx", answer_quotes(payload, known, self._clock.now_ms()), "tickers")

    async def open_interest(self, market_type: str) -> Sequence[Event]:
        """Of one market type; marks are asked for only where OKX tells no dollars."""
        known = await self._wanted(market_type)
        asked = {"instType": INSTRUMENT_TYPES[market_type]}
        payload = await self._client.call("publicGetPublicOpenInterest", asked)
        events = open_interest(payload, known, self._clock.now_ms())
        if not events:
            marks = await part(self._client, "publicGetPublicMarkPrice", asked)
            if marks is None:
                marks = await part(self._client, "publicGetMarketTickers", asked)
            events = open_interest(payload, known, self._clock.now_ms(), marks)
        return some("okx", standing(events), "open interest")

    async def open_interest_history(self) -> Sequence[Event]:
        """Hourly open interest of the last day, contract by contract; a contract without any costs itself."""
        contracts = {**await self._wanted("swap"), **await self._wanted_or_none("future")}
        found: list[Event] = []
        for known in contracts.values():
            asked = {"instId": known.id, "period": "1H", "limit": str(_HISTORY_POINTS)}
            payload = await part(self._client, "publicGetRubikStatContractsOpenInterestHistory", asked)
            found += open_interest_history(payload, known, self._clock.now_ms())
        return some("okx", found, "open interest history")

    async def funding(self) -> Sequence[Event]:
        """All perpetuals in one call; one call each where OKX refuses to answer for all."""
        known = {**await self._wanted("swap"), **await self._wanted_or_none("future")}
        known = {identifier: one for identifier, one in known.items() if one.kind == "perpetual"}
        if not self._funding_by_id:
            payload = await part(self._client, "publicGetPublicFundingRate", {"instId": "ANY"})
            if events := funding(payload, known, self._clock.now_ms()):
                return events
        found: list[Event] = []
        for identifier in known:
            payload = await part(self._client, "publicGetPublicFundingRate", {"instId": identifier})
            found += funding(payload, known, self._clock.now_ms())
        self._funding_by_id = bool(found)
        return some("okx", found, "funding rates")

    async def futures(self) -> Sequence[Event]:
        """Dated futures beside the indexes of their quote currencies."""
        known = await self._wanted("future")
        asked = {"instType": "FUTURES"}
        tickers = await part(self._client, "publicGetMarketTickers", asked)
        marks = await part(self._client, "publicGetPublicMarkPrice", asked)
        indexes = [
            await part(self._client, "publicGetMarketIndexTickers", {"quoteCcy": quote})
            for quote in sorted({one.quote for one in known.values()})
        ]
        return some("okx", standing(futures(tickers, marks, indexes, known, self._clock.now_ms())), "dated futures")

    async def option_chain(self, asset: str) -> Sequence[Event]:
        """A chain without its open interest or volume would pass for one that nobody holds, so both must answer."""
        # OKX takes the family where it gets both; gateways made for ccxt may know the underlying only.
        family = {"instFamily": f"{asset}-USD", "uly": f"{asset}-USD"}
        summaries = await self._client.call("publicGetPublicOptSummary", family)
        interest = await self._client.call("publicGetPublicOpenInterest", {"instType": "OPTION", **family})
        tickers = await self._client.call("publicGetMarketTickers", {"instType": "OPTION", **family})
        marks = await part(self._client, "publicGetPublicMarkPrice", {"instType": "OPTION", **family})
        book = option_book(asset, summaries, interest, tickers, marks, self._clock.now_ms())
        return some("okx", standing([book]), f"options on {asset}")

    async def _wanted(self, market_type: str) -> Mapping[str, Instrument]:
        """The configured assets' instruments of one market type."""
        listed = await self._client.instruments(market_type)
        wanted = {identifier: known for identifier, known in listed.items() if known.asset in self._assets}
        if not wanted:
            raise VenueError("okx", Trouble.UNSUPPORTED, f"no {market_type} market of these assets")
        return wanted

    async def _wanted_or_none(self, market_type: str) -> Mapping[str, Instrument]:
        """The same where a list that can't be had must not cost the other one."""
        try:
            return await self._wanted(market_type)
        except VenueError as error:
            if error.trouble not in REFUSALS:
                raise
            return {}
