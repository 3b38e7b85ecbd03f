"""The engine's promises, over any walk of Boards."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alerts.moving import ASSETS, engine, fires_at, priced, rule, walk, with_feeds
from tests.clocks import ManualClock
from tui.alerts.engine import LOG_LENGTH, AlertEngine
from tui.alerts.rules import ConfiguredRule
from tui.config.model import AlertRuleConfig
from tui.domain.board import Alert
from tui.history.rule_memory import RuleMemory

P = "BTC.price.usd"
PRICES = st.lists(st.one_of(st.none(), st.floats(50, 150)), max_size=80)
STEPS = st.lists(st.floats(-30, 60), min_size=80, max_size=80)


@given(PRICES, STEPS, st.floats(0, 100))
def test_never_twice_within_the_cooldown_whatever_the_clock_does(
    prices: list[float | None], steps: list[float], cooldown_s: float
) -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"{P} < 100", cooldown_s=cooldown_s))
    fired_s: list[float] = []
    latest_s = clock.monotonic_s()
    for usd, step_s in zip(prices, steps, strict=False):
        clock.tick(step_s)
        latest_s = max(latest_s, clock.monotonic_s())
        if subject.step(priced(usd)):
            fired_s.append(latest_s)
    assert all(later - earlier >= cooldown_s - 1e-6 for earlier, later in pairwise(fired_s))


@given(PRICES, st.sampled_from(["10", "10%"]))
def test_between_two_firings_the_value_was_back_beyond_the_margin(prices: list[float | None], clear: str) -> None:
    places = fires_at(f"{P} < 100", prices, clear=clear)
    for earlier, later in pairwise(places):
        assert any(usd is not None and usd >= 110 for usd in prices[earlier:later])


@given(PRICES)
def test_what_is_not_known_neither_fires_nor_clears(prices: list[float | None]) -> None:
    known = [usd for usd in prices if usd is not None]
    with_gaps = [prices[place] for place in fires_at(f"{P} < 100", prices)]
    assert None not in with_gaps
    assert with_gaps == [known[place] for place in fires_at(f"{P} < 100", known)]


@given(PRICES)
def test_a_firing_is_in_the_log_once(prices: list[float | None]) -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"{P} < 100"), rule(f"{P} > 120", name="other"))
    fired = walk(subject, clock, map(priced, prices))
    assert list(subject.log) == fired[::-1][:LOG_LENGTH]


def test_hysteresis_by_margin_and_by_condition() -> None:
    prices = [99, 101, 99, 109, 99, 110, 99]
    assert fires_at(f"{P} < 100", prices) == [0, 2, 4, 6]
    assert fires_at(f"{P} < 100", prices, clear="10") == [0, 6]
    assert fires_at(f"100 > {P}", prices, clear="10%") == [0, 6]
    assert fires_at(f"{P} < 100", prices, clear=f"{P} > 105") == [0, 4, 6]
    assert fires_at(f"crosses_below({P}, 100)", [101, *prices], clear="10") == [1, 7]


def test_a_condition_that_holds_waits_for_the_cooldown_to_end() -> None:
    assert fires_at(f"{P} < 100", [99, 101, 99, 99, 99, 99, 99], cooldown_s=5) == [0, 5]


def test_once_is_once() -> None:
    assert fires_at(f"{P} < 100", [99, 101, 99, 101, 99], once=True) == [0]


def test_a_snoozed_rule_waits_and_then_fires_if_it_still_holds() -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"{P} < 100"))
    subject.snooze("test rule", 3)
    subject.snooze("no such rule", 3)
    fired = walk(subject, clock, map(priced, [99, 99, 99, 99, 99]))
    assert [alert.at_ms for alert in fired] == [ManualClock().now_ms() + 3000]


def test_acknowledging_marks_one_alert_or_all_of_a_rule() -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"{P} < 100"), rule(f"{P} < 100", name="other"))
    walk(subject, clock, map(priced, [99, 101, 99]))
    newest = subject.log[0]
    subject.acknowledge(newest.rule, newest.at_ms)
    assert [alert.acknowledged for alert in subject.log] == [True, False, False, False]
    subject.acknowledge("test rule")
    assert [alert.acknowledged for alert in subject.log] == [True, True, False, True]
    subject.acknowledge("no such rule")


def test_the_log_is_bounded() -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"{P} < 100"))
    walk(subject, clock, map(priced, [99, 101] * (LOG_LENGTH + 5)))
    assert len(subject.log) == LOG_LENGTH


def restarted(before: AlertEngine, clock: ManualClock, when: str, **fields: object) -> AlertEngine:
    changes = before.drain_changes()
    alerts = {(each.at_ms, each.rule): each for each in changes if isinstance(each, Alert)}
    memories = {each.rule: each for each in changes if isinstance(each, RuleMemory)}
    after = engine(clock, rule(when, **fields))
    after.restore(alerts.values(), memories.values())
    return after


def test_a_restart_keeps_log_cooldown_and_what_has_fired() -> None:
    clock = ManualClock()
    before = engine(clock, rule(f"{P} < 100", cooldown_s=60))
    walk(before, clock, map(priced, [99, 101]))
    after = restarted(before, clock, f"{P} < 100", cooldown_s=60)
    assert after.log == before.log
    assert walk(after, clock, [priced(99)] * 57) == []
    assert len(walk(after, clock, [priced(99)] * 2)) == 1


def test_a_restart_does_not_tell_again_what_still_holds() -> None:
    clock = ManualClock()
    before = engine(clock, rule(f"{P} < 100"))
    walk(before, clock, [priced(99)])
    assert walk(restarted(before, clock, f"{P} < 100"), clock, map(priced, [99, 98])) == []


@pytest.mark.parametrize("when", [f"crosses_below({P}, 100)", f"stays(crosses_below({P}, 100), '3s')"])
def test_a_crossing_is_not_lost_to_a_restart(when: str) -> None:
    clock = ManualClock()
    before = engine(clock, rule(when))
    assert walk(before, clock, map(priced, [101, None])) == []
    assert len(walk(restarted(before, clock, when), clock, map(priced, [99] * 5))) == 1


def test_a_crossing_that_has_fired_is_not_told_again_after_a_restart() -> None:
    when = f"crosses_below({P}, 100)"
    clock = ManualClock()
    before = engine(clock, rule(when, clear="5%"))
    assert len(walk(before, clock, map(priced, [101, 99]))) == 1
    after = restarted(before, clock, when, clear="5%")
    assert walk(after, clock, map(priced, [99, 101, 99])) == []
    assert len(walk(after, clock, map(priced, [105, 99]))) == 1


def test_what_clears_by_a_crossing_clears_also_where_that_came_while_no_collector_ran() -> None:
    clock = ManualClock()
    before = engine(clock, rule(f"{P} < 100", clear=f"crosses_above({P}, 105)"))
    assert len(walk(before, clock, map(priced, [99, 98]))) == 1
    after = restarted(before, clock, f"{P} < 100", clear=f"crosses_above({P}, 105)")
    assert len(walk(after, clock, map(priced, [106, 99]))) == 1


def test_a_rule_that_was_beyond_its_line_from_the_first_has_not_crossed_after_a_restart() -> None:
    when = f"crosses_below({P}, 100)"
    clock = ManualClock()
    before = engine(clock, rule(when))
    assert walk(before, clock, map(priced, [99, 98])) == []
    assert walk(restarted(before, clock, when), clock, map(priced, [97, 99])) == []


def test_a_snoozed_alert_comes_again_where_its_condition_still_holds() -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"{P} < 100", clear="5%"))
    assert len(walk(subject, clock, map(priced, [99]))) == 1
    subject.snooze("test rule", 3)
    assert walk(subject, clock, map(priced, [99, 99, 99])) == []
    assert len(walk(subject, clock, map(priced, [99, 99]))) == 1


def test_a_snooze_ends_by_the_clock_on_the_wall_also_where_the_machine_slept() -> None:
    clock = ManualClock()
    subject = engine(clock, rule(f"{P} < 100"))
    assert len(walk(subject, clock, map(priced, [99]))) == 1
    subject.snooze("test rule", 3600)
    assert walk(subject, clock, map(priced, [99] * 3)) == []
    clock.step_wall(8 * 3600)
    assert len(walk(subject, clock, map(priced, [99] * 3))) == 1


def test_a_fault_in_one_rule_keeps_no_other_from_firing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock()
    rules = [ConfiguredRule(rule(f"{P} < 100", name=name), ASSETS) for name in ("first", "broken", "last")]
    monkeypatch.setattr(rules[1], "words", lambda _board: 1 / 0)
    subject = AlertEngine(rules, clock)
    assert [alert.rule for alert in subject.step(priced(99))] == ["first", "last"]
    assert [name for name, _ in subject.drain_faults()] == ["broken"]


def test_an_edited_rule_starts_anew() -> None:
    clock = ManualClock()
    before = engine(clock, rule(f"{P} < 100", once=True))
    walk(before, clock, [priced(90)])
    assert len(walk(restarted(before, clock, f"{P} < 95", once=True), clock, [priced(90)])) == 1


def test_a_restart_keeps_a_snooze_and_a_clock_set_back_only_lengthens() -> None:
    clock = ManualClock()
    before = engine(clock, rule(f"{P} < 100", cooldown_s=10))
    walk(before, clock, map(priced, [99, 101]))
    before.snooze("test rule", 30)
    clock.step_wall(-3600)
    after = restarted(before, clock, f"{P} < 100", cooldown_s=10)
    assert after.step(priced(99)) == []
    assert after.log[0].snoozed_until_ms is not None
    # The wall clock says that the snooze ends in an hour; the engine's own clock says when.
    assert walk(after, clock, [priced(99)] * 3640)[0].rule == "test rule"


def feeds_engine(clock: ManualClock, hold_s: float = 3.0) -> AlertEngine:
    return AlertEngine([], clock, feeds="bell", feeds_hold_s=hold_s)


def test_a_venue_that_dies_is_an_alert_after_a_while() -> None:
    clock = ManualClock()
    subject = feeds_engine(clock)
    alive = with_feeds(("okx", "price", "live"), ("okx", "funding", "live"), ("kraken", "price", "blocked"))
    dead = with_feeds(("okx", "price", "backoff"), ("okx", "funding", "live"), ("kraken", "price", "blocked"))
    again = with_feeds(("okx", "price", "connecting"), ("okx", "funding", "live"), ("kraken", "price", "blocked"))
    fired = walk(subject, clock, [alive, dead, again, dead, alive, dead, dead, again, dead, dead])
    assert [(alert.rule, alert.severity, alert.text) for alert in fired] == [
        ("feeds of okx", "bell", "okx stopped: price (timeout)")
    ]


def test_each_venue_has_its_own_and_one_that_never_lived_has_not_died() -> None:
    clock = ManualClock()
    subject = feeds_engine(clock, hold_s=0)
    alive = with_feeds(("okx", "price", "live"), ("bybit", "price", "live"), ("gate", "price", "stale"))
    dead = with_feeds(("okx", "price", "stale"), ("bybit", "price", "blocked"), ("gate", "price", "stale"))
    off = with_feeds(("okx", "price", "off"), ("bybit", "price", "live"), ("gate", "price", "stale"))
    assert [alert.rule for alert in walk(subject, clock, [alive, dead])] == ["feeds of okx", "feeds of bybit"]
    assert walk(subject, clock, [off]) == []


def test_the_feeds_rule_can_be_left_out() -> None:
    clock = ManualClock()
    subject = AlertEngine([], clock)
    assert walk(subject, clock, [with_feeds(("okx", "price", "live")), with_feeds(("okx", "price", "stale"))]) == []


def test_what_comes_from_outside_is_clean_in_the_text() -> None:
    clock = ManualClock()
    subject = feeds_engine(clock, hold_s=0)
    hostile = with_feeds(("okx", "price", "stale"))
    feeds = tuple(msgspec.structs.replace(feed, reason="\x1b]0;owned\x07") for feed in hostile.feeds)
    (alert,) = walk(
        subject, clock, [with_feeds(("okx", "price", "live")), msgspec.structs.replace(hostile, feeds=feeds)]
    )
    assert alert.text.isprintable()


RESTARTED = (
    rule(f"{P} < 100"),
    rule(f"{P} < 100", clear="5%"),
    rule(f"{P} < 100", clear=f"crosses_above({P}, 105)"),
    rule(f"{P} < 100", once=True),
    rule(f"{P} < 100", cooldown_s=5.0),
    rule(f"crosses_above({P}, 100)"),
    rule(f"crosses_below({P}, 100)", clear="5"),
    rule(f"not crosses_below({P}, 100) and {P} > 95", cooldown_s=3.0),
)


@given(
    st.sampled_from(RESTARTED),
    st.lists(st.one_of(st.none(), st.floats(90, 110)), max_size=30),
    st.sets(st.integers(0, 29), max_size=4),
    st.sets(st.integers(0, 29), max_size=2),
)
def test_what_fires_is_the_same_however_often_the_collector_is_restarted(
    watched: AlertRuleConfig, prices: list[float | None], restarts: set[int], snoozes: set[int]
) -> None:
    def fired(at: set[int]) -> list[int]:
        clock = ManualClock()
        subject = engine(clock, watched)
        alerts: dict[tuple[int, str], Alert] = {}
        memories: dict[str, RuleMemory] = {}
        places = []
        for place, usd in enumerate(prices):
            if place in at:
                for change in subject.drain_changes():
                    if isinstance(change, Alert):
                        alerts[change.at_ms, change.rule] = change
                    else:
                        memories[change.rule] = change
                subject = engine(clock, watched)
                subject.restore([alerts[key] for key in sorted(alerts)], memories.values())
            if place in snoozes:
                subject.snooze("test rule", 3)
            if subject.step(priced(usd)):
                places.append(place)
            clock.tick(1)
        return places

    assert fired(restarts) == fired(set())
