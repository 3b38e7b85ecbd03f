"""Deribit's rows: real numbers, nulls where nothing traded, sizes in dollars (inverse futures) or coin (all else)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tui.domain.clock import DAY_MS
from tui.paper.contract import Contract, ContractState, IndexBar, OptionState

Row = dict[str, Any]

_LISTED_MS = 1_534_167_754_000
_NEVER_EXPIRES_MS = 32_503_708_800_000
_PRICE_DECIMALS = 4
_FRIDAY = 4


def answer(result: object, now_ms: int, request_id: object = None) -> Row:
    """A JSON-RPC result; times of arrival and departure are microseconds."""
    arrived = now_ms * 1000
    body: Row = {"jsonrpc": "2.0", "result": result, "usIn": arrived, "usOut": arrived + 160, "usDiff": 160}
    return body | {"testnet": False} | ({} if request_id is None else {"id": request_id})


def failure(code: int, message: str, now_ms: int, request_id: object = None, **data: str) -> Row:
    """A JSON-RPC error."""
    arrived = now_ms * 1000
    error: Row = {"message": message, "code": code} | ({"data": data} if data else {})
    body: Row = {"jsonrpc": "2.0", "error": error, "usIn": arrived, "usOut": arrived + 90, "usDiff": 90}
    return body | {"testnet": False} | ({} if request_id is None else {"id": request_id})


def kind_of(contract: Contract) -> str:
    return "option" if contract.kind == "option" else "future"


def currency_of(contract: Contract) -> str:
    """The currency that a contract is listed under: the one it settles in."""
    return contract.settle


def instrument(contract: Contract) -> Row:
    """One row of get_instruments."""
    is_option = contract.kind == "option"
    row: Row = {
        "price_index": f"{contract.asset}_{contract.quote}".lower(),
        "kind": kind_of(contract),
        "instrument_name": contract.id,
        "instrument_type": "reversed" if contract.inverse else "linear",
        "maker_commission": 0.0003 if is_option else 0.0,
        "taker_commission": 0.0003 if is_option else 0.0005,
        "expiration_timestamp": contract.expiry_ms or _NEVER_EXPIRES_MS,
        "creation_timestamp": _LISTED_MS,
        "is_active": True,
        "tick_size": 0.0005 if is_option else 0.5,
        "contract_size": contract.contract_size,
        "instrument_id": 124_972,
        "min_trade_amount": contract.lot * contract.contract_size,
        "settlement_currency": contract.settle,
        "settlement_period": _period(contract),
        "base_currency": contract.asset,
        "counter_currency": contract.quote,
        "quote_currency": contract.asset if is_option and contract.inverse else contract.quote,
        "tick_size_steps": [],
    }
    if is_option:
        return row | {"strike": contract.strike_usd, "option_type": "call" if contract.is_call else "put"}
    return row | {"future_type": row["instrument_type"], "max_leverage": 50}


def combo(near: Contract, now_ms: int) -> Row:
    """A spread between a dated future and the perpetual: a name and a kind of its own, in every list of futures."""
    name = f"{near.asset}-FS-{near.id.partition('-')[2]}_PERP"
    return instrument(near) | {"instrument_name": name, "kind": "future_combo", "creation_timestamp": now_ms - DAY_MS}


def future_summary(state: ContractState) -> Row:
    """One row of get_book_summary_by_currency for a future; `estimated_delivery_price` is the index."""
    contract = state.contract
    row: Row = {
        "instrument_name": contract.id,
        "base_currency": contract.asset,
        "quote_currency": contract.quote,
        "creation_timestamp": state.at_ms,
        "mark_price": round(state.mark_usd, _PRICE_DECIMALS),
        "bid_price": state.bid_usd,
        "ask_price": state.ask_usd,
        "mid_price": (state.bid_usd + state.ask_usd) / 2,
        "last": state.last_usd,
        "high": state.high_24h_usd,
        "low": state.low_24h_usd,
        "price_change": round(state.change_24h_pct, _PRICE_DECIMALS),
        "estimated_delivery_price": round(state.index_usd, _PRICE_DECIMALS),
        "open_interest": open_interest(state),
        "volume": round(state.volume_24h_coin, 8),
        "volume_usd": round(state.volume_24h_usd, 2),
        "volume_notional": round(state.volume_24h_usd, 2),
    }
    return row | _funding(state)


def combo_summary(state: ContractState) -> Row:
    """A spread's own row: its prices are differences, below zero in backwardation."""
    row = future_summary(state)
    name = combo(state.contract, state.at_ms)["instrument_name"]
    difference = round(state.mark_usd - state.index_usd, 2)
    return row | {"instrument_name": name, "mark_price": difference, "bid_price": difference, "open_interest": 0.0}


