"""What was edited on the screen: levels, alert rules and conventions, laid over the configuration."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tui.config.check import Fault, faults, table_faults
from tui.config.layer import K, Layer, V
from tui.config.model import AlertRuleConfig, AssetName, Config, ConventionsConfig, LevelConfig, Table, Usd
from tui.domain.errors import FloorlineError

CONVENTIONS = ("sma", "skew", "cm_iv", "basis")
"""The conventions that can be switched on the screen."""

MOST_RULES = 64
_MOST_LEVELS = 32


class LevelKey(Table, frozen=True, kw_only=True):
    """Which level is meant: no asset has two of one key."""

    price: Usd
    to: Usd | None = None
    kind: Literal["support", "resistance", "weekly_close"] = "support"


class AssetEdits(Table, frozen=True, kw_only=True):
    put: tuple[LevelConfig, ...] = ()
    """Added, or in the place of the configured one of the same key."""
    removed: tuple[LevelKey, ...] = ()
    """Configured, and not wanted."""


class RuleEdits(Table, frozen=True, kw_only=True):
    put: tuple[AlertRuleConfig, ...] = ()
    """Added, or in the place of the configured one of the same name."""
    removed: tuple[str, ...] = ()


class ConventionEdits(Table, frozen=True, kw_only=True):
    """None is as configured."""

    sma: Literal["completed", "running"] | None = None
    skew: Literal["vol", "normalised"] | None = None
    cm_iv: Literal["total_variance", "linear_vol"] | None = None
    basis: Literal["simple", "continuous"] | None = None


class Edits(Table, frozen=True, kw_only=True):
    """All of it. What no longer fits the configuration is kept, and not used."""

    assets: dict[AssetName, AssetEdits] = {}
    rules: RuleEdits = RuleEdits()
    conventions: ConventionEdits = ConventionEdits()


class PutLevel(msgspec.Struct, frozen=True, kw_only=True, tag="put_level"):
    """A new level, or with `before` another in the place of that one."""

    asset: AssetName
    level: LevelConfig
    before: LevelKey | None = None


class DropLevel(msgspec.Struct, frozen=True, kw_only=True, tag="drop_level"):
    asset: AssetName
    key: LevelKey


class RestoreLevel(msgspec.Struct, frozen=True, kw_only=True, tag="restore_level"):
    """The level of that key as it is configured."""

    asset: AssetName
    key: LevelKey


class PutRule(msgspec.Struct, frozen=True, kw_only=True, tag="put_rule"):
    """A new rule, or with `before` another in the place of the one of that name."""

    rule: AlertRuleConfig
    before: str | None = None


class DropRule(msgspec.Struct, frozen=True, kw_only=True, tag="drop_rule"):
    name: Annotated[str, Meta(max_length=48)]


class RestoreRule(msgspec.Struct, frozen=True, kw_only=True, tag="restore_rule"):
    """The rule of that name as it is configured."""

    name: Annotated[str, Meta(max_length=48)]


class SetConvention(msgspec.Struct, frozen=True, kw_only=True, tag="set_convention"):
    name: Literal["sma", "skew", "cm_iv", "basis"]
    value: Annotated[str, Meta(max_length=48)]


Change = PutLevel | DropLevel | RestoreLevel | PutRule | DropRule | RestoreRule | SetConvention


class EditError(FloorlineError):
    """A change that was refused; `faults` name the field ("" is the whole) and say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{field}: {words}" if field else words for field, words in faults))
        self.faults = tuple(faults)


def level_key(level: LevelConfig) -> LevelKey:
    return LevelKey(price=level.price, to=level.to, kind=level.kind)


def levels_of(config: Config, edits: Edits, asset: str) -> Layer[LevelKey, LevelConfig]:
    """The configured levels of a watched asset, with what was edited."""
    configured = {level_key(level): level for level in config.assets[asset].levels}
    held = edits.assets.get(asset, AssetEdits())
    return Layer(configured, {level_key(level): level for level in held.put}, held.removed)


def rules_of(config: Config, edits: Edits) -> Layer[str, AlertRuleConfig]:
    """The configured rules, with what was edited."""
    configured = {rule.name: rule for rule in config.alerts.rules}
    return Layer(configured, {rule.name: rule for rule in edits.rules.put}, edits.rules.removed)


