"""Numbers as venues write them: strings, numbers, empty strings, null. What is not a number is None, never zero.

The functions read decoded values; the types are the same bounds for fields that msgspec decodes with `strict=False`,
which takes a number or a text of one and refuses the rest.
"""

from typing import Annotated

from msgspec import Meta

_LARGEST = 1e30
SMALLEST = 1e-30
"""No price, size or rate is larger, and what is smaller counts as zero: no product of a few can overflow or vanish."""

Positive = Annotated[float, Meta(ge=SMALLEST, le=_LARGEST)]
"""A price or a size, as `positive` has it."""
NotNegative = Annotated[float, Meta(ge=0, le=_LARGEST)]
"""A number that may be absent by being zero."""
EpochMs = Annotated[int, Meta(ge=10**12, lt=10**13)]
"""A moment, as `epoch_ms` has it."""


def number(value: object) -> float | None:
    """The number in `value`; None for null, "", NaN, infinity, what is absurdly large, booleans and everything else."""
    if type(value) is not str and (isinstance(value, bool) or not isinstance(value, (str, int, float))):
        return None
    try:
        parsed = float(value)
    except (ValueError, OverflowError):
        return None
    if SMALLEST <= parsed <= _LARGEST:
        return parsed
    if not abs(parsed) <= _LARGEST:
        return None
    return parsed if abs(parsed) >= SMALLEST else 0.0


def positive(value: object) -> float | None:
    """The number in `value` where it is greater than zero: prices, sizes and volatilities."""
    if type(value) is not str:
        parsed = number(value)
        return parsed if parsed is not None and parsed > 0 else None
    # The same in one step, for texts: several in every frame.
    try:
        parsed = float(value)
    except ValueError:
        return None
    return parsed if SMALLEST <= parsed <= _LARGEST else None


def not_negative(value: object) -> float | None:
    """The number in `value` where it is zero or more: open interest and volumes, of which there may be none."""
    parsed = number(value)
    return parsed if parsed is not None and parsed >= 0 else None


def epoch_ms(value: object) -> int | None:
    """The moment in `value`: epoch milliseconds after 2001 and before 2286; seconds and microseconds are refused."""
    parsed = value if type(value) is int else number(value)
    return int(parsed) if parsed is not None and 1e12 <= parsed < 1e13 else None
