"""Digests against sums and extremes taken by hand from every Board."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import AS_OF_MS, rich_board
from tui.analytics.digest import digest_of, merged
from tui.collector.trail import Trail
from tui.domain.board import Board, Feed
from tui.domain.clock import HOUR_MS, MINUTE_MS
from tui.domain.digest import AssetMark, Digest, LiquidationDigest, Mark
from tui.history.trail_row import TrailRow

START_MS = AS_OF_MS - AS_OF_MS % HOUR_MS


def nothing(_asset: str | None, _since_ms: int) -> LiquidationDigest | None:
    return None


def at(at_ms: int, usd: float | None = 104_000.0, **sections: object) -> Board:
    """The rich Board of another moment, with BTC's sections replaced."""
    board = rich_board()
    part = board.assets["BTC"]
    part = msgspec.structs.replace(part, price=msgspec.structs.replace(part.price, usd=usd), **sections)
    return msgspec.structs.replace(board, as_of_ms=at_ms, assets={"BTC": part})


class Kept:
    """A trail over its rows."""

    def __init__(self, rows: list[TrailRow] | None = None) -> None:
        self.rows: list[TrailRow] = list(rows or [])
        self.trail = Trail(self.rows.append)
        self.trail.restore(list(self.rows))

    def walk(self, start_ms: int, prices: list[float], step_ms: int = 1000) -> int:
        for index, usd in enumerate(prices):
            self.trail.step(at(start_ms + index * step_ms, usd))
        return start_ms + (len(prices) - 1) * step_ms

    def digest(self, since_ms: int, now_ms: int) -> Digest:
        return self.trail.digest(since_ms, now_ms, nothing)


@given(
    st.lists(st.floats(1000, 200_000), min_size=2, max_size=400),
    st.integers(0, 399),
    st.sampled_from([250, 1000, 7000]),
)
def test_extremes_are_those_of_every_board_since(prices: list[float], skipped: int, step_ms: int) -> None:
    kept = Kept()
    now_ms = kept.walk(START_MS, prices, step_ms)
    since_ms = min(START_MS + skipped * step_ms, now_ms - 1)
    found = kept.digest(since_ms, now_ms)
    part = found.assets["BTC"]
    assert found.unseen == ()
    assert since_ms - MINUTE_MS - 7000 <= found.from_ms <= since_ms
    inside = [usd for index, usd in enumerate(prices) if START_MS + index * step_ms > found.from_ms] or prices[-1:]
    assert part.low is not None
    assert part.high is not None
    # A minute that the moment falls into is told whole; its first Board may be the one before.
    assert part.low[1] <= min(inside)
    assert part.high[1] >= max(inside)
    assert part.low[1] in prices
    assert part.to_usd == prices[-1]


def test_a_restart_tells_of_what_was_before_and_of_the_gap() -> None:
    first = Kept()
    ended_ms = first.walk(START_MS, [104_000.0, 103_000.0, 103_500.0], 5000)
    first.trail.close()
    assert len(first.rows) == 1
    again_ms = ended_ms + 20 * MINUTE_MS
    second = Kept(first.rows)
    now_ms = second.walk(again_ms, [102_000.0, 102_500.0])
    found = second.digest(START_MS - 1000, now_ms)
    part = found.assets["BTC"]
    assert found.unseen == ((ended_ms, again_ms),)
    assert (part.from_usd, part.to_usd) == (104_000.0, 102_500.0)
    assert part.low == (again_ms, 102_000.0)
    assert part.high == (START_MS, 104_000.0)


def test_what_nobody_kept_is_said() -> None:
    kept = Kept()
    now_ms = kept.walk(START_MS, [1.0, 2.0])
    found = kept.digest(START_MS - HOUR_MS, now_ms)
    assert found.unseen == ((START_MS - HOUR_MS, START_MS),)
    assert Kept().digest(START_MS, now_ms).unseen == ((START_MS, now_ms),)


def test_levels_and_zones_that_changed_are_told_once_also_across_a_gap() -> None:
    zone = msgspec.structs.replace(
        rich_board().assets["BTC"].levels[1], label="S1", price_usd=105_000.0, to_usd=107_500
    )
    line = msgspec.structs.replace(zone, label="line", price_usd=100_000.0, to_usd=None, state="armed")
    kept = Kept()

    def step(at_ms: int, usd: float, zone_state: str, line_state: str) -> None:
        levels = tuple(msgspec.structs.replace(each, state=s) for each, s in ((zone, zone_state), (line, line_state)))
        kept.trail.step(at(at_ms, usd, levels=levels))

    step(START_MS, 108_000.0, "armed", "armed")
    step(START_MS + 1000, 106_000.0, "armed", "armed")
    step(START_MS + 2000, 106_100.0, "armed", "armed")
    step(START_MS + 3000, 104_000.0, "wick", "armed")
    step(START_MS + HOUR_MS, 99_000.0, "wick", "wick")
    found = kept.digest(START_MS - 1000, START_MS + HOUR_MS)
    assert [(move.at_ms - START_MS, move.label, move.before, move.after) for move in found.assets["BTC"].moves] == [
        (1000, "S1", "above", "inside"),
        (3000, "S1", "armed", "wick"),
        (3000, "S1", "inside", "below"),
        (HOUR_MS, "line", "armed", "wick"),
    ]


