"""Notes that say the opposite, of another asset, in another unit or of another time: none may be called consistent."""

import msgspec
import pytest

from tests.boards import rich_board
from tests.brief.situation import board
from tui.brief.amounts import Amount, money, percentages
from tui.brief.check import check, read


@pytest.mark.parametrize(
    "note",
    [
        # Denied.
        "Bitcoin never broke below $107,000.",
        "Open interest did not fall to $25.3 billion.",
        "Funding is not positive.",
        "Funding is nowhere positive across venues.",
        "Options do not show high implied volatility.",
        "Liquidations were not $1.7 billion.",
        "Longs did not make up 76% of liquidations.",
        "Bitcoin, not Ether, led notional losses.",
        "Puts are less rich than calls.",
        "Volatility moved from backwardation to contango.",
        "Nobody believes that Bitcoin is around $106,300.",
        "It is a myth that funding is 5.6%.",
        "It is not true that the term structure is in backwardation.",
        "Nobody says that puts are rich.",
        "If open interest fell 2.7%, longs gave up.",
        "Whether Bitcoin is around $106,300 is open.",
        "If the futures basis is 3.6%, carry pays.",
        "Bitcoin and Ether fell 5.2% and 2.1% in 24 hours.",
        "BTC and ETH funding are 5.6%.",
        "Most liquidations were shorts.",
        "Backwardation has not appeared.",
        "Bitcoin has higher implied volatility than in May.",
        # Beyond a bound.
        "Longs made up less than 70% of liquidations.",
        "Longs made up more than 78% of liquidations.",
        "Funding is over 6% annualized.",
        # Changes in dollars, and where they began.
        "Market cap lost $3.54 trillion.",
        "Market cap fell by $3.54 trillion.",
        "Market cap fell 3.9% from $3.54 trillion.",
        "Open interest fell by $25.3 billion.",
        "Open interest fell by $5 billion to $25.3 billion.",
        "The futures basis fell from 3.6% to 1%.",
        "The futures basis fell from 6% to 1%.",
        "The futures basis rose to 3.6% from 1%.",
        "Funding fell from 5.6% to 1%.",
        "Funding went from 9% to 1% on average.",
        # Other units.
        "Total market cap shed 3.9 percentage points.",
        "Open interest fell 50 percent.",
        "Open interest fell to 70 billion dollars.",
        "Open interest fell to 70 billion.",
        "Open interest fell 270 basis points.",
        "Implied volatility is 52.4 basis points.",
        "Open interest rose 0.9% in coin.",
        "Funding is 5.6% per month.",
        "Longs made up 7,6% of liquidations.",
        "Market cap stands at $35,4 trillion and $3,54 trillion.",
        "Funding is 5.6% daily.",
        "Funding is 5.6 bps and positive.",
        # Other things and other assets.
        "Solana is trading at $106,300.",
        "XRP fell 2.1% in 24 hours.",
        "Bitcoin is stable while XRP fell 2.1% in 24 hours.",
        "The Nasdaq fell 2.1% in 24 hours.",
        "Oil prices fell 2.1% in 24 hours.",
        "ETH/BTC fell 2.1% in 24 hours.",
        "Bitcoin's hashrate fell 2.1% in 24 hours.",
        "Bitcoin miners lost 2.1% in 24 hours.",
        "Bitcoin's realized price is around $106,300.",
        "Bitcoin resistance is near $106,300, around $106,300.",
        "Max pain for Bitcoin is around $106,300.",
        "XRP open interest fell 2.7%.",
        "Open interest in XRP fell 2.7%.",
        "Solana funding is 5.6%.",
        "Bitcoin slid as open interest in Ether fell 2.7%.",
        "The market cap of Bitcoin fell 3.9%.",
        "Altcoin market cap fell 3.9%.",
        "Bitcoin saw $1.7 billion in liquidations.",
        "Short liquidations reached $1.69 billion.",
        "XRP liquidations reached $1.69 billion.",
        "Bitcoin fell below its 50-week SMA near $103,000.",
        "OKX funding is 5.6%.",
        "On Binance implied volatility is 52.4%.",
        "CME basis is 3.6%.",
        "Bybit open interest fell 2.7%.",
        "Binance liquidations reached $1.7 billion.",
        "Options open interest fell 2.7%.",
        "Funding is positive everywhere except Binance.",
        "Bitcoin fell 2.1% in 24 hours against Ether.",
        "Bitcoin in euros is around $106,300.",
        "Ether slid. Funding is 5.6%.",
        # Other times.
        "Open interest fell 2.7%\nin a week.",
        "In the past week, open interest fell 2.7%.",
        "Open interest fell 2.7% in 4h.",
        "Open interest fell 2.7% in 30 minutes.",
        "Open interest fell 2.7% yesterday.",
        "Open interest has fallen since Monday, and falls 2.7%.",
        "A month ago Bitcoin was around $106,300.",
        "Funding was 5.6% a month ago.",
        "Last year the futures basis was 3.6%.",
        "Spot ETFs saw $755 million of outflows this week.",
        "Analysts expect that Bitcoin climbs to $106,300.",
        "Open interest is down 2.7% from Friday.",
        "Open interest fell 2.7% over the weekend.",
        "Funding is 5.6%, the lowest since May.",
        "The 50-week average is $103,000, and price is below it.",
        "Long Bitcoin liquidations were $402 million.",
        "A year ago Bitcoin fell 2.1% in 24 hours.",
        "Calls made up 58% of volume over the past week.",
        "Puts were rich over the past month.",
        "Bitcoin has been around $106,300 this month.",
        # The other way.
        "Bitcoin climbed to $106,300 in 24 hours.",
        "Bitcoin rose to $106,300.",
        "Funding rose to 5.6%.",
        "Bitcoin implied volatility fell to 52.4.",
        "Spot ETFs attracted $755 million.",
        "Spot ETF outflows turned to $755 million of inflows.",
        "Funding turned from positive to negative.",
        "Open interest is unchanged at $25.3 billion.",
        "Open interest is at a record $25.3 billion.",
        "ETF outflows fell to $755 million.",
        # Options.
        "Implied volatility is in contango but futures in backwardation.",
        "Volume was 58% puts and 42% calls.",
        "Calls made up 58% of open interest.",
        "Three-month implied volatility is 53.5%.",
        "The IV percentile is at 52.4.",
        "Implied volatility is in full backwardation.",
        "Puts are rich by 9 vols.",
        "Coin open interest fell 2.7%.",
        "The 50-week SMA near $103,000 is above spot.",
        "Bitcoin has lost its 50-week SMA near $103,000.",
        "Shorts lost $1.69 billion in liquidations.",
        "$1.7 billion of shorts were liquidated.",
        "Bitcoin longs made up 76% of liquidations.",
        "76% of liquidations in the past hour were longs.",
    ],
)
def test_a_note_that_is_not_so_is_never_called_consistent(note: str) -> None:
    assert [finding for finding in check(note, board()) if finding.verdict == "consistent"] == []


