"""A condition with memory: an expression that may call functions, asked of every Board in order."""

import ast
from collections.abc import Collection, Iterator
from typing import Any

from tui.alerts.expression import Expression, ExpressionError, MissingValueError
from tui.alerts.functions import FUNCTIONS, Crossing, Function, Moment
from tui.alerts.schema import Schema
from tui.domain.board import Board


class Condition:
    """True, false or not known of each Board that it sees."""

    def __init__(self, text: str, assets: Collection[str]) -> None:
        """Raises ExpressionError where `text` is no condition that a Board with these assets could ever answer."""
        self._expression = Expression(text, FUNCTIONS)
        Schema(assets).check_condition(self.tree)
        self._calls: dict[ast.Call, Function] = {call: _function(call) for call in _calls(self.tree)}

    @property
    def tree(self) -> ast.expr:
        return self._expression.tree

    def step(self, board: Board, now_s: float) -> bool | None:
        """Whether it holds of `board`, which came after those before; None where that is not known."""
        answers: dict[ast.Call, Any] = {}
        moment = Moment(board, now_s, answers)
        # Every call sees every Board, also where the rest of the expression would not need its answer.
        for call, function in self._calls.items():
            try:
                answers[call] = function.answer(moment)
            except (MissingValueError, ExpressionError) as error:
                answers[call] = error if isinstance(error, MissingValueError) else MissingValueError(str(error))
        try:
            return self._expression.holds(board, answers)
        except (MissingValueError, ExpressionError):
            return None

    @property
    def armed(self) -> tuple[str, ...]:
        """The crossings that have seen their value at the line or on the other side, as they are written."""
        return tuple(ast.unparse(call) for call, function in self._calls.items() if function.is_armed)

    def arm(self, crossings: Collection[str]) -> None:
        """Takes over what these crossings saw in an earlier process."""
        for call, function in self._calls.items():
            if isinstance(function, Crossing) and ast.unparse(call) in crossings:
                function.is_armed = True

    def wake(self) -> None:
        """Takes note that the machine slept."""
        for function in self._calls.values():
            function.wake()


def _calls(node: ast.expr) -> Iterator[ast.Call]:
    """Every call, those inside others first."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _calls(child)
    if isinstance(node, ast.Call):
        yield node


def _function(call: ast.Call) -> Function:
    assert isinstance(call.func, ast.Name)
    return FUNCTIONS[call.func.id].make(call)
