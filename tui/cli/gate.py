"""`floorline gate`: a condition on the running collector's Board, as an exit code for scripts."""

import argparse
import sys

from tui.alerts.expression import Expression, ExpressionError, MissingValueError
from tui.alerts.schema import Schema
from tui.cli.settings import configuration, paths
from tui.domain.clock import SystemClock
from tui.link.once import one_board
from tui.link.wire import LinkError

EXIT_TRUE, EXIT_FALSE, EXIT_UNKNOWN, EXIT_BAD_EXPRESSION = 0, 1, 2, 64
TIMEOUT_S = 2.0
TOO_OLD_MS = 15_000
"""A collector builds a Board at least once a second; an older one tells of a collector that hangs."""


def run(options: argparse.Namespace) -> int:
    """0 true, 1 false, 2 too old or missing, 64 a bad expression."""
    config, _ = configuration(options)
    try:
        expression = Expression(options.expression)
        try:
            board = one_board(paths(options, config).socket, TIMEOUT_S)
        except LinkError:
            # What no Board could ever answer is a bad expression, whether or not there is a collector.
            Schema(config.assets).check_condition(expression.tree)
            raise
        Schema(board.assets).check_condition(expression.tree)
        age_ms = SystemClock().now_ms() - board.as_of_ms
        if age_ms > TOO_OLD_MS:
            raise LinkError(f"the Board is {age_ms / 1000:.0f} s old")
        return EXIT_TRUE if expression.holds(board) else EXIT_FALSE
    except ExpressionError as error:
        sys.stderr.write(f"floorline gate: {error}\n")
        return EXIT_BAD_EXPRESSION
    except (LinkError, MissingValueError) as error:
        sys.stderr.write(f"floorline gate: {error}\n")
        return EXIT_UNKNOWN
