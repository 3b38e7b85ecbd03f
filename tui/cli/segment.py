"""`floorline segment`: one line for a status bar, from the running collector; always exit 0, always a line."""

import argparse
import sys

from tui.cli.settings import chosen_asset, configuration_without_rules, paths
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.link.once import one_board
from tui.link.wire import LinkError
from tui.present.segment import segment

TIMEOUT_S = 1.0


def run(options: argparse.Namespace) -> int:
    config = configuration_without_rules(options)
    asset = chosen_asset(options, config) or next(iter(config.assets))
    board: Board | None = None
    age_s = 0.0
    try:
        board = one_board(paths(options, config).socket, TIMEOUT_S)
        age_s = (SystemClock().now_ms() - board.as_of_ms) / 1000
    except LinkError:
        # A status bar has no room for reasons; "BTC ?" says that there is nothing.
        board = None
    sys.stdout.write(segment(board, asset, age_s, options.width, styled=options.format == "tmux") + "\n")
    return 0
