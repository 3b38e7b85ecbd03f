"""`floorline segment`: one line for a status bar, from the running collector; always exit 0, always a line.

tui.cli.quick_segment asks the collector for the line itself; this is for all that it leaves alone.
"""

import argparse
import sys

from tui.cli.settings import chosen_asset, configuration_without_rules, paths
from tui.config.model import Config
from tui.domain.board import Board
from tui.domain.clock import Clock, SystemClock
from tui.link.once import one_board
from tui.link.wire import ComposeLine, LineRequest, LinkError
from tui.present.segment import segment

TIMEOUT_S = 1.0


def run(options: argparse.Namespace) -> int:
    config = configuration_without_rules(options)
    asset = chosen_asset(options, config) or ""
    board: Board | None = None
    try:
        board = one_board(paths(options, config).socket, TIMEOUT_S)
    except LinkError:
        # A status bar has no room for reasons; "BTC ?" says that there is nothing.
        board = None
    request = LineRequest(asset, options.width, options.format == "tmux")
    sys.stdout.write(composer(config, SystemClock())(request, board) + "\n")
    return 0


def composer(config: Config, clock: Clock) -> ComposeLine:
    """Writes the line for an asset of `config`; empty for any other."""

    def compose(request: LineRequest, board: Board | None) -> str:
        asset = request.asset or next(iter(config.assets))
        if asset not in config.assets:
            return ""
        age_s = 0.0 if board is None else (clock.now_ms() - board.as_of_ms) / 1000
        return segment(board, asset, age_s, request.width, request.styled)

    return compose
