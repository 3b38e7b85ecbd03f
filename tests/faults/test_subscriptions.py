"""Subscriptions that are refused, and markets that come, go and change their name while they are watched."""

from collections.abc import Callable

import msgspec
import pytest

from tests.faults.altered import Tampering
from tests.faults.chain import PaperChain, paper_chained
from tests.paper.faults import Where
from tui.domain.clock import HOUR_MS
from tui.domain.events import FeedKind
from tui.paper.venue import Request, Response

PRICE, LIQUIDATIONS, INTEREST = FeedKind.PRICE, FeedKind.LIQUIDATIONS, FeedKind.OPEN_INTEREST
NINE_MS = 1_762_300_800_000 + 9 * HOUR_MS


@pytest.mark.fault(22)
async def test_an_error_of_deribit_ends_the_subscription_and_the_next_one_works() -> None:
    wire = Tampering()
    refused: list[str] = []

    def refuse_once(reply: str) -> list[str]:
        if refused or '"result"' not in reply:
            return [reply]
        refused.append(reply)
        error = {"jsonrpc": "2.0", "id": msgspec.json.decode(reply)["id"]}
        return [msgspec.json.encode(error | {"error": {"code": 13020, "message": "not_found"}}).decode()]

    wire.reply = refuse_once
    async with paper_chained("deribit", kinds={LIQUIDATIONS}, paper=wire.venue("deribit")) as chain:
        await chain.passing(lambda: any("not_found" in (s.reason or "") for s in chain.statuses(LIQUIDATIONS)))
        await chain.passing(lambda: chain.is_live(LIQUIDATIONS), step_s=0.5)
        assert chain.dials() == 2


@pytest.mark.fault(22)
async def test_a_channel_that_deribit_does_not_know_costs_itself() -> None:
    wire = Tampering()
    wire.hear = lambda text: [text.replace("trades.future.ETH.100ms", "trades.future.GONE.100ms")]
    async with paper_chained("deribit", kinds={LIQUIDATIONS}, paper=wire.venue("deribit")) as chain:
        await chain.passing(lambda: chain.is_live(LIQUIDATIONS) and bool(chain.liquidations()))
        await chain.lasting(60, step_s=2)
        assert chain.dials() == 1
        assert chain.reason(LIQUIDATIONS) == "refused: trades.future.ETH.100ms"
        told = [status for status in chain.statuses(LIQUIDATIONS) if status.pushed and status.state == "live"]
        assert not told[-1].is_whole, "what was refused is no quiet market"


def _refuse_okx(text: str) -> list[str]:
    if '"subscribe"' in text and '"ETH-USDC"' in text:
        words = "Wrong URL or channel:tickers,instId:ETH-USDC doesn't exist. Please use the correct URL, channel."
        return [msgspec.json.encode({"event": "error", "code": "60018", "msg": words, "connId": "a4d3"}).decode()]
    return [text]


def _refuse_bybit(text: str) -> list[str]:
    asked = msgspec.json.decode(text)
    if "subscribe" in text and "ETHUSDC" in text:
        words = "error:handler not found,topic:tickers.ETHUSDC"
        reply = {"success": False, "ret_msg": words, "conn_id": "a4d3", "req_id": asked.get("req_id", "")}
        return [msgspec.json.encode(reply | {"op": "subscribe"}).decode()]
    return [text]


@pytest.mark.fault(23)
async def test_a_market_that_okx_refuses_is_left_out_and_the_others_go_on() -> None:
    wire = Tampering()
    wire.reply = _refuse_okx
    wire.push = lambda frame: [] if "ETH-USDC" in frame else [frame]
    async with paper_chained("okx", kinds={PRICE}, paper=wire.venue("okx")) as chain:
        await chain.passing(lambda: chain.is_live() and "refused" in chain.reason(), step_s=0.5)
        assert chain.reason() == "ETH-USDC refused"
        last = [text for text in wire.heard if '"subscribe"' in text][-1]
        assert "ETH-USDC" not in last
        assert all(symbol in last for symbol in ("BTC-USDT", "BTC-USDC", "ETH-USDT"))
        dials = chain.dials()
        await chain.lasting(60, step_s=2)
        assert chain.dials() == dials, "it is not asked for again and again"
        assert chain.board().assets["ETH"].price.usd is not None


@pytest.mark.fault(23)
async def test_a_topic_that_bybit_refuses_does_not_take_the_others_with_it() -> None:
    """Bybit refuses a whole request for one wrong topic."""
    wire = Tampering()
    wire.hear = lambda text: [] if _refuse_bybit(text) != [text] else [text]
    async with paper_chained("bybit", kinds={PRICE}, paper=wire.venue("bybit")) as chain:

        async def refuse() -> bool:
            unanswered = [text for text in wire.heard if _refuse_bybit(text) != [text]]
            wire.heard = [text for text in wire.heard if text not in unanswered]
            for text in unanswered:
                await chain.server.send_raw(Where(), _refuse_bybit(text)[0])
            return bool(unanswered)

        while not await refuse():
            await chain.lasting(0.5, step_s=0.5)
        await chain.passing(lambda: chain.is_live() and "refused" in chain.reason(), step_s=0.5)
        assert chain.reason() == "ETHUSDC refused"
        await chain.passing(lambda: all(chain.board().assets[name].price.usd for name in ("BTC", "ETH")))


