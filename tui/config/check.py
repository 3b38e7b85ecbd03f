"""Holds raw TOML against the model and names every fault at once, by its key, with what is allowed there."""

import math
from functools import cache
from ipaddress import ip_address
from typing import Any, get_args, get_origin
from urllib.parse import urlsplit

import msgspec

from tui.config.model import Config, LevelConfig
from tui.config.shape import allowed, bare, comment, fields, is_secret, is_shown
from tui.domain.text import clean, is_printable

Fault = tuple[str, str]
"""(dotted key, what is wrong with it)."""

_ROUNDING = 1e-9
_SECRETS = frozenset({"apikey", "api_key", "secret", "password", "token", "private_key"})


def faults(raw: dict[str, Any]) -> list[Fault]:
    """Every fault of `raw` against Config, in file order; empty when `msgspec.convert(raw, Config)` would succeed."""
    found = list(_table(raw, Config, ""))
    return found or list(_sense(msgspec.convert(raw, Config)))


def table_faults(raw: dict[str, Any], table: type[msgspec.Struct]) -> list[Fault]:
    """Every fault of one table alone, by its own keys."""
    return _table(raw, table, "")


def level_faults(raw: dict[str, Any]) -> list[Fault]:
    """Every fault of one level, by its own keys."""
    return _table(raw, LevelConfig, "") or _level_sense(msgspec.convert(raw, LevelConfig), "")


def _table(raw: Any, table: type[msgspec.Struct], path: str) -> list[Fault]:
    if not isinstance(raw, dict):
        return [(path, f"expected a table, got {_shown(raw)}")]
    known, required = _keys(table)
    found: list[Fault] = []
    for key, value in raw.items():
        inner = f"{path}.{key}" if path else key
        if key in known:
            found += _value(value, known[key], inner)
        else:
            found.append((inner, _unknown(key, tuple(known), path)))
    found += [(f"{path}.{name}" if path else name, "is missing") for name in required if name not in raw]
    return found


@cache
def _keys(table: type[msgspec.Struct]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The type of each key, and which of them must be there: the same for each of dozens of tables."""
    kinds = {name: kind for name, kind, _, _ in fields(table)}
    return kinds, tuple(field.name for field in msgspec.structs.fields(table) if field.required)


def _value(raw: Any, kind: Any, path: str) -> list[Fault]:
    core = bare(kind)
    if isinstance(core, type) and issubclass(core, msgspec.Struct):
        return _table(raw, core, path)
    if get_origin(core) is tuple and isinstance(raw, list | tuple):
        item = get_args(core)[0]
        found = [fault for i, value in enumerate(raw) for fault in _value(value, item, f"{path}[{i}]")]
    elif get_origin(core) is dict and isinstance(raw, dict):
        key_kind, value_kind = get_args(core)
        found = [fault for key in raw for fault in _key(key, key_kind, path)]
        found += [fault for key, value in raw.items() for fault in _value(value, value_kind, f"{path}.{key}")]
    else:
        found = []
    return found or _leaf(raw, kind, path)


def _key(key: str, kind: Any, path: str) -> list[Fault]:
    try:
        msgspec.convert(key, kind)
    except msgspec.ValidationError:
        return [(f"{path}.{clean(key)}", f"this name is not {comment(kind) or allowed(kind)}")]
    return []


def _leaf(raw: Any, kind: Any, path: str) -> list[Fault]:
    if isinstance(raw, float) and not math.isfinite(raw):
        return [(path, f"expected {allowed(kind)}, got {raw}")]
    if isinstance(raw, str) and is_shown(kind) and not is_printable(raw):
        return [(path, f"has a character that can't be shown: {_shown(raw)}")]
    try:
        msgspec.convert(raw, kind)
    except msgspec.ValidationError:
        shown = "something else" if is_secret(kind) else _shown(raw)
        return [(path, f"expected {allowed(kind)}, got {shown}")]
    return []


def _unknown(key: str, known: tuple[str, ...], path: str) -> str:
    if key.lower().replace("-", "_") in _SECRETS:
        return "Floorline reads public data only and takes no keys or passwords: remove it"
    noun = "venue" if path == "venues" else "key"
    # Imported only here: a sound configuration needs no suggestions.
    import difflib

    near = difflib.get_close_matches(key, known, n=1)
    return f"unknown {noun}" + (f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}")


def _shown(raw: Any) -> str:
    return clean(f'"{raw}"' if isinstance(raw, str) else str(raw).lower() if isinstance(raw, bool) else str(raw))


def _sense(config: Config) -> list[Fault]:
    """Faults that single values cannot show."""
    found: list[Fault] = []
    for name, asset in config.assets.items():
        seen: dict[tuple[float, float | None, str], int] = {}
        for i, level in enumerate(asset.levels):
            path = f"assets.{name}.levels[{i}]"
            found += _level_sense(level, path)
            twin = seen.setdefault((level.price, level.to, level.kind), i)
            if twin != i:
                found.append((path, f"is the same line as levels[{twin}]"))
    shares = sum(tier.share for tier in config.cascade.tiers)
    if shares > 1 + _ROUNDING:
        found.append(("cascade.tiers", f"the shares add up to {shares:g}, more than 1"))
    for i, asset_name in enumerate(config.cascade.assets):
        if asset_name == "BTC" or asset_name in config.cascade.assets[:i]:
            found.append(
                (
                    f"cascade.assets[{i}]",
                    f"{asset_name} is " + ("the leader" if asset_name == "BTC" else "there already"),
                )
            )
    if not config.enabled_venues:
        found.append(("venues", "no venue is enabled"))
    if not _is_private(config.network.gateway):
        found.append(("network.gateway", "plain http is for this machine only (127.0.0.1, localhost): use https"))
    return found


def _is_private(gateway: str) -> bool:
    """Whether nobody on the way to the gateway can read or change what it says."""
    parts = urlsplit(gateway)
    if parts.scheme != "http":
        return True
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _level_sense(level: LevelConfig, path: str) -> list[Fault]:
    start = f"{path}." if path else ""
    if level.to is not None and level.to == level.price:
        return [(f"{start}to", "a zone needs two different edges")]
    if level.kind == "weekly_close" and level.closes == "daily":
        return [(f"{start}closes", 'expected "weekly", or nothing, for kind "weekly_close"')]
    return []
