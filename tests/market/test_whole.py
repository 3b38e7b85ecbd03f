"""The market section that scripted Events give."""

import msgspec
import pytest

from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.config.model import CascadeConfig, Config, SourcesConfig
from tui.domain.board import Cascade
from tui.domain.board import Market as Section
from tui.domain.clock import DAY_MS, MINUTE_MS
from tui.domain.events import Coverage, Depth, EtfFlow, FeedKind, FeedState, MarketCap
from tui.market.market import Market

BAR_MS = 5 * MINUTE_MS


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def make(clock: ManualClock) -> Maker:
    return Maker(clock)


@pytest.fixture
def market(clock: ManualClock) -> Market:
    return Market(Config(cascade=CascadeConfig(assets=("SOL",))), clock, "live", "1.2.3")


def section(market: Market) -> Section:
    found = market.board().market
    assert found is not None
    return found


def cap(clock: ManualClock, usd: float = 3.54e12, eth_share: float | None = 0.12) -> MarketCap:
    return MarketCap(
        source="CoinGecko",
        cap_usd=usd,
        change_24h_pct=-3.9,
        btc_dominance_share=0.6,
        eth_dominance_share=eth_share,
        at_ms=clock.now_ms() - 30_000,
        recv_ms=clock.now_ms(),
    )


def test_capitalisation_is_one_source_s_own_and_ages(market: Market, clock: ManualClock) -> None:
    assert market.apply(cap(clock, eth_share=None))
    clock.tick(60)
    found = section(market)
    assert (found.cap_usd, found.cap_change_24h_pct, found.source) == (3.54e12, -3.9, "CoinGecko")
    assert found.age_s == pytest.approx(90.0)
    assert found.notes["eth_dominance_share"] == "CoinGecko doesn't say"
    clock.tick(2 * 3600)
    gone = section(market)
    assert (gone.cap_usd, gone.source, gone.notes["cap_usd"]) == (None, None, "the last answer is 2 h old")


def test_an_impossible_capitalisation_is_left_out_and_counted(market: Market, clock: ManualClock) -> None:
    assert not market.apply(cap(clock, usd=float("nan")))
    assert market.board().notes["rejected"] == "1 impossible rows left out: CoinGecko market_cap 1"


def test_why_there_is_no_capitalisation(market: Market, make: Maker, clock: ManualClock) -> None:
    market.apply(make.status("market cap", FeedKind.MARKET_CAP, FeedState.BACKOFF, "dns"))
    assert section(market).notes["cap_usd"] == "no source answered: market cap backoff (dns)"
    silent = Market(Config(sources=SourcesConfig(market_cap=(), etf_csv_url="")), clock, "live", "1.2.3")
    notes = section(silent).notes
    assert (notes["cap_usd"], notes["etf"]) == ("no market-cap source configured", "no ETF-flow source configured")


def test_flows_of_the_newest_date_and_a_correction(market: Market, clock: ManualClock) -> None:
    def flow(asset: str, usd: float) -> EtfFlow:
        return EtfFlow(
            source="csv",
            asset=asset,
            date="2025-11-04",
            net_flow_usd=usd,
            reported=None,
            issuers=None,
            recv_ms=clock.now_ms(),
        )

    assert section(market).etf is None
    clock.tick(2)
    assert market.apply(flow("BTC", -577e6))
    assert market.apply(flow("ETH", -170e6))
    assert not market.apply(flow("ETH", -170e6))
    assert market.apply(flow("ETH", -178e6))
    etf = section(market).etf
    assert etf is not None
    assert (etf.date, etf.total_usd) == ("2025-11-04", -755e6)


def test_flows_of_an_earlier_process_are_shown_with_their_date(market: Market, clock: ManualClock) -> None:
    flow = EtfFlow(
        source="csv", asset="BTC", date="2025-11-04", net_flow_usd=1e6, reported=None, issuers=None, recv_ms=0
    )
    silent = Market(Config(sources=SourcesConfig(market_cap=(), etf_csv_url="")), clock, "live", "1.2.3")
    for each in (market, silent):
        each.restore([flow])
    etf = section(market).etf
    assert etf is not None
    assert (etf.date, etf.btc_usd) == ("2025-11-04", 1e6)
    assert section(silent).etf is None, "nobody is to be asked any more"


