"""A market note held against a Board."""

from collections import defaultdict
from pathlib import Path

import msgspec
import pytest

from tests.boards import rich_board
from tests.brief.situation import board
from tui.brief.amounts import Amount, asset_of, money, percentages
from tui.brief.check import check, read
from tui.domain import board as b

NOTE = """\
Bitcoin fell more than 20% from the October high of $126,000 to hover around the $105,000–$107,500 area.
Support sits at the 50-week simple moving average near $103,000.
Ether dropped 25.6% and struggled around the $4,000 level.
Total capitalization contracted by about 3.9% to $3.54 trillion.
Liquidations surged to $1.7 billion in 24 hours, with longs making up 76% and Ether leading losses at $572 million.
Futures open interest fell to $25.3 billion from $26.0 billion, signaling deleveraging.
The three-month futures basis compressed to 3%–4% annualized.
Funding rates stayed low, between 4%–9% annualized.
Options markets showed high implied volatility with short-term backwardation.
The put-call volume skew leaned 58%–42% in favor of calls.
Spot ETF flows turned negative with $755 million in aggregate outflows.
A weekly close below $107,000 could accelerate declines toward $98,400 or even $72,000.
"""

EXPECTED = {
    "fall from a high": "inconsistent",
    "price": "consistent",
    "50-week average": "consistent",
    "change": "unverifiable",
    "market cap": "consistent",
    "liquidations": "consistent",
    "long share": "consistent",
    "largest asset": "consistent",
    "open interest": "consistent",
    "deleveraging": "inconsistent",
    "futures basis": "consistent",
    "funding": "consistent",
    "high volatility": "consistent",
    "volatility curve": "consistent",
    "put-call split": "consistent",
    "ETF flows": "consistent",
    "forecast": "unverifiable",
}


def verdicts(note: str, **situation: bool) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for finding in check(note, board(**situation)):
        found[finding.about].add(finding.verdict)
    return found


def test_every_claim_is_found_and_judged() -> None:
    assert verdicts(NOTE) == {about: {verdict} for about, verdict in EXPECTED.items()}


def test_the_fall_that_is_not_more_than_twenty_percent() -> None:
    finding = next(finding for finding in check(NOTE, board()) if finding.about == "fall from a high")
    assert finding.detail == "$126,000 to $105,000-$107,500 is a fall of 14.7% to 16.7%, not more than 20%"


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ("Bitcoin hovers around $96,000.", "price"),
        ("The 50-week simple moving average is near $90,000.", "50-week average"),
        ("Total capitalization fell to $3.1 trillion.", "market cap"),
        ("Liquidations reached only $900 million.", "liquidations"),
        ("Of liquidations, longs were 40%.", "long share"),
        ("Bitcoin was leading notional losses.", "largest asset"),
        ("The futures basis is 9% annualized.", "futures basis"),
        ("Funding is between 10%–20% annualized.", "funding"),
        ("The put-call split is 70%–30% in favor of calls.", "put-call split"),
        ("Spot ETF inflows were $755 million.", "ETF flows"),
    ],
)
def test_wrong_claims_are_found_out(wrong: str, about: str) -> None:
    assert verdicts(wrong) == {about: {"inconsistent"}}


def test_a_larger_total_than_recorded_can_not_be_refuted() -> None:
    assert verdicts("Liquidations surged to $4 billion.") == {"liquidations": {"unverifiable"}}


def test_open_interest_of_unnamed_venues_is_not_called_wrong() -> None:
    assert verdicts("Futures open interest fell to $70 billion.") == {"open interest": {"unverifiable"}}


def test_what_the_board_does_not_know_is_unverifiable_with_its_reason() -> None:
    findings = check("Total capitalization fell to $3.1 trillion. Ether funding is 5% annualized.", board(False))
    assert [(finding.verdict, finding.detail) for finding in findings] == [
        ("unverifiable", "market cap: no market-cap source configured"),
        ("unverifiable", "funding: no venue answered"),
    ]


