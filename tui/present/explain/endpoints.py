"""What each venue is asked, or sends by itself, for each kind of data: the names under which others can look it up."""

ENDPOINTS: dict[str, dict[str, tuple[str, ...]]] = {
    "binance": {
        "price": ("ws @ticker", "GET /api/v3/ticker/24hr"),
        "candles": ("GET /api/v3/klines",),
        "liquidations": ("ws !forceOrder@arr",),
        "open_interest": (
            "GET /fapi/v1/openInterest", "GET /dapi/v1/openInterest", "GET /futures/data/openInterestHist",
        ),
        "funding": ("GET /fapi/v1/premiumIndex", "GET /dapi/v1/premiumIndex", "GET /fapi/v1/fundingInfo"),
        "futures": ("GET /fapi/v1/premiumIndex", "GET /dapi/v1/premiumIndex", "GET /fapi/v1/ticker/bookTicker"),
        "depth": ("GET /fapi/v1/depth",),
        "altcoins": ("GET /fapi/v1/klines", "GET /fapi/v1/openInterest", "GET /fapi/v1/premiumIndex"),
    },
    "bybit": {
        "price": ("ws tickers.", "GET /v5/market/tickers"),
        "liquidations": ("ws allLiquidation.",),
        "open_interest": ("GET /v5/market/tickers", "GET /v5/market/open-interest", "GET /v5/market/mark-price-kline"),
        "funding": ("GET /v5/market/tickers",),
        "futures": ("GET /v5/market/tickers",),
        "options": ("GET /v5/market/tickers",),
        "depth": ("GET /v5/market/orderbook",),
        "altcoins": ("GET /v5/market/kline", "GET /v5/market/tickers"),
    },
    "okx": {
        "price": ("ws tickers", "GET /api/v5/market/tickers"),
        "candles": ("GET /api/v5/market/candles", "GET /api/v5/market/history-candles"),
        "liquidations": ("ws liquidation-orders", "GET /api/v5/public/liquidation-orders"),
        "open_interest": (
            "GET /api/v5/public/open-interest", "GET /api/v5/rubik/stat/contracts/open-interest-history",
        ),
        "funding": ("GET /api/v5/public/funding-rate",),
        "futures": (
            "GET /api/v5/market/tickers", "GET /api/v5/public/mark-price", "GET /api/v5/market/index-tickers",
        ),
        "options": (
            "GET /api/v5/public/opt-summary", "GET /api/v5/public/open-interest", "GET /api/v5/market/tickers",
            "GET /api/v5/public/mark-price",
        ),
        "depth": ("GET /api/v5/market/books-full",),
        "altcoins": (
            "GET /api/v5/market/candles", "GET /api/v5/public/open-interest", "GET /api/v5/public/funding-rate",
        ),
    },
    "deribit": {
        "liquidations": ("ws trades.future.{currency}.100ms", "GET public/get_last_trades_by_currency_and_time"),
        "open_interest": ("GET public/get_book_summary_by_currency",),
        "funding": ("GET public/get_book_summary_by_currency", "GET public/ticker"),
        "futures": ("GET public/get_book_summary_by_currency",),
        "options": ("GET public/get_book_summary_by_currency",),
        "volatility_index": ("GET public/get_volatility_index_data",),
    },
    "hyperliquid": {
        "open_interest": ("POST /info metaAndAssetCtxs",),
        "funding": ("POST /info metaAndAssetCtxs",),
    },
    "coinbase": {
        "price": ("ws ticker", "GET /api/v3/brokerage/market/products"),
        "candles": ("GET /api/v3/brokerage/market/products/{product_id}/candles",),
    },
    "kraken": {
        "price": ("ws ticker", "GET /0/public/Ticker"),
        "candles": ("GET /0/public/OHLC",),
    },
    "krakenfutures": {
        "liquidations": ("ws trade", "GET /derivatives/api/v3/history"),
        "open_interest": ("GET /derivatives/api/v3/tickers",),
        "funding": ("GET /derivatives/api/v3/tickers",),
    },
    "bitget": {
        "open_interest": ("GET /api/v2/mix/market/tickers",),
        "funding": ("GET /api/v2/mix/market/current-fund-rate",),
    },
    "gate": {
        "liquidations": ("ws futures.public_liquidates", "GET /api/v4/futures/{settle}/liq_orders"),
        "open_interest": ("GET /api/v4/futures/{settle}/tickers", "GET /api/v4/futures/{settle}/contract_stats"),
        "funding": ("GET /api/v4/futures/{settle}/contracts",),
    },
}  # fmt: skip


def endpoint(venue: str, kind: str) -> str:
    """How `venue` brings `kind`, the usual way first; empty where the table doesn't know."""
    return ", ".join(ENDPOINTS.get(venue, {}).get(kind, ()))
