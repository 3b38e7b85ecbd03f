"""Tones to terminal styles, by the variables of the theme in force. Textual is not needed for it."""

from collections.abc import Mapping

from rich.color import Color
from rich.style import Style

from widgets.view.text import Tone

_BOLD = {Tone.VALUE, Tone.HEADING, Tone.ACCENT, Tone.CRITICAL, Tone.BADGE, Tone.WARN, Tone.CURSOR, Tone.FLASH}
_NATIVE = "ansi_"
"""Before the terminal's own colours, as Textual names them."""
_OWN = "ansi_default"
_QUIET = {Tone.DIM, Tone.FAINT, Tone.ZONE}
"""Told apart by dimness where the theme leaves them the terminal's own colour."""

_REVERSE = {Tone.CRITICAL, Tone.BADGE, Tone.CURSOR, Tone.FLASH}
_UNDERLINED = {Tone.CURSOR}


def variable_of(tone: Tone) -> str:
    """The theme variable that colours `tone`."""
    return f"tone-{tone.value}"


def colour_of(variable: str) -> Color:
    """A theme's "#rrggbb", or its name of one of the terminal's own colours."""
    return Color.parse(variable.removeprefix(_NATIVE))


class Palette:
    """One style for each tone, on one background."""

    def __init__(self, variables: Mapping[str, str], background: Style) -> None:
        """A tone that the theme doesn't name keeps the background's own colour of text."""
        self._styles = {tone: background + self._style(tone, variables.get(variable_of(tone))) for tone in Tone}

    def __getitem__(self, tone: Tone) -> Style:
        return self._styles[tone]

    @staticmethod
    def _style(tone: Tone, colour: str | None) -> Style:
        return Style(
            color=colour_of(colour) if colour else None,
            dim=(tone in _QUIET and colour == _OWN) or None,
            bold=tone in _BOLD or None,
            reverse=tone in _REVERSE or None,
            underline=tone in _UNDERLINED or None,
        )
