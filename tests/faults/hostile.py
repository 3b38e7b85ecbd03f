"""Text that somebody outside would like to see on a terminal, and Boards made of it."""

import types
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from tui.domain.board import Board

STEERING = {
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "link": "\x1b]8;;http://example.org\x1b\\x\x1b]8;;\x1b\\",
    "clear": "\x1b[2J\x1b[H",
    "answer": "\x1b[6n\x1b[c",
    "device string": "\x1bP$q\x1b\\",
    "application string": "\x1b_x\x1b\\",
    "C1": "\x9b31m\x90x\x9c\x85",
    "lone escape": "\x1b",
    "bell": "\x07\x08\x0b\x0c\x00\x7f",
    "line": "first\r\nsecond\u2028third\u2029\x1ec",
    "bidi": "\u202eUSD\u2066\u2067\u200f",
    "zero width": "B\u200bT\u200cC\u200d\ufeff\u2060",
    "tags": "\U000e0001\U000e0041",
    "private": "\ue000\U000f0000",
    "long": "A" * 10_000,
}
"""Ways to steer a terminal, a log or the reader's eye."""

AWKWARD = {
    "wide": "ＢＴＣ永続契約取引所価格",
    "right to left": "שלום بيتكوين",
    "combining": "e\u0301" * 12 + "Z\u0310\u0352\u0357\u0304",
    "emoji": "👩‍👩‍👧 👍🏽 ❤️ 🇩🇪",
    "indic": "किमत",
}
"""Text that is honest, and wider or narrower than it looks."""

MARKUP = ("BTC[/x]", "[bold", "[link=", "[@click=app.quit]x[/]", "a[b]c", "{{x}} %s %(y)s {0}")
"""What a library might take for markup."""


def told(board: Board, texts: Iterable[str]) -> Board:
    """The Board with each free text in it replaced by the next of `texts`, which begin again at their end: names,
    symbols, labels, notes and reasons, not the closed words."""
    replaced = _told(board, Board, cycle(texts))
    assert isinstance(replaced, Board)
    return replaced


def _told(value: Any, hint: Any, texts: Iterator[str]) -> Any:
    core = _core(hint)
    if isinstance(value, msgspec.Struct):
        hints = get_type_hints(type(value), include_extras=True)
        changed = {name: _told(getattr(value, name), hints[name], texts) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **changed)
    if isinstance(value, str):
        return next(texts) if core is str else value
    if isinstance(value, tuple):
        kinds = get_args(core)
        return tuple(_told(item, kinds[0] if len(kinds) == 2 and kinds[1] is ... else Any, texts) for item in value)
    if isinstance(value, dict):
        kind = get_args(core)[1]
        return {key: _told(item, kind, texts) for key, item in value.items()}
    return value


def rotations(texts: Sequence[str], count: int = 4) -> list[list[str]]:
    """The same texts beginning at different places, so that most of them come to stand where a screen shows them."""
    step = max(len(texts) // count, 1)
    return [[*texts[start:], *texts[:start]] for start in range(0, len(texts), step)]


def _core(hint: Any) -> Any:
    """The type without Annotated and without None."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) in (Union, types.UnionType):
        return _core(next(part for part in get_args(hint) if part is not type(None)))
    return hint
