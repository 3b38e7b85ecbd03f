"""The levels of an asset as a list to edit, and one of them as a form."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tui.config.check import level_faults
from tui.config.edits import LevelKey
from tui.config.model import LevelConfig
from tui.config.shape import comment, fields
from tui.domain.board import Board, Level
from tui.domain.board_settings import LevelSetting
from tui.domain.text import clean
from tui.present import figures
from tui.present.origins import ORIGIN_WORDS, ORIGINS
from tui.present.price import level_state
from tui.present.typed import amount, amount_text, amounts
from widgets.view.edits import EditRow, EditsView
from widgets.view.form import FieldView
from widgets.view.pane import State, Title
from widgets.view.text import MISSING, NOTHING, Span, Tone

FIELDS = ("price", "to", "kind", "label", "closes", "then")
"""Of the form, as the configuration names them."""

_KINDS = ("support", "resistance", "weekly_close")
_CLOSES = ("usual", "daily", "weekly")


def listed(board: Board, asset: str) -> tuple[LevelSetting, ...]:
    """The highest line on top, the removed ones last."""
    levels = board.settings.levels.get(asset, ())
    return tuple(
        sorted(levels, key=lambda level: (level.origin == "removed", -max(level.price_usd, level.to_usd or 0)))
    )


def present_levels(board: Board, asset: str, chosen: int, message: Span = NOTHING) -> EditsView:
    """`chosen` is a place in `listed`."""
    levels = listed(board, asset)
    title = Title(
        name=f"{asset} LEVELS",
        venues=f"{sum(level.origin != 'removed' for level in levels)} of 32",
    )  # fmt: skip
    if not levels:
        state = State(kind="empty", words=f"no level of {asset}: a adds one")
        return EditsView(title=title, state=state, message=message)
    held = {(level.price_usd, level.to_usd, level.kind): level for level in board.assets[asset].levels}
    rows = tuple(_row(level, held.get((level.price_usd, level.to_usd, level.kind))) for level in levels)
    return EditsView(title=title, rows=rows, chosen=min(chosen, len(rows) - 1), message=message)


def key_of(level: LevelSetting) -> LevelKey:
    return LevelKey(price=level.price_usd, to=level.to_usd, kind=level.kind)


def named(level: LevelSetting) -> str:
    """A level in a sentence."""
    return f"{level.label or level.kind.replace('_', ' ')} {_prices(level)}"


def level_fields(level: LevelSetting | None) -> tuple[FieldView, ...]:
    """A form that says what the level is; empty without one."""
    held = level or LevelSetting(price_usd=0)
    texts = (
        amount_text(held.price_usd) if level else "",
        "" if held.to_usd is None else amount_text(held.to_usd),
        held.kind,
        held.label,
        held.closes or "usual",
        " ".join(map(amount_text, held.then_usd)),
    )
    choices: dict[str, tuple[str, ...]] = {"kind": _KINDS, "closes": _CLOSES}
    return tuple(
        FieldView(label=name, text=text, choices=choices.get(name, ()))
        for name, text in zip(FIELDS, texts, strict=True)
    )


def read_level(texts: Sequence[str]) -> tuple[LevelConfig | None, dict[str, str]]:
    """The level that the fields say, or by field what is wrong: the very check of `floorline config check`."""
    price, to, kind, label, closes, then = texts
    raw: dict[str, Any] = {"kind": kind, "label": clean(label.strip()), "then": amounts(then)}
    for name, value in (("price", amount(price)), ("to", amount(to))):
        if value is not None:
            raw[name] = value
    if closes != "usual":
        raw["closes"] = closes
    found = level_faults(raw)
    if found:
        faults: dict[str, str] = {}
        for key, words in found:
            faults.setdefault(key.partition("[")[0], words)
        return None, faults
    return msgspec.convert(raw, LevelConfig), {}


def level_hints(texts: Sequence[str], faults: Mapping[str, str], price_usd: float | None) -> dict[str, Span]:
    """What each field means, or what is wrong with it."""
    hints: dict[str, Span] = {name: (comment(kind), Tone.DIM) for name, kind, _, _ in fields(LevelConfig)}
    value = amount(texts[0])
    if isinstance(value, float) and value > 0 and price_usd is not None:
        hints["price"] = (f"the price now is {figures.change((price_usd / value - 1) * 100, 2)[0]} from it", Tone.DIM)
    return hints | {name: (f"! {words}", Tone.WARN) for name, words in faults.items()}


def _row(level: LevelSetting, held: Level | None) -> EditRow:
    distance: Span = figures.change(held.distance_pct, 2) if held is not None else (MISSING, Tone.DIM)
    then = " ".join(figures.price(each) for each in level.then_usd)
    details: list[Span] = [(f"{named(level)}: {ORIGIN_WORDS[level.origin]}", Tone.DIM)]
    if level.then_usd:
        details.append((f"once broken by a {_closes(level)} close: {then}", Tone.DIM))
    return EditRow(
        cells=(
            (_prices(level), Tone.VALUE),
            (level.kind.replace("_", " "), Tone.TEXT),
            (level.label, Tone.TEXT),
            (then, Tone.DIM),
            distance,
            level_state(held),
            ORIGINS[level.origin],
        ),
        holds=level.origin != "removed",
        detail=tuple(details),
    )


def _closes(level: LevelSetting) -> str:
    return level.closes or ("weekly" if level.kind == "weekly_close" else "daily")


def _prices(level: LevelSetting) -> str:
    if level.to_usd is None:
        return figures.price(level.price_usd)
    low, high = sorted((level.price_usd, level.to_usd))
    return f"{figures.price(low)}-{figures.price(high)}"
