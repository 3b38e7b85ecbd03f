"""OKX's rows: numbers as strings, sizes in contracts, empty strings where it has nothing to say."""

from collections.abc import Sequence
from typing import Any

from tui.paper.contract import Bar, Contract, ContractState, ForcedOrder, FundingPoint, OpenInterestPoint, OptionState

Row = dict[str, Any]

INSTRUMENT_TYPES = {"spot": "SPOT", "perpetual": "SWAP", "future": "FUTURES", "option": "OPTION"}
_DECIMALS = 12
_LISTED_MS = 1_611_916_828_000
# What OKX pays out of one option contract: 1 coin times the multiplier.
_OPTION_VALUE = "1"


def text(number: float | None) -> str:
    """A number as OKX writes it: no exponent, no trailing zeros; nothing is an empty string."""
    if number is None:
        return ""
    return f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".") or "0"


def answer(rows: list[Any]) -> Row:
    return {"code": "0", "msg": "", "data": rows}


def refusal(code: str, message: str) -> Row:
    return {"code": code, "msg": message, "data": []}


def instrument(contract: Contract) -> Row:
    """One row of `public/instruments`."""
    spot, option = contract.kind == "spot", contract.kind == "option"
    family = f"{contract.asset}-{contract.quote}"
    size = text(contract.contract_size)
    return {
        "alias": "",
        "baseCcy": contract.asset if spot else "",
        "category": "1",
        "ctMult": "" if spot else size if option else "1",
        "ctType": "" if spot or option else "inverse" if contract.inverse else "linear",
        "ctVal": "" if spot else _OPTION_VALUE if option else size,
        "ctValCcy": "" if spot else "USD" if contract.inverse and not option else contract.asset,
        "expTime": text(contract.expiry_ms),
        "instFamily": "" if spot else family,
        "instId": contract.id,
        "instType": INSTRUMENT_TYPES[contract.kind],
        "lever": "" if option else "10" if spot else "100",
        "listTime": str(_LISTED_MS),
        "lotSz": text(contract.lot),
        "minSz": text(contract.lot),
        "optType": "" if contract.is_call is None else "C" if contract.is_call else "P",
        "quoteCcy": contract.quote if spot else "",
        "ruleType": "normal",
        "settleCcy": "" if spot else contract.settle,
        "state": "live",
        "stk": text(contract.strike_usd),
        "tickSz": "0.0001" if option else text(contract.tick_usd),
        "uly": "" if spot else family,
    }


def oddities() -> list[Row]:
    """Listings that OKX has and that a client must not trip over: an X-Perp among the futures, and a preopen one."""
    expiring = {"expTime": "1932969600000", "listTime": str(_LISTED_MS), "optType": "", "stk": "", "alias": ""}
    sized = {"ctMult": "1", "ctType": "linear", "ctVal": "0.001", "ctValCcy": "BTC", "lotSz": "1", "minSz": "1"}
    named = {"instId": "BTC-USD_UM_XPERP-310404", "instType": "FUTURES", "instFamily": "BTC-USD_UM_XPERP"}
    paid = {"uly": "BTC-USD", "settleCcy": "USD", "baseCcy": "", "quoteCcy": "", "lever": "50", "tickSz": "0.1"}
    xperp = {**expiring, **sized, **named, **paid, "category": "1", "ruleType": "xperp", "state": "live"}
    return [xperp, {"instId": "ETH-USD_UM-SWAP", "instType": "SWAP", "state": "preopen"}]


def ticker(state: ContractState) -> Row:
    """One row of `market/tickers`: `vol24h` is contracts (coin for spot), `volCcy24h` coin (dollars for spot)."""
    contract = state.contract
    spot = contract.kind == "spot"
    contracts = state.volume_24h_usd if contract.inverse else state.volume_24h_coin
    return {
        "instType": INSTRUMENT_TYPES[contract.kind],
        "instId": contract.id,
        "last": text(state.last_usd),
        "lastSz": text(contract.lot),
        "askPx": text(state.ask_usd),
        "askSz": "11",
        "bidPx": text(state.bid_usd),
        "bidSz": "5",
        "open24h": text(state.open_24h_usd),
        "high24h": text(state.high_24h_usd),
        "low24h": text(state.low_24h_usd),
        "volCcy24h": text(state.volume_24h_usd if spot else state.volume_24h_coin),
        "vol24h": text(contracts / contract.contract_size),
        # The prices at 00:00 and 16:00 UTC: not those of 24 hours ago.
        "sodUtc0": text(state.low_24h_usd),
        "sodUtc8": text(state.high_24h_usd),
        "ts": str(state.at_ms),
    }


def option_ticker(state: OptionState) -> Row:
    return {
        "instType": "OPTION",
        "instId": state.contract.id,
        "last": text(state.last_coin),
        "lastSz": "1",
        "askPx": text(state.ask_coin),
        "askSz": "100",
        "bidPx": text(state.bid_coin),
        "bidSz": "" if state.bid_coin is None else "100",
        "open24h": text(state.last_coin),
        "high24h": text(state.last_coin),
        "low24h": text(state.last_coin),
        "volCcy24h": text(state.volume_24h_coin),
        "vol24h": text(state.volume_24h_coin / state.contract.contract_size),
        "sodUtc0": text(state.last_coin),
        "sodUtc8": text(state.last_coin),
        "ts": str(state.at_ms),
    }