def edited(config: Config, edits: Edits) -> Config:
    """The configuration with the edits over it; edits of assets that are not watched change nothing."""
    assets = {
        name: msgspec.structs.replace(asset, levels=tuple(levels_of(config, edits, name).now.values())[:_MOST_LEVELS])
        for name, asset in config.assets.items()
    }
    rules = tuple(rules_of(config, edits).now.values())[:MOST_RULES]
    chosen = {name: value for name in CONVENTIONS if (value := getattr(edits.conventions, name)) is not None}
    conventions: ConventionsConfig = msgspec.structs.replace(config.conventions, **chosen)
    alerts = msgspec.structs.replace(config.alerts, rules=rules)
    return msgspec.structs.replace(config, assets=assets, alerts=alerts, conventions=conventions)


def changed(config: Config, edits: Edits, change: Change) -> Edits:
    """The edits after `change`; raises EditError where it can't be done, or where the model refuses the outcome."""
    match change:
        case PutLevel() | DropLevel() | RestoreLevel():
            after = _with_levels(config, edits, change)
        case PutRule() | DropRule() | RestoreRule():
            after = _with_rules(config, edits, change)
        case SetConvention():
            after = msgspec.structs.replace(edits, conventions=_with_convention(config, edits.conventions, change))
    if found := faults(msgspec.to_builtins(edited(config, after))):
        raise EditError(found)
    return after


def _with_levels(config: Config, edits: Edits, change: PutLevel | DropLevel | RestoreLevel) -> Edits:
    if change.asset not in config.assets:
        raise EditError([("", f"{change.asset} is not watched")])
    layer = levels_of(config, edits, change.asset)
    match change:
        case PutLevel(level=level, before=before):
            key = level_key(level)
            _check_put(layer, key, before, ("price", "this line is there already"))
            layer = layer.with_put(key, level, before)
        case DropLevel(key=key):
            _check_known(key in layer.now)
            layer = layer.without(key)
        case RestoreLevel(key=key):
            _check_known(key in layer.configured)
            layer = layer.restored(key)
    if len(layer.now) > _MOST_LEVELS:
        raise EditError([("", f"an asset has at most {_MOST_LEVELS} levels: remove one first")])
    assets = {name: held for name, held in edits.assets.items() if name != change.asset}
    if layer.put or layer.removed:
        assets[change.asset] = AssetEdits(put=tuple(layer.put.values()), removed=layer.removed)
    return msgspec.structs.replace(edits, assets=assets)


def _with_rules(config: Config, edits: Edits, change: PutRule | DropRule | RestoreRule) -> Edits:
    layer = rules_of(config, edits)
    match change:
        case PutRule(rule=rule, before=before):
            _check_put(layer, rule.name, before, ("name", "another rule has this name already"))
            layer = layer.with_put(rule.name, rule, before)
        case DropRule(name=name):
            _check_known(name in layer.now)
            layer = layer.without(name)
        case RestoreRule(name=name):
            _check_known(name in layer.configured)
            layer = layer.restored(name)
    if len(layer.now) > MOST_RULES:
        raise EditError([("", f"there are at most {MOST_RULES} rules: remove one first")])
    return msgspec.structs.replace(edits, rules=RuleEdits(put=tuple(layer.put.values()), removed=layer.removed))


def _with_convention(config: Config, held: ConventionEdits, change: SetConvention) -> ConventionEdits:
    is_configured = getattr(config.conventions, change.name) == change.value
    raw = {**msgspec.to_builtins(held), change.name: None if is_configured else change.value}
    if found := table_faults(raw, ConventionEdits):
        raise EditError(found)
    return msgspec.convert(raw, ConventionEdits)


def _check_put(layer: Layer[K, V], key: K, before: K | None, twin: Fault) -> None:
    if before is not None:
        _check_known(before in layer.now)
    if key != before and key in layer.now:
        raise EditError([twin])


def _check_known(is_known: bool) -> None:
    if not is_known:
        raise EditError([("", "it is not there any more: it was changed in the meantime")])
