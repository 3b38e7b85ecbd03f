"""Runs a paper market until it is cancelled: what `floorline demo` and `floorline paper` start."""

import asyncio
import socket
from collections.abc import Callable, Sequence

from tui.domain.clock import Clock
from tui.domain.errors import FloorlineError
from tui.paper.registry import VENUES, open_venues
from tui.paper.scenarios import SCENARIOS
from tui.paper.server import PaperServer
from tui.paper.world import World


async def serve(
    *,
    scenario: str,
    seed: int,
    speed: float,
    port: int | socket.socket,
    clock: Clock,
    on_ready: Callable[[str], None],
    venues: Sequence[str] = VENUES,
) -> None:
    """Serves that scenario on a port of 127.0.0.1, or on a socket that listens there already; `on_ready` gets the
    gateway's URL. Raises FloorlineError when there is no such scenario or the port is taken; ends only by cancellation.
    """
    if scenario not in SCENARIOS:
        raise FloorlineError(f"there is no scenario {scenario!r}; there are {', '.join(SCENARIOS)}")
    world = World(SCENARIOS[scenario], seed, clock, speed)
    async with PaperServer(world, open_venues(world, venues), port) as server:
        on_ready(server.url)
        await asyncio.Event().wait()
