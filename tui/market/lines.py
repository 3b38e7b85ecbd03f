"""The user's lines and high, from the configuration to what the analytics take."""

from datetime import UTC, datetime

from tui.analytics.drawdown import highest
from tui.analytics.levels import LevelLine
from tui.config.model import AssetConfig, LevelConfig
from tui.market.candles import Candles


def level_line(level: LevelConfig) -> LevelLine:
    """A configured level; without a word on it, a weekly close is decided weekly and all else daily."""
    return LevelLine(
        price_usd=level.price,
        to_usd=level.to,
        kind=level.kind,
        label=level.label,
        closes=level.closes or ("weekly" if level.kind == "weekly_close" else "daily"),
        then_usd=level.then,
    )


def named_high(config: AssetConfig, candles: Candles) -> tuple[float | None, str | None]:
    """The high that drawdown counts from, and what it is: the user's, else that of the leading venue's daily bars."""
    if config.high_usd is not None:
        return config.high_usd, f"{config.high_on} (yours)" if config.high_on else "yours"
    top = highest(candles.rows("1d"))
    if top is None:
        return None, None
    return top[0], f"{datetime.fromtimestamp(top[1] / 1000, UTC):%Y-%m-%d} ({candles.leader} high)"
