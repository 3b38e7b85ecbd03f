"""The three sets of characters that charts, bars and frames are drawn with. All are one cell wide in common fonts."""

from typing import Literal

import msgspec

GlyphSet = Literal["braille", "block", "ascii"]


class Glyphs(msgspec.Struct, frozen=True, kw_only=True):
    name: GlyphSet
    full: str
    partial: str
    """The steps between an empty and a full cell of bar, thinnest first; empty where the set has none."""
    other: str
    """The second part of a bar in two parts: told from the first without colour."""
    track: str
    mark: str
    """A reference on a bar, such as the baseline of funding."""
    line: str
    corners: str
    """Top left, top right, bottom left, bottom right."""
    side: str
    dash: str
    dots: str
    up: str
    down: str
    pointer: str
    """Points from the price's label to its row of the chart."""
    rising: str
    """Of a candle that closed above its open, in the order of `candle`."""
    levels: str
    """Heights of a column that is one row high, lowest first."""
    longs_forced: str
    """Sizes of liquidated longs, smallest first."""
    shorts_forced: str
    """The same of shorts: told from those of longs without colour."""
    dot: str
    """One of several points, as against a line."""
    week: str
    """The moment at which a week closes."""
    candle: str
    """Body, wick, body below wick, wick below body; lower and upper half body; lower and upper half wick."""


_LINES = {
    "line": "─",
    "corners": "╭╮╰╯",
    "side": "│",
    "dash": "╌",
    "dots": "·",
    "up": "▲",
    "down": "▼",
    "pointer": "◀",
    "rising": "┃│╽╿╻╹╷╵",
    "candle": "┃│╽╿╻╹╷╵",
    "levels": "▁▂▃▄▅▆▇█",
    "longs_forced": "▂▅█",
    "shorts_forced": "░▒▓",
    "dot": "•",
    "week": "┊",
}

BRAILLE = Glyphs(name="braille", full="━", partial="╸", other="┅", track="─", mark="│", **_LINES)
BLOCK = Glyphs(name="block", full="█", partial="▏▎▍▌▋▊▉", other="▒", track="░", mark="│", **_LINES)
ASCII = Glyphs(
    name="ascii",
    full="#",
    partial="",
    other="=",
    track=".",
    mark="|",
    line="-",
    corners="++++",
    side="|",
    dash="~",
    dots=",",
    up="^",
    down="v",
    pointer="<",
    rising="O|OOOO||",
    candle="#|####||",
    levels=".:+*#",
    longs_forced="llL",
    shorts_forced="ssS",
    dot="o",
    week=":",
)

_HOLLOW = "║│╽╿╻╹╷╵"

_SETS: dict[GlyphSet, Glyphs] = {"braille": BRAILLE, "block": BLOCK, "ascii": ASCII}


def glyph_set(name: GlyphSet | Literal["auto"], *, hollow: bool = False) -> Glyphs:
    """The set of that name; "auto" is braille for whoever has not looked at the terminal.

    `hollow`: rising candles are hollow, where no colour tells them from falling ones.
    """
    glyphs = BRAILLE if name == "auto" else _SETS[name]
    return msgspec.structs.replace(glyphs, rising=_HOLLOW) if hollow and glyphs is not ASCII else glyphs