def test_a_note_without_claims_has_no_findings() -> None:
    assert check("The weather was fine.\n\nNothing happened.", board()) == ()


def test_escape_characters_of_a_note_do_not_reach_the_findings() -> None:
    (finding,) = check("Bitcoin \x1b[2Jhovers around $106,300.", board())
    assert "\x1b" not in finding.claim


def test_the_brief_itself(captures: Path) -> None:
    brief = captures.parent / "brief.txt"
    found = {(finding.about, finding.verdict) for finding in check(brief.read_text(encoding="utf-8"), board())}
    assert found == set(EXPECTED.items())


def test_falling_coin_makes_deleveraging_true() -> None:
    now = board()
    interest = msgspec.structs.replace(now.assets["BTC"].open_interest, deleveraging="yes", coin_change_24h_pct=-2.4)
    bitcoin = msgspec.structs.replace(now.assets["BTC"], open_interest=interest)
    changed = msgspec.structs.replace(now, assets=now.assets | {"BTC": bitcoin})
    (finding,) = check("Open interest signals deleveraging.", changed)
    assert finding.verdict == "consistent"


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$105,000–$107,500", [Amount(105_000, 107_500)]),
        ("$1.2-1.4 billion", [Amount(1.2e9, 1.4e9)]),
        ("-$755 million and $3.54T", [Amount(-755e6, -755e6), Amount(3.54e12, 3.54e12)]),
        ("$98,400 or even $72,000", [Amount(98_400, 98_400), Amount(72_000, 72_000)]),
        ("nothing", []),
    ],
)
def test_money(text: str, amounts: list[Amount]) -> None:
    assert money(text) == pytest.approx(amounts) if not amounts else money(text) == amounts


def test_percentages_and_assets() -> None:
    assert percentages("between 4%–9%, then 25.6%") == [Amount(4, 9), Amount(25.6, 25.6)]
    assert asset_of("whether Ether falls", ("BTC", "ETH"), "BTC") == "ETH"
    assert asset_of("whether it falls", ("BTC", "ETH"), "BTC") == "BTC"


@pytest.mark.parametrize(
    ("note", "about", "verdict"),
    [
        ("Futures open interest rose to $25.3 billion from $24 billion.", "open interest", "inconsistent"),
        ("Open interest fell to $25.3 billion from $40 billion.", "open interest", "inconsistent"),
        ("Open interest fell from $26.0 billion to $25.3 billion.", "open interest", "consistent"),
        ("BTC open interest rose 5% in 24 hours.", "open interest", "inconsistent"),
        ("BTC open interest fell 2.7% in 24 hours.", "open interest", "consistent"),
        ("BTC open interest rose 9% this week.", "open interest", "unverifiable"),
        ("Total market cap rose 3.9% to $3.54 trillion.", "market cap", "inconsistent"),
        ("Total market cap fell 3.9% to $3.54 trillion.", "market cap", "consistent"),
        ("Bitcoin's market cap fell to $2.1 trillion.", "market cap", "unverifiable"),
        ("Shorts made up 76% of liquidations.", "short share", "inconsistent"),
        ("Shorts made up 24% of liquidations.", "short share", "consistent"),
        ("The term structure is in contango.", "volatility curve", "inconsistent"),
        ("The term structure is in backwardation.", "volatility curve", "consistent"),
        ("There is no backwardation.", "volatility curve", "inconsistent"),
        ("Futures are in contango.", "volatility curve", "consistent"),
        ("Puts led volume 58%-42%.", "put-call split", "inconsistent"),
        ("Calls led volume 58%-42%.", "put-call split", "consistent"),
        ("Bitcoin reclaimed $110,000.", "line", "inconsistent"),
        ("Bitcoin is above $105,000.", "line", "consistent"),
        ("Bitcoin slipped below $107,000.", "line", "consistent"),
        ("Funding is negative across venues.", "funding", "inconsistent"),
        ("Funding is positive across venues.", "funding", "consistent"),
        ("Funding averaged 5.6%.", "funding", "consistent"),
        ("Funding is -5.6%.", "funding", "inconsistent"),
        ("BTC implied volatility is 40%.", "implied volatility", "inconsistent"),
        ("BTC 7-day implied volatility is 58%.", "implied volatility", "consistent"),
        ("ETH implied volatility is 40%.", "implied volatility", "unverifiable"),
        ("Bitcoin dropped 15.6% from its high.", "change", "consistent"),
        ("Bitcoin dropped 25.6% from its high.", "change", "inconsistent"),
        ("Ether dropped 25.6% from its high.", "change", "unverifiable"),
        ("Ether liquidations hit $572 million.", "liquidations", "consistent"),
        ("There was no deleveraging.", "deleveraging", "consistent"),
    ],
)
def test_direction_side_and_subject_decide(note: str, about: str, verdict: str) -> None:
    assert verdicts(note) == {about: {verdict}}


