"""A digest in words, against the figures that it was given."""

import msgspec
import pytest

from tests.boards import AS_OF_MS, rich_board
from tui.domain.board import Alert, Print
from tui.domain.clock import HOUR_MS, MINUTE_MS
from tui.domain.digest import AssetDigest, Digest, LevelMove, LiquidationDigest, Shift
from tui.present.digest import in_a_line, present_digest
from widgets.draw.lines import plain
from widgets.view.digest import DigestView

FROM_MS = AS_OF_MS - 4 * HOUR_MS
PRINT = Print(
    at_ms=FROM_MS + HOUR_MS,
    venue="okx",
    symbol="BTC-USDT-SWAP",
    asset="BTC",
    hurt="long",
    usd=12.4e6,
    price_usd=103_100,
)
FORCED = LiquidationDigest(
    from_ms=FROM_MS, usd=340e6, long_share=0.81, count=4321, largest=PRINT, observed_s=4 * 3600.0
)
BTC = AssetDigest(
    from_usd=104_212.0,
    to_usd=102_880.0,
    low=(FROM_MS + 2 * HOUR_MS, 102_310.0),
    high=(FROM_MS + MINUTE_MS, 104_400.0),
    moves=(
        LevelMove(FROM_MS + HOUR_MS, "S1 zone", 105_000, 107_500, "above", "inside"),
        LevelMove(FROM_MS + 2 * HOUR_MS, "weekly close", 107_000, None, "armed", "wick"),
    ),
    liquidations=FORCED,
    oi_venues=("binance", "okx"),
    oi_from_usd=25.3e9,
    oi_to_usd=24.9e9,
    oi_from_coin=242_000,
    oi_to_coin=241_000,
    funding_from_apr_pct=5.6,
    funding_to_apr_pct=3.1,
    atm7_from_vol=58.1,
    atm7_to_vol=61.0,
    atm30_from_vol=52.4,
    atm30_to_vol=53.0,
    backwardation="short",
    shifts=(Shift(FROM_MS + HOUR_MS, "none", "short"),),
)
DIGEST = Digest(
    asked_ms=FROM_MS,
    from_ms=FROM_MS,
    to_ms=AS_OF_MS,
    assets={"BTC": BTC},
    liquidations=FORCED,
    down={"bybit price": 720.0, "okx open_interest": 4 * 3600.0, "gate price": 2.0},
)


def test_what_holds_only_while_somebody_watched_says_so_and_when_that_was() -> None:
    part = msgspec.structs.replace(BTC, backwardation="full", shifts=())
    watched_ms = AS_OF_MS - 4 * MINUTE_MS
    late = msgspec.structs.replace(DIGEST, assets={"BTC": part}, unseen=((FROM_MS, watched_ms),))
    found = words(shown(late))
    assert found["BTC volatility"].endswith("backwardation full while watched")
    assert found["watched"] == "17:41 to 17:45 | 4m in all; but for liquidations, what follows is of these"
    whole = words(shown(msgspec.structs.replace(late, unseen=())))
    assert whole["BTC volatility"].endswith("backwardation full throughout")
    assert "watched" not in whole
    nothing = words(shown(msgspec.structs.replace(late, unseen=((FROM_MS, AS_OF_MS),))))
    assert "watched" not in nothing


def words(view: DigestView) -> dict[str, str]:
    """Label -> its chunks, of the last row that has it."""
    return {
        f"{part.heading[0]} {row.label}".strip(): " | ".join(plain(chunk) for chunk in row.chunks)
        for part in view.parts
        for row in part.rows
    }


def shown(digest: Digest | None = DIGEST, alerts: tuple[Alert, ...] = ()) -> DigestView:
    board = msgspec.structs.replace(rich_board(), alerts=alerts)
    return present_digest(digest, board, "SINCE YOU LOOKED", None)


def alert(ago_ms: int, *, acknowledged: bool) -> Alert:
    return Alert(at_ms=AS_OF_MS - ago_ms, rule="r", severity="toast", text="ETH below 3,100", acknowledged=acknowledged)


