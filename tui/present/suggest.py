"""A condition for an alert on the figure at hand: where it stands now, a step further from rest."""

from tui.domain.board import AssetBoard
from tui.present.reading import Reading

_STEP = 0.98
_MORE = 1.25
_BELOW_PRICE = "crosses_below"


def suggested_condition(reading: Reading, pane: str, figure: str | None) -> str:
    """For the figure under the cursor, as its pane names it, else for what the pane is about; "" where nothing is
    known to compare with."""
    asset, part = reading.asset, reading.part
    found = _of_figure(asset, part, figure) if figure is not None else ""
    return found or _of_pane(reading, asset, part, pane)


def _of_figure(asset: str, part: AssetBoard, figure: str) -> str:
    if figure.startswith("level:"):
        price_usd = _number(figure.rpartition(" ")[2])
        return "" if price_usd is None else _crossing(asset, part, f"{price_usd:.10g}", price_usd)
    weekly = part.weekly
    lines = {
        "sma50_completed": ("sma50_completed_usd", weekly.sma50_completed_usd),
        "sma50_running": ("sma50_running_usd", weekly.sma50_running_usd),
        "trigger": ("trigger_usd", weekly.trigger_usd),
    }
    name, value = lines.get(figure.removesuffix("_distance"), ("", None))
    if value is not None:
        return _crossing(asset, part, f"{asset}.weekly.{name}", value)
    options = part.options
    for word, path, held, unit in (
        ("drawdown", "drawdown.pct", part.drawdown.pct, 1.0),
        ("close_below", "weekly.close_below_share", weekly.close_below_share, 0.01),
        ("long_share", "liquidations.long_share", part.liquidations.long_share, 0.01),
        ("weighted", "funding.apr_pct", part.funding.apr_pct, 1.0),
        ("basis", "basis.apr_pct", part.basis.apr_pct, 1.0),
        ("dvol", "options.dvol_vol", options.dvol_vol, 1.0),
        ("slope", "options.slope_7_30_vol", options.slope_7_30_vol, 0.5),
        ("put_volume", "options.put_volume_share", options.put_volume_share, 0.01),
        ("put_oi", "options.put_oi_share", options.put_oi_share, 0.01),
    ):
        if figure == word and held is not None:
            return _beyond(f"{asset}.{path}", held, unit)
    for word, values in (("atm", options.atm), ("rr25", options.rr25_vol)):
        days = figure.removeprefix(f"{word}:").removesuffix("d")
        held = values.get(days)
        if figure.startswith(f"{word}:") and held is not None:
            return _beyond(f"{asset}.options.{'atm' if word == 'atm' else 'rr25_vol'}['{days}']", held, 1.0)
    return ""


def _of_pane(reading: Reading, asset: str, part: AssetBoard, pane: str) -> str:
    if pane == "liquidations" and part.liquidations.total_usd is not None:
        return f"{asset}.liquidations.total_usd > {_round(part.liquidations.total_usd * _MORE):.0f}"
    if pane == "open_interest" and part.open_interest.coin_change_24h_pct is not None:
        return _beyond(f"{asset}.open_interest.coin_change_24h_pct", part.open_interest.coin_change_24h_pct, 1.0)
    if pane == "funding" and part.funding.apr_pct is not None:
        return _beyond(f"{asset}.funding.apr_pct", part.funding.apr_pct, 1.0)
    if pane == "options" and part.options.atm.get("7") is not None:
        return f"{asset}.options.backwardation != 'none'"
    market = reading.board.market
    if pane == "market" and market is not None and market.cap_change_24h_pct is not None:
        return _beyond("market.cap_change_24h_pct", market.cap_change_24h_pct, 1.0)
    price_usd = part.price.usd
    if price_usd is None:
        return ""
    below = [level.price_usd for level in part.levels if level.price_usd < price_usd]
    line = max(below) if below else _round(price_usd * _STEP)
    return f"{_BELOW_PRICE}({asset}.price.usd, {line:.10g})"


def _crossing(asset: str, part: AssetBoard, line: str, line_usd: float) -> str:
    """Through the line from where price is now."""
    price_usd = part.price.usd
    name = "crosses_above" if price_usd is not None and price_usd < line_usd else _BELOW_PRICE
    return f"{name}({asset}.price.usd, {line})"


def _beyond(path: str, held: float, unit: float) -> str:
    """Past where it stands now, away from zero, by a quarter and at least a unit."""
    far = held * _MORE if abs(held) * (_MORE - 1) > unit else held + (unit if held >= 0 else -unit)
    line = round(far / unit) * unit
    return f"{path} {'>' if held >= 0 else '<'} {line:.6g}"


def _round(amount: float) -> float:
    """To two significant digits: a line that a person would draw."""
    return float(f"{amount:.2g}")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
