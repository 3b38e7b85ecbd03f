"""What changed between two trees (plain dicts, lists and values, as msgpack knows them), small enough for a second.

A patch is one of
- an int: the number moved by that much, an int by ones and a float by thousandths;
- a dict: key -> the patch of that key's value;
- `[]`: the key is gone;
- `[value]`: another value;
- `[before, start, keep, changes, after]`: a list of `before`, then `keep` items of the old one from `start` on with
  `changes` (place in the new list -> patch) made to them, then `after`.
"""

import math
from typing import Any, cast

import msgspec

Tree = dict[str, Any]
Patch = Any

_encode = msgspec.msgpack.Encoder().encode
_THOUSANDTHS = 1000
_FARTHEST = 2**53
"""Moves beyond this are written as another value."""


def diff(old: Any, new: Any) -> Patch:
    """The patch that makes `new` of `old`."""
    if isinstance(old, dict) and isinstance(new, dict):
        return _diff_dicts(old, new)
    if isinstance(old, list) and isinstance(new, list):
        return _diff_lists(old, new)
    move = _move(old, new)
    return [new] if move is None else move


def apply(old: Any, patch: Patch) -> Any:
    """What `diff` saw as new; `old` stays as it is, and parts that did not change are shared with it.

    Raises KeyError, IndexError, TypeError or ValueError for a patch that was not made for `old`.
    """
    if isinstance(patch, int):
        return _moved(old, patch)
    if isinstance(patch, dict):
        return _apply_to_dict(old, patch)
    if len(patch) == 1:
        return patch[0]
    before, start, keep, changes, after = patch
    if not 0 <= start <= start + keep <= len(old):
        raise IndexError(f"{keep} items from {start} on of {len(old)}")
    new = [*before, *old[start : start + keep], *after]
    for place, inner in changes.items():
        new[place] = apply(new[place], inner)
    return new


def _diff_dicts(old: dict[Any, Any], new: dict[Any, Any]) -> Patch:
    patch: dict[Any, Patch] = {key: [] for key in old if key not in new}
    for key, value in new.items():
        if key not in old:
            patch[key] = [value]
        elif not _same(old[key], value):
            patch[key] = diff(old[key], value)
    return patch


def _diff_lists(old: list[Any], new: list[Any]) -> Patch:
    start, place = _alignment(old, new)
    keep = min(len(old) - start, len(new) - place)
    changes = {
        place + index: diff(old[start + index], new[place + index])
        for index in range(keep)
        if not _same(old[start + index], new[place + index])
    }
    return [new[:place], start, keep, changes, new[place + keep :]]


def _alignment(old: list[Any], new: list[Any]) -> tuple[int, int]:
    """Where the old list's kept part begins in the old and in the new: rows enter and leave at either end."""
    if old and new and old[0] != new[0]:
        if new[0] in old:
            return old.index(new[0]), 0
        if old[0] in new:
            return 0, new.index(old[0])
    return 0, 0


def _same(old: Any, new: Any) -> bool:
    """Whether both would be written alike: to Python, but to no reader, False is 0 and 1 is 1.0."""
    if type(old) is not type(new) or old != new:
        return False
    return not isinstance(old, dict | list) or _encode(old) == _encode(new)


def _move(old: Any, new: Any) -> int | None:
    """How far a number moved, where adding that gives exactly the new one."""
    if type(old) is int and type(new) is int:
        move = new - old
    elif type(old) is float and type(new) is float and math.isfinite(old) and math.isfinite(new):
        move = round(new * _THOUSANDTHS) - round(old * _THOUSANDTHS)
    else:
        return None
    if abs(move) > _FARTHEST or not _same(_moved(old, move), new):
        return None
    return move


def _moved(old: Any, move: int) -> int | float:
    if isinstance(old, float):
        return (round(old * _THOUSANDTHS) + move) / _THOUSANDTHS
    return cast(int, old + move)


def _apply_to_dict(old: Any, patch: dict[Any, Patch]) -> dict[Any, Any]:
    new = dict(old)
    for key, inner in patch.items():
        if inner == []:
            del new[key]
        elif isinstance(inner, list) and len(inner) == 1:
            new[key] = inner[0]
        else:
            new[key] = apply(new[key], inner)
    return new