@pytest.mark.parametrize(
    "note",
    [
        "The put-call ratio is above 0.74.",
        "The put-call ratio fell from 0.72 to 0.5.",
        "Bitcoin dominance fell from 59% to 50%.",
        "The one-year ATM IV is 52.4.",
    ],
)
def test_where_a_figure_came_from_is_not_where_it_is(note: str) -> None:
    assert [finding for finding in check(note, rich_board()) if finding.verdict == "consistent"] == []


@pytest.mark.parametrize(
    "note",
    [
        "Liquidations exceeded $1.5 billion.",
        "Longs made up more than 70% of liquidations.",
        "Market cap fell by $144 billion.",
        "Aggregate open interest declined 2.7% to $25.3 billion, though in coin terms it edged up 0.1%.",
        "Open interest, in coin terms, rose 0.1%.",
        "Open interest fell by $0.7 billion to $25.3 billion.",
        "The futures basis fell from 6% to 3.6% but stays.",
        "Funding ranged from 4% to 9%.",
        "Funding ranges between 4% and 9%.",
        "Open interest fell 2.7 percent.",
        "Total market cap fell to 3.54 trillion dollars.",
        "Ether led with $572 million in liquidations.",
        "Long liquidations reached $1.28 billion.",
        "Bitcoin saw $402 million in liquidations.",
        "$1.28 billion of longs were liquidated.",
        "Shorts lost $406 million in liquidations.",
        "Bitcoin slipped to $106,300.",
        "Bitcoin is above the 50-week SMA near $103,000.",
        "Spot ETFs lost $755 million.",
        "Volume was 42% puts and 58% calls.",
        "Seven-day implied volatility is 58.1%.",
        "Three-month implied volatility is 51%.",
        "Implied volatility at 30 days is 52.4.",
        "Bitcoin slid. Ether liquidations hit $572 million.",
    ],
)
def test_a_note_that_is_so_is_not_refuted(note: str) -> None:
    assert [finding for finding in check(note, board()) if finding.verdict == "inconsistent"] == []
    assert read(note, board()).findings or read(note, board()).not_read


