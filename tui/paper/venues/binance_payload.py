"""Binance's JSON: spot, USD-M (fapi) and COIN-M (dapi) rows and stream events, with their units and quirks."""

from typing import Any

from tui.domain.clock import DAY_MS
from tui.paper.contract import Bar, Contract, ContractState, ForcedOrder, FundingPoint, OpenInterestPoint

Row = dict[str, Any]

_NEVER_MS = 4_133_404_800_000
_ONBOARD_MS = 1_569_398_400_000
_USDM, _COINM = 1, 2


def decimals(value: float, places: int = 8) -> str:
    """A number as Binance writes it: a string with a fixed number of decimals."""
    return f"{value:.{places}f}"


def plain(value: float) -> str:
    """A size or tick in as few digits as it has."""
    return f"{value:.12f}".rstrip("0").rstrip(".") or "0"


def pair_of(contract: Contract) -> str:
    """BTCUSD of BTCUSD_PERP and of BTCUSD_251226."""
    return f"{contract.asset}{contract.quote}"


def exchange_info(symbols: list[Row], now_ms: int) -> Row:
    limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400}
    return {"timezone": "UTC", "serverTime": now_ms, "rateLimits": [limit], "exchangeFilters": [], "symbols": symbols}


def spot_symbol(contract: Contract) -> Row:
    return {
        "symbol": contract.id,
        "status": "TRADING",
        "baseAsset": contract.asset,
        "baseAssetPrecision": 8,
        "quoteAsset": contract.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"],
        "icebergAllowed": True,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": True,
        "filters": _filters(contract),
        "permissions": [],
        "permissionSets": [["SPOT", "MARGIN"]],
    }


def futures_symbol(contract: Contract, contract_type: str) -> Row:
    """A row of fapi's or dapi's `exchangeInfo`: COIN-M says `contractStatus` and `contractSize`, USD-M `status`."""
    row: Row = {
        "symbol": contract.id,
        "pair": pair_of(contract),
        "contractType": contract_type,
        "deliveryDate": contract.expiry_ms or _NEVER_MS,
        "onboardDate": _ONBOARD_MS,
        "baseAsset": contract.asset,
        "quoteAsset": contract.quote,
        "marginAsset": contract.settle,
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "pricePrecision": 2,
        "quantityPrecision": 0 if contract.inverse else 3,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "underlyingSubType": [],
        "filters": _filters(contract),
        "orderTypes": ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET"],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
    }
    if contract.inverse:
        return {**row, "contractStatus": "TRADING", "contractSize": int(contract.contract_size), "equalQtyPrecision": 4}
    return {**row, "status": "TRADING", "settlePlan": 0, "triggerProtect": "0.0500", "marketTakeBound": "0.05"}


