import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import ManualClock
from tests.market.events import Maker
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.events import Coverage, FeedKind, FeedState, FeedStatus
from tui.history.observation import EVERY_ASSET, UNRECORDED, Observation
from tui.market.watched import Watched, covered_s

NOW_MS = 1_762_300_800_000
ASSETS = ("ETH", "BTC")


def state(at_ms: int, state: FeedState, venue: str = "okx", part: str = "") -> FeedStatus:
    return Maker(ManualClock()).status(venue, FeedKind.LIQUIDATIONS, state, part=part, at_ms=at_ms, pushed=True)


@given(
    stretches=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60)), max_size=12),
    window=st.tuples(st.integers(0, 120), st.integers(0, 120)),
)
def test_coverage_equals_counting_seconds(stretches: list[tuple[int, int]], window: tuple[int, int]) -> None:
    spans = [(start, start + length) for start, length in stretches]
    low, high = min(window), max(window)
    counted = sum(any(start <= second < end for start, end in spans) for second in range(low, high))
    assert covered_s([(a * 1000, b * 1000) for a, b in spans], low * 1000, high * 1000) == counted


def test_a_gap_is_not_watched_and_begins_where_the_state_says() -> None:
    watched = Watched(ASSETS)
    watched.note(state(NOW_MS, FeedState.CONNECTING))
    watched.note(state(NOW_MS + 10_000, FeedState.LIVE))
    # Silence noticed at second 100 began at second 60.
    watched.note(state(NOW_MS + 60_000, FeedState.STALE))
    watched.note(state(NOW_MS + 130_000, FeedState.LIVE))
    assert watched.seconds(NOW_MS + 160_000, "BTC") == {"okx": 80.0}


def test_a_venue_is_watched_while_all_its_streams_are() -> None:
    watched = Watched(ASSETS)
    for part in ("SWAP", "FUTURES"):
        watched.note(state(NOW_MS, FeedState.CONNECTING, part=part))
    watched.note(state(NOW_MS + 1_000, FeedState.LIVE, part="SWAP"))
    watched.note(state(NOW_MS + 5_000, FeedState.LIVE, part="FUTURES"))
    watched.note(state(NOW_MS + 8_000, FeedState.BACKOFF, part="SWAP"))
    assert watched.seconds(NOW_MS + 9_000, "BTC") == {"okx": 3.0}


def test_a_stream_that_the_venue_does_not_have_is_not_missed() -> None:
    watched = Watched(ASSETS)
    for part in ("linear", "inverse"):
        watched.note(state(NOW_MS, FeedState.CONNECTING, part=part))
    watched.note(state(NOW_MS + 1_000, FeedState.LIVE, part="linear"))
    assert watched.seconds(NOW_MS + 2_000, "BTC") == {"okx": 0.0}
    # No inverse perpetual of these assets is listed: nothing is left to be watched there.
    watched.note(state(NOW_MS + 2_000, FeedState.OFF, part="inverse"))
    assert watched.seconds(NOW_MS + 9_000, "BTC") == {"okx": 7.0}
    watched.note(state(NOW_MS + 9_000, FeedState.OFF, part="linear"))
    assert watched.seconds(NOW_MS + 20_000, "BTC") == {"okx": 7.0}


def test_a_stream_of_which_a_part_was_refused_is_not_watched_but_what_is_read_back_counts() -> None:
    watched = Watched(ASSETS)
    watched.note(state(NOW_MS, FeedState.LIVE, venue="deribit"))
    refused = msgspec.structs.replace(state(NOW_MS + 3_000, FeedState.LIVE, venue="deribit"), is_whole=False)
    watched.note(refused)
    assert watched.seconds(NOW_MS + 60_000, "ETH") == {"deribit": 3.0}
    watched.cover(span(NOW_MS + 3_000, NOW_MS + 50_000, venue="deribit"), NOW_MS + 60_000)
    assert watched.seconds(NOW_MS + 60_000, "ETH") == {"deribit": 50.0}
    watched.note(state(NOW_MS + 70_000, FeedState.LIVE, venue="deribit"))
    assert watched.seconds(NOW_MS + 80_000, "ETH") == {"deribit": 60.0}


