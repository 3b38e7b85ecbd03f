"""What a note says in one place, and what is found of it: the words that every judge shares."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from tui.brief.amounts import Amount, last_asset_of
from tui.domain.board import AssetBoard, Board

ROUNDED = 0.03
"""Totals and rates that a note rounds: 3 %."""

_SUBJECTS = re.compile(
    r"(?P<of_other>(?:reali[sz]ed|strike|average|entry|liquidation|target|max pain) price)"
    r"|(?P<interest>open interest|\bOI\b)"
    r"|(?P<cap>capitali[sz]ation|market cap)"
    r"|(?P<forced>liquidat)|(?P<etf>\bETFs?\b)"
    r"|(?P<rate>funding|basis(?! points?)|premium|futures curve)"
    r"|(?P<options>volatility|\bIV\b|\bDVOL\b|options|\bputs?\b|\bcalls?\b|skew|gamma)"
    r"|(?P<line>average\b|\bSMA\b)|(?P<other>volumes?\b|dominance|yields?\b|stocks?\b|\bgold\b|\boil\b|dollar index"
    r"|\bnasdaq\b|\bS&P\b|hash ?rate|hash ?price|difficulty|miner|mining|\bfees?\b|address|transaction|wallet|whale"
    r"|holder|supply|reserve|outflow|inflow|support|resistance|max(?:imum)? pain|reali[sz]ed|\bcost\b|\bgap\b|target"
    r"|strike|\bbids?\b|\basks?\b|liquidity|depth|revenue|treasur|altcoin|stablecoin)"
    r"|(?<!\bin )(?<!\bof )(?<!\bon )(?<!\bfor )"
    r"(?<!/)(?P<price>\b(?:bitcoin|btc|ether|eth|ethereum|solana|sol|price)\b(?!/(?!USD)))",
    re.IGNORECASE,
)
PARTS = re.compile(r"[,;]\s+(?:and |but |while |as |with )?|\s(?:and|while|but)\s")
"""Where one part of a sentence ends and another begins."""

_MODAL = re.compile(r"\b(?:could|might|may|would|will|if|should|whether|suppos\w*)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:no|not|without|isn't|aren't|never|left|from|exit\w*|ended|out of|little)\b[^,;.]{0,16}$", re.IGNORECASE
)

Verdict = Literal["consistent", "inconsistent", "unverifiable"]


@dataclass(frozen=True)
class Claim:
    """A sentence that says something Floorline knows about."""

    sentence: str
    at: int
    """Where in the sentence the claim's key words begin."""
    asset: str
    board: Board

    @property
    def facts(self) -> AssetBoard:
        return self.board.assets[self.asset]

    @property
    def before(self) -> str:
        return self.sentence[: self.at]

    @property
    def after(self) -> str:
        """From the key words to the end of the sentence."""
        return self.sentence[self.at :]

    @property
    def clause(self) -> str:
        """From the key words to where the sentence turns to another subject."""
        kind = next((found.lastgroup for found in _SUBJECTS.finditer(self.after)), None)
        turns = (found.start() for found in _SUBJECTS.finditer(self.after) if found.lastgroup != kind and found.start())
        return self.after[: next(turns, None)]

    @property
    def part_before(self) -> str:
        """From where this part of the sentence begins to the key words."""
        starts = [found.end() for found in PARTS.finditer(self.before)]
        return self.before[starts[-1] if starts else 0 :]

    @property
    def context(self) -> str:
        """The sentence up to the end of the part in which the claim stands."""
        return self.sentence[: self.at] + self.after[: next((f.start() for f in PARTS.finditer(self.after)), None)]

    @property
    def is_of_price(self) -> bool:
        """Whether what is said is said of an asset's price: the asset was named, and nothing else of it since."""
        return subject(self.before) == "price" and last_asset_of(self.before, (self.asset,)) is not None

    @property
    def negated(self) -> bool:
        return _NOT.search(self.before) is not None


@dataclass(frozen=True)
class Judgement:
    verdict: Verdict
    detail: str


def subjects(words: str) -> Iterator[tuple[int, str | None]]:
    """Where each subject is named, and what it is."""
    return ((found.start(), found.lastgroup) for found in _SUBJECTS.finditer(words))


def subject(words: str) -> str | None:
    """What a verb at the end of `words` speaks of: "price", "interest" and so on; None where nothing is named."""
    last = None
    for found in _SUBJECTS.finditer(words):
        last = found.lastgroup
    return last


def is_supposed(words: str) -> bool:
    """Whether these words lead to what could be, and not to what is."""
    return _MODAL.search(words) is not None


def unknown(what: str, why: str | None) -> Judgement:
    return Judgement("unverifiable", f"{what}: {why or 'not known now'}")


def why_market(claim: Claim, key: str) -> str | None:
    """Why a figure of the whole market is missing."""
    market = claim.board.market
    return market.notes.get(key) if market else claim.board.notes.get("market")


def held(written: Amount, value: float, words: Callable[[float], str], what: str, tolerance: float) -> Judgement:
    verdict: Verdict = "consistent" if written.holds(value, tolerance) else "inconsistent"
    counts = f" (within {tolerance:.1%} counts)" if written.bound == "exact" else ""
    return Judgement(verdict, f"{what} is {words(value)}{counts}")
