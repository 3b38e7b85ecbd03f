"""How a golden text is spoiled: in the shape of its JSON, and in its bytes."""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

_NEST = "@nested@"
_DEPTHS = (40, 400, 2_000)
_PLAUSIBLE_FACTORS = (-1, 0, 0.1, 10, 1e-9, 1e9)

NUMBERS: tuple[object, ...] = (
    *(0, -1, -0.0, 1e-320, 5e-324, 1e-30, 1e30, 1e153, 1e155, 1e300, 1.7e308, 2**53 + 1, 2**63, 2**64, 10**400),
    *(float("nan"), float("inf"), float("-inf"), 999_999_999_999, 1_000_000_000_000, 9_999_999_999_999, 10**13),
    *(str(number) for number in ("0", "-1", "1e-320", "1e308", "1e309", "nan", "inf", "-Infinity", "1_000", "٣", "+1")),
    *("", " ", " 7 ", "0x10", "1,5", "--", "1e", "9" * 5_000, "0." + "0" * 400 + "1"),
)
TEXTS: tuple[str, ...] = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b2J",
    "a\r\nb\tc\x00d\x7f",
    "\u202ertl\u2066",
    "שלום",
    "ＢＴＣ",
    "BTC-٢٧MAR٢٦",
    "[bold]BTC[/]",
    "\ud800",
    "\ue000\U000f0000",
    "\u2028\u2029\u200b\ufeff",
    "e\u0301" * 40,
    "\U0001f468\u200d\U0001f469",
    "x" * 70_000,
    "../../etc/passwd",
    "{}",
    "[]",
    "null",
    "__class__",
)
SHAPES: tuple[object, ...] = (None, True, False, [], {}, [[]], [{}], {"a": 1}, [None], "text", 7, _NEST)

_BYTES = (
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\x1b[2J",
    b"\\u0000",
    b"\\ud800",
    b"NaN",
    b"1e999",
    b'"',
    b"{",
    b"]",
)


def mutate(golden: str, rng: random.Random) -> bytes:
    """`golden` spoiled once to four times: mostly in its shape, sometimes in its bytes, rarely in both."""
    choice = rng.random()
    data = golden.encode()
    if choice < 0.8:
        data = _in_shape(golden, rng)
    if choice > 0.7:
        for _ in range(rng.randint(1, 4)):
            data = _in_bytes(data, rng)
    return data


def _in_shape(golden: str, rng: random.Random) -> bytes:
    try:
        holder = [json.loads(golden)]
    except ValueError:
        return golden.encode()
    for _ in range(rng.randint(1, 4)):
        _change_one(holder, rng)
    text = json.dumps(holder[0], ensure_ascii=rng.random() < 0.5)
    if _NEST in text:
        depth = rng.choice(_DEPTHS)
        opened, closed = rng.choice((("[", "]"), ('{"a":', "}")))
        text = text.replace(f'"{_NEST}"', f"{opened * depth}1{closed * depth}")
    return text.encode("utf-8", "surrogatepass")


def _change_one(holder: list[Any], rng: random.Random) -> None:
    """Changes one place of the document, which stands alone in `holder`."""
    places: list[tuple[Any, Any]] = [(holder, 0)]
    pending = [holder[0]]
    while pending and len(places) < 2_000:
        node = pending.pop()
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in inner:
            places.append((node, key))
            pending.append(value)
    parent, key = rng.choice(places)
    rng.choice(_CHANGES)(parent, key, rng)


def _drop(parent: Any, key: Any, _: random.Random) -> None:
    del parent[key]
    if not parent and isinstance(parent, list):
        parent.append(None)


def _number(parent: Any, key: Any, rng: random.Random) -> None:
    parent[key] = rng.choice(NUMBERS)


def _text(parent: Any, key: Any, rng: random.Random) -> None:
    told = rng.choice(TEXTS)
    parent[key] = f"{parent[key]}{told}" if isinstance(parent[key], str) and rng.random() < 0.4 else told


def _shape(parent: Any, key: Any, rng: random.Random) -> None:
    parent[key] = copy.deepcopy(rng.choice(SHAPES))


def _scale(parent: Any, key: Any, rng: random.Random) -> None:
    """A number that is plausible and wrong, written as the venue writes it."""
    value = parent[key]
    try:
        scaled = float(value) * rng.choice(_PLAUSIBLE_FACTORS)
    except (TypeError, ValueError, OverflowError):
        return
    parent[key] = str(scaled) if isinstance(value, str) else scaled


def _duplicate(parent: Any, key: Any, rng: random.Random) -> None:
    if isinstance(parent, list):
        parent.extend([parent[key]] * rng.choice((1, 3, 50)))
    else:
        parent[f"{key}{rng.choice(('', '2', TEXTS[0]))}"] = parent[key]


def _rename(parent: Any, key: Any, rng: random.Random) -> None:
    if isinstance(parent, dict):
        parent[rng.choice((*TEXTS, str(key).upper(), ""))] = parent.pop(key)


def _swap(parent: Any, key: Any, rng: random.Random) -> None:
    other = rng.choice(list(parent) if isinstance(parent, dict) else range(len(parent)))
    parent[key], parent[other] = parent[other], parent[key]


def _wrap(parent: Any, key: Any, rng: random.Random) -> None:
    parent[key] = rng.choice(([parent[key]], {"data": parent[key]}, json.dumps(parent[key], default=str)))


_CHANGES: tuple[Callable[[Any, Any, random.Random], None], ...] = (
    *(_drop, _number, _number, _text, _text, _shape, _shape, _scale, _duplicate, _rename, _swap, _wrap),
)


def _in_bytes(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    match rng.randrange(5):
        case 0 if at < len(data):
            return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at]
        case 2:
            return data[:at] + rng.choice(_BYTES) + data[at:]
        case 3:
            return data[:at] + data[min(len(data), at + rng.randint(1, 16)) :]
        case _:
            return data[:at] + rng.randbytes(rng.randint(1, 8)) + data[at:]
