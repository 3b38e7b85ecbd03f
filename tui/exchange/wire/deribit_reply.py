"""Deribit's JSON-RPC envelope over HTTP: `{"result": ...}` or `{"error": {...}}`, with HTTP 200 or without."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tui.exchange.wire.number import epoch_ms, positive


def result(payload: object) -> object:
    """What was asked for; None where the envelope has none."""
    return payload.get("result") if isinstance(payload, Mapping) else None


def answered_ms(payload: object) -> int | None:
    """Deribit's own time of the answer; None where a relay leaves it out."""
    told_us = positive(payload.get("usOut")) if isinstance(payload, Mapping) else None
    return epoch_ms(told_us / 1000) if told_us is not None else None


def rows(payload: object) -> Iterator[Mapping[str, Any]]:
    """The objects in a `result` that is a list; anything else in it is left out."""
    found = result(payload)
    for row in found if isinstance(found, list) else ():
        if isinstance(row, Mapping):
            yield row


def has_rows(payload: object) -> bool:
    """Whether `result` is a list at all: an empty one is an answer, no list is none."""
    return isinstance(result(payload), Sequence) and not isinstance(result(payload), str)
