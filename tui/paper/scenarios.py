"""The scenarios that ship: `brief` is the situation of the market brief of early November 2025, `calm` a quiet range,
`cascade` the break of the 50-week average under leverage, `odd` the brief's market told in the worst possible way."""

from dataclasses import replace

from tui.paper.scenario import Asset, Jumps, Liquidations, Overview, Scenario, Volatility

_OPTION_VOLUME_BTC = {"deribit": 62_000.0, "okx": 9_500.0, "bybit": 7_200.0}
_OPTION_OI_BTC = {"deribit": 355_000.0, "okx": 38_000.0, "bybit": 26_000.0}
_OPTION_VOLUME_ETH = {"deribit": 520_000.0, "okx": 88_000.0, "bybit": 61_000.0}
_OPTION_OI_ETH = {"deribit": 2_350_000.0, "okx": 310_000.0, "bybit": 190_000.0}

_BRIEF_BTC = Asset(
    price_usd=106_300.0,
    change_24h_pct=-1.4,
    high_usd=126_000.0,
    high_days_ago=30.0,
    past=((520, 63_000), (400, 91_000), (330, 99_500), (220, 84_000), (120, 111_500), (80, 114_800), (45, 117_900),
          (22, 110_900), (12, 114_300), (5, 109_900), (0.58, 104_350)),
    sma50_usd=103_000.0,
    realised_vol=46.0,
    beta=1.0,
    oi_usd=25.3e9,
    oi_24h_ago_usd=26.0e9,
    liquidated_24h_usd=486e6,
    funding_apr_pct=5.9,
    spot_volume_24h_usd=14.0e9,
    volatility=Volatility(
        front_vol=66.0, long_vol=51.0, decay_days=15.0, tilt=-0.055, bend=0.022, put_volume_share=0.42,
        put_oi_share=0.39, index_percentile_share=0.87, index_low_vol=33.5, volume_24h_coin=_OPTION_VOLUME_BTC,
        oi_coin=_OPTION_OI_BTC,
    ),
)  # fmt: skip

_BRIEF_ETH = Asset(
    price_usd=3_958.0,
    change_24h_pct=-4.6,
    # 25.6 % above the price now: the brief's fall of ETH is the one from this high, 30 days ago.
    high_usd=5_319.9,
    high_days_ago=30.0,
    past=((520, 3_300), (400, 2_600), (330, 3_450), (220, 1_750), (120, 2_980), (80, 4_350), (45, 4_700),
          (22, 4_380), (12, 4_420), (5, 4_240), (0.58, 3_861)),
    realised_vol=72.0,
    beta=1.35,
    oi_usd=15.4e9,
    oi_24h_ago_usd=16.5e9,
    liquidated_24h_usd=572e6,
    funding_apr_pct=5.6,
    spot_volume_24h_usd=9.6e9,
    volatility=Volatility(
        front_vol=92.0, long_vol=71.0, decay_days=16.0, tilt=-0.048, bend=0.024, put_volume_share=0.42,
        put_oi_share=0.37, index_percentile_share=0.84, index_low_vol=48.0, volume_24h_coin=_OPTION_VOLUME_ETH,
        oi_coin=_OPTION_OI_ETH,
    ),
)  # fmt: skip


def _alt(
    price_usd: float,
    change_pct: float,
    high_usd: float,
    oi_usd: float,
    liquidated_usd: float,
    apr: float,
    depth_share: float,
) -> Asset:
    """An alternative coin: perpetuals and liquidations only, so its history is only sketched. `depth_share` is the part
    of its open interest that is bid within a percent: books of perpetuals hold around 2 %."""
    return Asset(
        price_usd=price_usd,
        change_24h_pct=change_pct,
        high_usd=high_usd,
        high_days_ago=34.0,
        past=((520, high_usd * 0.6), (300, high_usd * 0.8), (150, high_usd * 0.65)),
        realised_vol=88.0,
        beta=1.6,
        oi_usd=oi_usd,
        oi_24h_ago_usd=oi_usd * 1.06,
        liquidated_24h_usd=liquidated_usd,
        funding_apr_pct=apr,
        spot_volume_24h_usd=oi_usd * 0.6,
        depth_1pct_usd=oi_usd * depth_share,
    )