def test_any_venue_counts_once_for_the_whole() -> None:
    watched = Watched(ASSETS)
    for venue, second in (("okx", 0), ("bybit", 30)):
        watched.note(state(NOW_MS + second * 1000, FeedState.LIVE, venue=venue))
    watched.note(state(NOW_MS + 40_000, FeedState.BACKOFF, venue="okx"))
    watched.note(state(NOW_MS + 50_000, FeedState.BACKOFF, venue="bybit"))
    assert watched.any_s(NOW_MS + 60_000, "BTC") == 50.0


def test_what_was_watched_before_a_restart_counts_and_is_forgotten_in_time() -> None:
    watched = Watched(ASSETS)
    watched.note(state(NOW_MS, FeedState.LIVE))
    watched.restore([Observation(venue="okx", start_ms=NOW_MS - 2 * HOUR_MS, end_ms=NOW_MS - HOUR_MS)])
    assert watched.seconds(NOW_MS, "BTC") == {"okx": 3600.0}
    assert watched.seconds(NOW_MS + DAY_MS, "BTC") == {"okx": 86_400.0}
    watched.prune(NOW_MS + DAY_MS)
    assert [row.start_ms for row in watched.observations(NOW_MS + DAY_MS, 0)] == [NOW_MS]


def test_a_stretch_that_proves_shorter_than_stored_is_told_again() -> None:
    watched = Watched(ASSETS)
    watched.note(state(NOW_MS, FeedState.LIVE))
    assert watched.observations(NOW_MS + 40_000, NOW_MS)[0].end_ms == NOW_MS + 40_000
    watched.note(state(NOW_MS, FeedState.STALE))
    assert watched.observations(NOW_MS + 45_000, NOW_MS) == [Observation(venue="okx", start_ms=NOW_MS, end_ms=NOW_MS)]


def span(from_ms: int, until_ms: int, venue: str = "okx") -> Coverage:
    return Coverage(venue=venue, kind=FeedKind.LIQUIDATIONS, part="backfill", from_ms=from_ms, until_ms=until_ms)


def test_what_a_backfill_read_counts_once_beside_what_was_watched() -> None:
    watched = Watched(ASSETS)
    watched.note(state(NOW_MS - 60_000, FeedState.LIVE))
    watched.cover(span(NOW_MS - 3 * HOUR_MS, NOW_MS), NOW_MS)
    assert watched.seconds(NOW_MS, "BTC") == {"okx": 3 * 3600.0}
    watched.cover(span(NOW_MS - HOUR_MS, NOW_MS, "deribit"), NOW_MS)
    assert (watched.seconds(NOW_MS, "BTC")["deribit"], watched.any_s(NOW_MS, "BTC")) == (3600.0, 3 * 3600.0)


def test_a_day_at_most_is_covered_and_nothing_ahead_of_now() -> None:
    watched = Watched(ASSETS)
    watched.cover(span(NOW_MS - 9 * DAY_MS, NOW_MS + HOUR_MS), NOW_MS)
    assert watched.observations(NOW_MS, 0) == [
        Observation(venue="okx", start_ms=NOW_MS - DAY_MS, end_ms=NOW_MS, assets="BTC,ETH")
    ]


def test_looks_back_that_overlap_are_one_stretch_to_keep() -> None:
    watched = Watched(ASSETS)
    for minute in range(30):
        now_ms = NOW_MS + minute * 60_000
        watched.cover(span(now_ms - 90_000, now_ms), now_ms)
    now_ms = NOW_MS + 29 * 60_000
    assert watched.observations(now_ms, 0) == [
        Observation(venue="okx", start_ms=NOW_MS - 90_000, end_ms=now_ms, assets="BTC,ETH")
    ]
    watched.cover(span(now_ms + 600_000, now_ms + 700_000), now_ms + 700_000)
    assert len(watched.observations(now_ms + 700_000, 0)) == 2
    watched.prune(now_ms + DAY_MS + 1)
    assert len(watched.observations(now_ms + 700_000, 0)) == 1


