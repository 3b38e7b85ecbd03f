"""Alert rules: a list, and a form for one of them."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from tui.config.edits import Change, DropRule, PutRule, RestoreRule
from tui.domain.board import Board
from tui.domain.board_settings import RuleSetting
from tui.link.source import BoardSource
from tui.present.edit_rules import FIELDS, LABELS, listed, present_rules, read_rule, rule_fields, rule_hints
from tui.screens.edit_form import EditForm, Outcome
from tui.screens.editing import EditPage, list_bindings
from widgets.draw.edits import draw_rule_list
from widgets.draw.glyphs import Glyphs
from widgets.view.edits import EditsView
from widgets.view.text import Span, Tone


class RulePage(EditPage, inherit_bindings=False):
    """Rules work in the collector, also with no pane open."""

    BINDINGS: ClassVar[list[BindingType]] = list_bindings("")

    def __init__(self, source: BoardSource, glyphs: Glyphs, suggestion: str) -> None:
        """`suggestion` is the condition that a new rule begins with."""
        super().__init__(source, glyphs, id="rules", letter="a", title="ALERT RULES", drawing=draw_rule_list)
        self._suggestion = suggestion

    def keys_of(self, board: Board) -> Sequence[str]:
        return tuple(rule.name for rule in listed(board))

    def view_of(self, board: Board, chosen: int, message: Span) -> EditsView:
        return present_rules(board, chosen, message)

    def action_add(self) -> None:
        self._open(None)

    def action_change(self) -> None:
        rule = self._chosen()
        if rule is not None and rule.origin != "removed":
            self._open(rule)

    def action_remove(self) -> None:
        rule = self._chosen()
        if rule is not None and rule.origin != "removed":
            self.send(DropRule(name=rule.name), f"removed {rule.name}")

    def action_restore(self) -> None:
        rule = self._chosen()
        if rule is None:
            return
        if rule.origin in ("edited", "removed"):
            self.send(RestoreRule(name=rule.name), f"restored {rule.name}")
        else:
            self.say((f"{rule.name} is not in config.toml otherwise: nothing to restore", Tone.DIM))

    def _open(self, rule: RuleSetting | None) -> None:
        def closed(found: Outcome | None) -> None:
            if found is None:
                return
            change, said = found
            if isinstance(change, PutRule):
                self.choose_key(change.rule.name)
            self.say(said)

        self.app.push_screen(RuleForm(self.source, self.glyphs, rule, self._suggestion), closed)

    def _chosen(self) -> RuleSetting | None:
        board = self.source.latest()
        rules = () if board is None else listed(board)
        return rules[self.place] if rules else None


class RuleForm(EditForm, inherit_bindings=False):
    """One rule; without one, a new one with the condition suggested."""

    def __init__(self, source: BoardSource, glyphs: Glyphs, rule: RuleSetting | None, suggestion: str) -> None:
        name = "NEW ALERT RULE" if rule is None else "ALERT RULE"
        fields = rule_fields(rule, "" if rule is not None else suggestion)
        super().__init__(source, glyphs, letter="a", name=name, fields=fields)
        self._before = None if rule is None else rule.name

    def read(self, texts: Sequence[str]) -> tuple[Change | None, dict[str, str]]:
        board = self.source.latest()
        rule, faults = read_rule(texts, () if board is None else tuple(board.assets))
        return (None, faults) if rule is None else (PutRule(rule=rule, before=self._before), {})

    def hints(self, texts: Sequence[str], faults: Mapping[str, str]) -> dict[str, Span]:
        board = self.source.latest()
        return {} if board is None else rule_hints(texts, faults, board)

    def label_of(self, field: str) -> str:
        name = super().label_of(field)
        return LABELS[FIELDS.index(name)] if name in FIELDS else ""

    def done(self, texts: Sequence[str]) -> str:
        return f"{'added' if self._before is None else 'changed'} {dict(zip(LABELS, texts, strict=True))['name']}"