BRIEF = Scenario(
    name="brief",
    about="BTC near 106,300 above its 50-week average, ETH leading $1.7B of liquidations, short-term vol inverted",
    assets={
        "BTC": _BRIEF_BTC,
        "ETH": _BRIEF_ETH,
        "SOL": _alt(162.4, -6.8, 253.5, 3.6e9, 232e6, 3.1, 0.023),
        "XRP": _alt(2.31, -5.9, 3.66, 2.4e9, 148e6, 2.6, 0.02),
        "DOGE": _alt(0.1668, -7.2, 0.307, 1.5e9, 116e6, 1.4, 0.017),
        "AVAX": _alt(16.75, -8.1, 36.2, 0.55e9, 78e6, -2.2, 0.013),
        "LINK": _alt(15.12, -7.4, 27.9, 0.62e9, 68e6, 2.0, 0.026),
    },
    liquidations=Liquidations(
        long_share=0.76,
        backlog_count=1_600,
        backlog_venues={"okx": 0.85, "gate": 0.1, "deribit": 0.05},
        altcoin_backlog_venues={"gate": 1.0},
        burst_hours_ago=14.0,
        venues={"binance": 0.36, "bybit": 0.34, "okx": 0.2, "gate": 0.06, "deribit": 0.03, "krakenfutures": 0.01},
        per_s=((0.0, 1.5),),
        live_long_share=((0.0, 0.76),),
        mean_usd=13_000.0,
        tail=1.25,
        largest_usd=14e6,
    ),
    basis_apr_pct=((1.0, 1.2), (7.0, 2.2), (30.0, 3.1), (90.0, 3.5), (180.0, 4.1), (365.0, 4.9)),
    overview=Overview(cap_usd=3.54e12, cap_change_24h_pct=-3.9, etf_flow_usd={"BTC": -577.7e6, "ETH": -177.3e6}),
    swing_h=36.0,
    venue_funding_points={
        "binance": -0.6,
        "bybit": -1.2,
        "okx": 0.2,
        "deribit": 2.2,
        "hyperliquid": 2.5,
        "krakenfutures": 1.4,
        "bitget": -0.4,
        "gate": 0.6,
    },
)

_CALM_BTC = replace(
    _BRIEF_BTC,
    price_usd=112_400.0,
    change_24h_pct=0.4,
    high_usd=124_500.0,
    high_days_ago=95.0,
    past=((520, 61_000), (400, 90_000), (330, 98_500), (220, 84_000), (150, 112_000), (60, 114_000), (30, 112_900),
          (14, 111_800), (5, 112_700)),
    sma50_usd=101_800.0,
    realised_vol=24.0,
    oi_usd=27.4e9,
    oi_24h_ago_usd=27.2e9,
    liquidated_24h_usd=41e6,
    funding_apr_pct=8.9,
    volatility=Volatility(
        front_vol=31.0, long_vol=43.5, decay_days=55.0, tilt=-0.018, bend=0.026, put_volume_share=0.46,
        put_oi_share=0.38, index_percentile_share=0.16, index_low_vol=31.0, volume_24h_coin=_OPTION_VOLUME_BTC,
        oi_coin=_OPTION_OI_BTC,
    ),
)  # fmt: skip

_CALM_ETH = replace(
    _BRIEF_ETH,
    price_usd=4_310.0,
    change_24h_pct=0.7,
    high_usd=4_955.0,
    high_days_ago=80.0,
    past=((520, 3_300), (400, 2_600), (330, 3_450), (220, 1_750), (120, 3_700), (40, 4_400), (14, 4_260)),
    realised_vol=38.0,
    oi_usd=17.8e9,
    oi_24h_ago_usd=17.6e9,
    liquidated_24h_usd=36e6,
    funding_apr_pct=8.2,
    volatility=Volatility(
        front_vol=48.0, long_vol=62.0, decay_days=60.0, tilt=-0.012, bend=0.027, put_volume_share=0.44,
        put_oi_share=0.36, index_percentile_share=0.2, index_low_vol=45.0, volume_24h_coin=_OPTION_VOLUME_ETH,
        oi_coin=_OPTION_OI_ETH,
    ),
)  # fmt: skip

