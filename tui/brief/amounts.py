"""Reads the amounts of a market note: dollars, percentages, ranges, and which asset a sentence speaks of."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tui.brief.verbs import DOWN, MOVED, UP

_SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "t": 1e12, "b": 1e9, "m": 1e6, "bn": 1e9, "k": 1e3}
# A comma parts thousands; "7,6%" is in another notation, and is not read.
_NUMBER = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![.,]?\d)"
_SCALE = r"(?:\s?(trillion|billion|million|bn|[TBMKtbmk])\b)?"
_DASH = r"\s?(?:[–—-]|to)\s?"
# "4% and 9%" is a range behind "between" alone.
_JOINED = rf"(?(1)(?:{_DASH}|\sand\s)|{_DASH})"
MONEY = re.compile(rf"(\bbetween\s)?(-?)\$({_NUMBER}){_SCALE}(?:{_JOINED}\$?({_NUMBER}){_SCALE})?", re.IGNORECASE)
PERCENT = re.compile(
    rf"(\bbetween\s)?((?<![\w%])[-−])?({_NUMBER})\s?%(?:{_JOINED}([-−]?{_NUMBER})\s?%)?", re.IGNORECASE
)

_ABOUT = r"(?:(?:about|around|nearly|roughly|almost|a|the)\s+)*"
_LEAST = re.compile(
    rf"\b(?:more than|over|above|at least|no less than|exceed\w*|topp\w+|beyond|(?:upwards?|north) of)\s+{_ABOUT}$",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"\b(?:less than|fewer than|under|below|at most|no more than|up to|as much as|south of)\s+{_ABOUT}$", re.IGNORECASE
)
_FROM = re.compile(rf"\bfrom\s+{_ABOUT}$", re.IGNORECASE)
_RANGING = re.compile(
    rf"(?:\b(?:rang\w+|var(?:y|ies|ied)|spread|runs?|is|are|was|were|sits?|stay(?:s|ed)?|anywhere|low|high))\s+from\s+{_ABOUT}$",
    re.IGNORECASE,
)
_BY = re.compile(rf"\b(?:by|{UP}|{DOWN})\s+(?:(?:by|more than|less than|over|another)\s+)*{_ABOUT}$", re.IGNORECASE)

_PERCENT_IN_WORDS = re.compile(r"(?<=\d)\s?per\s?cent\b", re.IGNORECASE)
_DOLLARS_IN_WORDS = re.compile(
    rf"\bUSD\s?(?=\d)|\bUS(?=\$)|(?<![$\d.,])({_NUMBER}{_SCALE})\s(?:US\s)?(?:dollars?|USD)\b", re.IGNORECASE
)
UNREAD = re.compile(
    rf"(?<![$\d.,])\b{_NUMBER}\s?(?:trillion|billion|million|bn|(?:percentage |basis )?points?|pts|pp|bps?|times|x)\b",
    re.IGNORECASE,
)
"""A number with a unit that stands for neither dollars nor a percentage."""


def _coin(words: str) -> re.Pattern[str]:
    """A coin by its names; not as a side of a pair of two coins."""
    return re.compile(rf"(?<!/)\b(?:{words})\b(?!/(?!USD))", re.IGNORECASE)


_ASSETS = {
    "BTC": _coin("bitcoin(?! cash)|btc|xbt"),
    "ETH": _coin("ether|eth|ethereum"),
    "SOL": _coin("solana|sol"),
    "XRP": _coin("xrp|ripple"),
    "BNB": _coin("bnb|binance coin(?!-m)"),
    "DOGE": _coin("doge|dogecoin"),
    "ADA": _coin("cardano|(?-i:ADA)"),
    "AVAX": _coin("avalanche|avax"),
    "LINK": _coin("chainlink|(?-i:LINK)"),
    "DOT": _coin("polkadot|(?-i:DOT)"),
    "LTC": _coin("litecoin|ltc"),
    "BCH": _coin("bitcoin cash|bch"),
    "TRX": _coin("tron|trx"),
    "TON": _coin("toncoin|(?-i:TON)"),
    "SUI": _coin("(?-i:SUI|Sui)"),
    "HYPE": _coin("(?-i:HYPE)"),
    "ZEC": _coin("zcash|zec"),
    "XMR": _coin("monero|xmr"),
}

Bound = Literal["exact", "least", "most"]
Role = Literal["level", "origin", "change"]


@dataclass(frozen=True)
class Amount:
    """A number or a range as written; low == high for a single one."""

    low: float
    high: float
    bound: Bound = "exact"
    """"more than" and "at least" are least, "less than" and "at most" are most."""
    role: Role = "level"
    """Where a figure is, where it came from ("from 6%"), or by how much it moved ("by 2%", "fell 2%")."""

    def holds(self, value: float, tolerance: float) -> bool:
        """Whether `value` is inside, give or take that share of the written number; for a bound, its rounding."""
        slack = max(abs(self.low), abs(self.high)) * (tolerance if self.bound == "exact" else _BOUND_ROUNDED)
        above, below = self.low - slack <= value, value <= self.high + slack
        return (above or self.bound == "most") and (below or self.bound == "least")


_BOUND_ROUNDED = 0.005


def money(text: str) -> list[Amount]:
    """Every dollar amount, in the order of the text."""
    return [amount for _, amount in money_at(text)]


def percentages(text: str) -> list[Amount]:
    """Every percentage or range of them, in the order of the text; a minus counts where it stands alone before one."""
    return [amount for _, amount in _amounts(text, PERCENT, _percentages)]


def levels(amounts: Iterable[Amount]) -> list[Amount]:
    """Those that say where a figure is now."""
    return [amount for amount in amounts if amount.role == "level"]


def money_at(text: str) -> list[tuple[int, Amount]]:
    """Every dollar amount with its place in the text."""
    return list(_amounts(text, MONEY, _dollars))


def _amounts(
    text: str, pattern: re.Pattern[str], ends: Callable[[re.Match[str]], tuple[float, float]]
) -> Iterator[tuple[int, Amount]]:
    for found in pattern.finditer(text):
        first, last = ends(found)
        lead = text[: found.start()]
        came_from = _FROM.search(lead) is not None and not _is_ranging(lead)
        if came_from and first != last and re.search(r"\sto\s", found[0]):
            # "fell from 6% to 4%" is no range: it says where a figure was and where it is.
            yield found.start(), Amount(first, first, role="origin")
            yield found.end(), Amount(last, last)
            continue
        role: Role = "origin" if came_from else "change" if _BY.search(lead) else "level"
        bound = bound_of(lead) if found[1] is None else "exact"
        yield found.start(), Amount(min(first, last), max(first, last), bound, role)


def bound_of(lead: str) -> Bound:
    """What the words before a number make of it."""
    return "least" if _LEAST.search(lead) else "most" if _MOST.search(lead) else "exact"


def _is_ranging(lead: str) -> bool:
    """Whether a "from" begins a range, and not a way."""
    return _RANGING.search(lead) is not None or (
        re.search(r",\s+from\s+$", lead) is not None and not MOVED.search(lead)
    )


def _dollars(found: re.Match[str]) -> tuple[float, float]:
    _, sign, low, scale, high, high_scale = found.groups()
    factor = -1 if sign else 1
    # "$1.2-1.4 billion": the scale behind the range belongs to both ends.
    first = _number(low) * _scale(scale or high_scale) * factor
    return first, _number(high) * _scale(high_scale or scale) * factor if high else first


def _percentages(found: re.Match[str]) -> tuple[float, float]:
    _, sign, low, high = found.groups()
    first = -_number(low) if sign else _number(low)
    return first, _number(high) if high else first


def asset_of(text: str, known: Iterable[str], otherwise: str) -> str:
    """The asset of `known` that the text names first; `otherwise` where it names none."""
    places = {asset: match.start() for asset in known if (match := _pattern(asset).search(text))}
    return min(places, key=lambda asset: places[asset]) if places else otherwise


def first_named(text: str, asset: str) -> int | None:
    """Where the text names that asset first."""
    found = _pattern(asset).search(text)
    return None if found is None else found.start()


def places(text: str, asset: str) -> list[tuple[int, int]]:
    """Where the text names that asset: beginnings and ends."""
    return [found.span() for found in _pattern(asset).finditer(text)]


def last_asset_of(text: str, known: Iterable[str]) -> str | None:
    """The asset of `known` that the text names last; None where it names none."""
    places = {asset: found[-1].start() for asset in known if (found := list(_pattern(asset).finditer(text)))}
    return max(places, key=lambda asset: places[asset], default=None)


def asset_behind(text: str, known: Iterable[str]) -> str | None:
    """The asset that the first words belong to: "open interest in Ether", "funding of SOL"; None where they don't."""
    lead = re.match(r"(?:[\w'-]+ ){1,3}?(?:of|in|for|on) (?=[A-Za-z])", text)
    rest = text[lead.end() :] if lead else ""
    return next((asset for asset in known if _pattern(asset).match(rest)), None)


