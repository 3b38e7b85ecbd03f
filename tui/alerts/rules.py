"""The configured rules, read and checked."""

from collections.abc import Collection, Sequence
from typing import Protocol

import msgspec

from tui.alerts.condition import Condition
from tui.alerts.expression import ExpressionError
from tui.alerts.hysteresis import clear_text
from tui.alerts.words import alert_words
from tui.config.model import AlertRuleConfig, Config, Severity, default_rules
from tui.domain.board import Board


class Verdict(msgspec.Struct, frozen=True):
    """What a rule says of one Board."""

    holds: bool | None
    """None: a value that it needs is not known."""
    cleared: bool
    """Known to have come back far enough to fire again."""


class Rule(Protocol):
    """The interface of a rule."""

    name: str
    condition: str
    """What it watches, as text: another text is another rule, even under the same name."""
    severity: Severity
    cooldown_s: float
    hold_s: float
    once: bool

    def look(self, board: Board, now_s: float) -> Verdict:
        """Sees every Board once, in order."""
        ...

    def words(self, board: Board) -> str:
        """The alert's text; clean."""
        ...

    @property
    def armed(self) -> tuple[str, ...]:
        """Its crossings that can come about, because their value was seen at the line or on the other side."""
        ...

    def arm(self, crossings: Collection[str]) -> None:
        """Takes over what its crossings saw in an earlier process."""
        ...

    def wake(self) -> None:
        """Takes note that the machine slept: nothing seen before is of a known age."""
        ...


class ConfiguredRule:
    """A rule of `[[alerts.rules]]`."""

    def __init__(
        self, config: AlertRuleConfig, assets: Collection[str], before: "ConfiguredRule | None" = None
    ) -> None:
        """Takes over what `before` has seen, where it watches the same. Raises ExpressionError."""
        self.config = config
        self.name = config.name
        self.condition = config.when
        self.severity = config.severity
        self.cooldown_s = config.cooldown_s
        self.hold_s = config.hold_s
        self.once = config.once
        held = before if before is not None and before.condition == config.when else None
        self._when: Condition = held._when if held else Condition(config.when, assets)
        self._clear: Condition | None = None
        if held is not None and held.config.clear == config.clear:
            self._clear = held._clear
        elif config.clear.strip():
            self._clear = Condition(clear_text(self._when.tree, config.clear), assets)

    def look(self, board: Board, now_s: float) -> Verdict:
        holds = self._when.step(board, now_s)
        back = self._clear is None or self._clear.step(board, now_s) is True
        return Verdict(holds, holds is False and back)

    def words(self, board: Board) -> str:
        return alert_words(self.name, self._when.tree, board)

    @property
    def armed(self) -> tuple[str, ...]:
        """Of its condition and of what clears it."""
        return tuple(crossing for condition in self._conditions() for crossing in condition.armed)

    def arm(self, crossings: Collection[str]) -> None:
        """Takes over what its crossings saw in an earlier process."""
        for condition in self._conditions():
            condition.arm(crossings)

    def wake(self) -> None:
        """Takes note that the machine slept."""
        for condition in self._conditions():
            condition.wake()

    def _conditions(self) -> tuple[Condition, ...]:
        return (self._when,) if self._clear is None else (self._when, self._clear)


def configured_rules(config: Config, before: Sequence[ConfiguredRule] = ()) -> list[ConfiguredRule]:
    """The rules that can fire here; the defaults about assets that are not watched are left out.

    Those of `before` that watch the same go on from there. Raises ExpressionError for a rule that `rule_faults` would
    name.
    """
    held = {rule.name: rule for rule in before}
    return [ConfiguredRule(rule, config.assets, held.get(rule.name)) for _, rule in _applicable(config)]


def rule_faults(config: Config) -> list[tuple[str, str]]:
    """(dotted key, what is wrong) for every rule that no Board could ever answer."""
    found: list[tuple[str, str]] = []
    names: dict[str, int] = {}
    for index, rule in _applicable(config):
        path = f"alerts.rules[{index}]"
        twin = names.setdefault(rule.name, index)
        if twin != index:
            found.append((f"{path}.name", f"rules[{twin}] has this name already"))
        found += [(f"{path}.{field}", words) for field, words in condition_faults(rule.when, rule.clear, config.assets)]
    return found


def condition_faults(when: str, clear: str, assets: Collection[str]) -> list[tuple[str, str]]:
    """("when" or "clear", what is wrong with it) of one rule on Boards with these assets."""
    try:
        condition = Condition(when, assets)
    except ExpressionError as error:
        return [("when", str(error))]
    try:
        if clear.strip():
            Condition(clear_text(condition.tree, clear), assets)
    except ExpressionError as error:
        return [("clear", str(error))]
    return []


def _applicable(config: Config) -> list[tuple[int, AlertRuleConfig]]:
    defaults = default_rules()
    return [
        (index, rule)
        for index, rule in enumerate(config.alerts.rules)
        if rule not in defaults or _is_answerable(rule, config.assets)
    ]


def _is_answerable(rule: AlertRuleConfig, assets: Collection[str]) -> bool:
    try:
        Condition(rule.when, assets)
    except ExpressionError:
        return False
    return True
