"""Gate's rows: prices as strings, sizes in contracts as decimal strings, times in seconds."""

from typing import Any

from tui.domain.clock import HOUR_MS
from tui.paper.contract import Contract, ContractState, ForcedOrder, OpenInterestPoint

Row = dict[str, Any]

_CREATED_S = 1_609_899_548
_LONGEST_TEXT = 12


def text(number: float) -> str:
    """A number as Gate writes it: no exponent, no trailing zeros."""
    return f"{number:.{_LONGEST_TEXT}f}".rstrip("0").rstrip(".") or "0"


def settle(contract: Contract) -> str:
    """The path segment that a contract is found under."""
    return contract.settle.lower()


def size(contract: Contract, coin: float, usd: float) -> float:
    """Whole contracts worth that much."""
    return round((usd if contract.inverse else coin) / contract.contract_size)


def contract_row(state: ContractState) -> Row:
    """One row of `contracts`. Contracts of one dollar have a multiplier of 0."""
    contract = state.contract
    interval_s = round((contract.funding_interval_h or 8) * HOUR_MS / 1000)
    return {
        "name": contract.id,
        "type": "inverse" if contract.inverse else "direct",
        "quanto_multiplier": "0" if contract.inverse else text(contract.contract_size),
        "ref_discount_rate": "0",
        "order_price_deviate": "0.5",
        "maintenance_rate": "0.005",
        "mark_type": "index",
        "last_price": text(state.last_usd),
        "mark_price": text(round(state.mark_usd, 6)),
        "index_price": text(round(state.index_usd, 6)),
        "funding_rate_indicative": text(state.funding_rate or 0.0),
        "mark_price_round": text(contract.tick_usd / 10),
        "funding_offset": 0,
        "in_delisting": False,
        "risk_limit_base": "1000000",
        "interest_rate": "0.0003",
        "order_price_round": text(contract.tick_usd),
        "order_size_min": "1",
        "enable_decimal": False,
        "ref_rebate_rate": "0.2",
        "funding_interval": interval_s,
        "risk_limit_step": "1000000",
        "leverage_min": "1",
        "leverage_max": "100",
        "risk_limit_max": "8000000",
        "maker_fee_rate": "-0.0001",
        "taker_fee_rate": "0.00075",
        "funding_rate": text(state.funding_rate or 0.0),
        "order_size_max": "1000000",
        "funding_next_apply": (state.funding_next_ms or 0) // 1000,
        "short_users": 977,
        "config_change_time": _CREATED_S,
        "trade_size": "28530850594",
        "position_size": text(size(contract, state.open_interest_coin, state.open_interest_usd)),
        "long_users": 455,
        "funding_impact_value": "60000",
        "orders_limit": 50,
        "trade_id": 10851092,
        "orderbook_id": 2129638396,
        "enable_bonus": True,
        "enable_credit": True,
        "create_time": _CREATED_S,
        "funding_cap_ratio": "0.75",
        "status": "trading",
        "launch_time": _CREATED_S,
    }


def ticker_row(state: ContractState) -> Row:
    """One row of `tickers`, by REST and on the stream; it has no time of its own."""
    contract = state.contract
    volume = text(size(contract, state.volume_24h_coin, state.volume_24h_usd))
    return {
        "contract": contract.id,
        "last": text(state.last_usd),
        "low_24h": text(state.low_24h_usd),
        "high_24h": text(state.high_24h_usd),
        "change_percentage": f"{state.change_24h_pct:.4f}",
        "total_size": text(size(contract, state.open_interest_coin, state.open_interest_usd)),
        "volume_24h": volume,
        "volume_24h_base": text(round(state.volume_24h_coin)),
        "volume_24h_quote": text(round(state.volume_24h_usd)),
        "volume_24h_settle": text(round(state.volume_24h_coin if contract.inverse else state.volume_24h_usd)),
        "mark_price": text(round(state.mark_usd, 6)),
        "funding_rate": text(state.funding_rate or 0.0),
        "funding_rate_indicative": text(state.funding_rate or 0.0),
        "index_price": text(round(state.index_usd, 6)),
        "quanto_base_rate": "",
        "highest_bid": text(state.bid_usd),
        "highest_size": "100",
        "lowest_ask": text(state.ask_usd),
        "lowest_size": "1000",
    }


def stats_row(contract: Contract, point: OpenInterestPoint) -> Row:
    """One row of `contract_stats`."""
    return {
        "time": point.at_ms // 1000,
        "lsr_taker": 1.05,
        "lsr_account": 1.5,
        "long_liq_size": "0",
        "short_liq_size": "0",
        "open_interest": text(size(contract, point.coin, point.usd)),
        "open_interest_usd": round(point.usd, 4),
        "short_liq_usd": 0,
        "long_liq_usd": 0,
        "mark_price": round(point.usd / point.coin, 6),
        "top_lsr_account": 1.5,
        "top_lsr_size": "1.02",
        "short_liq_amount": 0,
        "long_liq_amount": 0,
    }


def forced_row(order: ForcedOrder) -> Row:
    """One row of `liq_orders`: `size` is the position, so above 0 where a long was closed; seconds."""
    position = order.contracts if order.hurt_long else -order.contracts
    return {
        "time": order.at_ms // 1000,
        "contract": order.contract.id,
        "size": text(position),
        "order_size": text(-position),
        "order_price": text(order.bankruptcy_usd),
        "fill_price": text(order.fill_usd),
        "left": "0",
    }


def pushed_forced_row(order: ForcedOrder) -> Row:
    """The same on the stream: `size` is the order, so below 0 where a long was sold, and no fill; milliseconds."""
    return {
        "price": text(order.bankruptcy_usd),
        "size": text(-order.contracts if order.hurt_long else order.contracts),
        "time_ms": order.at_ms,
        "contract": order.contract.id,
    }