def test_every_figure_from_what_to_what() -> None:
    found = words(shown())
    assert found["BTC price"] == "104,212 → 102,880  ▼ -1.3% | low 102,310 15:45 | high 104,400 13:46"
    assert found["BTC levels"] == (
        "S1 zone 105,000-107,500 was entered 14:45 | weekly close 107,000 WICK, was armed 15:45"
    )
    assert found["BTC liquidations"] == "≥$340M in 4,321 | long 81% | largest $12.4M long OKX BTC @103,100 14:45"
    assert found["BTC open interest"] == "$25.3B → $24.9B  ▼ -1.6% | coin 242K → 241K  ▼ -0.4% | 2v"
    assert found["BTC funding"] == "5.6 → 3.1% APR"
    assert found["BTC volatility"] == "7d 58.1 → 61.0 | 30d 52.4 → 53.0 | backwardation short 14:45"
    assert found["ALL alerts"] == "none fired"
    assert found["ALL without"] == "Bybit price 12m | OKX open interest all the time"


def test_what_is_not_known_is_a_dash_and_never_a_zero() -> None:
    found = words(shown(msgspec.structs.replace(DIGEST, assets={"BTC": AssetDigest()}, down={}, liquidations=None)))
    assert found["BTC price"] == "— → —  — | low — | high —"
    assert found["BTC liquidations"] == "none observed"
    assert found["BTC open interest"] == "not known at both ends"
    assert found["BTC funding"] == "— → —"
    assert found["ALL feeds"] == "none was lost"


def test_what_nobody_saw_is_said_first() -> None:
    gap = (FROM_MS + HOUR_MS, FROM_MS + HOUR_MS + 18 * MINUTE_MS)
    view = shown(msgspec.structs.replace(DIGEST, unseen=(gap,)))
    assert view.parts[0].rows[0].label == "not seen"
    assert words(view)["not seen"] == "14:45 to 15:03 18m | no collector ran"


def test_liquidations_say_what_of_the_stretch_they_cover() -> None:
    forced = msgspec.structs.replace(FORCED, from_ms=FROM_MS + HOUR_MS, observed_s=7200.0)
    part = msgspec.structs.replace(BTC, liquidations=forced)
    found = words(shown(msgspec.structs.replace(DIGEST, assets={"BTC": part})))
    assert found["BTC liquidations"].endswith("| from 14:45 on only | observed 2h of 3h")


def test_alerts_since_then_and_how_many_nobody_read() -> None:
    alerts = (alert(1000, acknowledged=False), alert(2000, acknowledged=True), alert(5 * HOUR_MS, acknowledged=False))
    assert words(shown(alerts=alerts))["ALL alerts"] == (
        "2 fired, 1 unread | ETH below 3,100 17:45 | ETH below 3,100 17:45"
    )


def test_without_a_digest_it_says_what_is_waited_for() -> None:
    assert shown(None).state.kind == "loading"
    assert present_digest(None, rich_board(), "LAST 1 H", "no collector").state.words == "no collector"


def test_a_line_of_it_has_the_most_important_first() -> None:
    board = msgspec.structs.replace(rich_board(), alerts=(alert(1000, acknowledged=False),))
    assert [plain(piece) for piece in in_a_line(DIGEST, board)] == [
        "4h since you looked",
        "BTC ▼ -1.3%",
        "liq ≥$340M 81% long",
        "1 alert",
        "weekly close 107,000 WICK, was armed",
    ]


@pytest.mark.parametrize(
    "digest",
    [
        msgspec.structs.replace(DIGEST, unseen=((FROM_MS, AS_OF_MS - MINUTE_MS),)),
        msgspec.structs.replace(DIGEST, assets={}),
    ],
)
def test_nothing_seen_is_no_news(digest: Digest) -> None:
    assert in_a_line(digest, rich_board()) == ()
