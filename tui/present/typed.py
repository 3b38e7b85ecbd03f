"""What a person types into a form, read: amounts, lists of them, durations."""

import re
from decimal import Decimal

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9}
_UNITS_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_AMOUNT = re.compile(r"\$?(\d+(?:\.\d+)?|\.\d+)([kmb]?)", re.IGNORECASE)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)", re.IGNORECASE)


def amount(text: str) -> float | str | None:
    """The number that is meant by 105000, 105,000, $105k or 1.2M; the text where it is none, None where it is empty."""
    bare = text.strip()
    plain = bare.lstrip("$").replace("_", "")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        return bare or None
    return float(match[1]) * _SCALES.get(match[2].lower(), 1)


def amounts(text: str) -> list[float | str]:
    """Those of a list: parted by spaces, arrows, semicolons, or commas that group no digits."""
    found: list[float | str] = []
    for part in re.split(r"[\s;>→]+", text):
        # In 98,400 the comma groups digits; in 98400,72000 and behind a number it parts them.
        pieces = [part.rstrip(",")] if _GROUPED.fullmatch(part.strip("$,")) else part.split(",")
        found += [value for piece in pieces if (value := amount(piece)) is not None]
    return found


def amount_text(value: float) -> str:
    """As `amount` reads it: every digit, grouped, without an exponent."""
    return f"{Decimal(repr(value)):,f}".removesuffix(".0")


def duration_s(text: str) -> float | str | None:
    """Seconds that are meant by 900, 90s, 15m, 4h or 1d; the text where it is none, None where it is empty."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return text.strip() or None
    return float(match[1]) * _UNITS_S[match[2].lower()]


def duration_text(seconds: float) -> str:
    """As `duration_s` reads it, in the largest unit that leaves it whole."""
    for unit in ("d", "h", "m"):
        if seconds and seconds % _UNITS_S[unit] == 0:
            return f"{seconds / _UNITS_S[unit]:.0f}{unit}"
    return f"{Decimal(repr(seconds)):f}".removesuffix(".0") + "s"
