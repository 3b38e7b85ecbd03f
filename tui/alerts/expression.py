"""Conditions on a Board, as `floorline gate` reads them: `BTC.weekly.distance_pct < 0 and BTC.funding.apr_pct > 5`.

The grammar is Python's for comparisons, and / or / not, + - * / and parentheses; names are the Board's own paths.
Alert rules may also call functions that remember earlier Boards (tui.alerts.functions); their answers are handed in.
Nothing is ever evaluated as code.
"""

import ast
import difflib
import operator
import re
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise
from typing import Any

import msgspec

from tui.domain.board import Board
from tui.domain.errors import FloorlineError
from tui.domain.text import clean

_LONGEST = 1_000
_TEXT = re.compile(r"""('[^']*'|"[^"]*")""")
_KEY = re.compile(r"((?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[[\w']*\])*)\.(\d{1,9})(?!\w)", re.ASCII)

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class ExpressionError(FloorlineError):
    """The expression can't be read, or names something that no Board has."""


class MissingValueError(FloorlineError):
    """The expression is right, and a value that it needs is not known now; the text names it and says why."""


Answers = Mapping[ast.Call, "Any | MissingValueError"]
"""What each call of an expression comes to on the Board at hand, or why that is not known."""

_NO_ANSWERS: Answers = {}


class Expression:
    """A condition that was read once and can be asked of any Board."""

    def __init__(self, text: str, functions: Collection[str] = ()) -> None:
        """Raises ExpressionError when `text` is not a condition; only the functions named may be called."""
        if len(text) > _LONGEST:
            raise ExpressionError(f"longer than {_LONGEST} characters")
        try:
            self.tree = ast.parse(_with_keys(text.strip()), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ExpressionError(f"can't read {clean(text)!r}") from None
        _check(self.tree, functions)

    def holds(self, board: Board, answers: Answers = _NO_ANSWERS) -> bool:
        """Whether the condition is true of `board`; raises MissingValueError or ExpressionError."""
        value = evaluate(self.tree, board, answers)
        if not isinstance(value, bool):
            raise ExpressionError("is a value, not a condition; compare it with something")
        return value


def _with_keys(text: str) -> str:
    """`BTC.options.atm.30` and `BTC.levels.0` as Python writes them: a name is never followed by a number otherwise."""
    parts = _TEXT.split(text)
    # Every second part stands in quotes.
    for index in range(0, len(parts), 2):
        count = 1
        while count:
            parts[index], count = _KEY.subn(r"\1['\2']", parts[index])
    return "".join(parts)


def _check(node: ast.expr, functions: Collection[str]) -> None:
    """Refuses every construct that the grammar does not have, before any Board is seen."""
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                _check(part, functions)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=part):
            _check(part, functions)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            _check(left, functions)
            _check(right, functions)
        case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(op) in _COMPARISONS for op in ops):
            for part in (left, *rights):
                _check(part, functions)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            if name not in functions:
                raise ExpressionError(_no_function(name, functions))
            for part in arguments:
                _check(part, functions)
        case ast.Constant(value=bool() | int() | float() | str()) | ast.Name():
            pass
        case ast.Attribute(value=part) | ast.Subscript(value=part, slice=ast.Constant()):
            if not isinstance(part, ast.Attribute | ast.Subscript | ast.Name):
                raise ExpressionError(f"can't read {clean(ast.unparse(node))!r}")
            _check(part, functions)
        case _:
            raise ExpressionError(f"can't read {clean(ast.unparse(node))!r}")


def _no_function(name: str, functions: Collection[str]) -> str:
    if not functions:
        return f"{clean(name)}() needs more than one Board: only alert rules can use functions"
    near = difflib.get_close_matches(name, functions, n=1)
    return f"no function {clean(name)!r}; " + (f"did you mean {near[0]}?" if near else ", ".join(functions))


def evaluate(node: ast.expr, board: Board, answers: Answers = _NO_ANSWERS) -> Any:
    """The value of a part of an expression; raises MissingValueError or ExpressionError."""
    match node:
        case ast.BoolOp(op=op, values=parts):
            return _both_or_either(isinstance(op, ast.And), parts, board, answers)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return not truth(part, board, answers)
        case ast.UnaryOp(operand=part):
            return -number(part, board, answers)
        case ast.BinOp(left=left, op=op, right=right):
            return _divided(node, op, number(left, board, answers), number(right, board, answers))
        case ast.Compare(left=left, ops=ops, comparators=rights):
            values = [evaluate(part, board, answers) for part in (left, *rights)]
            return all(_compared(node, op, *pair) for op, pair in zip(ops, pairwise(values), strict=True))
        case ast.Constant(value=value):
            return value
        case ast.Call():
            return _answered(answers[node])
        case _:
            return _known(node, _look_up(node, board), board)


