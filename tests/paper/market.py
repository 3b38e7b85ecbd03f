"""Builds worlds for tests: a clock that stands where it is put, and the moment that the brief is from."""

from tui.domain.clock import MINUTE_MS
from tui.paper.scenarios import SCENARIOS
from tui.paper.world import World

START_MS = 1_762_344_123_456
"""2025-11-05 12:02:03.456 UTC, a Wednesday: neither a whole five minutes nor a whole hour."""
SEED = 7


class StandingClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.at_ms = now_ms

    def now_ms(self) -> int:
        return self.at_ms

    def monotonic_s(self) -> float:
        return self.at_ms / 1000

    async def sleep(self, seconds: float) -> None:
        self.at_ms += int(seconds * 1000)


def index_vol_now(world: World, asset: str) -> float:
    """The volatility index in points: what its running minute has come to."""
    now_ms = world.now_ms()
    return world.volatility_index(asset, MINUTE_MS, now_ms - MINUTE_MS, now_ms)[-1].close_vol


def make_world(
    scenario: str = "brief", *, seed: int = SEED, clock: StandingClock | None = None, speed: float = 1.0
) -> World:
    return World(SCENARIOS[scenario], seed, clock or StandingClock(), speed)
