"""The Retry-After header of HTTP (RFC 9110, 10.2.3): seconds, or the moment from which one may ask again."""

from email.utils import parsedate_to_datetime


def retry_after_s(value: str, now_ms: int) -> float | None:
    """Seconds to wait, never negative; None where the header says nothing that can be read."""
    value = value.strip()
    # isdigit alone takes "²" for a number, which float does not.
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now_ms / 1000)
    except (ValueError, OverflowError):
        return None
