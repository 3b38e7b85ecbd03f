"""Holds a market note against a Board: finds its claims, recomputes them, and says which are so.

A claim is consistent within the tolerance that its finding prints, inconsistent with the right figure, or unverifiable
with the reason. What only the future can tell is never judged; a sentence with a figure that no claim was read from is
listed, and so is a part of one whose figure none covers, so that silence is never taken for agreement.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tui.brief import judge, judge_derivatives, judge_market
from tui.brief.amounts import (
    MONEY,
    PERCENT,
    asset_behind,
    asset_of,
    every_asset,
    first_named,
    last_asset_of,
    paragraphs,
)
from tui.brief.claim import PARTS, Claim, Judgement, Verdict, subject, subjects
from tui.brief.doubt import doubted
from tui.brief.verbs import MOVED
from tui.domain.board import Board
from tui.domain.text import clean


@dataclass(frozen=True)
class Finding:
    """One claim of a note and what became of it."""

    claim: str
    """The note's own words, clean."""
    about: str
    verdict: Verdict
    detail: str


@dataclass(frozen=True)
class Reading:
    """A note as it was read."""

    findings: tuple[Finding, ...]
    not_read: tuple[str, ...]
    """Parts of sentences with a dollar amount or a percentage that no claim was read from, and whole sentences with a
    number, or with a way that something known is said to have gone, of which none was."""


_OF_THE_MARKET = ("market cap", "liquidations", "largest asset", "side share", "larger side", "ETF flows")
"""Claims that need no asset of the Board."""

_OF_ONE_FIGURE = {
    "price": MONEY,
    "line": MONEY,
    "liquidations": MONEY,
    "50-week average": MONEY,
    "change": PERCENT,
    "dominance": PERCENT,
}
_SIDES = r"\b(?:longs|shorts|(?:long|short) (?:positions?|liquidations?|traders|holders|side))\b"
_AROUND = r"\b(?:hover|around|trad(?:es|ing) (?:at|near)|struggl|(?:is|are|stands|sits) (?:at|near) \$)"
_HURT = r"(?:long|short)(?:s\b| (?:positions?|sellers?|traders|holders|side)\b)"
_MOST_OF_A_SIDE = (
    rf"\b(?:mostly|mainly|predominantly|chiefly|dominated by|(?:most|bulk|majority)\b(?: [\w-]+){{0,7}}?) {_HURT}"
    rf"|\b{_HURT} (?:\w+ )?(?:bore the brunt|dominat\w+"
    r"|(?:accounting|accounted|made|making)(?: up| for) (?:the )?(?:most|bulk|majority))"
)
_MOST_OF_AN_ASSET = r"(?:leading|led)\b.*losses|most liquidat(?!ions? (?:were|are|came|in))"
_PUTS_AND_CALLS = r"put[-/ ]?call\b.*\d%|\b(?:puts|calls)\b[^;]*\d%|(?<=% )(?:puts|calls)\b"
_CROSSED = (
    r"\b(?:(?:reclaim|retook|regain)\w*(?: the)?|(?:lost|loses|losing)(?: the)?"
    r"|(?:is|was|broke|breaks|rose|climbed|moved|pushed|holds|held|trades|trading|stays|stayed|fell|dropped|slipped|slid"
    r"|sank|traded|dipped|back)(?: back)? (?:above|over|below|under)) (?:about |the )?(?=\$)"
)
_READERS: tuple[tuple[str, re.Pattern[str], Callable[[Claim], Judgement | None]], ...] = tuple(
    (about, re.compile(pattern, re.IGNORECASE), judged)
    for about, pattern, judged in (
        ("fall from a high", r"\d% from .*high of \$", judge.fall_from_high),
        ("price", _AROUND, judge.price),
        ("price", rf"(?:{MOVED.pattern})(?: (?:by )?[\d.]+\s?%)? to (?=\$)", judge.price),
        ("line", _CROSSED, judge.side_of_line),
        ("50-week average", r"50-?\s?week (?:simple )?(?:moving )?average|50-?w(?:eek)? SMA", judge.sma50),
        ("change", rf"{MOVED.pattern}\s+(?:(?:by|about|around|nearly|more than|over)\s+)*\d[\d.]*\s?%", judge.change),
        ("dominance", r"\bdominance\b", judge_market.dominance),
        ("market cap", r"\bcapitali[sz]ation\b|\bmarket cap\b", judge_market.market_cap),
        ("liquidations", r"\bliquidat(?:ions?|ed)\b", judge_market.liquidations),
        ("side share", _SIDES, judge_market.side_share),
        ("larger side", _MOST_OF_A_SIDE, judge_market.larger_side),
        ("largest asset", _MOST_OF_AN_ASSET, judge_market.leading_asset),
        ("open interest", r"\bopen interest\b", judge_derivatives.open_interest),
        ("deleveraging", r"deleverag", judge_derivatives.deleveraging),
        ("futures basis", r"\bbasis\b.*\d%", judge_derivatives.basis),
        ("funding", r"\bfunding\b", judge_derivatives.funding),
        ("high volatility", r"\bhigh(?:er)? (?:implied )?(?:volatility|IV)\b", judge_derivatives.high_volatility),
        ("implied volatility", r"\bimplied vol(?:atility)?\b|\bIV\b|\bDVOL\b", judge_derivatives.implied_volatility),
        ("volatility curve", r"backwardation|contango", judge_derivatives.volatility_curve),
        ("skew", r"\b(?:puts|calls)\b[^,;.]{0,12}\b(?:rich|dear|bid)\b", judge_derivatives.skew),
        ("put-call ratio", r"\bput[-/ ](?:to[- ])?call ratio\b", judge_derivatives.put_call_ratio),
        ("put-call split", _PUTS_AND_CALLS, judge_derivatives.put_call),
        ("ETF flows", r"\bETFs?\b.*\$", judge_market.etf),
        ("forecast", r"\b(?:could|might|may|would|will)\b", judge.forecast),
    )
)  # fmt: skip


