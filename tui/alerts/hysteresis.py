"""How far a value must come back before its rule may fire again."""

import ast
import re

from tui.alerts.expression import ExpressionError

_MARGIN = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")
_BACK: dict[type[ast.cmpop], str] = {ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<"}
_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_CROSSINGS: dict[str, type[ast.cmpop]] = {"crosses_above": ast.Gt, "crosses_below": ast.Lt}


def clear_text(when: ast.expr, clear: str) -> str:
    """The condition that clears a rule: `clear` itself, or for a margin such as "1%" or "250" one made from `when`.

    Raises ExpressionError where a margin makes no sense of `when`.
    """
    match = _MARGIN.fullmatch(clear.strip())
    if match is None:
        return clear
    value, op, line = _compared(when)
    sign = "+" if op in (ast.Lt, ast.LtE) else "-"
    margin = match[1]
    if match[2]:
        margin = f"{abs(_constant(line)) * float(match[1]) / 100!r}"
    return f"({ast.unparse(value)}) {_BACK[op]} ({ast.unparse(line)}) {sign} {margin}"


def _compared(when: ast.expr) -> tuple[ast.expr, type[ast.cmpop], ast.expr]:
    """(the value watched, how it is compared, the line) of a single comparison or crossing."""
    match when:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _BACK:
            if _is_number(left):
                return right, _MIRRORED[type(op)], left
            return left, type(op), right
        case ast.Call(func=ast.Name(id=name), args=[value, line]) if name in _CROSSINGS:
            return value, _CROSSINGS[name], line
    raise ExpressionError("a margin needs a single comparison with < or >, or a crossing; write a condition here")


def _is_number(node: ast.expr) -> bool:
    try:
        _constant(node)
    except ExpressionError:
        return False
    return True


def _constant(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_constant(inner)
    raise ExpressionError("a margin in percent needs a line that is a number; write it without %")