def every_asset(watched: Iterable[str]) -> tuple[str, ...]:
    """The watched assets and the others that a note may speak of."""
    return tuple(dict.fromkeys((*watched, *_ASSETS)))


def paragraphs(text: str) -> list[list[str]]:
    """The sentences of each paragraph of a note."""
    return [sentences(part) for part in re.split(r"\n\s*\n|\n(?=[A-Z\"•*-])", text)]


def sentences(text: str) -> list[str]:
    """The sentences of a note, each on one line, with percent and dollars as signs."""
    flat = re.sub(r"[ \t]+", " ", text.replace("’", "'"))
    # A line that only wraps goes on in the next.
    flat = re.sub(r"(?<![.!?:\n])\n(?=[a-z$]|\d+(?!\.\s|\d))", " ", flat)
    flat = _PERCENT_IN_WORDS.sub("%", flat)
    flat = _DOLLARS_IN_WORDS.sub(lambda found: f"${found[1]}" if found[1] else "$" * (found[0][:3] == "USD"), flat)
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+(?=[A-Z$\"])|\n+", flat) if part.strip()]


def _pattern(asset: str) -> re.Pattern[str]:
    return _ASSETS.get(asset) or re.compile(rf"\b{re.escape(asset)}\b")


def _number(text: str) -> float:
    number = float(text.lstrip("-−").replace(",", ""))
    return -number if text[0] in "-−" else number


def _scale(text: str) -> float:
    return _SCALES.get(text.lower(), 1.0) if text else 1.0