def index_ticker(asset: str, quote: str, price_usd: float, at_ms: int) -> Row:
    price = text(price_usd)
    day = {"high24h": price, "low24h": price, "open24h": price, "sodUtc0": price, "sodUtc8": price}
    return {"instId": f"{asset}-{quote}", "idxPx": price, **day, "ts": str(at_ms)}


def mark_price(state: ContractState | OptionState) -> Row:
    mark = state.mark_coin if isinstance(state, OptionState) else state.mark_usd
    contract = state.contract
    return {
        "instType": INSTRUMENT_TYPES[contract.kind],
        "instId": contract.id,
        "markPx": text(mark),
        "ts": str(state.at_ms),
    }


def open_interest(state: ContractState | OptionState) -> Row:
    """`oi` in contracts, `oiCcy` in coin, `oiUsd` in dollars."""
    coin, contract = state.open_interest_coin, state.contract
    if isinstance(state, OptionState):
        usd, contracts = coin * state.index_usd, coin / contract.contract_size
    else:
        usd = state.open_interest_usd
        contracts = (usd if contract.inverse else coin) / contract.contract_size
    row = {"instType": INSTRUMENT_TYPES[contract.kind], "instId": contract.id, "oi": text(contracts)}
    return {**row, "oiCcy": text(coin), "oiUsd": text(usd), "ts": str(state.at_ms)}


def open_interest_point(contract: Contract, point: OpenInterestPoint) -> list[str]:
    contracts = (point.usd if contract.inverse else point.coin) / contract.contract_size
    return [str(point.at_ms), text(contracts), text(point.coin), text(point.usd)]


def payment(contract: Contract, point: FundingPoint) -> Row:
    """A row of `public/funding-rate-history`: the estimate was a little off what was paid."""
    return {
        "formulaType": "noRate",
        "fundingRate": text(point.rate * 1.001),
        "fundingTime": str(point.at_ms),
        "instId": contract.id,
        "instType": "SWAP",
        "method": "current_period",
        "realizedRate": text(point.rate),
    }


def funding_rate(state: ContractState) -> Row:
    """The rate of the running period, which settles at `fundingTime`."""
    next_ms = state.funding_next_ms or 0
    interval_ms = int((state.contract.funding_interval_h or 8) * 3_600_000)
    return {
        "formulaType": "noRate",
        "fundingRate": text(state.funding_rate),
        "fundingTime": str(next_ms),
        "impactValue": "",
        "instId": state.contract.id,
        "instType": "SWAP",
        "interestRate": "",
        "maxFundingRate": "0.00375",
        "method": "current_period",
        "minFundingRate": "-0.00375",
        "nextFundingRate": "",
        "nextFundingTime": str(next_ms + interval_ms),
        "premium": "",
        "settFundingRate": text(state.funding_rate),
        "settState": "settled",
        "ts": str(state.at_ms),
    }


def option_summary(state: OptionState) -> Row:
    """One row of `public/opt-summary`: fractions, and "0" where nobody quotes; `delta` is premium-adjusted."""
    return {
        "instType": "OPTION",
        "instId": state.contract.id,
        "uly": f"{state.contract.asset}-{state.contract.quote}",
        "delta": text(state.delta - state.mark_coin),
        "deltaBS": text(state.delta),
        "gamma": "0",
        "gammaBS": text(state.gamma),
        "theta": "0",
        "thetaBS": text(state.theta_usd),
        "vega": "0",
        "vegaBS": text(state.vega_usd),
        "lever": "0",
        "markVol": text(state.mark_vol / 100),
        "bidVol": text((state.bid_vol or 0) / 100),
        "askVol": text(state.ask_vol / 100),
        "realVol": "0",
        "volLv": "0",
        "fwdPx": text(state.underlying_usd),
        "ts": str(state.at_ms),
    }


def full_book(
    contract: Contract, bids: Sequence[tuple[float, float]], asks: Sequence[tuple[float, float]], at_ms: int
) -> Row:
    """`books-full`: contracts at each price, and how many orders; the instrument is not named."""

    def side(levels: Sequence[tuple[float, float]]) -> list[list[str]]:
        return [[text(price), text(coins / contract.contract_size), "1"] for price, coins in levels]

    return {"asks": side(asks), "bids": side(bids), "ts": str(at_ms)}


def candle(bar: Bar, contract: Contract, closed: bool) -> list[str]:
    """A spot bar's volume is coin and dollars, a derivative's contracts, coin and dollars."""
    prices = [text(price) for price in (bar.open_usd, bar.high_usd, bar.low_usd, bar.close_usd)]
    usd, coin = text(bar.volume_coin * bar.close_usd), text(bar.volume_coin)
    size = contract.contract_size * (1 / bar.close_usd if contract.inverse else 1)
    volumes = [coin, usd, usd] if contract.kind == "spot" else [text(bar.volume_coin / size), coin, usd]
    return [str(bar.open_ms), *prices, *volumes, "1" if closed else "0"]


def liquidation(order: ForcedOrder) -> Row:
    """One entry of `details[]`: `side` is the forced order's, `posSide` the position's."""
    return {
        "bkLoss": "0",
        "bkPx": text(order.bankruptcy_usd),
        "ccy": "",
        "posSide": "long" if order.hurt_long else "short",
        "side": "sell" if order.hurt_long else "buy",
        "sz": text(order.contracts),
        "ts": str(order.at_ms),
    }


def liquidation_row(contract: Contract, details: list[Row]) -> Row:
    family = f"{contract.asset}-{contract.quote}"
    named = {"instFamily": family, "instId": contract.id, "instType": INSTRUMENT_TYPES[contract.kind], "uly": family}
    return {"details": details, **named}