@pytest.mark.parametrize(
    "sentence",
    [
        "Two thirds of liquidations were lost.",
        "Implied volatility is low.",
        "Gamma exposure is negative.",
        "The skew favours calls.",
        "The futures curve is inverted.",
        "Open interest is unchanged.",
    ],
)
def test_what_is_said_without_a_figure_and_not_judged_is_listed(sentence: str) -> None:
    assert read(sentence, board()).not_read == (sentence,)


@pytest.mark.parametrize(
    ("note", "verdict"),
    [
        ("Liquidations hit $1.7 billion, mostly shorts.", "inconsistent"),
        ("Liquidations hit $1.7 billion, mostly longs.", "consistent"),
        ("Liquidations were dominated by shorts.", "inconsistent"),
        ("Short sellers bore the brunt of liquidations.", "inconsistent"),
        ("Liquidations hit $1.7 billion, with longs accounting for most.", "consistent"),
        ("Most liquidations were longs.", "consistent"),
        ("Most Ether liquidations were shorts.", "inconsistent"),
        ("Most liquidations in the past hour were longs.", "unverifiable"),
    ],
)
def test_the_larger_side_of_liquidations_is_judged_also_without_a_figure(note: str, verdict: str) -> None:
    assert [finding.verdict for finding in check(note, board()) if finding.about == "larger side"] == [verdict]


def test_deleveraging_that_has_not_begun_is_none() -> None:
    now = board()
    interest = msgspec.structs.replace(now.assets["BTC"].open_interest, deleveraging="yes", coin_change_24h_pct=-2.4)
    bitcoin = msgspec.structs.replace(now.assets["BTC"], open_interest=interest)
    changed = msgspec.structs.replace(now, assets=now.assets | {"BTC": bitcoin})
    assert [finding.verdict for finding in check("Deleveraging has not begun.", changed)] == ["unverifiable"]


def test_a_ratio_below_a_bound_is_so() -> None:
    assert [finding.verdict for finding in check("The put-call ratio is below 0.9.", rich_board())] == ["consistent"]


def test_a_comma_parts_thousands_alone() -> None:
    assert percentages("7,6% and 1,250.5%") == [Amount(1250.5, 1250.5)]
    assert money("$1,7 billion, $104,212 and $1.7 billion") == [Amount(104_212, 104_212), Amount(1.7e9, 1.7e9)]


def test_the_end_of_a_range_is_read_with_its_words() -> None:
    assert percentages("between 4% and 9%") == [Amount(4, 9)]
    assert money("between $105,000 and $107,500") == [Amount(105_000, 107_500)]
    assert percentages("4% and 9%") == [Amount(4, 4), Amount(9, 9)]
