"""What left a market list, and what may have taken its place."""

from tests.clocks import ManualClock
from tui.domain.clock import HOUR_MS
from tui.exchange.instrument import Instrument, InstrumentKind
from tui.exchange.listing import Listing


def _listed(*names: str, kind: InstrumentKind = "spot", expiry_ms: int | None = None) -> dict[str, Instrument]:
    return {
        name: Instrument(id=name, asset=name.split("-")[0], quote=name.split("-")[1], kind=kind, expiry_ms=expiry_ms)
        for name in names
    }


def test_nothing_is_gone_with_the_first_list() -> None:
    listing = Listing(ManualClock())
    listing.update(_listed("BTC-USDT"))
    assert listing.remark(["BTC"]) is None


def test_a_market_that_left_is_told_of_for_a_day_and_only_to_who_watches_it() -> None:
    clock = ManualClock()
    listing = Listing(clock)
    listing.update(_listed("BTC-USDT", "ETH-USDT"))
    listing.update(_listed("BTC-USDT"))
    assert listing.remark(["ETH"]) == "ETH-USDT delisted"
    assert listing.remark(["BTC"]) is None
    clock.tick(86_401)
    assert listing.remark(["ETH"]) is None


def test_a_market_that_came_back_is_not_missed() -> None:
    listing = Listing(ManualClock())
    listing.update(_listed("BTC-USDT", "ETH-USDT"))
    listing.update(_listed("BTC-USDT"))
    listing.update(_listed("BTC-USDT", "ETH-USDT"))
    assert listing.remark(["ETH"]) is None


def test_another_quote_of_the_same_asset_is_the_heir() -> None:
    listing = Listing(ManualClock())
    listing.update(_listed("BTC-USD", "ETH-USD"))
    listing.update(_listed("BTC-USDC", "ETH-USD", "NEW-USD"))
    assert listing.remark(["BTC"]) == "BTC-USD delisted (now BTC-USDC?)"


def test_a_new_asset_is_the_heir_where_the_whole_of_the_old_one_went() -> None:
    listing = Listing(ManualClock())
    listing.update(_listed("MATIC-USDT", "BTC-USDT"))
    listing.update(_listed("POL-USDT", "BTC-USDT"))
    assert listing.remark(["MATIC"]) == "MATIC-USDT delisted (now POL-USDT?)"


def test_a_new_asset_is_no_heir_while_the_old_one_is_listed_elsewhere() -> None:
    listing = Listing(ManualClock())
    listing.update(_listed("ETH-USDT", "ETH-USDC"))
    listing.update(_listed("ETH-USDC", "NEW-USDT"))
    assert listing.remark(["ETH"]) == "ETH-USDT delisted"


def test_an_expired_contract_is_not_delisted() -> None:
    clock = ManualClock()
    listing = Listing(clock)
    listing.update(_listed("BTC-USD", kind="future", expiry_ms=clock.now_ms() + HOUR_MS))
    clock.tick(3_601)
    listing.update(_listed("ETH-USD", kind="future", expiry_ms=clock.now_ms() + HOUR_MS))
    assert listing.remark(["BTC", "ETH"]) is None


def test_a_long_list_is_cut() -> None:
    listing = Listing(ManualClock())
    listing.update(_listed(*(f"BTC-Q{number}" for number in range(5)), "ETH-USDT"))
    listing.update(_listed("ETH-USDT"))
    assert listing.remark(["BTC"]) == "BTC-Q0 delisted, BTC-Q1 delisted, BTC-Q2 delisted, 2 more"
