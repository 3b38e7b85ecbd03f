"""Rules that are exchanged while they watch: what is the same goes on, what is another begins anew."""

import msgspec

from tests.alerts.moving import priced
from tests.clocks import ManualClock
from tui.alerts.engine import AlertEngine
from tui.alerts.rules import ConfiguredRule
from tui.config.model import AlertRuleConfig

FALL = AlertRuleConfig(name="fall", when="fall(BTC.price.usd, '1h') > 10", cooldown_s=0.0)
BELOW = AlertRuleConfig(name="below", when="BTC.price.usd < 100", cooldown_s=3600.0)


class Watch:
    """An engine, its rules and its clock."""

    def __init__(self, *configs: AlertRuleConfig) -> None:
        self.clock = ManualClock()
        self.rules = [ConfiguredRule(config, ("BTC",)) for config in configs]
        self.engine = AlertEngine(self.rules, self.clock)

    def use(self, *configs: AlertRuleConfig) -> None:
        held = {rule.name: rule for rule in self.rules}
        self.rules = [ConfiguredRule(config, ("BTC",), held.get(config.name)) for config in configs]
        self.engine.use(self.rules)

    def see(self, usd: float, after_s: float = 60.0) -> list[str]:
        self.clock.tick(after_s)
        return [alert.rule for alert in self.engine.step(priced(usd))]


def test_a_rule_under_other_terms_remembers_what_it_has_seen() -> None:
    watch = Watch(FALL)
    for _ in range(70):
        assert watch.see(120.0) == []
    watch.use(msgspec.structs.replace(FALL, severity="bell"))
    assert watch.see(105.0) == ["fall"]
    assert watch.engine.log[0].severity == "bell"


def test_a_rule_that_fired_does_not_fire_again_for_another_rule_s_sake() -> None:
    watch = Watch(BELOW)
    assert watch.see(99.0) == ["below"]
    watch.use(BELOW, FALL)
    assert watch.see(99.0) == []
    watch.use(msgspec.structs.replace(BELOW, cooldown_s=1.0), FALL)
    assert watch.see(98.0) == []


def test_a_rule_that_watches_something_else_begins_anew() -> None:
    watch = Watch(BELOW)
    assert watch.see(99.0) == ["below"]
    watch.use(msgspec.structs.replace(BELOW, when="BTC.price.usd < 110"))
    assert watch.see(99.0) == ["below"]


def test_a_rule_that_was_removed_and_comes_back_begins_anew() -> None:
    watch = Watch(BELOW)
    assert watch.see(99.0) == ["below"]
    watch.use()
    assert watch.see(99.0) == []
    watch.use(BELOW)
    assert watch.see(99.0) == ["below"]


def test_another_way_back_is_taken_at_once() -> None:
    watch = Watch(msgspec.structs.replace(BELOW, clear="50", cooldown_s=0.0))
    assert watch.see(99.0) == ["below"]
    assert watch.see(105.0) == []
    assert watch.see(99.0) == []
    watch.use(msgspec.structs.replace(BELOW, clear="1", cooldown_s=0.0))
    assert watch.see(105.0) == []
    assert watch.see(99.0) == ["below"]
