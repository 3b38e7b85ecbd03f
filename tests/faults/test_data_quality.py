"""Answers and frames that are well formed and wrong: what can't be is left out, what is doubtful is said."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from tests.clocks import ManualClock
from tests.faults.altered import Tampering
from tests.faults.chain import PaperChain, paper_chained
from tests.market.events import Maker
from tests.paper.faults import Where
from tests.widgets.charts import CANDLES, cells
from tui.config.model import AssetConfig, Config
from tui.domain.clock import HOUR_MS
from tui.domain.events import FeedKind, FeedState, OptionQuote
from tui.market.market import Market
from tui.paper.venue import Request, Response
from tui.present.chart import present_chart
from tui.present.funding import present_funding
from tui.present.options import present_options
from tui.present.reading import Reading
from widgets.draw.chart_plan import plan_chart
from widgets.draw.glyphs import BLOCK
from widgets.view.text import NOTHING

PRICE, FUNDING, INTEREST, FUTURES = FeedKind.PRICE, FeedKind.FUNDING, FeedKind.OPEN_INTEREST, FeedKind.FUTURES


def _altering(path: str, alter: Callable[[Any], Any]) -> Callable[[Request, Response], Response]:
    """Changes the decoded body of what is answered at a path that ends so."""

    def answer(request: Request, response: Response) -> Response:
        if not request.path.endswith(path) or response.status != 200:
            return response
        return Response(body=alter(msgspec.json.decode(response.encoded())))

    return answer


def _reading(chain: PaperChain, asset: str = "BTC") -> Reading:
    return Reading(board=chain.board(), asset=asset, elapsed_s=0.0, timeframe="1h")


@pytest.mark.fault(35)
async def test_a_price_that_cannot_be_leaves_the_last_good_one_with_its_age() -> None:
    wire = Tampering()
    async with paper_chained("binance", kinds={PRICE}, assets=["BTC"], paper=wire.venue("binance")) as chain:
        await chain.passing(lambda: chain.is_live() and bool(wire.pushed))
        template = next(frame for frame in reversed(wire.pushed) if '"BTCUSDT"' in frame)
        wire.push = lambda _: []
        await chain.lasting(1)
        good = chain.board().assets["BTC"].price.usd
        assert good is not None
        for bid, ask, last in (
            ("0", "0", "0"),
            ("-1", "-1", "-1"),
            ("NaN", "NaN", "NaN"),
            ("Infinity", "Infinity", "Infinity"),
            ("1e12", "1e12", "1e12"),
            ("200000", "100000", "100000"),
            ("", "", ""),
        ):
            frame = msgspec.json.decode(template)
            row = frame.get("data", frame)
            row.update(b=bid, a=ask, c=last, E=row["E"] + 10_000)
            await chain.server.send_raw(Where(), msgspec.json.encode(frame).decode())
        await chain.lasting(2)
        assert chain.board().assets["BTC"].price.usd == good
        assert "impossible rows left out: binance price" in chain.board().notes["rejected"]
        assert chain.board().assets["BTC"].price.venues[0].age_s >= 2


@pytest.mark.fault(36)
async def test_a_mark_far_from_its_index_is_shown_and_makes_no_basis() -> None:
    wire = Tampering()

    def far(rows: Any) -> Any:
        # The dated contracts of COIN-M have their code after an underscore.
        dated = [row for row in rows if not row["symbol"].endswith("PERP")]
        for row in dated:
            row["markPrice"] = str(float(row["markPrice"]) * 1.3)
        return rows

    async with paper_chained("binance", kinds={FUTURES}, assets=["BTC"], paper=wire.venue("binance")) as chain:
        await chain.passing(lambda: chain.board().assets["BTC"].basis.apr_pct is not None)
        before = chain.board().assets["BTC"].basis
        chain.server.faults.answer(Where(path="/dapi/v1/ticker/bookTicker"), status=404)
        chain.server.faults.answer(Where(path="/fapi/v1/ticker/bookTicker"), status=404)
        wire.answer = _altering("/premiumIndex", far)
        await chain.passing(lambda: "% from its index" in chain.board().assets["BTC"].basis.notes.get("curve", ""))
        await chain.passing(lambda: chain.board().assets["BTC"].basis.apr_pct is None)
        assert len(chain.board().assets["BTC"].basis.curve) == len(before.curve), "it is shown all the same"


@pytest.mark.fault(37)
async def test_open_interest_in_another_unit_does_not_swamp_the_sum() -> None:
    wire = Tampering()
    async with paper_chained("okx", kinds={INTEREST}, assets=["BTC"], paper=wire.venue("okx")) as chain:
        await chain.passing(
            lambda: chain.is_live(INTEREST) and chain.board().assets["BTC"].open_interest.usd is not None
        )
        await chain.lasting(10)
        usual_usd = chain.board().assets["BTC"].open_interest.usd
        assert usual_usd is not None

        def hundredfold(body: Any) -> Any:
            for row in body["data"]:
                if row["instId"] == "BTC-USDT-SWAP":
                    row.update({name: str(float(row[name]) * 100) for name in ("oi", "oiCcy", "oiUsd")})
            return body

        wire.answer = _altering("/public/open-interest", hundredfold)
        await chain.passing(
            lambda: "median of its day" in chain.board().assets["BTC"].open_interest.notes.get("usd", "")
        )
        section = chain.board().assets["BTC"].open_interest
        assert "okx BTC-USDT-SWAP 1" in section.notes["usd"]
        assert "(left out)" in section.notes["usd"]
        assert section.usd is not None
        assert section.usd < usual_usd * 1.05
        wire.answer = lambda _, response: response
        await chain.passing(lambda: "usd" not in chain.board().assets["BTC"].open_interest.notes, step_s=5)
        assert chain.board().assets["BTC"].open_interest.usd == pytest.approx(usual_usd, rel=0.05)


@pytest.mark.fault(38)
async def test_a_changed_funding_interval_changes_the_annual_rate_and_an_unknown_one_has_none() -> None:
    wire = Tampering()
    async with paper_chained(
        "binance", kinds={FUNDING, INTEREST}, assets=["BTC"], paper=wire.venue("binance")
    ) as chain:

        def contract() -> Any:
            found = chain.board().assets["BTC"].funding.contracts
            return next((each for each in found if each.symbol == "BTCUSDT"), None)

        await chain.passing(lambda: contract() is not None and contract().interval_h == 8)
        wire.answer = _altering("/fundingInfo", lambda _: [{"symbol": "BTCUSDT", "fundingIntervalHours": 4}])
        await chain.passing(lambda: contract().interval_h == 4, step_s=5)
        assert contract().apr_pct == pytest.approx(contract().rate * 8760 / 4 * 100)
        row = next(row for row in present_funding(_reading(chain)).contracts if row.contract == "BTCUSDT")
        assert row.kind[0].endswith("4h")
        wire.answer = _altering("/fundingInfo", lambda _: [{"symbol": "BTCUSDT", "fundingIntervalHours": 0}])
        await chain.passing(lambda: contract().interval_h is None, step_s=5)
        assert contract().apr_pct is None
        row = next(row for row in present_funding(_reading(chain)).contracts if row.contract == "BTCUSDT")
        assert row.kind[0].endswith("?h")
        assert "interval unknown" in chain.board().assets["BTC"].funding.notes["apr_pct"]


@pytest.mark.fault(39)
async def test_a_payment_in_the_past_is_not_counted_down_to() -> None:
    wire = Tampering()

    def passed(rows: Any) -> Any:
        for row in rows:
            row["nextFundingTime"] = row["time"] - HOUR_MS
        return rows

    wire.answer = _altering("/premiumIndex", passed)
    async with paper_chained(
        "binance", kinds={FUNDING, INTEREST}, assets=["BTC"], paper=wire.venue("binance")
    ) as chain:
        await chain.passing(lambda: bool(chain.board().assets["BTC"].funding.contracts))
        funding = chain.board().assets["BTC"].funding
        assert funding.next_in_s is None
        view = present_funding(_reading(chain))
        assert {row.payment for row in view.contracts} == {NOTHING}
        assert "next in" not in str(view)


@pytest.mark.fault(50)
async def test_the_last_word_on_a_closed_bar_counts() -> None:
    """Bars come by REST only; an answer just after the close may still be of the moving bar."""
    wire = Tampering()
    hour_ms = 1_762_300_800_000 + HOUR_MS

    def unfinished(rows: Any) -> Any:
        for row in rows:
            if row[0] == hour_ms - HOUR_MS and row[6] - row[0] == HOUR_MS - 1:
                row[4] = row[3]
        return rows

    async with paper_chained(
        "binance",
        kinds={FeedKind.CANDLES},
        assets=["BTC"],
        paper=wire.venue("binance"),
        start_ms=hour_ms - 30_000,
    ) as chain:

        def closed() -> Any:
            bars = chain.board().assets["BTC"].chart.bars.get("1h", ())
            return next((bar for bar in bars if bar.open_ms == hour_ms - HOUR_MS), None)

        wire.answer = _altering("/klines", unfinished)
        await chain.passing(lambda: chain.clock.now_ms() > hour_ms + 5_000 and closed() is not None)
        assert closed().close_usd == closed().low_usd
        wire.answer = lambda _, response: response
        took_s = await chain.passing(lambda: closed().close_usd != closed().low_usd)
        assert took_s <= 70


@pytest.mark.fault(51)
async def test_missing_bars_are_a_gap_and_nothing_is_put_in_their_place() -> None:
    wire = Tampering()
    first_ms = 1_762_300_800_000 - 10 * HOUR_MS
    lost = [first_ms + hour * HOUR_MS for hour in range(3)]
    wire.answer = _altering("/klines", lambda rows: [row for row in rows if row[0] not in lost])
    async with paper_chained(
        "binance", kinds={FeedKind.CANDLES, PRICE}, assets=["BTC"], paper=wire.venue("binance")
    ) as chain:
        await chain.passing(lambda: "1h" in chain.board().assets["BTC"].chart.bars)
        hours = [bar.open_ms for bar in chain.board().assets["BTC"].chart.bars["1h"]]
        assert not set(lost) & set(hours)
        view = present_chart(chain.board().assets["BTC"], "1h")
        assert [bar.is_known for bar in view.bars[-13:]] == [True, True, False, False, False, *[True] * 8]
        plan = plan_chart(view, 40, 12, BLOCK)
        assert plan is not None
        drawn = {column for (column, _), (_, tone) in cells(plan).items() if tone in CANDLES}
        assert [column in drawn for column in range(27, 40)] == [True, True, False, False, False, *[True] * 8]


@pytest.mark.fault(57)
async def test_a_token_that_left_its_peg_is_converted_and_said() -> None:
    """OKX quotes in tethers that are worth 97 cents; Kraken and Coinbase in dollars."""
    clock = ManualClock()
    make = Maker(clock)
    market = Market(Config(assets={"BTC": AssetConfig()}), clock, "live", "1.2.3")

    def quote_all(seconds: int) -> None:
        for _ in range(seconds):
            for venue, pair, quote, usd in (
                ("kraken", "BTC/USD", "USD", 97_000.0),
                ("coinbase", "BTC-USD", "USD", 97_010.0),
                ("okx", "BTC-USDT", "USDT", 100_000.0),
                ("bybit", "BTCUSDT", "USDT", 100_010.0),
                ("binance", "BTCUSDT", "USDT", 99_990.0),
            ):
                market.apply(make.quote(venue, usd, symbol=pair, quote=quote))
            market.board()
            clock.tick(1)

    quote_all(30)
    assert "quotes" not in market.board().notes, "a cascade is no depeg"
    assert market.board().assets["BTC"].price.usd == 99_990.0
    quote_all(40)
    board = market.board()
    assert board.notes["quotes"].startswith("1 USDT is 0.9700 USD: prices, liquidations and open interest are conv")
    assert board.assets["BTC"].price.usd == pytest.approx(97_005, abs=10)
    assert {venue.quote for venue in board.assets["BTC"].price.venues} == {"USD", "USDT"}
    market.apply(make.liquidation(1_000_000.0, symbol="BTCUSDT"))
    market.apply(make.liquidation(500_000.0, symbol="BTCUSD"))
    market.apply(make.open_interest(coin=10.0, symbol="BTC-USDT-SWAP"))
    clock.tick(2)
    section = market.board().assets["BTC"]
    assert section.liquidations.total_usd == pytest.approx(970_000 + 500_000, rel=1e-3)
    assert section.open_interest.usd == pytest.approx(970_000, rel=1e-3)


@pytest.mark.fault(58)
async def test_a_thousand_strikes_with_empty_books_are_shown_as_what_is_missing() -> None:
    clock = ManualClock()
    make = Maker(clock)
    market = Market(Config(assets={"BTC": AssetConfig()}), clock, "live", "1.2.3")
    market.apply(make.status("deribit", FeedKind.OPTIONS, FeedState.LIVE))
    empty: dict[str, Any] = dict.fromkeys(("mark_vol", "bid_vol", "ask_vol", "mark_coin", "underlying_usd"))
    empty |= {"open_interest_coin": 0.0, "volume_24h_coin": 0.0}
    quotes: tuple[OptionQuote, ...] = tuple(
        make.option(1_000.0 * strike, is_call, days, **empty)
        for days in (2.0, 30.0)
        for strike in range(1, 501)
        for is_call in (True, False)
    )
    market.apply(make.option_book(quotes=quotes))
    board = market.board()
    options = board.assets["BTC"].options
    assert options.atm.get("30") is None
    assert "atm" in options.notes
    assert options.put_call_volume is None
    reading = Reading(board=board, asset="BTC", elapsed_s=0.0, timeframe="1d")
    view = present_options(reading)
    assert len(view.expiries) <= 2, "a row an expiry, not a row a strike"
    texts = set(_texts(msgspec.to_builtins(view)))
    assert "—" in {text.strip() for text in texts}
    assert not [text for text in texts if "nan" in text.lower().split() or "None" in text]


@pytest.mark.fault(59)
@pytest.mark.parametrize("name", ["binance", "kraken"])
async def test_an_answer_that_was_under_way_when_the_stream_came_back_is_too_old(name: str) -> None:
    """Kraken's answer does not say of when it is, so its time can't tell."""
    wire = Tampering()
    arrives, asked = asyncio.Event(), asyncio.Event()

    async def late(request: Request) -> None:
        if request.path.endswith(("/ticker/24hr", "/Ticker")):
            asked.set()
            await arrives.wait()

    async with paper_chained(name, kinds={PRICE}, assets=["BTC"], paper=wire.venue(name)) as chain:
        await chain.passing(chain.is_live)
        await chain.lasting(5)
        chain.client.exchange.timeout = 20_000
        wire.under_way = late
        wire.answer = _altering("/ticker/24hr", _at_55555) if name == "binance" else _altering("/Ticker", _at_55555)
        chain.server.abort_sockets(Where())
        await chain.passing(asked.is_set)
        await chain.passing(chain.is_live)
        answers = chain.supervisor.counts["answers"]
        arrives.set()
        await chain.passing(lambda: chain.supervisor.counts["answers"] > answers)
        assert 55_555.0 not in {quote.last_usd for quote in chain.quotes()}
        price = chain.board().assets["BTC"].price
        assert price.usd is not None
        assert price.usd > 90_000


def _texts(view: Any) -> Iterator[str]:
    if isinstance(view, str):
        yield view
    elif isinstance(view, dict | list | tuple):
        for part in view.values() if isinstance(view, dict) else view:
            yield from _texts(part)


def _at_55555(body: Any) -> Any:
    """Tickers of another day."""
    if isinstance(body, list):
        for row in body:
            row.update(dict.fromkeys(("lastPrice", "bidPrice", "askPrice"), "55555"))
        return body
    for row in body["result"].values():
        for side in "abc":
            row[side][0] = "55555"
    return body
