"""Writes the commented defaults: the repository's config.toml and `floorline config init` are this text."""

from datetime import date
from textwrap import wrap
from typing import Any, get_origin

import msgspec

from tui.config.model import AssetConfig, Config, LevelConfig
from tui.config.shape import allowed, bare, fields

_HEAD = """\
# Floorline's configuration. Every key is here with its default; delete what you don't change.
# Searched in this order: --config, FLOORLINE_CONFIG, ./config.toml, the user's configuration folder.
# Only what is watched, without lines of your own: assets = ["BTC", "ETH", "SOL"] in place of the [assets.*] tables.
"""


_BRACKETED = ("rules",)
"""Lists of tables whose rows are too long for a line each."""


def default_toml() -> str:
    """config.toml with every key, its comment, its allowed values and its default."""
    parts = [_HEAD]
    for name, kind, comment, default in fields(Config):
        if name == "assets":
            parts += [_asset(asset, table, explained=not i) for i, (asset, table) in enumerate(default.items())]
        elif get_origin(bare(kind)) is dict:
            parts.append(f"[{name}]\n# {comment}\n")
        else:
            parts.append(_table(name, default))
    return "\n".join(parts)


def _table(name: str, table: msgspec.Struct) -> str:
    lines, arrays = [f"[{name}]"], []
    for key, kind, comment, default in fields(type(table)):
        if isinstance(default, msgspec.Struct):
            lines += _venue(key, default)
            continue
        words = [f"# {line}" for line in wrap(_words(comment, kind), 112)]
        if key in _BRACKETED:
            # A table in brackets ends the one before it, so these come last.
            arrays += ["", *words, *_array(f"{name}.{key}", default)]
            continue
        lines += words
        lines.append(f"# {key} =" if default is None else f"{key} = {_literal(default)}")
    return "\n".join([*lines, *arrays]) + "\n"


def _array(name: str, tables: tuple[msgspec.Struct, ...]) -> list[str]:
    """A list of tables, each key explained once, and only what differs from its default written."""
    lines = []
    for key, kind, comment, _ in fields(type(tables[0])):
        lines += [f"#   {line}" for line in wrap(f"{key}: {_words(comment, kind)}", 110)]
    for table in tables:
        lines.append(f"[[{name}]]")
        for key, _, _, default in fields(type(table)):
            value = getattr(table, key)
            if value != default:
                lines.append(f"{key} = {_literal(value)}")
    return lines


def _venue(name: str, venue: msgspec.Struct) -> list[str]:
    pairs = ", ".join(f"{key} = {_literal(default)}" for key, _, _, default in fields(type(venue)))
    return [f"{name} = {{ {pairs} }}"]


def _words(comment: str, kind: Any) -> str:
    return f"{comment} ({allowed(kind)})" if comment else allowed(kind)


def _asset(name: str, asset: AssetConfig, explained: bool) -> str:
    lines = [f"[assets.{name}]"]
    for key, kind, comment, default in fields(AssetConfig):
        value = getattr(asset, key)
        if explained:
            lines += [f"# {line}" for line in wrap(_words(comment, kind), 112)]
        if key == "levels":
            lines += _level_comments() if explained else []
            lines += ["levels = [", *(f"    {_inline(level)}," for level in value), "]"]
        elif value != default:
            lines.append(f"{key} = {_literal(value)}")
    return "\n".join(lines) + "\n"


def _level_comments() -> list[str]:
    return [f"#   {field}: {_words(comment, kind)}" for field, kind, comment, _ in fields(LevelConfig)]


def _inline(table: msgspec.Struct) -> str:
    pairs = []
    for key, _, _, default in fields(type(table)):
        value = getattr(table, key)
        if value != default:
            pairs.append(f"{key} = {_literal(value)}")
    return "{ " + ", ".join(pairs) + " }"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    if isinstance(value, msgspec.Struct):
        return _inline(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value)
