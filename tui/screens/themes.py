"""Palettes: what each tone looks like. No colour is written anywhere else.

Every tone is chosen so that it keeps its hue where a terminal has sixteen colours only: a shade off, and green turns
cyan or amber grey.
"""

from collections.abc import Mapping

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from tui.config.model import ScreenConfig
from widgets.palette import variable_of
from widgets.view.text import Tone

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
    Tone.TEXT: "ansi_default",
    Tone.VALUE: "ansi_default",
    Tone.DIM: "ansi_default",
    Tone.FAINT: "ansi_default",
    Tone.HEADING: "ansi_default",
    Tone.ACCENT: "ansi_bright_blue",
    Tone.INFO: "ansi_cyan",
    Tone.WARN: "ansi_yellow",
    Tone.CRITICAL: "ansi_yellow",
    Tone.BADGE: "ansi_default",
    Tone.CURSOR: "ansi_bright_blue",
    Tone.FLASH: "ansi_default",
    Tone.SUPPORT: "ansi_cyan",
    Tone.AVERAGE: "ansi_yellow",
    Tone.TRIGGER: "ansi_magenta",
    Tone.ZONE: "ansi_default",
}
_PALETTES = {"dark": _DARK, "light": _LIGHT, "terminal": _TERMINAL}

_GREEN = {"dark": "#55c88c", "light": "#057d41", "terminal": "ansi_green"}
_RED = {"dark": "#ef6a74", "light": "#bb2430", "terminal": "ansi_red"}
# Okabe and Ito's pair for every kind of colour vision, each a shade off.
_BLUE = {"dark": "#559bdc", "light": "#1a66c2", "terminal": "ansi_bright_blue"}
_ORANGE = {"dark": "#e6a000", "light": "#a56900", "terminal": "ansi_yellow"}
_BRIGHT = {"dark": "#e3e8ef", "light": "#1a212b", "terminal": "ansi_default"}
_GREY = {"dark": "#97a1b0", "light": "#5c6672", "terminal": "ansi_default"}
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


def theme_name(name: str) -> str:
    return f"floorline-{name}"


def themes(screen: ScreenConfig) -> list[Theme]:
    """Dark, light and the terminal's own palette, with the configured colours of direction."""
    up, down = _DIRECTIONS[screen.direction_colours]
    instead = {Tone.UP: up, Tone.DOWN: down, **_INSTEAD.get(screen.direction_colours, {})}
    return [
        _theme(name, {**tones, **{tone: colours[name] for tone, colours in instead.items()}})
        for name, tones in _PALETTES.items()
    ]


def next_theme(app: App[None]) -> str:
    """Puts the next palette in use until the app ends; says which."""
    if app.ansi_color:
        return "NO_COLOR is set: the terminal's own palette, without colours"
    names = list(_PALETTES)
    place = names.index(app.theme.removeprefix(theme_name(""))) + 1
    name = names[place % len(names)]
    app.theme = theme_name(name)
    return f"theme: {name}" + (" (the terminal's own palette)" if name == "terminal" else "")


def _theme(name: str, tones: Mapping[Tone, str]) -> Theme:
    variables = {variable_of(tone): colour for tone, colour in tones.items()}
    # Textual's own rules for a native palette name variables that only its own such themes define.
    native = BUILTIN_THEMES["ansi-dark"].variables
    if name == "terminal":
        plain = "ansi_default"
        return Theme(
            name=theme_name(name), ansi=True, primary="ansi_blue", secondary="ansi_cyan", foreground=plain,
            background=plain, surface=plain, panel=plain, boost=plain,
            variables={**native, "ansi-background": plain, **variables},
        )  # fmt: skip
    dark = name == "dark"
    background = "#0d1117" if dark else "#fbfaf7"
    return Theme(
        name=theme_name(name),
        primary=tones[Tone.ACCENT],
        foreground=tones[Tone.TEXT],
        background=background,
        surface=background,
        panel=background,
        dark=dark,
        variables=variables,
    )