def _answered(answer: Any) -> Any:
    if isinstance(answer, MissingValueError):
        raise answer
    return answer


def _both_or_either(both: bool, parts: list[ast.expr], board: Board, answers: Answers) -> bool:
    """`and` and `or` that are certain even when one part is not known, where the other part decides."""
    missing: MissingValueError | None = None
    for part in parts:
        try:
            if truth(part, board, answers) is not both:
                return not both
        except MissingValueError as error:
            missing = missing or error
    if missing:
        raise missing
    return both


def truth(node: ast.expr, board: Board, answers: Answers = _NO_ANSWERS) -> bool:
    """Whether a part of an expression holds; raises MissingValueError or ExpressionError."""
    value = evaluate(node, board, answers)
    if not isinstance(value, bool):
        raise ExpressionError(f"{clean(ast.unparse(node))} is a value, not a condition")
    return value


def number(node: ast.expr, board: Board, answers: Answers = _NO_ANSWERS) -> float:
    """The number that a part of an expression comes to; raises MissingValueError or ExpressionError."""
    value = evaluate(node, board, answers)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExpressionError(f"{clean(ast.unparse(node))} is not a number")
    return value


def _divided(node: ast.expr, op: ast.operator, left: float, right: float) -> float:
    try:
        return float(_ARITHMETIC[type(op)](left, right))
    except ZeroDivisionError:
        raise MissingValueError(f"{clean(ast.unparse(node))} divides by zero") from None
    except OverflowError:
        raise MissingValueError(f"{clean(ast.unparse(node))} is too large a number") from None


def _compared(node: ast.expr, op: ast.cmpop, left: Any, right: Any) -> bool:
    try:
        return _COMPARISONS[type(op)](left, right)
    except TypeError:
        raise ExpressionError(f"{clean(ast.unparse(node))} compares a number with a text") from None


def _known(node: ast.expr, value: Any, board: Board) -> Any:
    """The value, if it is one that can be compared; None becomes MissingValueError with the Board's own reason."""
    if value is None:
        raise MissingValueError(f"{clean(ast.unparse(node), 96)}: {_why(node, board)}")
    if isinstance(value, bool | int | float | str):
        return value
    raise ExpressionError(
        f"{clean(ast.unparse(node), 96)} is a section, not a value; it has: {', '.join(_names(value))}"
    )


def _why(node: ast.expr, board: Board) -> str:
    """The Board's own note on a null value."""
    if isinstance(node, ast.Attribute):
        holder, name = _look_up(node.value, board), node.attr
    else:
        holder, name = board, getattr(node, "id", "")
    return str(getattr(holder, "notes", {}).get(name, "not known now"))


def _look_up(node: ast.expr, board: Board) -> Any:
    match node:
        case ast.Name(id=name):
            return board.assets[name] if name in board.assets else _member(board, name, (*board.assets, *_names(board)))
        case ast.Attribute(value=part, attr=name):
            holder = _look_up(part, board)
            if holder is None:
                raise MissingValueError(f"{clean(ast.unparse(part), 96)}: {_why(part, board)}")
            return _member(holder, name, _names(holder))
        case ast.Subscript(value=part, slice=ast.Constant(value=key)):
            return _item(_look_up(part, board), key)
    raise ExpressionError(f"can't read {clean(ast.unparse(node))!r}")


def _member(holder: Any, name: str, known: tuple[str, ...]) -> Any:
    if isinstance(holder, dict) and name in holder:
        return holder[name]
    if isinstance(holder, msgspec.Struct) and name in holder.__struct_fields__:
        return getattr(holder, name)
    near = difflib.get_close_matches(name, known, n=1)
    raise ExpressionError(
        f"no {clean(name)!r} here" + (f"; did you mean {near[0]}?" if near else f"; {', '.join(known)}")
    )


def _item(holder: Any, key: Any) -> Any:
    key = int(key) if isinstance(holder, tuple) and isinstance(key, str) and key.isdecimal() else key
    try:
        return holder[key]
    except (LookupError, TypeError):
        raise MissingValueError(f"nothing at [{clean(repr(key))}]") from None


def _names(holder: Any) -> tuple[str, ...]:
    if isinstance(holder, msgspec.Struct):
        return holder.__struct_fields__
    return tuple(map(str, holder)) if isinstance(holder, dict) else ("[0], [1], …",)
