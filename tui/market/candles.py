"""The candles of one asset: whole series per venue, never mixed."""

from collections.abc import Iterable

from tui.domain.board import CandleRow
from tui.domain.events import Candle, Quote

_MOST_BARS = 1200
_KEPT_BARS = 1000


class Candles:
    """Bars by venue and timeframe; the venue that delivered last leads."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str], dict[int, CandleRow]] = {}
        self._rows: dict[str, tuple[CandleRow, ...]] = {}
        self.leader: str | None = None
        """The venue whose bars are shown."""
        self._symbol: str | None = None
        """Its market."""
        self.version = 0
        """Grows when a bar that is shown changes."""

    def put(self, candle: Candle) -> None:
        row = CandleRow(candle.open_ms, candle.open_usd, candle.high_usd, candle.low_usd, candle.close_usd)
        series = self._series.setdefault((candle.venue, candle.timeframe), {})
        if candle.venue == self.leader and series.get(row.open_ms) == row:
            return
        series[row.open_ms] = row
        if len(series) > _MOST_BARS:
            for open_ms in sorted(series)[:-_KEPT_BARS]:
                del series[open_ms]
        if candle.venue != self.leader:
            self.leader, self._symbol = candle.venue, candle.symbol
            self._rows.clear()
        self._rows.pop(candle.timeframe, None)
        self.version += 1

    def own_price_usd(self, quotes: Iterable[Quote]) -> float | None:
        """The price now of the very market whose bars are shown, as it quotes itself: what a past bar is compared with;
        None where it is not among the quotes."""
        own = (quote.mid_usd for quote in quotes if (quote.venue, quote.symbol) == (self.leader, self._symbol))
        return next(own, None)

    def rows(self, timeframe: str) -> tuple[CandleRow, ...]:
        """The leader's bars, oldest first."""
        rows = self._rows.get(timeframe)
        if rows is None:
            series = self._series.get((self.leader or "", timeframe), {})
            rows = self._rows[timeframe] = tuple(series[open_ms] for open_ms in sorted(series))
        return rows
