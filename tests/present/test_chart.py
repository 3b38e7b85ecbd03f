"""The chart of the price pane: times, lines with their tones and names, and strips on the candles' own bars."""

from datetime import UTC, datetime

import msgspec
import pytest

from tests.boards import rich_board
from tui.domain.board import Level
from tui.domain.board_past import Past, Strip
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.present.chart import level_tone, present_chart
from tui.present.chart_times import bar_time
from tui.present.price import present_price
from tui.present.reading import Reading
from tui.present.strips import BASELINE_PCT, forced_strips, funding_history, interest_history
from widgets.view.text import Tone

PART = rich_board().assets["BTC"]


@pytest.mark.parametrize(
    ("timeframe", "at", "time"),
    [
        ("1h", "2026-11-27T05", ("05:00", 0)),
        ("1h", "2026-11-27T03", ("03:00", 1)),
        ("1h", "2026-11-27T18", ("18:00", 2)),
        ("1h", "2026-11-27T12", ("12:00", 3)),
        ("1h", "2026-11-27T00", ("27 Nov", 5)),
        ("4h", "2026-11-26T00", ("26 Nov", 6)),
        ("4h", "2026-11-23T00", ("23 Nov", 7)),
        ("1d", "2026-11-27T00", ("27 Nov", 1)),
        ("1d", "1970-01-05T00", ("05 Jan", 6)),
        ("1d", "1970-01-12T00", ("12 Jan", 3)),
        ("1d", "1970-01-19T00", ("19 Jan", 4)),
        ("1w", "2026-11-09T00", ("09 Nov", 0)),
        ("1w", "2026-11-02T00", ("Nov", 1)),
        ("1w", "2026-10-05T00", ("Oct", 2)),
        ("1w", "2026-07-06T00", ("Jul", 3)),
        ("1w", "2026-01-05T00", ("2026", 4)),
    ],
)
def test_the_rounder_the_time_the_higher_its_rank(timeframe: str, at: str, time: tuple[str, int]) -> None:
    open_ms = round(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() * 1000)
    assert bar_time(open_ms, timeframe) == time


def test_midnight_has_its_date_on_the_hourly_chart() -> None:
    labels = {bar.label for bar in present_chart(PART, "1h").bars if bar.rank >= 4}
    assert labels
    assert all(not label.endswith(":00") for label in labels)


def test_only_what_the_week_s_close_decides_has_its_colour() -> None:
    view = present_price(Reading(board=rich_board(), asset="BTC"))
    drawn = {line.label: line.tone for line in view.chart.lines}
    assert [label for label, tone in drawn.items() if tone is Tone.TRIGGER] == ["weekly close", "close trigger"]
    rows = {row.name[0]: row.name[1] for row in view.levels}
    assert all(rows[label] is tone for label, tone in drawn.items() if label in rows)
    assert all(strip.tone is not Tone.TRIGGER for strip in view.chart.strips)
    assert level_tone(Level(price_usd=1, to_usd=2, kind="support", label="")) is Tone.ZONE


def test_lines_have_short_names() -> None:
    levels = (
        *PART.levels,
        Level(price_usd=99_000, kind="support", label="supercalifragilistic floor"),
        Level(price_usd=99_500, kind="resistance", label=""),
    )
    lines = present_chart(msgspec.structs.replace(PART, levels=levels), "1d").lines
    assert [line.short for line in lines] == [
        "weekly", "S1 zone", "50w area", "supercali", "resistanc", "trigger", "50w avg",
    ]  # fmt: skip
    assert {line.style for line in lines} == {"solid", "zone", "dashed", "label"}


def _past(timeframe: str, longs: float, shorts: float) -> Past:
    return Past(
        forced_long_usd={timeframe: Strip(first_ms=0, values=(None, longs))},
        forced_short_usd={timeframe: Strip(first_ms=0, values=(shorts, 0.0))},
    )


def test_liquidations_are_shown_once_a_bar_of_them_is_large() -> None:
    opens = (0, HOUR_MS)
    longs, shorts = forced_strips(_past("1h", 6e6, 1e5), "1h", opens)
    assert (longs.values, shorts.values) == ((None, 6e6), (1e5, 0.0))
    assert (longs.tone, shorts.tone) == (Tone.DOWN, Tone.UP)
    assert longs.least_span == shorts.least_span == 5e6
    assert forced_strips(_past("1h", 4e6, 1e5), "1h", opens) == ()
    assert forced_strips(Past(), "1h", opens) == ()


def test_a_rate_is_seen_against_zero_and_the_baseline_and_coin_within_two_percent() -> None:
    (coin, funding, basis) = present_chart(PART, "1d").strips
    for rate in (funding, basis):
        assert rate.from_zero
        assert rate.baseline == BASELINE_PCT
        assert rate.least_span == 4.0
    assert coin.changes_in_pct
    assert not coin.from_zero
    known = [value for value in coin.values if value is not None]
    assert coin.least_span == pytest.approx(0.02 * max(known))
    assert (coin.scale, coin.unit) == (1e3, "K")


def test_a_strip_of_its_own_has_a_time_for_each_value() -> None:
    for strip in (*interest_history(PART.past), *funding_history(PART.past)):
        assert len(strip.times) == len(strip.values)
        assert any(rank for _, rank in strip.times)
    days = interest_history(PART.past)[2]
    first_ms = PART.past.open_interest_coin["1d"].first_ms
    assert days.times[3] == bar_time(first_ms + 3 * DAY_MS, "1d")