def check(text: str, board: Board) -> tuple[Finding, ...]:
    """Every claim found in `text`, in its order."""
    return read(text, board).findings


def read(text: str, board: Board) -> Reading:
    """Every claim of `text` in its order, and the sentences that should hold one and were not understood."""
    findings: list[Finding] = []
    not_read: list[str] = []
    every = every_asset(board.assets)
    for paragraph in paragraphs(text):
        spoken_of: tuple[str, ...] = ()
        for sentence in paragraph:
            spoken_of = tuple(asset for asset in every if first_named(sentence, asset) is not None) or spoken_of
            found = list(_findings(sentence, spoken_of, board))
            findings += (finding for finding, _ in found)
            if found:
                not_read += (clean(part, 160) for part in _uncovered(sentence, [covered for _, covered in found]))
            elif re.search(r"\d", sentence) or _is_of_a_way(sentence):
                not_read.append(clean(sentence, 160))
    return Reading(tuple(findings), tuple(not_read))


def _uncovered(sentence: str, covered: list[tuple[int, int]]) -> Iterator[str]:
    """Parts of the sentence, between commas and joining words, with a figure that stands in no claim."""
    figures = sorted({found.start() for pattern in (MONEY, PERCENT) for found in pattern.finditer(sentence)})
    open_at = [at for at in figures if not any(start <= at < end for start, end in covered)]
    edges = [0, *(found.end() for found in PARTS.finditer(sentence)), len(sentence)]
    for start, end in pairwise(edges):
        if any(start <= at < end for at in open_at):
            yield PARTS.sub("", sentence[start:end]).strip(" ,;.")


def _is_of_a_way(sentence: str) -> bool:
    """Whether something that the Board knows is said to have risen or fallen, or to be of one sign."""
    way = MOVED.search(sentence) or re.search(
        r"\b(?:negative|positive|contango|backwardation|led|leads|favou?rs?|inverted|unchanged|flat|steady|high|low|elevated"
        r"|most|majority|third|thirds|half)\b",
        sentence,
    )
    return way is not None and subject(sentence) not in (None, "other")


def _findings(sentence: str, spoken_of: tuple[str, ...], board: Board) -> Iterator[tuple[Finding, tuple[int, int]]]:
    """Each claim, and the stretch of the sentence that its figures may stand in. `spoken_of`: the assets that this
    sentence names, or the one before it in the paragraph."""
    assets = tuple(board.assets)
    every = every_asset(assets)
    first = asset_of(sentence, every, otherwise=spoken_of[0] if len(spoken_of) == 1 else assets[0])
    for about, pattern, judged in _READERS:
        told: set[tuple[str, str]] = set()
        for match in pattern.finditer(sentence):
            asset = (
                asset_behind(sentence[match.start() :], every)
                or last_asset_of(sentence[: match.start()], every)
                or first
            )
            watched = asset if asset in assets or about in _OF_THE_MARKET else assets[0]
            claim = Claim(sentence=sentence, at=match.start(), asset=watched, board=board)
            judgement = doubted(judged(claim), claim, about)
            if judgement is not None and watched != asset:
                judgement = Judgement("unverifiable", f"{asset} is not watched")
            if judgement is None or (judgement.verdict, judgement.detail) in told:
                continue
            told.add((judgement.verdict, judgement.detail))
            name = _side(match[0]) if about == "side share" else about
            finding = Finding(clean(sentence, 160), name, judgement.verdict, judgement.detail)
            yield finding, (0, len(sentence)) if about == "forecast" else _stretch(claim, match.end(), about)


def _stretch(claim: Claim, matched: int, about: str) -> tuple[int, int]:
    """From the part in which the claim begins to where its subject or its asset turns; a claim of one figure ends with
    it."""
    starts = [found.end() for found in PARTS.finditer(claim.before)]
    kind, rest = subject(claim.sentence[:matched]), claim.sentence[matched:]
    turns = [at for at, other in subjects(rest) if other != kind]
    known = tuple(asset for asset in claim.board.assets if asset != claim.asset)
    turns += [at for asset in known if (at := first_named(rest, asset)) is not None]
    end = matched + min(turns, default=len(rest))
    if about in _OF_ONE_FIGURE:
        figure = _OF_ONE_FIGURE[about].search(claim.after)
        end = min(end, max(matched, claim.at + (figure.end() if figure else 0)))
    if about in ("open interest", "market cap"):
        # One percentage is judged, and every sum of dollars.
        judged = [
            *MONEY.finditer(claim.sentence, claim.at, end),
            *list(PERCENT.finditer(claim.sentence, claim.at, end))[:1],
        ]
        end = min(end, max((found.end() for found in judged), default=end))
    return starts[-1] if starts else 0, end


def _side(words: str) -> str:
    return "long share" if words[:4].lower() == "long" else "short share"