def test_lines_that_differ_in_one_thing_only_never_take_each_other_s_state() -> None:
    line = msgspec.structs.replace(
        rich_board().assets["BTC"].levels[1], label="", price_usd=107_000.0, to_usd=None, kind="support", state="armed"
    )
    levels = tuple(
        msgspec.structs.replace(line, state="wick", **{field: value})
        for field, value in (("kind", "resistance"), ("price_usd", 107_000.4), ("to_usd", 108_000.0))
    )
    kept = Kept()
    for second in range(5):
        kept.trail.step(at(START_MS + second * 1000, 109_000.0, levels=(line, *levels)))
    assert kept.digest(START_MS - 1000, START_MS + 5000).assets["BTC"].moves == ()


def test_backwardation_that_comes_and_goes() -> None:
    kept = Kept()
    for index, shape in enumerate(["none", "short", None, "short", "none"]):
        options = msgspec.structs.replace(rich_board().assets["BTC"].options, backwardation=shape)
        kept.trail.step(at(START_MS + index * 1000, options=options))
    shifts = kept.digest(START_MS - 1000, START_MS + 5000).assets["BTC"].shifts
    assert [(shift.at_ms - START_MS, shift.before, shift.after) for shift in shifts] == [
        (1000, "none", "short"),
        (4000, "short", "none"),
    ]


def test_open_interest_of_a_venue_that_lost_a_part_of_it_is_no_end_of_a_change() -> None:
    trail = Trail(lambda _row: None)
    whole = at(START_MS)
    trail.step(whole)
    trail.step(msgspec.structs.replace(whole, as_of_ms=START_MS + 1000))
    interest = whole.assets["BTC"].open_interest
    halved = tuple(
        msgspec.structs.replace(row, usd=row.usd / 2, coin=row.coin / 2) if row.venue == "binance" else row
        for row in interest.venues
    )
    board = at(START_MS + 2000, open_interest=msgspec.structs.replace(interest, venues=halved))
    down = tuple(
        msgspec.structs.replace(feed, state="backoff", reason="COIN-M: timeout")
        if (feed.venue, feed.kind) == ("binance", "open_interest")
        else feed
        for feed in board.feeds
    )
    trail.step(msgspec.structs.replace(board, feeds=down))
    part = trail.digest(START_MS, START_MS + 2000, nothing).assets["BTC"]
    assert "binance" not in part.oi_venues
    assert part.oi_venues
    assert part.oi_to_usd == part.oi_from_usd


def test_open_interest_is_of_the_venues_known_at_both_ends() -> None:
    first = Mark(START_MS, START_MS + 60_000, {"BTC": AssetMark(interest={"okx": (10.0, 1.0), "gate": (5.0, 0.5)})})
    last = Mark(
        START_MS + 60_000, START_MS + 120_000, {"BTC": AssetMark(interest={"okx": (9.0, 1.1), "new": (7.0, 1)})}
    )
    part = digest_of([first, last], START_MS + 60_000, START_MS + 120_000, nothing).assets["BTC"]
    assert part.oi_venues == ("okx",)
    assert (part.oi_from_usd, part.oi_to_usd, part.oi_from_coin, part.oi_to_coin) == (10.0, 9.0, 1.0, 1.1)


def test_how_long_a_feed_was_down() -> None:
    kept = Kept()
    feed = Feed(venue="okx", kind="price", state="live")
    for second in range(120):
        state = "backoff" if 30 <= second < 90 else "live"
        board = msgspec.structs.replace(
            at(START_MS + second * 1000), feeds=(msgspec.structs.replace(feed, state=state),)
        )
        kept.trail.step(board)
    assert kept.digest(START_MS - 1000, START_MS + 120_000).down == {"okx price": pytest.approx(60.0)}


@given(st.lists(st.floats(1, 1e6), min_size=3, max_size=3))
def test_merging_is_associative(prices: list[float]) -> None:
    marks = [
        Mark(
            START_MS + index * 1000,
            START_MS + (index + 1) * 1000,
            {"BTC": AssetMark(usd=usd, low=(START_MS + index, usd), high=(START_MS + index, usd))},
            {"okx price": float(index)},
        )
        for index, usd in enumerate(prices)
    ]
    assert merged(merged(marks[0], marks[1]), marks[2]) == merged(marks[0], merged(marks[1], marks[2]))


def test_memory_is_bounded_and_a_week_is_kept() -> None:
    kept = Kept()
    for minute in range(0, 9 * 24 * 60, 5):
        # Five-minute steps are gaps: the worst case, a mark of its own for each Board.
        kept.trail.step(at(START_MS + minute * MINUTE_MS, 1000.0 + minute))
    kept.trail.close()
    assert len(kept.trail._minutes) == 180
    assert len(kept.trail._quarters) <= 7 * 96
    assert sum(len(entry[2]) for entry in (*kept.trail._minutes, *kept.trail._quarters)) < 1_500_000


def test_a_row_that_can_t_be_read_is_left_out() -> None:
    assert Kept([TrailRow(at_ms=START_MS, mark=b"\xc1")]).digest(START_MS, START_MS + 1).assets == {}
