"""`floorline brief`: the market in prose, from live numbers."""

import argparse
import sys
import textwrap

from tui.brief.write import brief, has_anything
from tui.cli.boards import obtain, reasons, told_assets
from tui.cli.settings import chosen_asset, configuration

EXIT_NOTHING = 2
WAIT_S = 20.0
COLUMNS = 100


def run(options: argparse.Namespace) -> int:
    """0, or 2 when nothing usable came."""
    config, _ = configuration(options)
    asset = chosen_asset(options, config)
    board = obtain(options, config, WAIT_S)
    assets = told_assets(board, config, asset)
    if not has_anything(board, assets):
        sys.stderr.writelines(f"floorline brief: {line}\n" for line in reasons(board))
        return EXIT_NOTHING
    label = "" if board.mode == "live" else f"[{board.mode}: not the real market]\n"
    sys.stdout.write(label + "\n\n".join(textwrap.fill(part, COLUMNS) for part in brief(board, assets)) + "\n")
    return 0