CALM = Scenario(
    name="calm",
    about="BTC in a range near 112,400, volatility in contango, few liquidations",
    assets={
        "BTC": _CALM_BTC,
        "ETH": _CALM_ETH,
        "SOL": _alt(221.0, 0.9, 253.5, 5.1e9, 11e6, 9.4, 0.023),
        "XRP": _alt(2.92, 0.3, 3.66, 3.6e9, 7e6, 8.8, 0.02),
        "DOGE": _alt(0.241, 1.2, 0.307, 2.6e9, 6e6, 9.9, 0.017),
        "AVAX": _alt(30.1, -0.6, 36.2, 0.9e9, 2.5e6, 8.0, 0.013),
        "LINK": _alt(22.4, 0.2, 27.9, 1.0e9, 2.5e6, 8.4, 0.026),
    },
    liquidations=replace(
        BRIEF.liquidations,
        long_share=0.53,
        backlog_count=400,
        burst_hours_ago=9.0,
        per_s=((0.0, 0.12),),
        live_long_share=((0.0, 0.53),),
        mean_usd=10_000.0,
        largest_usd=2e6,
    ),
    basis_apr_pct=((1.0, 5.5), (30.0, 6.6), (90.0, 7.4), (180.0, 7.9), (365.0, 8.4)),
    overview=Overview(cap_usd=3.86e12, cap_change_24h_pct=0.6, etf_flow_usd={"BTC": 142.3e6, "ETH": 38.1e6}),
    swing_h=3.0,
    venue_funding_points=BRIEF.venue_funding_points,
)

CASCADE = replace(
    BRIEF,
    name="cascade",
    about="BTC loses 103,000 within the hour: bursts of liquidations, open interest leaves, funding turns, vol spikes",
    assets={
        **BRIEF.assets,
        "BTC": replace(
            _BRIEF_BTC,
            price_usd=103_650.0,
            change_24h_pct=-2.9,
            past=(*_BRIEF_BTC.past[:-1], (0.3, 104_900)),
        ),
        "ETH": replace(_BRIEF_ETH, past=(*_BRIEF_ETH.past[:-1], (0.3, 4_010))),
    },
    liquidations=replace(
        BRIEF.liquidations,
        burst_hours_ago=3.0,
        per_s=((0.0, 2.0), (0.03, 4.0), (0.05, 60.0), (0.1, 320.0), (0.16, 90.0), (0.3, 240.0), (0.45, 40.0),
               (1.0, 8.0), (4.0, 2.0)),
        live_long_share=((0.0, 0.8), (0.05, 0.93), (0.5, 0.88), (2.0, 0.6)),
        mean_usd=9_000.0,
        largest_usd=40e6,
    ),
    price_pct=((0.0, 0.0), (0.03, -0.35), (0.05, -0.8), (0.12, -3.4), (0.18, -2.6), (0.32, -6.3), (0.5, -5.2),
               (2.0, -4.2), (12.0, -3.0)),
    vol_points=((0.0, 0.0), (0.04, 2.0), (0.12, 16.0), (0.32, 27.0), (1.0, 20.0), (6.0, 12.0), (24.0, 6.0)),
    oi_factor=((0.0, 1.0), (0.04, 0.997), (0.12, 0.945), (0.32, 0.87), (1.0, 0.845), (12.0, 0.85)),
    funding_apr_points=((0.0, 0.0), (0.05, -3.0), (0.12, -11.0), (0.35, -19.0), (2.0, -13.0), (12.0, -5.0)),
    basis_apr_points=((0.0, 0.0), (0.12, -1.6), (0.35, -3.1), (4.0, -1.8)),
    jumps=Jumps(count=26, from_h=0.04, to_h=0.45, mean_pct=0.12),
)  # fmt: skip

ODD = replace(
    BRIEF,
    name="odd",
    about="the same market from venues at their worst: every trap in their answers and frames at once",
    liquidations=replace(BRIEF.liquidations, per_s=((0.0, 12.0),)),
    funding_interval_h={
        "binance BTCUSDT": 4,
        "binance ETHUSD_PERP": 4,
        "bybit BTCUSDT": 1,
        "bybit ETHUSDT": 4,
        "okx BTC-USD-SWAP": 4,
        "okx ETH-USDT-SWAP": 1,
    },
    venue_funding_points={**BRIEF.venue_funding_points, "deribit": -9.0, "bybit": -7.5},
    is_odd=True,
)

SCENARIOS = {scenario.name: scenario for scenario in (BRIEF, CALM, CASCADE, ODD)}