def _without(chain_symbol: str, rename: str | None = None) -> Callable[[Request, Response], Response]:
    """Market lists in which one symbol is missing, or has another name."""

    def answer(request: Request, response: Response) -> Response:
        if not any(word in request.path for word in ("exchangeInfo", "/instruments")) or response.status != 200:
            return response
        body = msgspec.json.decode(response.encoded())
        rows = body["symbols"] if "symbols" in body else body["data"]
        kept = []
        for row in rows:
            named = row.get("symbol", row.get("instId"))
            if named != chain_symbol:
                kept.append(row)
            elif rename is not None:
                asset, _, quote = rename.partition("-")
                kept.append(row | {"instId": rename, "baseCcy": asset, "quoteCcy": quote})
        body["symbols" if "symbols" in body else "data"] = kept
        return Response(body=body)

    return answer


@pytest.mark.fault(43)
async def test_a_delisted_market_is_said_unsubscribed_and_costs_no_other() -> None:
    wire = Tampering()
    async with paper_chained(
        "binance", kinds={PRICE}, paper=wire.venue("binance"), start_ms=NINE_MS, assets=["BTC", "ETH"]
    ) as chain:
        await chain.passing(chain.is_live)
        await chain.lasting(320, step_s=4)
        wire.answer = _without("ETHUSDC")
        wire.push = lambda frame: [] if "ETHUSDC" in frame else [frame]
        await chain.passing(lambda: "ETHUSDC delisted" in chain.reason(), step_s=2)
        assert chain.is_live()
        assert "ethusdc" not in [text for text in wire.heard if "SUBSCRIBE" in text][-1]
        assert chain.board().assets["ETH"].price.usd is not None
        assert list(chain.board().assets) == ["BTC", "ETH"], "the configuration stands"


@pytest.mark.fault(44)
@pytest.mark.parametrize("name", ["bybit", "okx"])
async def test_a_contract_that_is_not_listed_yet_is_set_aside_and_the_list_asked_for_once(name: str) -> None:
    """It is never valued by a guess."""
    wire = Tampering()
    async with paper_chained(name, kinds={LIQUIDATIONS}, paper=wire.venue(name), start_ms=NINE_MS) as chain:
        await chain.passing(lambda: chain.is_live(LIQUIDATIONS))
        await chain.lasting(310, step_s=4)
        lists = _lists(chain)
        for _ in range(20):
            await chain.server.send_raw(Where(), _new_contract(name, chain.clock.now_ms()))
        await chain.passing(lambda: chain.client.counts["quarantined"] >= 20)
        assert not [event for event in chain.liquidations() if "NEW" in event.symbol]
        await chain.server.close_sockets(Where())
        await chain.passing(lambda: chain.is_live(LIQUIDATIONS))
        await chain.passing(lambda: _lists(chain) > lists)
        loaded = _lists(chain)
        await chain.server.send_raw(Where(), _new_contract(name, chain.clock.now_ms()))
        await chain.lasting(100, step_s=4)
        assert _lists(chain) == loaded, "at most once in five minutes"


@pytest.mark.fault(45)
async def test_a_renamed_market_is_followed_and_its_heir_suggested() -> None:
    wire = Tampering()
    async with paper_chained(
        "okx", kinds={PRICE, INTEREST}, paper=wire.venue("okx"), start_ms=NINE_MS, assets=["BTC", "SOL"]
    ) as chain:
        await chain.passing(lambda: chain.is_live(PRICE, INTEREST))
        await chain.lasting(320, step_s=4)
        wire.answer = _without("SOL-USDT", rename="SOL-USD")
        wire.push = lambda frame: [] if '"SOL-USDT"' in frame else [frame]
        await chain.passing(lambda: chain.is_live() and "delisted" in chain.reason(), step_s=2)
        assert chain.reason().startswith("SOL-USDT delisted (now SOL-USD?)")
        assert any('"SOL-USD"' in text for text in wire.heard), "and it is tried"


def _lists(chain: PaperChain) -> int:
    return sum("instruments" in seen.path for seen in chain.server.seen)


def _new_contract(name: str, at_ms: int) -> str:
    if name == "bybit":
        row = {"T": at_ms, "s": "NEWUSDT", "S": "Buy", "v": "1", "p": "10"}
        frame: object = {"topic": "allLiquidation.NEWUSDT", "type": "snapshot", "ts": at_ms, "data": [row]}
    else:
        detail = {
            "side": "sell",
            "posSide": "long",
            "bkPx": "10",
            "sz": "1",
            "bkLoss": "0",
            "ccy": "",
            "ts": str(at_ms),
        }
        row = {"instType": "SWAP", "instId": "NEW-USDT-SWAP", "instFamily": "NEW-USDT", "uly": "NEW-USDT"}
        frame = {"arg": {"channel": "liquidation-orders", "instType": "SWAP"}, "data": [{**row, "details": [detail]}]}
    return msgspec.json.encode(frame).decode()
