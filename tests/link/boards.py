"""Boards for link tests, without a market."""

from tui.domain.board import Board, CollectorInfo


def board(as_of_ms: int = 1, **fields: object) -> Board:
    """A Board with no assets, told apart by its time."""
    base = Board(as_of_ms=as_of_ms, mode="live", collector=CollectorInfo(version="1.0", uptime_s=0.0), assets={})
    return type(base)(**{name: getattr(base, name) for name in base.__struct_fields__} | fields)
