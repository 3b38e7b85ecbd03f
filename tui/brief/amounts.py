"""Reads the amounts of a market note: dollars, percentages, ranges, and which asset a sentence speaks of."""

import re
from dataclasses import dataclass

_SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "t": 1e12, "b": 1e9, "m": 1e6, "bn": 1e9, "k": 1e3}
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_SCALE = r"(?:\s?(trillion|billion|million|bn|[TBMKtbmk])\b)?"
_DASH = r"\s?(?:[–—-]|to)\s?"
MONEY = re.compile(rf"(-?)\$({_NUMBER}){_SCALE}(?:{_DASH}\$?({_NUMBER}){_SCALE})?")
PERCENT = re.compile(rf"((?<![\w%])[-−])?({_NUMBER})\s?%(?:{_DASH}({_NUMBER})\s?%)?")

_ASSETS = {
    "BTC": re.compile(r"\b(?:bitcoin|btc|xbt)\b", re.IGNORECASE),
    "ETH": re.compile(r"\b(?:ether|eth|ethereum)\b", re.IGNORECASE),
    "SOL": re.compile(r"\b(?:solana|sol)\b", re.IGNORECASE),
}


@dataclass(frozen=True)
class Amount:
    """A number or a range as written; low == high for a single one."""

    low: float
    high: float

    def holds(self, value: float, tolerance: float) -> bool:
        """Whether `value` is inside, give or take that share of the written number (at least of its own width)."""
        slack = max(abs(self.low), abs(self.high)) * tolerance
        return self.low - slack <= value <= self.high + slack


def money(text: str) -> list[Amount]:
    """Every dollar amount, in the order of the text."""
    found = []
    for sign, low, scale, high, high_scale in MONEY.findall(text):
        factor = -1 if sign else 1
        # "$1.2-1.4 billion": the scale behind the range belongs to both ends.
        first = _number(low) * _scale(scale or high_scale) * factor
        last = _number(high) * _scale(high_scale or scale) * factor if high else first
        found.append(Amount(min(first, last), max(first, last)))
    return found


def percentages(text: str) -> list[Amount]:
    """Every percentage or range of them, in the order of the text; a minus counts where it stands alone before one."""
    found = []
    for sign, low, high in PERCENT.findall(text):
        first = -_number(low) if sign else _number(low)
        last = _number(high) if high else first
        found.append(Amount(min(first, last), max(first, last)))
    return found


def asset_of(text: str, known: tuple[str, ...], otherwise: str) -> str:
    """The asset of `known` that the text names first; `otherwise` where it names none."""
    places = {asset: match.start() for asset in known if (match := _pattern(asset).search(text))}
    return min(places, key=lambda asset: places[asset]) if places else otherwise


def first_named(text: str, asset: str) -> int | None:
    """Where the text names that asset first."""
    found = _pattern(asset).search(text)
    return None if found is None else found.start()


def last_asset_of(text: str, known: tuple[str, ...]) -> str | None:
    """The asset of `known` that the text names last; None where it names none."""
    places = {asset: found[-1].start() for asset in known if (found := list(_pattern(asset).finditer(text)))}
    return max(places, key=lambda asset: places[asset], default=None)


def sentences(text: str) -> list[str]:
    """The sentences of a note, each on one line."""
    flat = re.sub(r"[ \t]+", " ", text.replace("’", "'"))
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+(?=[A-Z$\"])|\n+", flat) if part.strip()]


def _pattern(asset: str) -> re.Pattern[str]:
    return _ASSETS.get(asset) or re.compile(rf"\b{re.escape(asset)}\b")


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _scale(text: str) -> float:
    return _SCALES.get(text.lower(), 1.0) if text else 1.0
