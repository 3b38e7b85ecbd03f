"""Edits made on the screen: checked, stored in the data directory, and applied for every pane immediately."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from tui.alerts.rules import condition_faults
from tui.config.edit_file import EditFileError, move_aside, read, write
from tui.config.edits import (
    CONVENTIONS,
    MOST_RULES,
    Change,
    EditError,
    Edits,
    PutRule,
    changed,
    edited,
    levels_of,
    rules_of,
)
from tui.config.model import Config
from tui.domain.board_settings import ConventionSetting, LevelSetting, RuleSetting, Settings
from tui.domain.text import clean
from tui.link.wire import Answer, Edit, Reload

log = logging.getLogger("floorline.collector")

Reloading = Callable[[], tuple[str, tuple[str, ...]]]
"""Has the collector begin again with its configuration: (which file that is, what is wrong with it: then it goes on
with the one before)."""


class Editing:
    """One at a time, in the order in which they come: two panes that edit never mix their changes."""

    def __init__(
        self, config: Config, path: Path, use: Callable[[Config, Settings], None], reload: Reloading | None = None
    ) -> None:
        """`use` puts a configuration in use, edits and all."""
        self._config = config
        self._path = path
        self._use = use
        self._reload = reload
        self._edits = Edits()
        self._turn = asyncio.Lock()
        self._broken: str | None = None
        self._not_kept: str | None = None
        self._still_holds: str | None = None
        """Why the file may hold edits that were not read; it is not written then, so that none is lost."""
        self._left_out: dict[str, str] = {}

    @property
    def note(self) -> str | None:
        """Which edits are not in use or not stored, and why; None when all are."""
        unused = [f"rule {name!r} is not watched: {why}" for name, why in self._left_out.items()]
        return "; ".join(filter(None, (self._broken, self._not_kept, *unused))) or None

    def load(self, *, is_owner: bool) -> None:
        """Applies the stored edits; only the owner of the data directory moves a broken file aside."""
        try:
            self._edits = read(self._path)
        except EditFileError as error:
            self._broken = f"{self._path.name} can't be read ({error}): what was edited on the screen is not in use"
            self._still_holds = str(error)
            if is_owner:
                self._move_aside()
            log.error("%s", self._broken)
        except OSError as error:
            self._still_holds = clean(error.strerror or type(error).__name__, 80)
            self._broken = f"{self._path.name} can't be read: {self._still_holds}"
            log.error("%s", self._broken)
        self._put_in_use()

    async def answer(self, edit: Edit) -> Answer:
        """Applies a change and says so, or refuses it with its faults and changes nothing."""
        async with self._turn:
            if isinstance(edit.change, Reload):
                return self._reloaded(edit.ticket)
            try:
                after = self._checked(edit.change)
            except EditError as error:
                return Answer(ticket=edit.ticket, accepted=False, faults=error.faults)
            words = await self._keep(after)
            self._edits = after
            self._put_in_use()
            return Answer(ticket=edit.ticket, accepted=True, words=words)

    def _checked(self, change: Change) -> Edits:
        after = changed(self._config, self._edits, change)
        if isinstance(change, PutRule):
            found = condition_faults(change.rule.when, change.rule.clear, self._config.assets)
            if found:
                raise EditError(found)
        return after

    async def _keep(self, after: Edits) -> str:
        """Stores it; where that can't be done, says so and why."""
        if self._still_holds is not None:
            self._not_kept = (
                f"what is edited holds until the collector ends: {self._path} is not written, as it can't be read: "
                f"{self._still_holds}"
            )
            log.error("%s", self._not_kept)
            return f"holds until the collector ends: {self._path.name} can't be read: {self._still_holds}"
        try:
            await asyncio.to_thread(write, self._path, after)
        except OSError as error:
            why = clean(error.strerror or type(error).__name__, 80)
            self._not_kept = f"what is edited holds until the collector ends: {self._path} can't be written: {why}"
            log.error("%s", self._not_kept)
            return f"holds until the collector ends: can't be written: {why}"
        self._not_kept = None
        return ""

    def _reloaded(self, ticket: int) -> Answer:
        if self._reload is None:
            return Answer(ticket=ticket, accepted=False, faults=(("", "this collector has no configuration file"),))
        file, problems = self._reload()
        faults = tuple(("", problem) for problem in problems)
        return Answer(ticket=ticket, accepted=not faults, faults=faults, words=file)

    def _move_aside(self) -> None:
        try:
            self._broken = f"{self._broken}; it is now {move_aside(self._path).name}"
            self._still_holds = None
        except OSError as error:
            self._broken = f"{self._broken}; nor moved aside: {error.strerror}"

    def _put_in_use(self) -> None:
        config = edited(self._config, self._edits)
        self._left_out = {
            rule.name: found[0][1]
            for rule in self._edits.rules.put
            if (found := condition_faults(rule.when, rule.clear, config.assets))
        }
        in_use = {rule.name for rule in config.alerts.rules}
        for name in rules_of(self._config, self._edits).now:
            if name not in in_use:
                self._left_out[name] = f"there are at most {MOST_RULES} rules"
        rules = tuple(rule for rule in config.alerts.rules if rule.name not in self._left_out)
        config = msgspec.structs.replace(config, alerts=msgspec.structs.replace(config.alerts, rules=rules))
        self._use(config, _settings(self._config, self._edits, config, self._left_out))


def _settings(config: Config, edits: Edits, in_use: Config, left_out: Mapping[str, str]) -> Settings:
    return Settings(
        levels={name: _level_settings(config, edits, name) for name in config.assets},
        rules=_rule_settings(config, edits, left_out),
        conventions=tuple(
            ConventionSetting(
                name=name,
                value=getattr(in_use.conventions, name),
                configured=getattr(config.conventions, name),
            )
            for name in CONVENTIONS
        ),
    )


def _level_settings(config: Config, edits: Edits, asset: str) -> tuple[LevelSetting, ...]:
    layer = levels_of(config, edits, asset)
    levels = {**layer.configured, **layer.now}
    return tuple(
        LevelSetting(
            price_usd=level.price,
            to_usd=level.to,
            kind=level.kind,
            label=level.label,
            closes=level.closes,
            then_usd=level.then,
            origin=origin,
        )
        for key, origin in layer.origins().items()
        for level in (levels[key],)
    )


def _rule_settings(config: Config, edits: Edits, left_out: Mapping[str, str]) -> tuple[RuleSetting, ...]:
    layer = rules_of(config, edits)
    rules = {**layer.configured, **layer.now}
    return tuple(
        RuleSetting(
            name=rule.name,
            when=rule.when,
            severity=rule.severity,
            clear=rule.clear,
            cooldown_s=rule.cooldown_s,
            hold_s=rule.hold_s,
            once=rule.once,
            origin=origin,
            note=left_out.get(rule.name, ""),
        )
        for name, origin in layer.origins().items()
        for rule in (rules[name],)
    )
