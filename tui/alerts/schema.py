"""Holds an expression against the Board's schema, before there is any Board: paths, functions, and what is compared."""

import ast
import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from tui.alerts.expression import ExpressionError
from tui.alerts.functions import FUNCTIONS, PERIODS, ArgumentKind, window_s
from tui.config.shape import bare
from tui.domain.board import AssetBoard, Board
from tui.domain.text import clean


@dataclass(frozen=True)
class Kind:
    """What a part of an expression is."""

    name: Literal["number", "truth", "text"]
    choices: tuple[str, ...] = ()
    """The texts that a path can ever have, where the schema names them."""


_NUMBER, _TRUTH, _TEXT = Kind("number"), Kind("truth"), Kind("text")


class Schema:
    """The Board's types, with the configured assets by name."""

    def __init__(self, assets: Collection[str]) -> None:
        self._assets = assets

    def check_condition(self, tree: ast.expr) -> None:
        """Raises ExpressionError, with the nearest right name, where no Board could ever answer."""
        if self._kind(tree).name != "truth":
            raise ExpressionError("is a value, not a condition; compare it with something")

    def _kind(self, node: ast.expr) -> Kind:
        match node:
            case ast.BoolOp(values=parts):
                for part in parts:
                    self._need(part, "truth")
                return _TRUTH
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return self._need(part, "truth")
            case ast.UnaryOp(operand=part):
                return self._need(part, "number")
            case ast.BinOp(left=left, right=right):
                self._need(left, "number")
                return self._need(right, "number")
            case ast.Compare(left=left, ops=ops, comparators=rights):
                for op, (one, other) in zip(ops, pairwise((left, *rights)), strict=True):
                    self._check_compared(op, one, other)
                return _TRUTH
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._called(name, arguments)
            case ast.Constant(value=value):
                return _TRUTH if isinstance(value, bool) else _TEXT if isinstance(value, str) else _NUMBER
        return self._leaf(node)

    def _need(self, node: ast.expr, name: Literal["number", "truth"]) -> Kind:
        kind = self._kind(node)
        if kind.name != name:
            raise ExpressionError(f"{_shown(node)} is {_WORDS[kind.name]}, not {_WORDS[name]}")
        return kind

    def _check_compared(self, op: ast.cmpop, one: ast.expr, other: ast.expr) -> None:
        left, right = self._kind(one), self._kind(other)
        if left.name != right.name:
            raise ExpressionError(
                f"{_shown(one)} is {_WORDS[left.name]} and {_shown(other)} is {_WORDS[right.name]}: they don't compare"
            )
        if left.name != "number" and not isinstance(op, ast.Eq | ast.NotEq):
            raise ExpressionError(f"{_shown(one)} is {_WORDS[left.name]}: only == and != compare it")
        for kind, node in ((left, other), (right, one)):
            if kind.choices and isinstance(node, ast.Constant) and node.value not in kind.choices:
                raise ExpressionError(f"{_shown(node)} is none of {', '.join(kind.choices)}")

    def _called(self, name: str, arguments: Sequence[ast.expr]) -> Kind:
        signature = FUNCTIONS[name]
        if len(arguments) != len(signature.arguments):
            raise ExpressionError(f"{name}() takes {', '.join(signature.arguments)}")
        for node, kind in zip(arguments, signature.arguments, strict=True):
            self._check_argument(name, node, kind)
        return _TRUTH if signature.gives == "truth" else _NUMBER

    def _check_argument(self, name: str, node: ast.expr, kind: ArgumentKind) -> None:
        if kind == "asset":
            if not isinstance(node, ast.Name) or node.id not in self._assets:
                raise ExpressionError(f"{name}() takes an asset first: {', '.join(self._assets)}")
        elif kind == "period":
            if not isinstance(node, ast.Constant) or node.value not in PERIODS:
                raise ExpressionError(f"{name}() takes one of {', '.join(map(repr, PERIODS))} last")
        elif kind == "window":
            window_s(node)
        else:
            self._need(node, kind)

    def _leaf(self, node: ast.expr) -> Kind:
        found = bare(self._type(node))
        if get_origin(found) is Literal:
            return Kind("text", tuple(map(str, get_args(found))))
        if found is bool:
            return _TRUTH
        if found in (int, float):
            return _NUMBER
        if found is str:
            return _TEXT
        raise ExpressionError(f"{_shown(node)} is a section, not a value; it has: {', '.join(_names(found))}")

    def _type(self, node: ast.expr) -> Any:
        match node:
            case ast.Name(id=name):
                if name in self._assets:
                    return AssetBoard
                return _member(Board, name, (*self._assets, *Board.__struct_fields__))
            case ast.Attribute(value=part, attr=name):
                holder = bare(self._type(part))
                return _member(holder, name, _names(holder))
            case ast.Subscript(value=part, slice=ast.Constant(value=key)):
                return self._item(bare(self._type(part)), node, key)
        raise ExpressionError(f"can't read {_shown(node)}")

    def _item(self, holder: Any, node: ast.expr, key: Any) -> Any:
        if get_origin(holder) is dict and isinstance(key, str):
            inner = get_args(holder)[1]
            if bare(inner) is AssetBoard and key not in self._assets:
                raise ExpressionError(f"no asset {clean(key)!r}; {', '.join(self._assets)}")
            return inner
        if get_origin(holder) is tuple and isinstance(key, str) and key.isdecimal():
            key = int(key)
        if get_origin(holder) is tuple and isinstance(key, int) and not isinstance(key, bool):
            parts = get_args(holder)
            if parts[-1] is Ellipsis:
                return parts[0]
            if key < len(parts):
                return parts[key]
        raise ExpressionError(f"nothing can be at {_shown(node)}")


_WORDS = {"number": "a number", "truth": "a condition", "text": "a text"}


def _member(holder: Any, name: str, known: Sequence[str]) -> Any:
    if get_origin(holder) is dict:
        return get_args(holder)[1]
    if isinstance(holder, type) and issubclass(holder, msgspec.Struct) and name in holder.__struct_fields__:
        return get_type_hints(holder, include_extras=True)[name]
    near = difflib.get_close_matches(name, known, n=1)
    raise ExpressionError(f"no {clean(name)!r} here; " + (f"did you mean {near[0]}?" if near else ", ".join(known)))


def _names(holder: Any) -> tuple[str, ...]:
    if isinstance(holder, type) and issubclass(holder, msgspec.Struct):
        return holder.__struct_fields__
    return ("[0], [1], …",) if get_origin(holder) is tuple else ()


def _shown(node: ast.expr) -> str:
    return clean(ast.unparse(node), 96)
