"""Counts of lost data for the Board, collected from the history, the market and every venue."""

from collections import Counter
from collections.abc import Sequence

from tui.collector.intake import Intake
from tui.domain.board import Health, VenueHealth
from tui.exchange.venue import Venue
from tui.history.history import History


def health_of(history: History, intake: Intake, venues: Sequence[Venue]) -> Health:
    """The counts now; venues that lost nothing are left out."""
    told = (venue_health(venue) for venue in venues)
    return Health(
        history_dropped=history.dropped,
        faults=intake.counts["faults"],
        venues=tuple(each for each in told if each != VenueHealth(venue=each.venue)),
    )


def venue_health(venue: Venue) -> VenueHealth:
    """The counts of all connections of one venue."""
    counts: Counter[str] = Counter()
    for client in venue.clients:
        counts += client.counts
    return VenueHealth(
        venue=venue.name,
        bad_frames=counts["bad frames"],
        bad_frame=next((client.bad_frame for client in venue.clients if client.bad_frame), None),
        quarantined=counts["quarantined"],
        rejected=counts["rejected"],
        refused=counts["refused"],
    )
