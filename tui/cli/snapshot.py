"""`floorline snapshot`: the Board once, as a table, as JSON, or as CSV for a spreadsheet."""

import argparse
import csv
import sys
from collections.abc import Iterable

import msgspec

from tui.cli.boards import obtain, reasons, told_assets, usable
from tui.cli.settings import chosen_asset, configuration
from tui.domain.board import Board
from tui.domain.errors import RefusedError
from tui.present.long_form import COLUMNS, Row, chosen, chosen_values, in_lines, long_form
from tui.present.table import table

EXIT_NOTHING = 2


def run(options: argparse.Namespace) -> int:
    """0, or 2 when nothing usable came, with a reason for each venue on standard error."""
    if options.schema:
        _write_json(msgspec.json.encode(msgspec.json.schema(Board)))
        return 0
    config, _ = configuration(options)
    asset = chosen_asset(options, config)
    board = obtain(options, config, options.wait)
    assets = told_assets(board, config, asset)
    found = usable(board, assets)
    if asset:
        board = msgspec.structs.replace(board, assets={asset: board.assets[asset]})
    if options.path:
        _write_chosen(options, board, assets)
    elif options.json:
        _write_json(msgspec.json.encode(board))
    elif options.csv:
        _write_csv(long_form(board, assets))
    elif found:
        sys.stdout.write(table(board, assets))
    if not found:
        sys.stderr.writelines(f"floorline snapshot: {line}\n" for line in reasons(board))
        sys.stderr.write("floorline snapshot: nothing usable came; `floorline doctor` looks closer\n")
    return 0 if found else EXIT_NOTHING


def _write_chosen(options: argparse.Namespace, board: Board, assets: tuple[str, ...]) -> None:
    """Only the values that --path names; raises RefusedError where there are none."""
    rows = chosen(long_form(board, assets), options.path)
    if not rows:
        raise RefusedError(
            f"no value begins with {' or '.join(options.path)}; `floorline snapshot --csv` has every path"
        )
    if options.csv:
        _write_csv(rows)
    elif options.json:
        _write_json(msgspec.json.encode(chosen_values(board, assets, options.path)))
    else:
        sys.stdout.write(in_lines(rows))


def _write_csv(rows: Iterable[Row]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def _write_json(encoded: bytes) -> None:
    sys.stdout.write(msgspec.json.format(encoded, indent=2).decode() + "\n")
