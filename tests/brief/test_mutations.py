"""True sentences turned into false or unknowable ones, each in every way: none stays consistent."""

import re
from collections.abc import Callable

import pytest

from tests.boards import rich_board
from tui.brief.check import check

TRUE = (
    "Bitcoin is trading at $104,212.",
    "Ether fell 4.9% in 24 hours.",
    "Bitcoin slipped to $104,200 today.",
    "Bitcoin is above the 50-week SMA near $102,981.",
    "Total market cap fell 3.9% to $3.54 trillion.",
    "Market cap fell by $144 billion.",
    "Liquidations hit $1.7 billion in 24 hours.",
    "Ether liquidations hit $572 million.",
    "Longs made up 76% of liquidations.",
    "Ether led notional losses at $572 million.",
    "BTC open interest fell 2.7% to $25.3 billion in 24 hours.",
    "Open interest fell from $26.0 billion to $25.3 billion.",
    "ETH funding is 4.5%.",
    "Bitcoin futures basis is 3.6%.",
    "Ether implied volatility is 66.4%.",
    "Puts are rich.",
    "The term structure is in backwardation.",
    "Calls made up 58% of volume.",
    "Bitcoin dominance is 59%.",
    "Bitcoin ETFs saw $558 million of outflows.",
    "Ether dropped 31.1% from its high.",
)


def swapped(one: str, other: str) -> Callable[[str], str]:
    def swap(sentence: str) -> str:
        return re.sub(rf"\b(?:{one}|{other})\b", lambda found: other if found[0] == one else one, sentence)

    return swap


def denied(sentence: str) -> str:
    return f"It is not true that {sentence[0].lower()}{sentence[1:]}"


TURNS: dict[str, Callable[[str], str]] = {
    "half": lambda sentence: re.sub(
        r"(?<=[ $])\d[\d,.]*(?=%| (?:tr|b|m)illion|\.$)",
        lambda found: f"{float(found[0].rstrip('.').replace(',', '')) / 2:g}",
        sentence,
    ),
    "side": swapped("Longs", "Shorts"),
    "options": swapped("Puts", "Calls"),
    "put and call": swapped("Calls", "Puts"),
    "flow": swapped("outflows", "inflows"),
    "curve": swapped("backwardation", "contango"),
    "above": swapped("above", "below"),
    "million": swapped("million", "trillion"),
    "way": lambda sentence: re.sub("fell|slipped|dropped", "rose", sentence),
    "coin": lambda sentence: re.sub("Bitcoin|Ether|BTC|ETH", "XRP", sentence),
    "denied": denied,
    "nobody": lambda sentence: f"Nobody believes that {sentence}",
    "expected": lambda sentence: f"Analysts expect that {sentence}",
    "long ago": lambda sentence: f"A year ago {sentence}",
}


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("sentence", TRUE)
def test_no_turn_of_a_true_sentence_is_called_consistent(sentence: str, turn: str) -> None:
    board = rich_board()
    assert {finding.verdict for finding in check(sentence, board)} == {"consistent"}
    turned = TURNS[turn](sentence)
    if turned != sentence:
        assert [finding for finding in check(turned, board) if finding.verdict == "consistent"] == []
