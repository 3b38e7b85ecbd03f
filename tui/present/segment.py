"""One line for a status bar, from a Board: as much as fits, the most important first."""

from tui.domain.board import AssetBoard, Board
from tui.present import figures
from tui.present.reading import newest
from widgets.view.text import Tone

_TMUX_COLOURS = {Tone.UP: "green", Tone.DOWN: "red", Tone.WARN: "yellow", Tone.CRITICAL: "red,reverse"}

STALE_S = 15.0
OLD_S = 5.0
"""From this age on the price says how old it is."""


def segment(board: Board | None, asset: str, age_s: float, width: int, styled: bool) -> str:
    """At most `width` cells, styles not counted; "BTC ?" when there is nothing or it is too old to be told.

    `trig` is how far price stands from the line of the weekly close.
    """
    facts = board.assets.get(asset) if board is not None else None
    if facts is None or facts.price.usd is None or age_s > STALE_S:
        return f"{asset} ?"[:width]
    taken = 0
    parts: list[str] = []
    mode = "" if board is None or board.mode == "live" else f"{board.mode} "
    for text, tone in _parts(asset, facts, mode, age_s):
        gap = 1 if parts else 0
        if taken + gap + len(text) > width:
            # A price that is cut could be taken for another.
            return " ".join(parts) or f"{asset} ?"[:width]
        taken += gap + len(text)
        parts.append(f"#[fg={_TMUX_COLOURS[tone]}]{text}#[default]" if styled and tone in _TMUX_COLOURS else text)
    return " ".join(parts)


def _parts(asset: str, facts: AssetBoard, mode: str, age_s: float) -> list[tuple[str, Tone]]:
    now, week, forced = facts.price, facts.weekly, facts.liquidations
    parts = [(f"{mode}{asset} {figures.price(now.usd or 0)}", Tone.TEXT)]
    old_s = (newest(venue.age_s for venue in now.venues) or 0.0) + age_s
    if old_s >= OLD_S:
        parts.append((figures.age(old_s), Tone.WARN))
    if now.change_24h_pct is not None:
        text, tone = figures.change(now.change_24h_pct)
        parts.append((text.strip().replace(" ", ""), tone))
    if week.distance_pct is not None:
        parts.append((f"trig{week.distance_pct:+.1f}%", Tone.DOWN if week.distance_pct < 0 else Tone.TEXT))
    if forced.total_usd is not None and forced.long_share is not None:
        parts.append((f"liq≥{figures.at_least(forced.total_usd)}", Tone.TEXT))
        parts.append((f"{forced.long_share * 100:.0f}%L", Tone.TEXT))
    if facts.funding.apr_pct is not None:
        parts.append((f"f{facts.funding.apr_pct:.1f}%", Tone.TEXT))
    return parts
