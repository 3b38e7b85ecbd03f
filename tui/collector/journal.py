"""What the collector's log says while all goes well: one line when a venue comes or goes."""

import logging

from tui.domain.board import DOWN
from tui.domain.events import Event, FeedState, FeedStatus
from tui.domain.text import clean

log = logging.getLogger("floorline.collector")


class Journal:
    """Watches the states of every feed; a venue is live while any of its feeds is."""

    def __init__(self) -> None:
        self._states: dict[str, dict[tuple[str, str], FeedState]] = {}
        self._live: dict[str, bool] = {}

    @property
    def live(self) -> int:
        """How many venues are live."""
        return sum(self._live.values())

    def note(self, event: Event) -> None:
        """Takes any event; only states matter."""
        if not isinstance(event, FeedStatus):
            return
        venue = event.venue
        states = self._states.setdefault(venue, {})
        states[event.kind.value, event.part] = event.state
        live = sum(state is FeedState.LIVE for state in states.values())
        known = self._live.get(venue)
        if live and known is not True:
            self._live[venue] = True
            log.info("%s live", venue)
        elif not live and known is not False and event.state in DOWN:
            # Before it was ever live, a venue is lost only once nothing of it is still connecting.
            if known is None and FeedState.CONNECTING in states.values():
                return
            self._live[venue] = False
            words = "lost" if known else "not reached"
            log.warning("%s %s: %s", venue, words, clean(event.reason or event.state.value, 160))
