"""What can go wrong, in words for a person; the detail goes to the log."""

from enum import StrEnum


class FloorlineError(Exception):
    """An error with one line for the person who runs Floorline: what happened and what to do next."""


class RefusedError(FloorlineError):
    """A command that names what is not there, or what can't be used: nothing was tried."""


class ConfigurationError(FloorlineError):
    """A configuration that was refused; `problems` has one line for each fault found."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Trouble(StrEnum):
    """Why a venue gave no answer; decided from status and body, never from an exception's class alone."""

    BLOCKED = "blocked"
    """The venue refuses this region or address (451, 403 with a geo body)."""
    BANNED = "banned"
    """418 or an explicit ban: nothing is sent until `retry_after_s` has passed."""
    RATE_LIMITED = "rate limited"
    MAINTENANCE = "maintenance"
    DNS = "dns"
    TLS = "tls"
    REFUSED = "connection refused"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    BAD_RESPONSE = "bad response"
    """An answer that is not what the endpoint promises: HTML, truncated, empty (a captive portal, often)."""
    PROXY = "proxy"
    UNAVAILABLE = "unavailable"
    UNSUPPORTED = "unsupported"
    """The venue has no such instrument or endpoint; asking again will not help."""


class VenueError(FloorlineError):
    """A venue that failed to answer."""

    def __init__(self, venue: str, trouble: Trouble, reason: str, retry_after_s: float | None = None) -> None:
        """`reason` must be clean text (domain.text.clean): it reaches the screen and the log."""
        super().__init__(f"{venue}: {reason}")
        self.venue = venue
        self.trouble = trouble
        self.reason = reason
        self.retry_after_s = retry_after_s
