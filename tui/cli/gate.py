"""`floorline gate`: a condition on the running collector's Board, as an exit code for scripts."""

import argparse
import sys

from tui.alerts.expression import Expression, ExpressionError, MissingValueError
from tui.alerts.schema import Schema
from tui.cli.boards import why_too_old
from tui.cli.settings import configuration, paths
from tui.domain.text import clean
from tui.link.once import one_board
from tui.link.wire import LinkError

EXIT_TRUE, EXIT_FALSE, EXIT_UNKNOWN, EXIT_BAD_EXPRESSION = 0, 1, 2, 64
TIMEOUT_S = 2.0


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
        if (too_old := why_too_old(board)) is not None:
            raise LinkError(too_old)
        return EXIT_TRUE if expression.holds(board) else EXIT_FALSE
    except ExpressionError as error:
        sys.stderr.write(f"floorline gate: {error}\n")
        return EXIT_BAD_EXPRESSION
    except (LinkError, MissingValueError) as error:
        sys.stderr.write(f"floorline gate: {error}\n")
        return EXIT_UNKNOWN
    except Exception as error:  # the boundary: a script must not take our own fault for a condition that is false
        words = clean(f"{type(error).__name__}: {error}", 200)
        sys.stderr.write(f"floorline gate: {words}; a fault of Floorline's own\n")
        return EXIT_UNKNOWN
