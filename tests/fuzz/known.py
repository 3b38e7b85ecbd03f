"""Instruments that the fuzzed parsers know, and ccxt market lists as the adapters get them."""

from collections.abc import Mapping
from typing import Any

from tui.exchange.instrument import DOLLARS, Instrument, InstrumentKind

_EXPIRY_MS = 1_774_598_400_000


def _book(
    kind: InstrumentKind, quote: str, *names: str, inverse: bool = False, size: float = 1.0
) -> dict[str, Instrument]:
    return {
        name: Instrument(
            id=name,
            asset="ETH" if "ETH" in name else "BTC",
            quote=quote,
            kind=kind,
            inverse=inverse,
            contract_size=size,
            expiry_ms=_EXPIRY_MS if kind == "future" else None,
        )
        for name in names
    }


PAIRS: Mapping[str, Mapping[str, Instrument]] = {
    "binance": _book("spot", "USDT", "BTCUSDT", "ETHUSDT"),
    "bybit": _book("spot", "USDT", "BTCUSDT", "ETHUSDT"),
    "okx": _book("spot", "USDT", "BTC-USDT", "ETH-USDT"),
    "coinbase": _book("spot", "USD", "BTC-USD", "ETH-USD"),
    "kraken": {"BTC/USD": Instrument(id="XXBTZUSD", asset="BTC", quote="USD", kind="spot")},
}

KNOWN: Mapping[str, Mapping[str, Instrument]] = {
    "binance": {
        **_book("perpetual", "USDT", "BTCUSDT", "ETHUSDT"),
        **_book("perpetual", "USD", "BTCUSD_PERP", inverse=True, size=100),
        **_book("future", "USDT", "BTCUSDT_251226", "BTCUSDT_260327"),
        **_book("perpetual", "BTC", "ETHBTC"),
    },
    "bitget": {
        **_book("perpetual", "USDT", "BTCUSDT", "ETHUSDT"),
        **_book("perpetual", "USD", "BTCUSD", inverse=True),
    },
    "bybit": {
        **_book("perpetual", "USDT", "BTCUSDT", "ETHUSDT"),
        **_book("perpetual", "USD", "BTCUSD", "ETHUSD", inverse=True),
        **_book("future", "USDT", "BTCUSDT-27MAR26"),
    },
    "gate": {
        **_book("perpetual", "USDT", "BTC_USDT", size=0.0001),
        **_book("perpetual", "USDT", "ETH_USDT", "DOGE_USDT", "XRP_USDT", size=0.01),
    },
    "krakenfutures": {
        **_book("perpetual", "USD", "PF_XBTUSD", "PF_ETHUSD"),
        **_book("perpetual", "USD", "PI_XBTUSD", "PI_ETHUSD", inverse=True),
    },
    "okx": {
        **_book("perpetual", "USDT", "BTC-USDT-SWAP", "ETH-USDT-SWAP", size=0.01),
        **_book("perpetual", "USD", "BTC-USD-SWAP", "ETH-USD-SWAP", inverse=True, size=100),
        **_book("future", "USDT", "BTC-USDT-251107", "BTC-USDT-260327", size=0.01),
    },
}


def _market(identifier: str, kind: str, quote: str, info: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """A market in ccxt's own shape."""
    return {
        "id": identifier,
        "symbol": f"BTC/{quote}" if kind == "spot" else f"BTC/{quote}:{quote}",
        "base": "BTC",
        "quote": quote,
        "settle": None if kind == "spot" else quote,
        "type": kind,
        "active": True,
        "inverse": None if kind == "spot" else quote not in DOLLARS,
        "contractSize": None if kind == "spot" else 1.0,
        "expiry": _EXPIRY_MS if kind in ("future", "option") else None,
        "strike": None,
        "optionType": None,
        "info": info,
        **more,
    }


_COIN = {"settle": "BTC", "inverse": True, "contractSize": 100.0}
_OKX_SWAP = {"ctVal": "0.01", "ctMult": "1", "ctType": "linear", "ctValCcy": "BTC", "ruleType": "normal", "expTime": ""}

MARKETS: Mapping[str, list[dict[str, Any]]] = {
    "binance": [
        _market("BTCUSDT", "spot", "USDT", {}),
        _market("BTCUSDT_260327", "future", "USDT", {"contractType": "CURRENT_QUARTER"}),
        _market("BTCUSD_PERP", "swap", "USD", {"contractType": "PERPETUAL"}, **_COIN),
    ],
    "bybit": [
        _market("BTCUSDT", "swap", "USDT", {"fundingInterval": 480}),
        _market("BTCUSD", "swap", "USD", {"fundingInterval": "480"}, **_COIN),
    ],
    "coinbase": [_market("BTC-USD", "spot", "USD", {"alias": "", "is_disabled": False, "trading_disabled": False})],
    "gate": [
        _market("BTC_USDT", "swap", "USDT", {"quanto_multiplier": "0.0001"}),
        _market("BTC_USD", "swap", "USD", {"quanto_multiplier": "0"}, **_COIN),
    ],
    "kraken": [_market("XXBTZUSD", "spot", "USD", {"status": "online"})],
    "krakenfutures": [
        _market("PF_XBTUSD", "swap", "USD", {}),
        _market("FI_XBTUSD_260327", "future", "USD", {}, **_COIN),
    ],
    "okx": [
        _market("BTC-USDT-SWAP", "swap", "USDT", _OKX_SWAP),
        _market("BTC-USDT-260327", "future", "USDT", {**_OKX_SWAP, "expTime": str(_EXPIRY_MS)}),
        _market("BTC-USDT", "spot", "USDT", {}),
    ],
    "any spot": [_market("BTC-USD", "spot", "USD", {}), _market("BTC-USDT", "spot", "USDT", {})],
    "any": [
        _market("BTC-USD", "spot", "USD", {}),
        _market("BTC-26DEC25-100000-C", "option", "USD", {}, strike=100_000.0, optionType="call"),
        _market("BTC-PERPETUAL", "swap", "USD", {}, **_COIN),
    ],
}
