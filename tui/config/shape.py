"""What the model's fields are, in words: for error messages and for the comments of config.toml."""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta


def fields(table: type[msgspec.Struct]) -> Iterator[tuple[str, Any, str, Any]]:
    """(name, type without its outer comment, comment, default) for each field of a table, in order."""
    hints = get_type_hints(table, include_extras=True)
    for field in msgspec.structs.fields(table):
        kind = hints[field.name]
        default = field.default if field.default is not msgspec.NODEFAULT else None
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        yield field.name, kind, comment(kind), default


def comment(kind: Any) -> str:
    """The description written beside a field, or ""."""
    metas = [meta for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, Meta)]
    return next((meta.description for meta in reversed(metas) if meta.description), "")


def bare(kind: Any) -> Any:
    """The type without Annotated and without None."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, types.UnionType):
        return bare(next(part for part in get_args(kind) if part is not type(None)))
    return kind


def _metas(kind: Any) -> Iterator[Meta]:
    if get_origin(kind) is Annotated:
        yield from (meta for meta in get_args(kind)[1:] if isinstance(meta, Meta))
        yield from _metas(get_args(kind)[0])
    elif get_origin(kind) in (Union, types.UnionType):
        for part in get_args(kind):
            yield from _metas(part)


def is_secret(kind: Any) -> bool:
    """Whether the value, or a value inside it, must not be shown."""
    if any((meta.extra or {}).get("secret") for meta in _metas(kind)):
        return True
    return any(is_secret(part) for part in get_args(bare(kind)) if part is not Ellipsis and not isinstance(part, str))


def is_shown(kind: Any) -> bool:
    """Whether the value is the user's own words, which are shown as they are."""
    return any((meta.extra or {}).get("shown") for meta in _metas(kind))


def allowed(kind: Any) -> str:
    """What a value of this type may be, in words: "a number above 0, at most 1e+12"."""
    core = bare(kind)
    if get_origin(core) is Literal:
        return "one of " + ", ".join(f'"{choice}"' for choice in get_args(core))
    names = {float: "a number", int: "a whole number", str: "a text", bool: "true or false"}
    bounds = []
    for meta in _metas(kind):
        if meta.gt is not None:
            bounds.append(f"above {meta.gt:g}")
        if meta.ge is not None:
            bounds.append(f"at least {meta.ge:g}")
        if meta.le is not None:
            bounds.append(f"at most {meta.le:g}")
        if meta.min_length:
            bounds.append("not empty" if meta.min_length == 1 else f"no shorter than {meta.min_length}")
        if meta.max_length is not None:
            bounds.append(f"no longer than {meta.max_length}")
        if meta.examples:
            bounds.append(f'like "{meta.examples[0]}"')
    return " ".join([names.get(core) or _container_words(core), ", ".join(bounds)]).strip()


def _container_words(core: Any) -> str:
    if get_origin(core) is tuple:
        return "a list"
    if get_origin(core) is dict or (isinstance(core, type) and issubclass(core, msgspec.Struct)):
        return "a table"
    return "a date (2025-10-06)"
