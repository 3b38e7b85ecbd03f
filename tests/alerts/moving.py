"""Boards that differ in a few values, and an engine that walks over them."""

from collections.abc import Iterable, Sequence

import msgspec

from tests.alerts.small_board import board
from tests.clocks import ManualClock
from tui.alerts.engine import AlertEngine
from tui.alerts.rules import ConfiguredRule
from tui.config.model import AlertRuleConfig
from tui.domain import board as b
from tui.domain.board import Alert, Board

ASSETS = ("BTC",)


def priced(usd: float | None) -> Board:
    """The small Board with another price, or with none."""
    part = board().assets["BTC"]
    return with_part(msgspec.structs.replace(part, price=b.Price(usd=usd, notes={} if usd else {"usd": "no venue"})))


def with_part(part: b.AssetBoard) -> Board:
    return msgspec.structs.replace(board(), assets={"BTC": part})


def with_feeds(*feeds: tuple[str, str, str]) -> Board:
    """(venue, kind, state) each."""
    rows = tuple(
        b.Feed(venue=venue, kind=kind, state=state, reason="timeout" if state == "backoff" else None)  # type: ignore[arg-type]  # a word of FeedStateName
        for venue, kind, state in feeds
    )
    return msgspec.structs.replace(board(), feeds=rows)


def engine(clock: ManualClock, *rules: AlertRuleConfig) -> AlertEngine:
    return AlertEngine([ConfiguredRule(rule, ASSETS) for rule in rules], clock)


def rule(when: str, **fields: object) -> AlertRuleConfig:
    """A rule without cooldown, unless told otherwise."""
    return AlertRuleConfig(**({"name": "test rule", "when": when, "cooldown_s": 0.0} | fields))  # type: ignore[arg-type]  # fields of the model


def walk(subject: AlertEngine, clock: ManualClock, boards: Iterable[Board], step_s: float = 1.0) -> list[Alert]:
    """What fires over these Boards, one every `step_s`."""
    fired: list[Alert] = []
    for each in boards:
        fired += subject.step(each)
        clock.tick(step_s)
    return fired


def fires_at(when: str, prices: Sequence[float | None], step_s: float = 1.0, **fields: object) -> list[int]:
    """The places in `prices` at which a rule fires."""
    clock = ManualClock()
    subject = engine(clock, rule(when, **fields))
    places = []
    for place, usd in enumerate(prices):
        if subject.step(priced(usd)):
            places.append(place)
        clock.tick(step_s)
    return places
