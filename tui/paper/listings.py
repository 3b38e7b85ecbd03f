"""Which contracts each venue lists: ids, sizes and expiries in the venue's own conventions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log

from tui.domain.clock import DAY_MS
from tui.paper.contract import Contract, Kind
from tui.paper.expiries import day_code, month_letter_code, monthlies, number_code, quarterlies, weeklies

MAJORS = ("BTC", "ETH")
ALTS = ("SOL", "XRP", "DOGE", "AVAX", "LINK")
ALL = MAJORS + ALTS

TICK_USD = {"BTC": 0.1, "ETH": 0.01, "SOL": 0.01, "XRP": 0.0001, "DOGE": 0.00001, "AVAX": 0.001, "LINK": 0.001}
_COIN_LOT = {"BTC": 0.001, "ETH": 0.001, "SOL": 0.01, "XRP": 0.1, "DOGE": 1.0, "AVAX": 0.1, "LINK": 0.1}
_SPOT_LOT = {"BTC": 0.00001, "ETH": 0.0001, "SOL": 0.001, "XRP": 0.1, "DOGE": 1.0, "AVAX": 0.01, "LINK": 0.01}
_OKX_SIZE = {"BTC": 0.01, "ETH": 0.1, "SOL": 1.0, "XRP": 100.0, "DOGE": 1000.0, "AVAX": 1.0, "LINK": 1.0}
_DERIBIT_LINEAR_SIZE = {"BTC": 0.0001, "ETH": 0.001, "SOL": 0.1, "XRP": 1.0, "DOGE": 1.0, "AVAX": 0.1, "LINK": 0.1}
_HYPERLIQUID_LOT = {"BTC": 1e-5, "ETH": 1e-4, "SOL": 0.01, "XRP": 1.0, "DOGE": 1.0, "AVAX": 0.01, "LINK": 0.1}
_GATE_SIZE = {"BTC": 0.0001, "ETH": 0.01, "SOL": 1.0, "XRP": 10.0, "DOGE": 10.0, "AVAX": 1.0, "LINK": 1.0}
_KRAKEN_LOT = {"BTC": 0.0001, "ETH": 0.001, "SOL": 0.01, "XRP": 1.0, "DOGE": 1.0, "AVAX": 0.1, "LINK": 0.1}
_KRAKEN_CODE = {"BTC": "XBT", "DOGE": "XDG"}
_HUNDRED_FOR_BTC = dict.fromkeys(ALL, 10.0) | {"BTC": 100.0}
_TEN_FOR_BTC = dict.fromkeys(ALL, 1.0) | {"BTC": 10.0}
_ONE = dict.fromkeys(ALL, 1.0)

# Prices of the dollar legs beside each other, and of each venue beside the others, in the size that real ones differ.
_QUOTE_FACTOR = {"USD": 1.0, "USDT": 1.00012, "USDC": 0.99997}
_VENUE_FACTOR = {
    "binance": 1.0,
    "bybit": 0.99998,
    "okx": 1.00002,
    "deribit": 1.00001,
    "hyperliquid": 0.99999,
    "coinbase": 1.00006,
    "kraken": 0.99995,
    "krakenfutures": 0.99996,
    "bitget": 0.99997,
    "gate": 1.00003,
}

# Open interest of dated futures gathers around two months to expiry.
_BUSIEST_DAYS = 60.0
_EXPIRY_WIDTH = 0.9

Expiries = Callable[[int], list[int]]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A family of contracts of one venue that follow one pattern."""

    venue: str
    kind: Kind
    quote: str
    name: Callable[[str, int], str]
    """(asset, expiry) to the venue's id."""
    assets: tuple[str, ...] = MAJORS
    inverse: bool = False
    size: Mapping[str, float]
    lot: Mapping[str, float]
    funding_interval_h: float | None = None
    expiries: Expiries | None = None
    share: float = 0.0
    """Weight in the asset's open interest, over all its expiries; venues' totals follow from it."""


def _near_and_quarters(now_ms: int) -> list[int]:
    return sorted({*weeklies(now_ms, 2), *monthlies(now_ms, 2), *quarterlies(now_ms, 4)})


def _two_quarters(now_ms: int) -> list[int]:
    return quarterlies(now_ms, 2)


def _weeks_month_quarters(now_ms: int) -> list[int]:
    return sorted({*weeklies(now_ms, 2), *monthlies(now_ms, 1), *quarterlies(now_ms, 2)})


def _spot(venue: str, quote: str, name: Callable[[str, int], str]) -> Listing:
    return Listing(venue=venue, kind="spot", quote=quote, name=name, assets=ALL, size=_ONE, lot=_SPOT_LOT)


