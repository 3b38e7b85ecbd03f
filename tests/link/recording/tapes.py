"""Boards that move a little each second, and recordings of them."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.boards import rich_board
from tui.domain.board import AssetBoard, Board, CandleRow, Print
from tui.link.recording.layout import Header
from tui.link.recording.reader import RecordingReader
from tui.link.recording.rotation import RotatingWriter
from tui.link.recording.writer import RecordingWriter, tree_of

START_MS = 1_762_610_400_000
"""2025-11-08 14:00 UTC."""

HEADER = Header(version="0.1.0", mode="live")
_PLENTY = 10**9


def board_at(at_ms: int) -> Board:
    """The rich Board as it would be at that moment: prices, ages, the tape and the last bar have moved."""
    base = rich_board()
    second = at_ms // 1000
    return msgspec.structs.replace(
        base,
        mode="live",
        as_of_ms=at_ms,
        assets={name: _moved(part, second) for name, part in base.assets.items()},
        feeds=tuple(msgspec.structs.replace(feed, age_s=second % 7 / 10) for feed in base.feeds),
    )


def small_board(at_ms: int) -> Board:
    """The same with one asset, and little in it."""
    board = board_at(at_ms)
    part = board.assets["BTC"]
    part = msgspec.structs.replace(
        part,
        chart=msgspec.structs.replace(part.chart, bars={}, sma50_weekly=()),
        liquidations=msgspec.structs.replace(part.liquidations, tape=part.liquidations.tape[:3]),
        options=msgspec.structs.replace(part.options, expiries=()),
        weekly=msgspec.structs.replace(part.weekly, closes_in_s=(part.weekly.closes_at_ms - at_ms) / 1000),
    )
    return msgspec.structs.replace(board, assets={"BTC": part}, feeds=board.feeds[:3])


def _moved(part: AssetBoard, second: int) -> AssetBoard:
    usd = part.price.usd or 0.0
    now_usd = round(usd * (1 + second % 97 / 10_000), 2)
    bars = {
        timeframe: (*rows[:-1], CandleRow(rows[-1].open_ms, rows[-1].open_usd, now_usd, rows[-1].low_usd, now_usd))
        for timeframe, rows in part.chart.bars.items()
    }
    newest = Print(
        at_ms=second * 1000,
        venue="okx",
        symbol="X",
        asset="X",
        hurt="long",
        usd=float(second % 1000),
        price_usd=now_usd,
    )
    tape = part.liquidations.tape
    return msgspec.structs.replace(
        part,
        price=msgspec.structs.replace(part.price, usd=now_usd),
        chart=msgspec.structs.replace(part.chart, bars=bars),
        liquidations=msgspec.structs.replace(part.liquidations, tape=(newest, *tape[:-1])),
    )


def write(path: Path, boards: Sequence[Board], *, header: Header = HEADER, close: bool = True) -> Path:
    """One recording, closed in order or left as a killed collector leaves it."""
    writer = RecordingWriter(path, header)
    for board in boards:
        writer.append(board.as_of_ms, tree_of(board))
    if close:
        writer.close()
    else:
        writer.abandon()
    return path


def record(folder: Path, boards: Sequence[Board]) -> Path:
    """A folder as a collector leaves it."""
    writer = RotatingWriter(folder, 48, _PLENTY)
    for board in boards:
        writer.write(board)
    writer.close()
    return folder


def played(path: Path) -> list[tuple[int, Board]]:
    """Every Board of one file."""
    reader = RecordingReader(path)
    try:
        return [
            (at_ms, msgspec.convert(tree, Board)) for group in reader.groups for at_ms, tree in reader.boards(group)
        ]
    finally:
        reader.close()
