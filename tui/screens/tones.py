"""What colour each tone has in each palette. No colour is written anywhere else.

Every tone is chosen so that it keeps its hue where a terminal has sixteen colours only: a shade off, and green turns
cyan or amber grey.
"""

from collections.abc import Mapping

from tui.config.model import ScreenConfig
from widgets.view.text import Tone

NATIVE = "ansi_default"
"""The terminal's own colour of text, or of what is behind it."""
BACKGROUNDS = {"dark": "#0d1117", "light": "#fbfaf7", "terminal": NATIVE}
_DARK = {
    Tone.TEXT: "#b7c0cd",
    Tone.VALUE: "#f2f5f9",
    Tone.DIM: "#717d8f",
    Tone.FAINT: "#333d4b",
    Tone.HEADING: "#aebbd0",
    Tone.ACCENT: "#5aaaf5",
    Tone.INFO: "#55b9cd",
    Tone.WARN: "#ebb969",
    Tone.CRITICAL: "#f0b429",
    Tone.BADGE: "#8fa3bf",
    Tone.CURSOR: "#5aaaf5",
    Tone.FLASH: "#f2f5f9",
    Tone.SUPPORT: "#64c3d7",
    Tone.AVERAGE: "#c4953f",
    Tone.TRIGGER: "#cc8fff",
    Tone.ZONE: "#508796",
}
_LIGHT = {
    Tone.TEXT: "#39424e",
    Tone.VALUE: "#0b0f14",
    Tone.DIM: "#6d7785",
    Tone.FAINT: "#c3cad3",
    Tone.HEADING: "#3a4a63",
    Tone.ACCENT: "#1455b4",
    Tone.INFO: "#056e7d",
    Tone.WARN: "#915f00",
    Tone.CRITICAL: "#a65a00",
    Tone.BADGE: "#4a5d7a",
    Tone.CURSOR: "#1455b4",
    Tone.FLASH: "#0b0f14",
    Tone.SUPPORT: "#056e7d",
    Tone.AVERAGE: "#aa5f00",
    Tone.TRIGGER: "#7332b9",
    Tone.ZONE: "#5596a5",
}
_TERMINAL = {
    Tone.TEXT: NATIVE,
    Tone.VALUE: NATIVE,
    Tone.DIM: NATIVE,
    Tone.FAINT: NATIVE,
    Tone.HEADING: NATIVE,
    Tone.ACCENT: "ansi_bright_blue",
    Tone.INFO: "ansi_cyan",
    Tone.WARN: "ansi_yellow",
    Tone.CRITICAL: "ansi_yellow",
    Tone.BADGE: NATIVE,
    Tone.CURSOR: "ansi_bright_blue",
    Tone.FLASH: NATIVE,
    Tone.SUPPORT: "ansi_cyan",
    Tone.AVERAGE: "ansi_yellow",
    Tone.TRIGGER: "ansi_magenta",
    Tone.ZONE: NATIVE,
}
PALETTES = {"dark": _DARK, "light": _LIGHT, "terminal": _TERMINAL}

_GREEN = {"dark": "#55c88c", "light": "#057d41", "terminal": "ansi_green"}
_RED = {"dark": "#ef6a74", "light": "#bb2430", "terminal": "ansi_red"}
# Okabe and Ito's pair for every kind of colour vision, each a shade off.
_BLUE = {"dark": "#559bdc", "light": "#1a66c2", "terminal": "ansi_bright_blue"}
_ORANGE = {"dark": "#e6a000", "light": "#a56900", "terminal": "ansi_yellow"}
_BRIGHT = {"dark": "#e3e8ef", "light": "#1a212b", "terminal": NATIVE}
_GREY = {"dark": "#97a1b0", "light": "#5c6672", "terminal": NATIVE}
_DIRECTIONS = {
    "green-red": (_GREEN, _RED),
    "red-green": (_RED, _GREEN),
    "blue-orange": (_BLUE, _ORANGE),
    "mono": (_BRIGHT, _GREY),
}

_PINK = {"dark": "#f07daa", "light": "#b42350", "terminal": "ansi_bright_red"}
_LEMON = {"dark": "#ecec46", "light": "#2d6400", "terminal": "ansi_bright_yellow"}
_INSTEAD = {"blue-orange": {Tone.WARN: _PINK, Tone.CRITICAL: _PINK, Tone.AVERAGE: _LEMON}}
"""Tones that give way to a direction: where falling is orange, nothing else is amber. On white a dark green, which no
direction has there, stands for a lemon that could not be read."""


def colours(screen: ScreenConfig, palette: str) -> Mapping[Tone, str]:
    """Each tone's colour in that palette, with the configured colours of direction."""
    up, down = _DIRECTIONS[screen.direction_colours]
    instead = {Tone.UP: up, Tone.DOWN: down, **_INSTEAD.get(screen.direction_colours, {})}
    return {**PALETTES[palette], **{tone: shades[palette] for tone, shades in instead.items()}}
