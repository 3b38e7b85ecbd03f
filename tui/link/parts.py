"""A Board in parts: a pane is sent those that changed, and keeps the others as the objects that they are."""

from __future__ import annotations

from functools import cache
from typing import Any, get_type_hints

import msgspec

from tui.domain.board import AssetBoard, Board
from tui.link.wire import LinkError

_ASSETS = "assets"
_BOARD = ""
"""Stands for the asset where a part belongs to the Board as a whole."""

Key = tuple[str, str]
"""(asset, field)."""


class Changes(msgspec.Struct, frozen=True, array_like=True):
    """What has changed since the message before it; the first names every part."""

    assets: tuple[str, ...]
    """All of them, in the Board's order."""
    parts: tuple[tuple[str, str, msgspec.Raw], ...]


_encoder = msgspec.msgpack.Encoder()
_changes = msgspec.msgpack.Decoder(Changes)


class PartedBoard:
    """One Board whose parts are encoded once, however many panes are sent them."""

    def __init__(self, board: Board, before: PartedBoard | None = None) -> None:
        """Parts that are as they were in `before` keep its bytes."""
        self.board = board
        self._values: dict[Key, object] = {
            (_BOARD, name): getattr(board, name) for name in board.__struct_fields__ if name != _ASSETS
        }
        for asset, part in board.assets.items():
            for name in part.__struct_fields__:
                self._values[asset, name] = getattr(part, name)
        self._packed = {key: _packed(key, value, before) for key, value in self._values.items()}

    def changes(self, held: PartedBoard | None) -> bytes:
        """The payload for a pane that holds `held`."""
        theirs = {} if held is None else held._packed
        parts = [(*key, msgspec.Raw(packed)) for key, packed in self._packed.items() if theirs.get(key) is not packed]
        return _encoder.encode(Changes(tuple(self.board.assets), tuple(parts)))


def _packed(key: Key, value: object, before: PartedBoard | None) -> bytes:
    if before is None or key not in before._packed:
        return _encoder.encode(value)
    old = before._packed[key]
    if before._values[key] is value:
        return old
    new = _encoder.encode(value)
    # The same object for the same bytes: whoever holds it has this part.
    return old if new == old else new


class BoardParts:
    """A pane's end: the parts that it holds, and the Board that they make."""

    def __init__(self) -> None:
        self._whole: dict[str, Any] = {}
        self._parts: dict[str, dict[str, Any]] = {}
        self._assets: dict[str, AssetBoard] = {}

    def take(self, payload: bytes) -> Board:
        """The Board after these changes; raises LinkError where this version can't read them."""
        try:
            return self._taken(_changes.decode(payload))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, TypeError) as error:
            # TypeError: a part is missing that has no default.
            raise LinkError("the collector sent a Board that this version can't read: restart it") from error

    def _taken(self, changes: Changes) -> Board:
        touched: set[str] = set()
        for asset, name, packed in changes.parts:
            decoder = _decoder(Board if asset == _BOARD else AssetBoard, name)
            if decoder is None:
                continue
            if asset == _BOARD:
                self._whole[name] = decoder.decode(packed)
            else:
                self._parts.setdefault(asset, {})[name] = decoder.decode(packed)
                touched.add(asset)
        self._assets = {
            name: AssetBoard(**self._parts.get(name, {}))
            if name in touched or name not in self._assets
            else self._assets[name]
            for name in changes.assets
        }
        return Board(**self._whole, assets=self._assets)


@cache
def _decoder(of: type[msgspec.Struct], field: str) -> msgspec.msgpack.Decoder[Any] | None:
    """None for a field that this version does not know."""
    wanted = _types(of).get(field)
    return None if wanted is None else msgspec.msgpack.Decoder(wanted)


@cache
def _types(of: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(of, include_extras=True)
