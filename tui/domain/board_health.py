"""Data that was received and could not be used, or could not be stored, counted since the collector started."""

import msgspec


class VenueHealth(msgspec.Struct, frozen=True, kw_only=True):
    """What one venue sent that could not be used."""

    venue: str
    bad_frames: int = 0
    """Frames that could not be read."""
    bad_frame: str | None = None
    """The beginning of the last of them, clean."""
    quarantined: int = 0
    """Entries about instruments that the venue's market list does not have."""
    rejected: int = 0
    """Entries that made no sense: a side, price or amount that can't be."""
    refused: int = 0
    """Subscriptions that the venue refused while the others of the same connection went on."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Everything is 0 and empty where nothing was lost."""

    history_dropped: int = 0
    """Rows that found no room in memory while the history could not be written."""
    faults: int = 0
    """Events that the market could not take."""
    venues: tuple[VenueHealth, ...] = ()
    """Those with something to tell, in the order of the configuration."""