def option_summary(state: OptionState, has_future: bool) -> Row:
    """One row of get_book_summary_by_currency for an option: prices in coin, `mark_iv` in percent, sizes in coin."""
    contract = state.contract
    future = contract.id.rsplit("-", 2)[0]
    return {
        "instrument_name": contract.id,
        "base_currency": contract.asset,
        "quote_currency": contract.asset,
        "creation_timestamp": state.at_ms,
        "underlying_index": future if has_future else f"SYN.{future}",
        "underlying_price": round(state.underlying_usd, _PRICE_DECIMALS),
        "estimated_delivery_price": round(state.index_usd, 2),
        "interest_rate": 0.0,
        "mark_iv": round(state.mark_vol, 2),
        "mark_price": round(state.mark_coin, 8),
        "bid_price": None if state.bid_coin is None else round(state.bid_coin, 4),
        "ask_price": round(state.ask_coin, 4),
        "mid_price": None if state.bid_coin is None else round((state.bid_coin + state.ask_coin) / 2, 5),
        "last": round(state.last_coin, 4) if state.volume_24h_coin else None,
        "high": None,
        "low": None,
        "price_change": None,
        "open_interest": round(state.open_interest_coin, 4),
        "volume": round(state.volume_24h_coin, 4),
        "volume_usd": round(state.volume_24h_coin * state.mark_usd, 2),
    }


def ticker(state: ContractState) -> Row:
    """The `ticker` of a future."""
    row: Row = {
        "instrument_name": state.contract.id,
        "timestamp": state.at_ms,
        "state": "open",
        "mark_price": round(state.mark_usd, _PRICE_DECIMALS),
        "index_price": round(state.index_usd, _PRICE_DECIMALS),
        "estimated_delivery_price": round(state.index_usd, _PRICE_DECIMALS),
        "last_price": state.last_usd,
        "best_bid_price": state.bid_usd,
        "best_bid_amount": 54_430.0,
        "best_ask_price": state.ask_usd,
        "best_ask_amount": 15_810.0,
        "open_interest": open_interest(state),
        "settlement_price": round(state.open_24h_usd, 2),
        "min_price": round(state.mark_usd * 0.985, 2),
        "max_price": round(state.mark_usd * 1.015, 2),
        "stats": {
            "high": state.high_24h_usd,
            "low": state.low_24h_usd,
            "price_change": round(state.change_24h_pct, _PRICE_DECIMALS),
            "volume": round(state.volume_24h_coin, 8),
            "volume_usd": round(state.volume_24h_usd, 2),
        },
    }
    return row | _funding(state)


def open_interest(state: ContractState) -> float:
    """Dollars of an inverse contract, coin of a linear one."""
    return round(state.open_interest_usd if state.contract.inverse else state.open_interest_coin, 4)


def index_bar(bar: IndexBar) -> list[float]:
    """One candle of get_volatility_index_data."""
    return [bar.open_ms, *(round(vol, 2) for vol in (bar.open_vol, bar.high_vol, bar.low_vol, bar.close_vol))]


def _funding(state: ContractState) -> Row:
    if state.funding_rate is None:
        return {}
    # What is paid at this very moment is mostly nothing: the premium has a dead band.
    return {"funding_8h": round(state.funding_rate, 8), "current_funding": 0.0}


def _period(contract: Contract) -> str:
    if contract.expiry_ms is None:
        return "perpetual"
    day = datetime.fromtimestamp(contract.expiry_ms / 1000, UTC)
    if day.weekday() != _FRIDAY:
        return "day"
    return "month" if (day + timedelta(days=7)).month != day.month else "week"
