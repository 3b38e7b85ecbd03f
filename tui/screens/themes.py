"""The palettes as Textual's themes."""

from collections.abc import Mapping

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from tui.config.model import ScreenConfig
from tui.screens.tones import BACKGROUNDS, NATIVE, PALETTES, colours
from widgets.palette import variable_of
from widgets.view.text import Tone


def theme_name(name: str) -> str:
    return f"floorline-{name}"


def themes(screen: ScreenConfig) -> list[Theme]:
    """Dark, light and the terminal's own palette, with the configured colours of direction."""
    return [_theme(name, colours(screen, name)) for name in PALETTES]


def next_theme(app: App[None]) -> str:
    """Puts the next palette in use until the app ends; says which."""
    if app.ansi_color:
        return "NO_COLOR is set: the terminal's own palette, without colours"
    names = list(PALETTES)
    place = names.index(app.theme.removeprefix(theme_name(""))) + 1
    name = names[place % len(names)]
    app.theme = theme_name(name)
    return f"theme: {name}" + (" (the terminal's own palette)" if name == "terminal" else "")


def _theme(name: str, tones: Mapping[Tone, str]) -> Theme:
    variables = {variable_of(tone): colour for tone, colour in tones.items()}
    # Textual's own rules for a native palette name variables that only its own such themes define.
    native = BUILTIN_THEMES["ansi-dark"].variables
    if name == "terminal":
        return Theme(
            name=theme_name(name), ansi=True, primary="ansi_blue", secondary="ansi_cyan", foreground=NATIVE,
            background=NATIVE, surface=NATIVE, panel=NATIVE, boost=NATIVE,
            variables={**native, "ansi-background": NATIVE, **variables},
        )  # fmt: skip
    background = BACKGROUNDS[name]
    return Theme(
        name=theme_name(name),
        primary=tones[Tone.ACCENT],
        foreground=tones[Tone.TEXT],
        background=background,
        surface=background,
        panel=background,
        dark=name == "dark",
        variables=variables,
    )
