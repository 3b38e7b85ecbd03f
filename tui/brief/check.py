"""Holds a market note against a Board: finds its claims, recomputes them, and says which are so.

A claim is consistent within the tolerance that its finding prints, inconsistent with the right figure, or unverifiable
with the reason. What only the future can tell is never judged.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from tui.brief import judge
from tui.brief.amounts import asset_of, sentences
from tui.brief.judge import Claim, Judgement
from tui.domain.board import Board
from tui.domain.text import clean

Verdict = Literal["consistent", "inconsistent", "unverifiable"]


@dataclass(frozen=True)
class Finding:
    """One claim of a note and what became of it."""

    claim: str
    """The note's own words, clean."""
    about: str
    verdict: Verdict
    detail: str


_READERS: tuple[tuple[str, re.Pattern[str], Callable[[Claim], Judgement | None]], ...] = tuple(
    (about, re.compile(pattern, re.IGNORECASE), judged)
    for about, pattern, judged in (
        ("fall from a high", r"\d% from .*high of \$", judge.fall_from_high),
        ("price", r"\b(?:hover|around|trad(?:es|ing) (?:at|near)|struggl)", judge.price),
        ("50-week average", r"50-?\s?week (?:simple )?(?:moving )?average|50-?w(?:eek)? SMA", judge.sma50),
        (
            "change",
            r"\b(?:dropped|fell|lost|rose|gained|slid)\s+(?:by\s+|about\s+|more than\s+|over\s+)*\d[\d.]*%",
            judge.change,
        ),
        ("market cap", r"\bcapitali[sz]ation\b.*\btrillion|\bmarket cap\b.*\btrillion", judge.market_cap),
        ("liquidations", r"liquidations?\b.*\$", judge.liquidations),
        ("long share", r"\blongs?\b.*\d%", judge.long_share),
        ("largest asset", r"(?:leading|led)\b.*losses|most liquidat", judge.leading_asset),
        ("open interest", r"open interest\b.*\$", judge.open_interest),
        ("deleveraging", r"deleverag", judge.deleveraging),
        ("futures basis", r"\bbasis\b.*\d%", judge.basis),
        ("funding", r"\bfunding\b.*\d%", judge.funding),
        ("high volatility", r"\bhigh(?:er)? (?:implied )?(?:volatility|IV)\b", judge.high_volatility),
        ("volatility curve", r"backwardation", judge.backwardation),
        ("put-call split", r"put[-/ ]?call\b.*\d%", judge.put_call),
        ("ETF flows", r"\bETFs?\b.*\$", judge.etf),
        ("forecast", r"\b(?:could|might|may|would|will)\b", judge.forecast),
    )
)


def check(text: str, board: Board) -> tuple[Finding, ...]:
    """Every claim found in `text`, in its order."""
    return tuple(_findings(text, board))


def _findings(text: str, board: Board) -> Iterator[Finding]:
    assets = tuple(board.assets)
    for sentence in sentences(text):
        asset = asset_of(sentence, assets, otherwise=assets[0])
        for about, pattern, judged in _READERS:
            if (match := pattern.search(sentence)) is None:
                continue
            judgement = judged(Claim(sentence=sentence, at=match.start(), asset=asset, board=board))
            if judgement is not None:
                yield Finding(clean(sentence, 160), about, judgement.verdict, judgement.detail)
