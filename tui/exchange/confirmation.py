"""Subscriptions that were lost without a word, told by the canary that was acknowledged on the same socket."""

from collections.abc import Callable

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError

_WITHIN_S = 10.0


async def confirm(clock: Clock, venue: str, is_lost: Callable[[], bool], what: str) -> None:
    """Raises VenueError where, ten seconds after the subscriptions were sent, one of them is lost: it would look like a
    quiet market."""
    await clock.sleep(_WITHIN_S)
    if is_lost():
        raise VenueError(venue, Trouble.TIMEOUT, f"{what} was not acknowledged")
