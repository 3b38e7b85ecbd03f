"""A Board in the situation of an early-November market note, with what such a note gets right and wrong."""

from tui.domain import board as b


def bitcoin() -> b.AssetBoard:
    return b.AssetBoard(
        price=b.Price(
            usd=106_298.0,
            change_24h_pct=-2.1,
            venues=(
                b.PriceVenue(venue="binance", usd=106_300, quote="USDT", age_s=0.4),
                b.PriceVenue(venue="kraken", usd=106_290, quote="USD", age_s=1.2),
            ),
        ),
        drawdown=b.Drawdown(high_usd=126_000, high_on="2025-10-06 (yours)", pct=-15.6),
        levels=(
            b.Level(
                price_usd=107_000,
                kind="weekly_close",
                label="weekly close",
                distance_pct=-0.66,
                state="wick",
                then_usd=(98_400, 72_000),
            ),
        ),
        weekly=b.Weekly(
            closes_at_ms=0, closes_in_s=1, sma50_completed_usd=102_980, sma50_running_usd=103_050, trigger_usd=102_900
        ),
        liquidations=b.Liquidations(),
        open_interest=b.OpenInterestBoard(
            usd=25.3e9,
            change_24h_pct=-2.7,
            coin_change_24h_pct=0.1,
            deleveraging="no",
            venues=(b.OpenInterestVenue(venue="binance", usd=25.3e9, coin=238_000, age_s=12),),
        ),
        funding=b.FundingBoard(
            apr_pct=5.6,
            apr_min_pct=4.4,
            apr_max_pct=8.8,
            apr_min_venue="bybit",
            apr_max_venue="deribit",
        ),
        basis=b.Basis(apr_pct=3.6, rule="cm90"),
        options=b.Options(
            venue="deribit",
            age_s=20,
            atm={"7": 58.1, "30": 52.4, "90": 51.0},
            backwardation="short",
            slope_7_30_vol=5.7,
            skew_words="puts rich 4.2v",
            put_volume_share=0.42,
            dvol_percentile_share=0.81,
        ),
        chart=b.Chart(venue="binance"),
    )


def ether() -> b.AssetBoard:
    return b.AssetBoard(
        price=b.Price(usd=3_985.0, change_24h_pct=-5.2),
        drawdown=b.Drawdown(notes={"high_usd": "no high is set"}),
        levels=(b.Level(price_usd=3_100, kind="support", label="threshold", distance_pct=28.5, state="armed"),),
        weekly=b.Weekly(closes_at_ms=0, closes_in_s=1, notes={"sma50_completed_usd": "waiting for candles"}),
        liquidations=b.Liquidations(),
        open_interest=b.OpenInterestBoard(notes={"usd": "no venue answered"}),
        funding=b.FundingBoard(notes={"apr_pct": "no venue answered"}),
        basis=b.Basis(notes={"apr_pct": "no dated future"}),
        options=b.Options(notes={"atm": "deribit blocked (451 region)"}),
        chart=b.Chart(venue="binance"),
    )


def market() -> b.Market:
    return b.Market(
        cap_usd=3.54e12,
        cap_change_24h_pct=-3.9,
        source="CoinGecko",
        age_s=70,
        etf=b.Etf(date="2025-11-03", total_usd=-755e6, source="csv"),
        liquidations=b.MarketLiquidations(
            observed_s=63_600,
            total_usd=1.69e9,
            long_share=0.76,
            by_asset=(
                b.AssetLiquidations(asset="ETH", usd=572e6, long_share=0.8),
                b.AssetLiquidations(asset="BTC", usd=402e6, long_share=0.7),
            ),
        ),
    )


def board(with_market: bool = True) -> b.Board:
    return b.Board(
        as_of_ms=1_762_264_800_000,
        mode="demo",
        collector=b.CollectorInfo(version="0", uptime_s=1),
        assets={"BTC": bitcoin(), "ETH": ether()},
        market=market() if with_market else None,
        notes={} if with_market else {"market": "no market-cap source configured"},
    )