LISTINGS: tuple[Listing, ...] = (
    _spot("binance", "USDT", lambda asset, _: f"{asset}USDT"),
    _spot("binance", "USDC", lambda asset, _: f"{asset}USDC"),
    Listing(
        venue="binance", kind="perpetual", quote="USDT", name=lambda asset, _: f"{asset}USDT", assets=ALL,
        size=_ONE, lot=_COIN_LOT, funding_interval_h=8, share=0.30,
    ),
    Listing(
        venue="binance", kind="perpetual", quote="USDC", name=lambda asset, _: f"{asset}USDC",
        size=_ONE, lot=_COIN_LOT, funding_interval_h=8, share=0.02,
    ),
    Listing(
        venue="binance", kind="perpetual", quote="USD", name=lambda asset, _: f"{asset}USD_PERP", inverse=True,
        assets=("BTC", "ETH", "SOL", "XRP"), size=_HUNDRED_FOR_BTC, lot=_ONE, funding_interval_h=8, share=0.055,
    ),
    Listing(
        venue="binance", kind="future", quote="USDT", name=lambda asset, at: f"{asset}USDT_{number_code(at)}",
        size=_ONE, lot=_COIN_LOT, expiries=_two_quarters, share=0.012,
    ),
    Listing(
        venue="binance", kind="future", quote="USD", name=lambda asset, at: f"{asset}USD_{number_code(at)}",
        inverse=True, size=_HUNDRED_FOR_BTC, lot=_ONE, expiries=_two_quarters, share=0.03,
    ),
    _spot("bybit", "USDT", lambda asset, _: f"{asset}USDT"),
    _spot("bybit", "USDC", lambda asset, _: f"{asset}USDC"),
    Listing(
        venue="bybit", kind="perpetual", quote="USDT", name=lambda asset, _: f"{asset}USDT", assets=ALL,
        size=_ONE, lot=_COIN_LOT, funding_interval_h=8, share=0.18,
    ),
    Listing(
        venue="bybit", kind="perpetual", quote="USDC", name=lambda asset, _: f"{asset}PERP",
        size=_ONE, lot=_COIN_LOT, funding_interval_h=8, share=0.01,
    ),
    Listing(
        venue="bybit", kind="perpetual", quote="USD", name=lambda asset, _: f"{asset}USD", inverse=True,
        size=_ONE, lot=_ONE, funding_interval_h=8, share=0.04,
    ),
    Listing(
        venue="bybit", kind="future", quote="USDT", name=lambda asset, at: f"{asset}USDT-{day_code(at)}",
        size=_ONE, lot=_COIN_LOT, expiries=_weeks_month_quarters, share=0.008,
    ),
    Listing(
        venue="bybit", kind="future", quote="USD", name=lambda asset, at: f"{asset}USD{month_letter_code(at)}",
        inverse=True, size=_ONE, lot=_ONE, expiries=_two_quarters, share=0.01,
    ),
    _spot("okx", "USDT", lambda asset, _: f"{asset}-USDT"),
    _spot("okx", "USDC", lambda asset, _: f"{asset}-USDC"),
    Listing(
        venue="okx", kind="perpetual", quote="USDT", name=lambda asset, _: f"{asset}-USDT-SWAP", assets=ALL,
        size=_OKX_SIZE, lot=dict.fromkeys(ALL, 0.01), funding_interval_h=8, share=0.10,
    ),
    Listing(
        venue="okx", kind="perpetual", quote="USD", name=lambda asset, _: f"{asset}-USD-SWAP", inverse=True,
        size=_HUNDRED_FOR_BTC, lot=_ONE, funding_interval_h=8, share=0.035,
    ),
    Listing(
        venue="okx", kind="future", quote="USDT", name=lambda asset, at: f"{asset}-USDT-{number_code(at)}",
        size=_OKX_SIZE, lot=dict.fromkeys(ALL, 0.01), expiries=_weeks_month_quarters, share=0.01,
    ),
    Listing(
        venue="okx", kind="future", quote="USD", name=lambda asset, at: f"{asset}-USD-{number_code(at)}",
        inverse=True, size=_HUNDRED_FOR_BTC, lot=_ONE, expiries=_weeks_month_quarters, share=0.03,
    ),
    Listing(
        venue="deribit", kind="perpetual", quote="USD", name=lambda asset, _: f"{asset}-PERPETUAL", inverse=True,
        size=_TEN_FOR_BTC, lot=_ONE, share=0.045,
    ),
    Listing(
        venue="deribit", kind="perpetual", quote="USDC", name=lambda asset, _: f"{asset}_USDC-PERPETUAL",
        assets=("BTC", "ETH", "SOL", "XRP"), size=_DERIBIT_LINEAR_SIZE, lot=_ONE, share=0.005,
    ),
    Listing(
        venue="deribit", kind="future", quote="USD", name=lambda asset, at: f"{asset}-{day_code(at)}", inverse=True,
        size=_TEN_FOR_BTC, lot=_ONE, expiries=_near_and_quarters, share=0.04,
    ),
    Listing(
        venue="hyperliquid", kind="perpetual", quote="USDC", name=lambda asset, _: asset, assets=ALL,
        size=_ONE, lot=_HYPERLIQUID_LOT, funding_interval_h=1, share=0.11,
    ),
    Listing(
        venue="krakenfutures", kind="perpetual", quote="USD", name=lambda asset, _: f"PF_{_kraken_base(asset)}USD",
        assets=ALL, size=_ONE, lot=_KRAKEN_LOT, funding_interval_h=1, share=0.012,
    ),
    Listing(
        venue="krakenfutures", kind="perpetual", quote="USD", name=lambda asset, _: f"PI_{_kraken_base(asset)}USD",
        inverse=True, size=_ONE, lot=_ONE, funding_interval_h=1, share=0.003,
    ),
    Listing(
        venue="krakenfutures", kind="future", quote="USD",
        name=lambda asset, at: f"FI_{_kraken_base(asset)}USD_{number_code(at)}", inverse=True, size=_ONE, lot=_ONE,
        expiries=_two_quarters, share=0.002,
    ),
    Listing(
        venue="bitget", kind="perpetual", quote="USDT", name=lambda asset, _: f"{asset}USDT",
        size=_ONE, lot=_COIN_LOT, funding_interval_h=8, share=0.07,
    ),
    Listing(
        venue="bitget", kind="perpetual", quote="USDT", name=lambda asset, _: f"{asset}USDT", assets=ALTS,
        size=_ONE, lot=_COIN_LOT, funding_interval_h=4, share=0.07,
    ),
    Listing(
        venue="bitget", kind="perpetual", quote="USDC", name=lambda asset, _: f"{asset}PERP",
        size=_ONE, lot=_COIN_LOT, funding_interval_h=8, share=0.004,
    ),
    Listing(
        venue="bitget", kind="perpetual", quote="USD", name=lambda asset, _: f"{asset}USD", inverse=True,
        size=_ONE, lot=_ONE, funding_interval_h=8, share=0.006,
    ),
    Listing(
        venue="bitget", kind="future", quote="USD", name=lambda asset, at: f"{asset}USD{month_letter_code(at)}",
        inverse=True, size=_ONE, lot=_ONE, expiries=_two_quarters, share=0.002,
    ),
    Listing(
        venue="gate", kind="perpetual", quote="USDT", name=lambda asset, _: f"{asset}_USDT",
        size=_GATE_SIZE, lot=_ONE, funding_interval_h=8, share=0.06,
    ),
    Listing(
        venue="gate", kind="perpetual", quote="USDT", name=lambda asset, _: f"{asset}_USDT", assets=ALTS,
        size=_GATE_SIZE, lot=_ONE, funding_interval_h=4, share=0.06,
    ),
    Listing(
        venue="gate", kind="perpetual", quote="USD", name=lambda asset, _: f"{asset}_USD", assets=("BTC",),
        inverse=True, size=_ONE, lot=_ONE, funding_interval_h=8, share=0.002,
    ),
    _spot("coinbase", "USD", lambda asset, _: f"{asset}-USD"),
    _spot("coinbase", "USDC", lambda asset, _: f"{asset}-USDC"),
    _spot("kraken", "USD", lambda asset, _: _kraken_pair(asset, "USD")),
    _spot("kraken", "USDT", lambda asset, _: _kraken_pair(asset, "USDT")),
)  # fmt: skip


