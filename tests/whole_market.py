"""The market section of the sample Boards: the brief's own figures, and five altcoins."""

from tui.domain import board as b


def market() -> b.Market:
    rows = (
        ("SOL", 1.3, 61e6, 39.65e6), ("XRP", 1.5, 44e6, 59e6), ("DOGE", 1.7, 38e6, 27.4e6), ("AVAX", 1.9, 21e6, 8.6e6),
        ("LINK", 2.1, 12e6, None),
    )  # fmt: skip
    return b.Market(
        cap_usd=3.54e12,
        cap_change_24h_pct=-3.9,
        btc_dominance_share=0.591,
        eth_dominance_share=0.118,
        source="CoinGecko",
        age_s=95.0,
        etf=b.Etf(
            date="2025-11-07", btc_usd=-558e6, eth_usd=-197e6, total_usd=-755e6, complete=True, source="a CSV of ours"
        ),
        liquidations=b.MarketLiquidations(
            observed_s=63_600,
            total_usd=1.7e9,
            long_share=0.76,
            by_asset=tuple(
                b.AssetLiquidations(asset=asset, usd=usd, long_share=long_share)
                for asset, usd, long_share in (
                    ("ETH", 572e6, 0.79), ("BTC", 441e6, 0.74), ("SOL", 118e6, 0.81), ("XRP", 61e6, 0.7),
                    ("DOGE", 42e6, 0.77),
                )
            ),
        ),
        regime=b.Regime(
            label="new shorts",
            high_iv=True,
            oi_falling=False,
            reasons=(
                "price -2.8%, coin open interest +0.1% in 24h",
                "volatility above 81% of the year's days",
                "funding 5.6% APR, below the 10.95% baseline",
            ),
        ),
        cascade=tuple(_cascade(*row) for row in rows),
    )  # fmt: skip


def _cascade(asset: str, beta: float, forced_usd: float, bids_usd: float | None) -> b.Cascade:
    coverage = None if bids_usd is None else bids_usd / forced_usd
    return b.Cascade(
        asset=asset, condition="BTC < 103000", move_pct=beta * -1.163, forced_usd=forced_usd, bids_usd=bids_usd,
        coverage=coverage,
        risk="unknown" if coverage is None else "high" if coverage < 0.5 else "medium" if coverage < 1 else "low",
        risk_reason="no book" if coverage is None else None, age_s=None if bids_usd is None else 4.0,
        support_usd=103_000, distance_pct=-1.163, beta=beta, beta_bars=1_004,
        price_usd=142.0, oi_usd=forced_usd / 0.1, forced_share=0.1, funding_apr_pct=6.2,
        depth_venue=None if bids_usd is None else "binance", depth_reach_pct=None if bids_usd is None else -3.1,
        notes={"risk": "no order book of LINK yet"} if bids_usd is None else {},
    )  # fmt: skip
