"""A market that falls silent among live ones is missed once, by its own measure."""

from tui.feeds.siblings import Siblings


def _heard(siblings: Siblings, symbol: str, *moments: float) -> None:
    for moment in moments:
        siblings.heard(symbol, moment)


def test_a_market_is_missed_after_45_seconds_while_another_speaks_and_only_once() -> None:
    siblings = Siblings()
    _heard(siblings, "ETH", 0, 1, 2)
    _heard(siblings, "BTC", 0, 1, 47)
    assert siblings.missing(47) is None
    _heard(siblings, "BTC", 48)
    assert siblings.missing(48) == "ETH"
    _heard(siblings, "BTC", 200)
    assert siblings.missing(200) is None
    _heard(siblings, "ETH", 201, 202)
    _heard(siblings, "BTC", 1000)
    assert siblings.missing(1000) == "ETH"


def test_all_silent_is_another_fault() -> None:
    siblings = Siblings()
    _heard(siblings, "ETH", 0, 1)
    _heard(siblings, "BTC", 0, 1)
    assert siblings.missing(100) is None


def test_an_illiquid_market_is_measured_by_its_own_pauses() -> None:
    siblings = Siblings()
    _heard(siblings, "BTC", 0, 1, 170)
    _heard(siblings, "DOGE", 0, 60)
    assert siblings.missing(170) is None
    _heard(siblings, "BTC", 241)
    assert siblings.missing(241) == "DOGE"


def test_silence_counts_from_the_connection() -> None:
    siblings = Siblings()
    _heard(siblings, "ETH", 0, 1)
    siblings.connected(100)
    _heard(siblings, "BTC", 0, 140)
    assert siblings.missing(140) is None
    _heard(siblings, "BTC", 146)
    assert siblings.missing(146) == "ETH"


def test_a_first_snapshot_says_nothing_of_the_pace() -> None:
    siblings = Siblings()
    _heard(siblings, "ETH", 0)
    _heard(siblings, "BTC", 0, 100)
    assert siblings.missing(100) is None