def test_each_claim_of_a_sentence_is_judged_of_its_own_subject() -> None:
    note = "Bitcoin fell 2.1% in 24 hours and Ether fell 9% in 24 hours."
    assert [finding.verdict for finding in check(note, board())] == ["consistent", "inconsistent"]


def test_a_share_beside_a_total_is_judged_too() -> None:
    note = "Liquidations hit $1.7 billion in 24 hours, with shorts making up 76%."
    assert verdicts(note) == {"liquidations": {"consistent"}, "short share": {"inconsistent"}}


@pytest.mark.parametrize(
    "sentence", ["Funding rose.", "Open interest could fall to $20 billion.", "A whale bought 4,000 coins."]
)
def test_what_was_not_understood_is_listed(sentence: str) -> None:
    reading = read(f"Bitcoin hovers around $106,300. {sentence} The weather was fine.", board())
    assert reading.not_read == (sentence,)
    assert len(reading.findings) == 1


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Bitcoin fell 2.8% in 24 hours while gold gained 2%.", ("gold gained 2%",)),
        ("BTC is at $106,000 and ETH at $3,958.", ("ETH at $3,958",)),
        ("Bitcoin fell 2.8% in 24 hours, miners sold $300 million of coins.", ("miners sold $300 million of coins",)),
        ("Open interest, at $25.3 billion, fell 2.7% in 24 hours.", ()),
        ("Open interest fell 2.7%, though in coin it rose 9%.", ("though in coin it rose 9%",)),
        ("Bitcoin fell 2.8% to $106,000 in 24 hours.", ()),
        ("A weekly close below $107,000 could accelerate declines toward $98,400.", ()),
    ],
)
def test_a_figure_that_stands_in_no_claim_is_listed_with_its_part(sentence: str, left: tuple[str, ...]) -> None:
    reading = read(sentence, board())
    assert reading.findings
    assert reading.not_read == left


@pytest.mark.parametrize(
    ("sentence", "verdict", "words"),
    [
        ("Bitcoin ETFs saw $558 million of outflows.", "consistent", "net outflow of BTC ETFs"),
        ("Bitcoin ETFs saw $755 million of outflows.", "inconsistent", "net outflow of BTC ETFs"),
        ("Ether ETFs saw $197 million of inflows.", "inconsistent", "net inflow of ETH ETFs"),
        ("Spot ETF flows were $755 million.", "consistent", "net outflow of ETFs"),
        ("Spot ETFs had $755 million of inflows.", "inconsistent", "net inflow of ETFs"),
    ],
)
def test_flows_are_judged_of_the_asset_and_the_way_that_are_named(sentence: str, verdict: str, words: str) -> None:
    [finding] = check(sentence, rich_board())
    assert (finding.about, finding.verdict) == ("ETF flows", verdict)
    assert finding.detail.startswith(words)