def _filters(contract: Contract) -> list[Row]:
    tick, lot = plain(contract.tick_usd), plain(contract.lot)
    return [
        {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1000000", "tickSize": tick},
        {"filterType": "LOT_SIZE", "minQty": lot, "maxQty": "1000000", "stepSize": lot},
        {"filterType": "MARKET_LOT_SIZE", "minQty": lot, "maxQty": "100000", "stepSize": lot},
    ]


def spot_day(state: ContractState) -> Row:
    """A row of `/api/v3/ticker/24hr`."""
    return {
        "symbol": state.contract.id,
        "priceChange": decimals(state.last_usd - state.open_24h_usd),
        "priceChangePercent": decimals(state.change_24h_pct, 3),
        "weightedAvgPrice": decimals(state.volume_24h_usd / state.volume_24h_coin),
        "prevClosePrice": decimals(state.open_24h_usd),
        "lastPrice": decimals(state.last_usd),
        "lastQty": decimals(state.contract.lot),
        "bidPrice": decimals(state.bid_usd),
        "bidQty": "0.42000000",
        "askPrice": decimals(state.ask_usd),
        "askQty": "0.31000000",
        "openPrice": decimals(state.open_24h_usd),
        "highPrice": decimals(state.high_24h_usd),
        "lowPrice": decimals(state.low_24h_usd),
        "volume": decimals(state.volume_24h_coin),
        "quoteVolume": decimals(state.volume_24h_usd),
        "openTime": state.at_ms - DAY_MS,
        "closeTime": state.at_ms,
        "firstId": 1,
        "lastId": 2,
        "count": 2,
    }


def spot_ticker(state: ContractState) -> Row:
    """The stream's `<symbol>@ticker`."""
    row = spot_day(state)
    letters = {
        "p": "priceChange", "P": "priceChangePercent", "w": "weightedAvgPrice", "x": "prevClosePrice", "c": "lastPrice",
        "Q": "lastQty", "b": "bidPrice", "B": "bidQty", "a": "askPrice", "A": "askQty", "o": "openPrice",
        "h": "highPrice", "l": "lowPrice", "v": "volume", "q": "quoteVolume", "O": "openTime", "C": "closeTime",
        "F": "firstId", "L": "lastId", "n": "count",
    }  # fmt: skip
    event: Row = {"e": "24hrTicker", "E": state.at_ms, "s": state.contract.id}
    return event | {letter: row[name] for letter, name in letters.items()}


def kline(bar: Bar, step_ms: int) -> list[Any]:
    close_ms = bar.open_ms + step_ms - 1
    quote_volume = decimals(bar.volume_coin * (bar.open_usd + bar.close_usd) / 2)
    prices = [decimals(price) for price in (bar.open_usd, bar.high_usd, bar.low_usd, bar.close_usd)]
    volume, half = decimals(bar.volume_coin), decimals(bar.volume_coin / 2)
    return [bar.open_ms, *prices, volume, close_ms, quote_volume, 100, half, quote_volume, "0"]


def book_ticker(state: ContractState) -> Row:
    """A row of `ticker/bookTicker`; COIN-M's carries its pair."""
    row = {
        "symbol": state.contract.id,
        "bidPrice": plain(state.bid_usd),
        "bidQty": "12",
        "askPrice": plain(state.ask_usd),
        "askQty": "9",
        "time": state.at_ms,
    }
    return {"pair": pair_of(state.contract), **row} if state.contract.inverse else row


def depth(bids: list[tuple[float, float]], asks: list[tuple[float, float]], at_ms: int) -> Row:
    """`/fapi/v1/depth`: USD-M's sizes are coin."""
    sides = {
        name: [[plain(price), decimals(coins, 3)] for price, coins in side]
        for name, side in (("bids", bids), ("asks", asks))
    }
    return {"lastUpdateId": at_ms, "E": at_ms, "T": at_ms, **sides}


def premium_index(state: ContractState) -> Row:
    """A row of `premiumIndex`; dated futures have "" for the rate and 0 for its time."""
    perpetual = state.funding_rate is not None
    row = {
        "symbol": state.contract.id,
        "markPrice": decimals(state.mark_usd),
        "indexPrice": decimals(state.index_usd),
        "estimatedSettlePrice": decimals(state.index_usd),
        "lastFundingRate": "" if state.funding_rate is None else decimals(state.funding_rate),
        "interestRate": "0.00010000" if perpetual else "",
        "nextFundingTime": state.funding_next_ms or 0,
        "time": state.at_ms,
    }
    return {"pair": pair_of(state.contract), **row} if state.contract.inverse else row


def funding_rate(contract: Contract, point: FundingPoint) -> Row:
    """A row of `/fapi/v1/fundingRate`: payments are stamped some milliseconds late."""
    return {
        "symbol": contract.id,
        "fundingTime": point.at_ms + 3,
        "fundingRate": decimals(point.rate),
        "markPrice": "",
    }


def funding_info(contract: Contract, hours: float) -> Row:
    return {
        "symbol": contract.id,
        "adjustedFundingRateCap": "0.02000000",
        "adjustedFundingRateFloor": "-0.02000000",
        "fundingIntervalHours": int(hours),
        "disclaimer": False,
    }


def open_interest(state: ContractState, contract_type: str) -> Row:
    """Coin on USD-M, contracts on COIN-M."""
    contract = state.contract
    if not contract.inverse:
        return {"symbol": contract.id, "openInterest": decimals(state.open_interest_coin, 3), "time": state.at_ms}
    return {
        "symbol": contract.id,
        "pair": pair_of(contract),
        "openInterest": str(round(state.open_interest_usd / contract.contract_size)),
        "contractType": contract_type,
        "time": state.at_ms,
    }


def open_interest_statistic(contract: Contract, point: OpenInterestPoint, contract_type: str) -> Row:
    """A row of `openInterestHist`: coin and USDT on USD-M; contracts and coin on COIN-M."""
    if not contract.inverse:
        return {
            "symbol": contract.id,
            "sumOpenInterest": decimals(point.coin),
            "sumOpenInterestValue": decimals(point.usd),
            "timestamp": point.at_ms,
        }
    return {
        "pair": pair_of(contract),
        "contractType": contract_type,
        "sumOpenInterest": decimals(round(point.usd / contract.contract_size)),
        "sumOpenInterestValue": decimals(point.coin),
        "timestamp": point.at_ms,
    }


def mark_price_update(state: ContractState) -> Row:
    """The stream's `<symbol>@markPrice`."""
    return {
        "e": "markPriceUpdate",
        "E": state.at_ms,
        "s": state.contract.id,
        "p": decimals(state.mark_usd),
        "P": decimals(state.index_usd),
        "i": decimals(state.index_usd),
        "r": "" if state.funding_rate is None else decimals(state.funding_rate),
        "T": state.funding_next_ms or 0,
        "st": _COINM if state.contract.inverse else _USDM,
    }


def force_order(order: ForcedOrder, sent_ms: int) -> Row:
    """The stream's `!forceOrder@arr`: `S` is the order's side, `l` only the last of its fills, `p` the limit."""
    contract = order.contract
    filled = plain(order.contracts)
    last_fill = plain(max(contract.lot, round(order.contracts * 0.4 / contract.lot) * contract.lot))
    return {
        "e": "forceOrder",
        "E": sent_ms,
        "o": {
            "s": contract.id,
            "S": "SELL" if order.hurt_long else "BUY",
            "o": "LIMIT",
            "f": "IOC",
            "q": filled,
            "p": plain(order.bankruptcy_usd),
            "ap": plain(order.fill_usd),
            "X": "FILLED",
            "l": last_fill,
            "z": filled,
            "T": order.at_ms,
            "ps": pair_of(contract) if contract.inverse else contract.id,
            "st": _COINM if contract.inverse else _USDM,
        },
    }
