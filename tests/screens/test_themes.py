"""Themes: every tone has a colour, and directions never look alike."""

import pytest
from rich.color import ColorSystem
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


@pytest.mark.parametrize("direction", _DIRECTIONS)
def test_a_warning_and_a_direction_never_look_alike(direction: str) -> None:
    for theme in themes(ScreenConfig(direction_colours=direction)):  # type: ignore[arg-type]  # parametrised
        for tone in (Tone.WARN, Tone.CRITICAL, Tone.AVERAGE, Tone.TRIGGER, Tone.SUPPORT):
            for way in (Tone.UP, Tone.DOWN):
                first, second = (theme.variables[variable_of(each)] for each in (tone, way))
                assert first != second
                if not theme.ansi and direction != "mono":
                    assert _hue_apart(first, second) > 15, (theme.name, tone, way)


def _hue_apart(first: str, second: str) -> float:
    """Degrees between the hues of two colours."""
    one, other = (Color.parse(colour).hsl.h * 360 for colour in (first, second))
    return min(abs(one - other), 360 - abs(one - other))


_APART = (
    (Tone.UP, Tone.DOWN, Tone.WARN, Tone.INFO, Tone.TRIGGER, Tone.TEXT),
    (Tone.UP, Tone.DOWN, Tone.SUPPORT, Tone.AVERAGE, Tone.TRIGGER, Tone.DIM),
    (Tone.ZONE, Tone.DIM),
    (Tone.ACCENT, Tone.TEXT, Tone.WARN, Tone.INFO),
)
_GREYS = (0, 7, 8, 15)


@pytest.mark.parametrize("direction", _DIRECTIONS)
@pytest.mark.parametrize("name", ["floorline-dark", "floorline-light"])
def test_tones_stay_apart_in_sixteen_colours(name: str, direction: str) -> None:
    config = ScreenConfig(direction_colours=direction)  # type: ignore[arg-type]  # parametrised
    theme = next(theme for theme in themes(config) if theme.name == name)

    def number(tone: Tone) -> int | None:
        colour = Color.parse(theme.variables[variable_of(tone)]).rich_color
        return colour.downgrade(ColorSystem.STANDARD).number

    ways = (Tone.UP, Tone.DOWN)
    for tones in _APART:
        seen = [number(tone) for tone in tones if direction != "mono" or tone not in ways]
        assert len(set(seen)) == len(seen), dict(zip(tones, seen, strict=False))
    for tone in (Tone.SUPPORT, Tone.AVERAGE, Tone.TRIGGER, Tone.ZONE, Tone.WARN, Tone.INFO):
        assert number(tone) not in _GREYS
    assert number(Tone.UP) != number(Tone.DOWN)


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