@pytest.mark.parametrize(
    ("sentence", "about", "verdict"),
    [
        ("Funding is 0.005% per 8 hours.", "funding", "consistent"),
        ("Funding is 0.01% per 8 hours.", "funding", "inconsistent"),
        ("Funding is 0.01% per hour.", "funding", "inconsistent"),
        ("Puts are rich.", "skew", "consistent"),
        ("Calls are rich at 25 delta.", "skew", "inconsistent"),
        ("Calls are not rich.", "skew", "consistent"),
        ("Bitcoin dominance is 59%.", "dominance", "consistent"),
        ("Ether dominance is 59%.", "dominance", "inconsistent"),
        ("Bitcoin lost the $107,000 level.", "line", "consistent"),
        ("Bitcoin lost $103,000.", "line", "inconsistent"),
        ("The put-call ratio is 0.72.", "put-call ratio", "consistent"),
        ("The put/call ratio stands at 1.4.", "put-call ratio", "inconsistent"),
        ("One-month basis is 3.6%.", "futures basis", "unverifiable"),
        ("Three-month basis is 3.6%.", "futures basis", "consistent"),
        ("Liquidations of $50 million hit the market in the past hour.", "liquidations", "unverifiable"),
        ("Liquidations of $2 billion were recorded this week.", "liquidations", "unverifiable"),
        ("Liquidations of $50 million were recorded in the past 24 hours.", "liquidations", "inconsistent"),
    ],
)
def test_rates_of_an_interval_skew_dominance_and_lost_lines_are_judged(sentence: str, about: str, verdict: str) -> None:
    assert [(finding.about, finding.verdict) for finding in check(sentence, rich_board())] == [(about, verdict)]


def test_an_asset_s_liquidations_are_judged_by_the_window_that_is_named() -> None:
    [larger] = check("Bitcoin liquidations of $90 million hit in the past hour.", rich_board())
    assert (larger.verdict, larger.detail.partition(":")[0]) == (
        "unverifiable",
        "recorded of BTC in 1 h at least $52.4 million",
    )
    [smaller] = check("BTC liquidations reached $70 million within 4 hours.", rich_board())
    assert (smaller.verdict, smaller.detail) == ("inconsistent", "recorded of BTC in 4 h at least $222 million")


def test_a_change_of_too_few_venues_refutes_nothing() -> None:
    now = board()
    note = {"deleveraging": "the 24-hour change covers 25 % of it"}
    interest = msgspec.structs.replace(now.assets["BTC"].open_interest, deleveraging="unknown", notes=note)
    bitcoin = msgspec.structs.replace(now.assets["BTC"], open_interest=interest)
    changed = msgspec.structs.replace(now, assets=now.assets | {"BTC": bitcoin})
    (finding,) = check("Open interest rose 5% in 24 hours.", changed)
    assert (finding.verdict, "covers 25 % of it" in finding.detail) == ("unverifiable", True)


def test_liquidations_are_said_to_be_watched_by_venue() -> None:
    now = board()
    market = now.market
    assert market is not None
    assert market.liquidations is not None
    venues = tuple(
        b.LiquidationVenue(venue=name, total_usd=1e8, long_share=None, completeness="full", observed_s=observed_s)
        for name, observed_s in (("binance", 120), ("okx", 86_400))
    )
    forced = msgspec.structs.replace(market.liquidations, venues=venues, observed_s=86_400)
    changed = msgspec.structs.replace(now, market=msgspec.structs.replace(market, liquidations=forced))
    (finding,) = check("Liquidations hit $1.7 billion.", changed)
    assert "watched 2 min to 24 h of 24 h by venue" in finding.detail


def test_a_forecast_says_plainly_where_price_stands() -> None:
    (finding,) = check("A weekly close below $107,000 could hurt.", board())
    assert finding.detail == "a forecast; price is 0.7% below $107,000"
