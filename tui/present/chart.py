"""Candles and lines of the price chart; nothing here moves with a tick but the last candle."""

import re
from bisect import bisect_right
from functools import lru_cache

from tui.domain.board import AssetBoard, CandleRow, Level
from tui.domain.clock import DAY_MS, HOUR_MS, WEEK_MS, week_start_ms
from tui.present import figures
from tui.present.chart_times import bar_time
from tui.present.leading_average import leading_average
from tui.present.strips import day_strips, forced_strips, missing_strips, present_strips
from widgets.view.price import Bar, ChartLine, ChartView
from widgets.view.strip import ChartStrip
from widgets.view.text import Tone

TIMEFRAMES = ("1h", "4h", "1d", "1w")
_MOST_BARS = 240
_STEP_MS = {"1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS, "1w": WEEK_MS}
_SHORT = 9
"""Cells of a short name."""


class _Candles:
    """Where a chart's candles and strips come from: equal while both are the same objects as before."""

    def __init__(self, part: AssetBoard) -> None:
        self.part = part

    def __hash__(self) -> int:
        return hash((id(self.part.chart), id(self.part.past)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Candles) and self.part.chart is other.part.chart and self.part.past is other.part.past


def present_chart(part: AssetBoard, timeframe: str) -> ChartView:
    """The same view again until candles, strips or lines change, which most Boards leave as they are."""
    return _chart(_Candles(part), (*_level_lines(part.levels), *_weekly_lines(part)), timeframe)


@lru_cache(maxsize=4)
def _chart(candles: _Candles, lines: tuple[ChartLine, ...], timeframe: str) -> ChartView:
    part = candles.part
    known = part.chart.bars.get(timeframe, ())[-_MOST_BARS:]
    rows = _with_gaps(known, _STEP_MS[timeframe])[-_MOST_BARS:]
    opens = {row.open_ms for row in known}
    places = tuple(row.open_ms for row in rows)
    weekly = timeframe == "1w"
    return ChartView(
        timeframe=timeframe,
        source=part.chart.venue or "",
        bars=tuple(_bar(row, timeframe, row.open_ms in opens) for row in rows),
        digits=len(figures.price(rows[-1].close_usd).partition(".")[2]) if rows else 0,
        lines=lines,
        average=_average(rows, part.chart.sma50_weekly),
        forced=forced_strips(part.past, timeframe, places),
        week_opens=()
        if weekly
        else tuple(at for at, open_ms in enumerate(places) if week_start_ms(open_ms) == open_ms),
        strips=present_strips(part, timeframe, places),
        no_strips=missing_strips(part.past, timeframe),
        missing="" if rows else f"no {timeframe} candles yet",
    )


def present_day(part: AssetBoard) -> tuple[ChartStrip, ...]:
    """The same strips again until the hour's candles or the past change."""
    return _day(_Candles(part))


@lru_cache(maxsize=4)
def _day(candles: _Candles) -> tuple[ChartStrip, ...]:
    return day_strips(candles.part)


def _with_gaps(rows: tuple[CandleRow, ...], step_ms: int) -> tuple[CandleRow, ...]:
    """The rows, and in the place of each that is missing one that stands where the price stood then."""
    filled: list[CandleRow] = []
    for row in rows:
        while filled and row.open_ms - filled[-1].open_ms > step_ms and len(filled) < 2 * _MOST_BARS:
            last = filled[-1]
            filled.append(CandleRow(last.open_ms + step_ms, *[last.close_usd] * 4))
        filled.append(row)
    return tuple(filled)


def _bar(row: CandleRow, timeframe: str, is_known: bool) -> Bar:
    label, rank = bar_time(row.open_ms, timeframe)
    return Bar(row.open_usd, row.high_usd, row.low_usd, row.close_usd, label, rank, is_known)


def level_tone(level: Level) -> Tone:
    """A line that the week's close decides has the colour of the week's close, and nothing else has it."""
    if level.kind == "weekly_close":
        return Tone.TRIGGER
    return Tone.ZONE if level.to_usd is not None else Tone.SUPPORT


def _level_lines(levels: tuple[Level, ...]) -> list[ChartLine]:
    lines: list[ChartLine] = []
    for rank, level in enumerate(levels):
        low, high = sorted((level.price_usd, level.to_usd if level.to_usd is not None else level.price_usd))
        label = level.label or level.kind.replace("_", " ")
        lines.append(
            ChartLine(
                low=low,
                high=high,
                label=label,
                short=_short(label),
                price=figures.price(low),
                high_price=figures.price(high),
                tone=level_tone(level),
                rank=2 + rank,
                style="solid" if level.to_usd is None else "zone",
            )
        )
    return lines


def _short(label: str) -> str:
    """The first words of a name that fit into a few cells."""
    words = re.sub(r"(\d+)-week", r"\1w", label).split()
    count = max((count for count in range(1, len(words) + 1) if len(" ".join(words[:count])) <= _SHORT), default=1)
    return " ".join(words[:count])[:_SHORT]


def _weekly_lines(part: AssetBoard) -> list[ChartLine]:
    weekly = part.weekly
    lines: list[ChartLine] = []
    if weekly.trigger_usd is not None:
        price = weekly.trigger_usd
        lines.append(
            ChartLine(
                low=price, high=price, label="close trigger", short="trigger", price=figures.price(price),
                tone=Tone.TRIGGER, rank=0, style="dashed",
            )
        )  # fmt: skip
    average = leading_average(weekly)
    if average is not None:
        lines.append(
            ChartLine(
                low=average, high=average, label="50-week avg", short="50w avg", price=figures.price(average),
                tone=Tone.AVERAGE, rank=1, style="label",
            )
        )  # fmt: skip
    return lines


def _average(rows: tuple[CandleRow, ...], weeks: tuple[tuple[int, float], ...]) -> tuple[float | None, ...]:
    """The 50-week average of the week that each bar opens in."""
    opens = [open_ms for open_ms, _ in weeks]
    values: list[float | None] = []
    for row in rows:
        index = bisect_right(opens, row.open_ms) - 1
        values.append(weeks[index][1] if index >= 0 else None)
    return tuple(values)