def _kraken_pair(asset: str, quote: str) -> str:
    """XXBTZUSD for the oldest pairs, XBTUSDT and SOLUSD for the younger ones."""
    if quote == "USD" and asset in ("BTC", "ETH", "XRP"):
        return f"X{_kraken_code(asset)}ZUSD"
    return f"{_kraken_code(asset)}{quote}"


def _kraken_code(asset: str) -> str:
    return _KRAKEN_CODE.get(asset, asset)


def _kraken_base(asset: str) -> str:
    """Kraken Futures kept the old name of the oldest coin only."""
    return "XBT" if asset == "BTC" else asset


def listed(listing: Listing, at_ms: int) -> list[Contract]:
    """The contracts of one family that trade at that moment."""
    expiries: list[int | None] = list(listing.expiries(at_ms)) if listing.expiries else [None]
    weights = [_expiry_weight(expiry, at_ms) for expiry in expiries]
    return [
        Contract(
            venue=listing.venue,
            kind=listing.kind,
            id=listing.name(asset, expiry or 0),
            asset=asset,
            quote=listing.quote,
            inverse=listing.inverse,
            contract_size=listing.size[asset],
            lot=listing.lot[asset],
            tick_usd=TICK_USD[asset],
            price_factor=price_factor(listing.venue, listing.quote),
            expiry_ms=expiry,
            funding_interval_h=listing.funding_interval_h,
            open_interest_weight=listing.share * weight / sum(weights),
        )
        for asset in listing.assets
        for expiry, weight in zip(expiries, weights, strict=True)
    ]


def price_factor(venue: str, quote: str) -> float:
    """A venue's price in a quote currency beside the asset's price."""
    return _VENUE_FACTOR[venue] * _QUOTE_FACTOR[quote]


def _expiry_weight(expiry_ms: int | None, at_ms: int) -> float:
    if expiry_ms is None:
        return 1.0
    days = max((expiry_ms - at_ms) / DAY_MS, 0.25)
    return exp(-0.5 * (log(days / _BUSIEST_DAYS) / _EXPIRY_WIDTH) ** 2)
