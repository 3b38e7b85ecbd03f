"""OKX's REST envelope: `{"code": "0", "data": [...]}`, one bad row costing one row."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tui.domain.text import is_identifier


def rows(payload: object) -> Iterator[Mapping[str, Any]]:
    """The objects in `data`; rows of any other shape are left out."""
    for row in _data(payload):
        if isinstance(row, Mapping):
            yield row


def arrays(payload: object) -> Iterator[Sequence[Any]]:
    """The arrays in `data`, as candles and statistics come."""
    for row in _data(payload):
        if isinstance(row, list):
            yield row


def by_instrument(payload: object) -> dict[str, Mapping[str, Any]]:
    """The objects in `data` by `instId`; ids that are not clean identifiers are left out."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows(payload):
        identifier = row.get("instId")
        if isinstance(identifier, str) and is_identifier(identifier):
            found[identifier] = row
    return found


def _data(payload: object) -> list[Any]:
    data = payload.get("data") if isinstance(payload, Mapping) else None
    return data if isinstance(data, list) else []