def test_the_regime_is_read_from_btc(market: Market, make: Maker, clock: ManualClock) -> None:
    found = section(market)
    assert found.regime is not None
    assert (found.regime.label, found.regime.high_iv, found.regime.oi_falling) == (None, None, None)
    assert found.notes["regime"] == "BTC's price change, coin open interest, volatility percentile unknown"
    for days_ago in range(300, 0, -1):
        market.apply(make.volatility(40.0, days_ago))
    market.apply(make.volatility(60.0))
    market.apply(make.open_interest(coin=1000.0, at_ms=clock.now_ms() - DAY_MS))
    market.apply(make.open_interest(coin=950.0))
    for bar in make.candles("1h", 30, 110_000.0):
        market.apply(bar)
    market.apply(make.quote(usd=104_000.0))
    clock.tick(2)
    market.board()
    clock.tick(1)
    regime = section(market).regime
    assert regime is not None
    assert (regime.label, regime.high_iv, regime.oi_falling) == ("long flush", True, True)
    assert "active risk management" in regime.reasons[-1]


def test_a_change_of_too_small_a_part_of_the_open_interest_makes_no_regime(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    market.apply(make.open_interest(coin=1000.0, at_ms=clock.now_ms() - DAY_MS))
    market.apply(make.open_interest(coin=950.0))
    market.apply(make.open_interest("deribit", coin=4000.0))
    clock.tick(2)
    market.board()
    clock.tick(1)
    found = section(market)
    assert found.regime is not None
    assert (found.regime.label, found.regime.oi_falling) == (None, None)
    assert found.notes["regime"].endswith(": the 24-hour change covers 19% of it: no verdict below a third")


def test_without_btc_there_is_no_regime(clock: ManualClock) -> None:
    assets = {name: asset for name, asset in Config().assets.items() if name != "BTC"}
    found = section(Market(Config(assets=assets), clock, "live", "1.2.3"))
    assert (found.regime, found.notes["regime"]) == (None, "BTC, which it is read from, is not watched")
    assert found.cascade is not None
    assert {row.risk for row in found.cascade} == {"unknown"}


def feed_cascade(market: Market, make: Maker, clock: ManualClock) -> None:
    """SOL falls twice as far as BTC, in bars that alternate; a book to -8 %, a billion open."""
    now_ms = clock.now_ms() - clock.now_ms() % BAR_MS
    leader_usd = own_usd = 100.0
    for back in range(200, 0, -1):
        fall = 0.001 if back % 2 else -0.0005
        leader_usd, own_usd = leader_usd * (1 - fall), own_usd * (1 - 2 * fall)
        for asset, usd in (("BTC", leader_usd), ("SOL", own_usd)):
            market.apply(make.candle(now_ms - back * BAR_MS, usd, "5m", asset=asset, symbol=f"{asset}USDT"))
    market.apply(make.open_interest("binance", 1e7, asset="SOL", symbol="SOLUSDT", usd=1e9))
    market.apply(make.funding("binance", 0.0001, asset="SOL", symbol="SOLUSDT"))
    market.apply(
        Depth(
            venue="binance",
            asset="SOL",
            symbol="SOLUSDT",
            bids=tuple((100.0 - place * 0.01, 1_000.0) for place in range(800)),
            best_ask_usd=100.01,
            at_ms=clock.now_ms(),
            recv_ms=clock.now_ms(),
        )
    )
    market.apply(make.quote(usd=106_300.0))


def sol(market: Market) -> Cascade:
    rows = section(market).cascade
    assert rows is not None
    [row] = rows
    return row


def test_a_cascade_from_its_events(market: Market, make: Maker, clock: ManualClock) -> None:
    assert (sol(market).risk, sol(market).notes["bids_usd"]) == ("unknown", "no feed has started yet")
    feed_cascade(market, make, clock)
    clock.tick(2)
    market.apply(make.quote(usd=106_300.0))
    market.board()
    clock.tick(2)
    row = sol(market)
    assert (row.condition, row.depth_venue, row.oi_usd) == ("BTC < 105000", "binance", 1e9)
    assert row.beta == pytest.approx(2.0, rel=0.01)
    # BTC loses 105,000 and goes to the next line, 103,000: SOL falls twice as far, past the margin of 20x and 50x.
    assert (row.support_usd, row.target_usd) == (105_000.0, 103_000.0)
    assert row.move_pct == pytest.approx(-6.21, abs=0.02)
    assert row.forced_usd == pytest.approx(0.25 * 1e9)
    assert row.coverage is not None
    assert row.coverage < 0.5
    assert row.risk == "high"
    assert row.funding_apr_pct == pytest.approx(10.95)
    assert row.age_s == pytest.approx(4.0)
    clock.tick(60)
    market.apply(make.quote(usd=106_300.0))
    assert (sol(market).risk, sol(market).risk_reason) == ("unknown", "old book")


def test_open_interest_of_another_venue_stands_in_and_is_named(market: Market, make: Maker, clock: ManualClock) -> None:
    feed_cascade(market, make, clock)
    book = Depth(
        venue="okx",
        asset="SOL",
        symbol="SOL-USDT-SWAP",
        bids=((100.0, 1e6), (80.0, 1e6)),
        best_ask_usd=100.2,
        at_ms=clock.now_ms() + 1,
        recv_ms=clock.now_ms() + 1,
    )
    market.apply(book)
    row = sol(market)
    assert (row.depth_venue, row.oi_usd) == ("okx", 1e9)
    assert row.notes["oi_usd"] == "of binance, the book is okx's"
    assert row.risk != "unknown"


def test_what_belongs_to_the_cascades_touches_no_watched_asset(market: Market, make: Maker, clock: ManualClock) -> None:
    for bar in make.candles("1d", 60, 105_000.0, venue="okx"):
        market.apply(bar)
    feed_cascade(market, make, clock)
    for kind in (FeedKind.DEPTH, FeedKind.ALTCOINS, FeedKind.OPEN_INTEREST, FeedKind.CANDLES):
        market.apply(make.status("binance", kind, FeedState.LIVE))
    board = market.board()
    assert list(board.assets) == ["BTC", "ETH"]
    assert board.assets["BTC"].chart.venue == "okx"
    ages = {feed.kind: feed.age_s for feed in board.feeds if feed.venue == "binance"}
    assert ages == {"candles": None, "open_interest": None, "depth": 0.0, "altcoins": 0.0}


def test_a_backfill_s_stretch_is_observed_for_its_venue(market: Market, make: Maker, clock: ManualClock) -> None:
    now_ms = clock.now_ms()
    market.apply(make.liquidation(venue="okx"))
    market.apply(
        Coverage(venue="okx", kind=FeedKind.LIQUIDATIONS, part="backfill", from_ms=now_ms - DAY_MS, until_ms=now_ms)
    )
    board = market.board()
    liquidations = board.assets["BTC"].liquidations
    assert (liquidations.observed_s, liquidations.venues[0].observed_s) == (86_400.0, 86_400.0)
    assert board.market is not None
    assert board.market.liquidations is not None
    assert board.market.liquidations.observed_s == 0.0, "other assets were not read"
    assert [(row.venue, row.start_ms) for row in market.observations(0)] == [("okx", now_ms - DAY_MS)]


def test_a_backfill_of_the_watched_assets_alone_says_nothing_of_the_whole_market(
    market: Market, clock: ManualClock
) -> None:
    def covered(every_asset: bool) -> Coverage:
        return Coverage(
            venue="gate" if every_asset else "okx",
            kind=FeedKind.LIQUIDATIONS,
            from_ms=clock.now_ms() - DAY_MS,
            until_ms=clock.now_ms(),
            every_asset=every_asset,
        )

    market.apply(covered(False))
    found = section(market).liquidations
    assert found is not None
    assert (found.total_usd, found.notes["total_usd"]) == (None, "no liquidation feed has been watched yet")
    market.apply(covered(True))
    clock.tick(2)
    found = section(market).liquidations
    assert found is not None
    assert found.total_usd == 0.0
    assert found.observed_s == pytest.approx(86_398.0, abs=3)


def test_every_null_of_the_section_has_a_reason(market: Market) -> None:
    encoded = msgspec.to_builtins(section(market))
    for name, value in encoded.items():
        assert value is not None or name in encoded["notes"], name
    [row] = encoded["cascade"]
    for name, value in row.items():
        assert value is not None or name in row["notes"], name
    assert row["notes"]["coverage"] == "needs distance_pct, beta, oi_usd, bids_usd"


def test_an_altcoin_s_day_is_between_two_of_its_five_minute_closes(
    market: Market, make: Maker, clock: ManualClock
) -> None:
    newest_ms = clock.now_ms() - clock.now_ms() % BAR_MS
    market.apply(make.candle(newest_ms - DAY_MS, 150.0, "5m", asset="SOL", symbol="SOLUSDT"))
    market.apply(make.candle(newest_ms, 141.0, "5m", asset="SOL", symbol="SOLUSDT"))
    [row] = section(market).cascade or ()
    assert row.change_24h_pct == pytest.approx(-6.0)


def test_an_altcoin_without_a_close_of_a_day_ago_has_no_change(market: Market, make: Maker, clock: ManualClock) -> None:
    newest_ms = clock.now_ms() - clock.now_ms() % BAR_MS
    market.apply(make.candle(newest_ms, 141.0, "5m", asset="SOL", symbol="SOLUSDT"))
    [row] = section(market).cascade or ()
    assert row.change_24h_pct is None