@given(spans=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 80)), max_size=10))
def test_joined_stretches_cover_what_the_single_ones_do(spans: list[tuple[int, int]]) -> None:
    watched = Watched(ASSETS)
    single = [(NOW_MS + start * 1000, NOW_MS + (start + length) * 1000) for start, length in spans if length]
    end_ms = NOW_MS + 400_000
    for start_ms, stop_ms in single:
        watched.cover(span(start_ms, stop_ms), end_ms)
    assert watched.any_s(end_ms, "BTC") == covered_s(single, NOW_MS, end_ms)


def narrow(at_ms: int, kind: FeedState, venue: str = "bybit") -> FeedStatus:
    return msgspec.structs.replace(state(at_ms, kind, venue), every_asset=False)


def test_a_stream_of_the_configured_assets_vouches_for_no_other() -> None:
    watched = Watched(ASSETS)
    watched.note(narrow(NOW_MS, FeedState.LIVE))
    later_ms = NOW_MS + 60_000
    assert watched.seconds(later_ms, "ETH") == {"bybit": 60.0}
    assert watched.seconds(later_ms, "SOL") == {"bybit": 0.0}
    assert watched.any_s(later_ms, None) == 0.0
    assert watched.configured_only() == {"bybit"}
    watched.note(state(NOW_MS + 30_000, FeedState.LIVE, "binance"))
    assert watched.any_s(later_ms, None) == 30.0
    assert watched.any_s(later_ms, "SOL") == 30.0


def test_what_was_read_of_other_assets_is_no_observation_of_one_that_is_new() -> None:
    before = Watched(["BTC"])
    before.cover(span(NOW_MS - HOUR_MS, NOW_MS), NOW_MS)
    before.note(narrow(NOW_MS - HOUR_MS, FeedState.LIVE))
    before.note(state(NOW_MS - 600_000, FeedState.LIVE, "binance"))
    told = before.observations(NOW_MS, 0)
    assert {(row.venue, row.assets) for row in told} == {("okx", "BTC"), ("bybit", "BTC"), ("binance", EVERY_ASSET)}
    after = Watched(["BTC", "SOL"])
    after.restore(told)
    assert after.any_s(NOW_MS, "BTC") == 3600.0
    assert after.any_s(NOW_MS, "SOL") == 600.0
    assert after.any_s(NOW_MS, None) == 600.0


def test_a_stretch_of_unrecorded_assets_speaks_for_what_is_watched_and_not_for_a_venue() -> None:
    watched = Watched(ASSETS)
    watched.restore([Observation(venue="okx", start_ms=NOW_MS - HOUR_MS, end_ms=NOW_MS, assets=UNRECORDED)])
    assert (watched.any_s(NOW_MS, "BTC"), watched.any_s(NOW_MS, None)) == (3600.0, 0.0)


def test_a_stream_that_narrows_keeps_what_it_carried_before() -> None:
    watched = Watched(ASSETS)
    watched.note(state(NOW_MS, FeedState.LIVE, "gate"))
    watched.note(narrow(NOW_MS + 10_000, FeedState.BACKOFF, "gate"))
    watched.note(narrow(NOW_MS + 20_000, FeedState.LIVE, "gate"))
    assert watched.any_s(NOW_MS + 60_000, None) == 10.0
    assert watched.any_s(NOW_MS + 60_000, "BTC") == 50.0


def test_a_stream_that_narrows_while_it_is_live_vouches_for_less_from_then_on() -> None:
    watched = Watched(ASSETS)
    watched.note(state(NOW_MS, FeedState.LIVE, "deribit"))
    watched.note(narrow(NOW_MS + 10_000, FeedState.LIVE, "deribit"))
    assert watched.any_s(NOW_MS + 60_000, None) == 10.0
    assert watched.any_s(NOW_MS + 60_000, "BTC") == 60.0
