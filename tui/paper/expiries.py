"""When contracts expire: 08:00 UTC, weekly on Fridays, monthly and quarterly on the month's last Friday."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS

_HOUR_OF_EXPIRY_MS = 8 * HOUR_MS
# 1970-01-02 was the epoch's first Friday.
_FIRST_FRIDAY_MS = DAY_MS + _HOUR_OF_EXPIRY_MS
_FRIDAY = 4
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTH_LETTERS = "FGHJKMNQUVXZ"


def dailies(after_ms: int, count: int) -> list[int]:
    """The next `count` moments of 08:00 UTC."""
    first = after_ms - (after_ms - _HOUR_OF_EXPIRY_MS) % DAY_MS + DAY_MS
    return [first + DAY_MS * number for number in range(count)]


def weeklies(after_ms: int, count: int) -> list[int]:
    """The next `count` Fridays, 08:00 UTC."""
    first = after_ms - (after_ms - _FIRST_FRIDAY_MS) % WEEK_MS + WEEK_MS
    return [first + WEEK_MS * number for number in range(count)]


def monthlies(after_ms: int, count: int, every: int = 1) -> list[int]:
    """The next `count` last Fridays of months whose number divides by `every`: 1 for each month, 3 for quarters."""
    moment = datetime.fromtimestamp(after_ms / 1000, UTC)
    year, month = moment.year, moment.month
    found: list[int] = []
    while len(found) < count:
        at_ms = _last_friday_ms(year, month)
        if month % every == 0 and at_ms > after_ms:
            found.append(at_ms)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def quarterlies(after_ms: int, count: int) -> list[int]:
    """The next `count` last Fridays of March, June, September and December."""
    return monthlies(after_ms, count, every=3)


def day_code(expiry_ms: int) -> str:
    """26DEC25, 5DEC25: as Deribit and Bybit write a date."""
    day = datetime.fromtimestamp(expiry_ms / 1000, UTC)
    return f"{day.day}{_MONTH_NAMES[day.month - 1]}{day:%y}"


def number_code(expiry_ms: int) -> str:
    """251226: as Binance and OKX write a date."""
    return f"{datetime.fromtimestamp(expiry_ms / 1000, UTC):%y%m%d}"


def month_letter_code(expiry_ms: int) -> str:
    """Z25: as Bybit writes the month of an inverse future."""
    day = datetime.fromtimestamp(expiry_ms / 1000, UTC)
    return f"{_MONTH_LETTERS[day.month - 1]}{day:%y}"


def _last_friday_ms(year: int, month: int) -> int:
    last = date(year, month, monthrange(year, month)[1])
    friday = last - timedelta(days=(last.weekday() - _FRIDAY) % 7)
    return int(datetime(friday.year, friday.month, friday.day, 8, tzinfo=UTC).timestamp()) * 1000
