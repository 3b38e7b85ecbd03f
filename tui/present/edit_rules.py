"""Alert rules as a list to edit, and one of them as a form."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import msgspec

from tui.alerts.condition import Condition
from tui.alerts.expression import ExpressionError
from tui.alerts.rules import condition_faults
from tui.config.check import table_faults
from tui.config.model import AlertRuleConfig, Severity
from tui.config.shape import comment, fields
from tui.domain.board import Board
from tui.domain.board_settings import RuleSetting
from tui.domain.text import clean
from tui.present.origins import ORIGIN_WORDS, ORIGINS
from tui.present.typed import duration_s, duration_text
from widgets.view.edits import EditRow, EditsView
from widgets.view.form import FieldView
from widgets.view.pane import State, Title
from widgets.view.text import NOTHING, Span, Tone

FIELDS = ("when", "name", "severity", "clear", "cooldown_s", "hold_s", "once")
"""Of the form, as the configuration names them."""

LABELS = ("when", "name", "severity", "clear", "cooldown", "hold", "once")


def listed(board: Board) -> tuple[RuleSetting, ...]:
    """In the collector's order, the removed ones last."""
    return board.settings.rules


def present_rules(board: Board, chosen: int, message: Span = NOTHING) -> EditsView:
    """`chosen` is a place in `listed`."""
    rules = listed(board)
    title = Title(
        name="ALERT RULES",
        venues=f"{sum(rule.origin != 'removed' for rule in rules)} of 64",
    )  # fmt: skip
    if not rules:
        return EditsView(title=title, state=State(kind="empty", words="no rule yet: a adds one"), message=message)
    chosen = min(chosen, len(rules) - 1)
    return EditsView(title=title, rows=tuple(_row(rule) for rule in rules), chosen=chosen, message=message)


def rule_fields(rule: RuleSetting | None, when: str = "") -> tuple[FieldView, ...]:
    """A form that says what the rule is; without one, a new rule with that condition."""
    held = rule or RuleSetting(name=_name_of(when), when=when)
    texts = (
        held.when, held.name, held.severity, held.clear, duration_text(held.cooldown_s), duration_text(held.hold_s),
        "yes" if held.once else "no",
    )  # fmt: skip
    choices: dict[str, tuple[str, ...]] = {"severity": get_args(Severity), "once": ("no", "yes")}
    return tuple(
        FieldView(label=label, text=text, choices=choices.get(label, ()))
        for label, text in zip(LABELS, texts, strict=True)
    )


def read_rule(texts: Sequence[str], assets: Sequence[str]) -> tuple[AlertRuleConfig | None, dict[str, str]]:
    """The rule that the fields say, or by label what is wrong: the very check of `floorline config check`."""
    when, name, severity, clear, cooldown, hold, once = texts
    raw: dict[str, Any] = {
        "name": clean(name.strip()), "when": when.strip(), "severity": severity, "clear": clear.strip(),
        "once": once == "yes",
    }  # fmt: skip
    for field, text, default in (("cooldown_s", cooldown, 900.0), ("hold_s", hold, 0.0)):
        value = duration_s(text)
        raw[field] = default if value is None else value
    found = dict(reversed(table_faults(raw, AlertRuleConfig)))
    if "when" not in found and "clear" not in found:
        found |= dict(condition_faults(raw["when"], raw["clear"], assets))
    if not raw["when"]:
        found["when"] = "expected a condition, such as BTC.price.usd < 105000"
    if not raw["name"]:
        found["name"] = "expected a name"
    if found:
        return None, {LABELS[FIELDS.index(field)]: words for field, words in found.items()}
    return msgspec.convert(raw, AlertRuleConfig), {}


def rule_hints(texts: Sequence[str], faults: Mapping[str, str], board: Board) -> dict[str, Span]:
    """What each field means, or what is wrong with it; of a sound condition, whether it holds now."""
    words = {name: comment(kind) for name, kind, _, _ in fields(AlertRuleConfig)}
    hints: dict[str, Span] = {label: (words[name], Tone.DIM) for name, label in zip(FIELDS, LABELS, strict=True)}
    hints["when"] = (_now(texts[0], board), Tone.DIM)
    hints["severity"] = ("silent: log · toast: screen · bell: terminal, tmux · push: command, webhooks", Tone.DIM)
    hints["clear"] = ('when it may fire again: a condition, or how far back, such as "1%" or "250"', Tone.DIM)
    return hints | {label: (f"! {words}", Tone.WARN) for label, words in faults.items()}


def _now(text: str, board: Board) -> str:
    """Whether the condition holds of this one Board."""
    try:
        holds = Condition(text, tuple(board.assets)).step(board, 0.0)
    except ExpressionError:
        return ""
    if holds is None:
        return "sound; whether it holds is not known from one moment alone"
    return "sound; it holds now" if holds else "sound; it does not hold now"


def _name_of(when: str) -> str:
    """A name for a condition that was suggested."""
    return clean(when, 48) if when else ""


def _row(rule: RuleSetting) -> EditRow:
    terms = [f"waits {duration_text(rule.cooldown_s)} between two"]
    if rule.hold_s:
        terms.append(f"must hold {duration_text(rule.hold_s)}")
    if rule.clear:
        terms.append(f"clears: {rule.clear}")
    if rule.once:
        terms.append("fires once")
    note: Span = (f"! not watched: {rule.note}", Tone.WARN) if rule.note else NOTHING
    return EditRow(
        cells=(
            (rule.name, Tone.VALUE),
            (rule.when, Tone.TEXT),
            (rule.severity, Tone.WARN if rule.severity in ("bell", "push") else Tone.INFO),
            ORIGINS[rule.origin],
        ),
        holds=rule.origin != "removed" and not rule.note,
        detail=(
            (rule.when, Tone.TEXT),
            (" · ".join(terms), Tone.DIM),
            (f"{rule.name}: {ORIGIN_WORDS[rule.origin]}", Tone.DIM),
            note,
        ),
    )
