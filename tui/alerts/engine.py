"""Rules on Boards: which fire now, and the log of those that did."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from tui.alerts.feed_rule import FeedRule
from tui.alerts.held import Held
from tui.alerts.rules import Rule
from tui.config.model import Severity
from tui.domain.board import Alert, Board
from tui.domain.clock import Clock
from tui.history.rule_memory import RuleMemory

LOG_LENGTH = 100
_MOST_VENUES = 64
_LONGEST_SNOOZE_S = 7 * 86_400.0
TEST_RULE = "test"
_SLEPT_S = 30.0
"""Wall time that runs this far ahead of monotonic time between two Boards means that the machine slept."""


@dataclass
class _State:
    """The state of one rule."""

    held: Held = field(default_factory=Held)
    active: bool = False
    """It fired, and has not cleared since."""
    fired_s: float | None = None
    fired_ms: int | None = None
    snoozed_until_s: float = 0.0
    snoozed_until_ms: int | None = None
    armed: tuple[str, ...] = ()


class AlertEngine:
    """Steps from Board to Board. A rule fires once when its condition holds, and again only after it has cleared, its
    cooldown is over and nobody snoozes it. A value that is not known neither fires nor clears."""

    def __init__(
        self, rules: Sequence[Rule], clock: Clock, feeds: Severity | None = None, feeds_hold_s: float = 60.0
    ) -> None:
        """`feeds` is the severity of the alert that a venue's feeds are down; None leaves that rule out."""
        self._rules = tuple(rules)
        self._clock = clock
        self._feeds = feeds
        self._feeds_hold_s = feeds_hold_s
        self._feed_rules: dict[str, FeedRule] = {}
        self._states: dict[str, _State] = {}
        self._restored: dict[str, RuleMemory] = {}
        self._log: deque[Alert] = deque(maxlen=LOG_LENGTH)
        self._changes: list[Alert | RuleMemory] = []
        self._faults: list[tuple[str, Exception]] = []
        self._now_s = clock.monotonic_s()
        self._ahead_s = self._wall_ahead_s()

    def use(self, rules: Sequence[Rule]) -> None:
        """Goes by other rules from the next Board on; one that watches something else begins anew."""
        watched = {rule.name: rule.condition for rule in rules}
        for rule in self._rules:
            if watched.get(rule.name) != rule.condition:
                self._states.pop(rule.name, None)
        self._rules = tuple(rules)

    @property
    def log(self) -> tuple[Alert, ...]:
        """The newest alerts, newest first."""
        return tuple(self._log)

    def step(self, board: Board) -> list[Alert]:
        """The alerts that this Board sets off, in the order of the rules."""
        # A clock that steps back must not shorten a cooldown.
        self._now_s = max(self._now_s, self._clock.monotonic_s())
        before_s, self._ahead_s = self._ahead_s, self._wall_ahead_s()
        slept_s = self._ahead_s - before_s
        if slept := slept_s > _SLEPT_S:
            # The screen counts a snooze down by the wall clock.
            for state in self._states.values():
                state.snoozed_until_s -= slept_s
        fired = []
        for rule in (*self._rules, *self._venue_rules(board)):
            try:
                if slept:
                    rule.wake()
                if self._steps(rule, board):
                    fired.append(self._fire(rule, board))
            except Exception as error:  # the boundary: one rule's fault must not keep the others from firing
                self._faults.append((rule.name, error))
        return fired

    def drain_faults(self) -> list[tuple[str, Exception]]:
        """The rules that failed on a Board since the last call, and how."""
        faults, self._faults = self._faults, []
        return faults

    def acknowledge(self, rule: str, at_ms: int | None = None) -> None:
        """Marks the alert of `rule` at that moment as seen, or all of that rule."""
        for place, alert in enumerate(self._log):
            if alert.rule == rule and at_ms in (None, alert.at_ms) and not alert.acknowledged:
                self._log[place] = msgspec.structs.replace(alert, acknowledged=True)
                self._changes.append(self._log[place])

    def snooze(self, rule: str, for_s: float) -> None:
        """Silences `rule` for that long; a condition that still holds then fires, also where it had fired before."""
        known = [each for each in (*self._rules, *self._feed_rules.values()) if each.name == rule]
        for each in known:
            self._now_s = max(self._now_s, self._clock.monotonic_s())
            seconds = min(max(for_s, 0.0), _LONGEST_SNOOZE_S)
            state = self._state(each)
            state.snoozed_until_s = self._now_s + seconds
            state.snoozed_until_ms = self._clock.now_ms() + round(seconds * 1000)
            state.active = False
            self._remember(each, state)
            self._mark_snoozed(rule, state.snoozed_until_ms)

    def test(self) -> Alert:
        """Puts an alert in the log that no rule set off."""
        now_ms = self._clock.now_ms()
        alert = Alert(
            at_ms=now_ms, rule=TEST_RULE, severity="toast", text="test: alerts reach this screen", acknowledged=False
        )
        self._log.appendleft(alert)
        return alert

    def restore(self, alerts: Iterable[Alert], memories: Iterable[RuleMemory]) -> None:
        """Takes the log (oldest first) and the memory of an earlier process; called before the first step."""
        self._log.extendleft(alerts)
        for memory in memories:
            self._restored[memory.rule] = memory

    def drain_changes(self) -> list[Alert | RuleMemory]:
        """What must be stored since the last call."""
        changes, self._changes = self._changes, []
        return changes

    def _venue_rules(self, board: Board) -> list[FeedRule]:
        if self._feeds is None:
            return []
        for venue in dict.fromkeys(feed.venue for feed in board.feeds):
            if venue not in self._feed_rules and len(self._feed_rules) < _MOST_VENUES:
                self._feed_rules[venue] = FeedRule(venue, self._feeds, self._feeds_hold_s)
        return list(self._feed_rules.values())

    def _steps(self, rule: Rule, board: Board) -> bool:
        """Takes the Board into the rule's state; whether it fires."""
        state, verdict = self._state(rule), rule.look(board, self._now_s)
        if rule.armed != state.armed:
            state.armed = rule.armed
            self._remember(rule, state)
        held_s = state.held.note(verdict.holds, self._now_s)
        if state.active:
            if verdict.cleared:
                state.active = False
                self._remember(rule, state)
            return False
        return verdict.holds is True and held_s >= rule.hold_s and not self._is_quiet(rule, state)

    def _is_quiet(self, rule: Rule, state: _State) -> bool:
        if self._now_s < state.snoozed_until_s:
            return True
        if state.fired_s is None:
            return False
        return rule.once or self._now_s - state.fired_s < rule.cooldown_s

    def _fire(self, rule: Rule, board: Board) -> Alert:
        state = self._state(rule)
        state.active, state.fired_s, state.fired_ms = True, self._now_s, self._clock.now_ms()
        alert = Alert(
            at_ms=state.fired_ms, rule=rule.name, severity=rule.severity, text=rule.words(board), acknowledged=False
        )
        self._log.appendleft(alert)
        self._changes.append(alert)
        self._remember(rule, state)
        return alert

    def _state(self, rule: Rule) -> _State:
        state = self._states.get(rule.name)
        if state is None:
            state = self._states[rule.name] = self._recalled(rule)
        return state

    def _recalled(self, rule: Rule) -> _State:
        memory = self._restored.pop(rule.name, None)
        if memory is None or memory.condition != rule.condition:
            return _State()
        now_ms = self._clock.now_ms()
        rule.arm(memory.armed.splitlines())
        state = _State(active=memory.active, fired_ms=memory.fired_ms, armed=rule.armed)
        if memory.fired_ms is not None:
            state.fired_s = self._now_s - max(now_ms - memory.fired_ms, 0) / 1000
        if memory.snoozed_until_ms is not None and memory.snoozed_until_ms > now_ms:
            state.snoozed_until_ms = memory.snoozed_until_ms
            state.snoozed_until_s = self._now_s + min((memory.snoozed_until_ms - now_ms) / 1000, _LONGEST_SNOOZE_S)
            self._mark_snoozed(rule.name, state.snoozed_until_ms)
        # Stored again, so that the memory of a rule in use does not grow old and go.
        self._remember(rule, state)
        return state

    def _remember(self, rule: Rule, state: _State) -> None:
        self._changes.append(
            RuleMemory(
                rule=rule.name,
                condition=rule.condition,
                active=state.active,
                fired_ms=state.fired_ms,
                snoozed_until_ms=state.snoozed_until_ms,
                at_ms=self._clock.now_ms(),
                armed="\n".join(state.armed),
            )
        )

    def _wall_ahead_s(self) -> float:
        return self._clock.now_ms() / 1000 - self._clock.monotonic_s()

    def _mark_snoozed(self, rule: str, until_ms: int) -> None:
        for place, alert in enumerate(self._log):
            if alert.rule == rule:
                self._log[place] = msgspec.structs.replace(alert, snoozed_until_ms=until_ms)
