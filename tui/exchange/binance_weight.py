"""Binance's request weight: our own budget, and what Binance says this address has used."""

import asyncio
from collections import deque
from collections.abc import Mapping

from tui.domain.clock import MINUTE_MS, Clock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.wire.number import number

_LONGEST_WAIT_S = 60.0
_CEILINGS = {"spot": 3000, "futures": 1200}
"""Half of the request weight that Binance allows an address in a minute; both futures platforms count together."""
_POOLS = {"api": "spot", "fapi": "futures", "dapi": "futures"}
"""Host (of binance.com) -> whose weight its answers tell."""


class WeightBudget:
    """At most `limit` in any `window_s` seconds; whoever would exceed it waits, in order of arrival."""

    def __init__(self, limit: float, window_s: float, clock: Clock) -> None:
        self._limit = limit
        self._window_s = window_s
        self._clock = clock
        self._spent: deque[tuple[float, float]] = deque()
        self._turn = asyncio.Lock()

    async def spend(self, weight: float) -> None:
        """Returns once `weight`, which is never more than the limit, may be spent; VenueError where that takes long."""
        async with self._turn:
            while (wait_s := self._wait_s(weight)) > 0:
                if wait_s > _LONGEST_WAIT_S:
                    words = "waits its turn: our own limit of requests is reached"
                    raise VenueError("binance", Trouble.RATE_LIMITED, words, retry_after_s=wait_s)
                await self._clock.sleep(wait_s)
            self._spent.append((self._clock.monotonic_s(), weight))

    def _wait_s(self, weight: float) -> float:
        now_s = self._clock.monotonic_s()
        while self._spent and self._spent[0][0] <= now_s - self._window_s:
            self._spent.popleft()
        excess = sum(spent for _, spent in self._spent) + weight - self._limit
        for spent_s, spent in self._spent:
            if excess <= 0:
                break
            excess -= spent
            if excess <= 0:
                return spent_s + self._window_s - now_s
        return 0.0


class AddressWeight:
    """The weight of one pool that Binance counted for our address this minute, other programs' included."""

    def __init__(self, ceiling: float, clock: Clock) -> None:
        """`ceiling` is where we stop adding to it, well under the limit at which the venue bans addresses."""
        self._ceiling = ceiling
        self._clock = clock
        self._used = 0.0
        self._minute = 0

    def note(self, used: float) -> None:
        """`X-MBX-USED-WEIGHT-1M` of an answer; answers may come out of order, so a minute's highest counts."""
        minute = self._clock.now_ms() // MINUTE_MS
        self._used = max(used, self._used) if minute == self._minute else used
        self._minute = minute

    def check(self) -> None:
        """Raises VenueError until the next minute while the address has used too much in this one."""
        now_ms = self._clock.now_ms()
        if self._used < self._ceiling or now_ms // MINUTE_MS != self._minute:
            return
        raise VenueError(
            "binance",
            Trouble.RATE_LIMITED,
            f"this address has used {self._used:.0f} of its request weight, other programs included",
            retry_after_s=(MINUTE_MS - now_ms % MINUTE_MS) / 1000,
        )


class AddressWeights:
    """One AddressWeight for each pool, spot and futures: each has a limit of its own."""

    def __init__(self, clock: Clock) -> None:
        self._of_pool = {pool: AddressWeight(ceiling, clock) for pool, ceiling in _CEILINGS.items()}

    def note(self, url: str, headers: Mapping[str, str]) -> None:
        """Takes the count that the headers of an answer from that address tell, if any."""
        used = number(next((value for name, value in headers.items() if name.lower() == "x-mbx-used-weight-1m"), None))
        if used is None:
            return
        for host, pool in _POOLS.items():
            if f"/{host}.binance.com/" in url:
                self._of_pool[pool].note(used)

    def check(self, pool: str) -> None:
        """AddressWeight.check of "spot" or "futures"."""
        self._of_pool[pool].check()
