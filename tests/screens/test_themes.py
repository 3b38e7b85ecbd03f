"""Themes: every tone has a colour, and directions never look alike."""

import pytest
from rich.style import Style
from textual.color import Color

from tui.config.model import ScreenConfig
from tui.screens.themes import themes
from widgets.palette import Palette, variable_of
from widgets.view.text import Tone

_DIRECTIONS = ("green-red", "red-green", "blue-orange", "mono")


@pytest.mark.parametrize("direction", _DIRECTIONS)
def test_every_theme_colours_every_tone(direction: str) -> None:
    found = themes(ScreenConfig(direction_colours=direction))  # type: ignore[arg-type]  # parametrised
    assert [theme.name for theme in found] == ["floorline-dark", "floorline-light", "floorline-terminal"]
    for theme in found:
        assert set(theme.variables) >= {variable_of(tone) for tone in Tone}
        for tone in Tone:
            Color.parse(theme.variables[variable_of(tone)])


def test_red_green_is_green_red_turned_round() -> None:
    green, red = (themes(ScreenConfig(direction_colours=name))[0].variables for name in ("green-red", "red-green"))
    assert green["tone-up"] == red["tone-down"]
    assert green["tone-down"] == red["tone-up"]


def test_an_alert_is_never_the_colour_of_a_fall() -> None:
    for theme in themes(ScreenConfig()):
        assert theme.variables["tone-critical"] != theme.variables["tone-down"]
        assert theme.variables["tone-warn"] != theme.variables["tone-down"]


def test_severity_is_reversed_not_only_coloured() -> None:
    palette = Palette(themes(ScreenConfig())[0].variables, Style())
    assert palette[Tone.CRITICAL].reverse
    assert palette[Tone.BADGE].reverse
    assert not palette[Tone.DOWN].reverse


@pytest.mark.parametrize("name", ["floorline-dark", "floorline-light"])
def test_text_can_be_read_on_its_background(name: str) -> None:
    theme = next(theme for theme in themes(ScreenConfig()) if theme.name == name)
    background = Color.parse(str(theme.background))
    for tone in Tone:
        if tone not in (Tone.FAINT, Tone.ZONE):
            colour = Color.parse(theme.variables[variable_of(tone)])
            assert abs(colour.brightness - background.brightness) > 0.3, tone


def test_in_the_terminal_s_own_palette_nothing_has_a_background_of_ours() -> None:
    theme = next(theme for theme in themes(ScreenConfig()) if theme.name == "floorline-terminal")
    # A toast on black would be black on black in a light terminal.
    assert theme.variables["ansi-background"] == "ansi_default"
