"""What must hold of everything that leaves a parser, whatever went in."""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from tui.domain.clock import DAY_MS
from tui.domain.errors import FloorlineError, VenueError
from tui.domain.events import Completeness, FundingKind, Side
from tui.domain.text import is_identifier
from tui.exchange.instrument import DOLLARS, Instrument

_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_LONGEST_TEXT = 256
_KINDS = frozenset({"spot", "perpetual", "future", "option"})
_SIDES_AND_KINDS: Mapping[str, type[StrEnum]] = {"hurt": Side, "completeness": Completeness}

_ABOVE_ZERO = frozenset(
    {
        *("bid_usd", "ask_usd", "last_usd", "open_usd", "high_usd", "low_usd", "close_usd", "price_usd", "mark_usd"),
        *("index_usd", "underlying_usd", "strike_usd", "best_ask_usd", "mark_vol", "bid_vol", "ask_vol", "close_vol"),
        *("cap_usd", "interval_h", "contract_size"),
    }
)
_NOT_BELOW_ZERO = frozenset({"volume_coin", "open_interest_coin", "volume_24h_coin", "mark_coin"})
_SHARES = frozenset({"btc_dominance_share", "eth_dominance_share"})
_MOMENTS = frozenset({"at_ms", "recv_ms", "open_ms", "expiry_ms", "next_ms"})


def complaints(result: object) -> Iterator[str]:
    """What is wrong with a parser's result: an event, an Instrument, a text, or any collection of them."""
    if isinstance(result, msgspec.Struct):
        yield from _of_struct(result)
    elif isinstance(result, str):
        yield from _of_text("text", result)
    elif isinstance(result, float):
        yield from _of_number("number", result)
    elif isinstance(result, Mapping):
        for value in result.values():
            yield from complaints(value)
    elif isinstance(result, Iterable) and not isinstance(result, bytes):
        for value in result:
            yield from complaints(value)


def complaints_of_error(error: FloorlineError) -> Iterator[str]:
    """What is wrong with a refusal: its words reach the screen, and its wait reaches a timer."""
    yield from _of_text("reason", str(error))
    wait_s = error.retry_after_s if isinstance(error, VenueError) else None
    if wait_s is not None and not (math.isfinite(wait_s) and wait_s >= 0):
        yield f"retry_after_s is {wait_s}"


def _of_struct(event: msgspec.Struct) -> Iterator[str]:
    kind = type(event).__name__
    for name in event.__struct_fields__:
        for complaint in _of_field(kind, name, getattr(event, name)):
            yield f"{kind}.{complaint}"
    if isinstance(event, Instrument):
        if event.kind not in _KINDS or not all(map(is_identifier, (event.id, event.asset, event.quote))):
            yield f"Instrument of unknown kind or name: {event!r:.200}"
        return
    if kind == "Quote" and getattr(event, "quote", None) not in DOLLARS:
        yield f"{kind} in an unknown currency"
    symbol = getattr(event, "symbol", None)
    if symbol is not None and not is_identifier(symbol):
        yield f"{kind}.symbol is no identifier: {symbol!r:.80}"


def _of_field(kind: str, name: str, value: Any) -> Iterator[str]:
    if name in _SIDES_AND_KINDS:
        if not isinstance(value, _SIDES_AND_KINDS[name]):
            yield f"{name} is {value!r:.80}"
    elif kind == "FundingRate" and name == "kind":
        if not isinstance(value, FundingKind):
            yield f"{name} is {value!r:.80}"
    elif value is None:
        return
    elif isinstance(value, str):
        yield from _of_text(name, value)
    elif isinstance(value, bool):
        return
    elif name in _MOMENTS:
        if not isinstance(value, int) or not 1e12 - DAY_MS <= value < 1e13 + DAY_MS:
            yield f"{name} is no moment: {value!r:.80}"
    elif isinstance(value, int | float):
        yield from _of_number(name, value, is_above_zero=name in _ABOVE_ZERO or (kind, name) in _SIZES)
    elif name == "bids":
        for price, amount in value:
            yield from _of_number("bids", price, is_above_zero=True)
            yield from _of_number("bids", amount, is_above_zero=True)
    elif isinstance(value, Sequence):
        yield from complaints(value)


_SIZES = frozenset({("Liquidation", "usd"), ("Liquidation", "coin")})


def _of_number(name: str, value: float, *, is_above_zero: bool = False) -> Iterator[str]:
    if not math.isfinite(value):
        yield f"{name} is not finite: {value}"
    elif is_above_zero and value <= 0:
        yield f"{name} is not above zero: {value}"
    elif value < 0 and (name in _NOT_BELOW_ZERO or name in ("coin", "usd")):
        yield f"{name} is below zero: {value}"
    elif name in _SHARES and not 0 <= value <= 1:
        yield f"{name} is no share: {value}"


def _of_text(name: str, text: str) -> Iterator[str]:
    if len(text) > _LONGEST_TEXT:
        yield f"{name} has {len(text)} characters"
    for char in text[:_LONGEST_TEXT]:
        if unicodedata.category(char) in _REFUSED or unicodedata.bidirectional(char) in _RIGHT_TO_LEFT:
            yield f"{name} has {char!r}"
            return
