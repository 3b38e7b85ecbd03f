"""Palettes: what each tone looks like. No colour is written anywhere else."""

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
    Tone.ACCENT: "#7cb7ff",
    Tone.INFO: "#5cb8c9",
    Tone.WARN: "#e5b567",
    Tone.CRITICAL: "#f0b429",
    Tone.BADGE: "#8fa3bf",
    Tone.CURSOR: "#7cb7ff",
    Tone.FLASH: "#f2f5f9",
    Tone.SUPPORT: "#69bfd1",
    Tone.AVERAGE: "#e0a95e",
    Tone.TRIGGER: "#c49bff",
    Tone.ZONE: "#4f7f8c",
}
_LIGHT = {
    Tone.TEXT: "#39424e",
    Tone.VALUE: "#0b0f14",
    Tone.DIM: "#6d7785",
    Tone.FAINT: "#c3cad3",
    Tone.HEADING: "#3a4a63",
    Tone.ACCENT: "#1557b8",
    Tone.INFO: "#0d6f80",
    Tone.WARN: "#8f5e00",
    Tone.CRITICAL: "#a65a00",
    Tone.BADGE: "#4a5d7a",
    Tone.CURSOR: "#1557b8",
    Tone.FLASH: "#0b0f14",
    Tone.SUPPORT: "#0d6f80",
    Tone.AVERAGE: "#a85f00",
    Tone.TRIGGER: "#7033b8",
    Tone.ZONE: "#5f99a5",
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

_GREEN = {"dark": "#4fc48a", "light": "#0a7a43", "terminal": "ansi_green"}
_RED = {"dark": "#ef6a74", "light": "#bb2430", "terminal": "ansi_red"}
# Okabe and Ito's pair for every kind of colour vision, lightened on black.
_BLUE = {"dark": "#4aa3df", "light": "#0072b2", "terminal": "ansi_bright_blue"}
_ORANGE = {"dark": "#e69f00", "light": "#a86a00", "terminal": "ansi_yellow"}
_BRIGHT = {"dark": "#e3e8ef", "light": "#1a212b", "terminal": "ansi_default"}
_GREY = {"dark": "#97a1b0", "light": "#5c6672", "terminal": "ansi_default"}
_DIRECTIONS = {
    "green-red": (_GREEN, _RED),
    "red-green": (_RED, _GREEN),
    "blue-orange": (_BLUE, _ORANGE),
    "mono": (_BRIGHT, _GREY),
}


def theme_name(name: str) -> str:
    return f"floorline-{name}"


def themes(screen: ScreenConfig) -> list[Theme]:
    """Dark, light and the terminal's own palette, with the configured colours of direction."""
    up, down = _DIRECTIONS[screen.direction_colours]
    return [_theme(name, {**tones, Tone.UP: up[name], Tone.DOWN: down[name]}) for name, tones in _PALETTES.items()]


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
