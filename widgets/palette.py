"""Tones to terminal styles, by the variables of the theme in force."""

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color

from widgets.view.text import Tone

_BOLD = {Tone.VALUE, Tone.HEADING, Tone.ACCENT, Tone.CRITICAL, Tone.BADGE, Tone.WARN, Tone.CURSOR, Tone.FLASH}
_OWN = "ansi_default"
_QUIET = {Tone.DIM, Tone.FAINT, Tone.ZONE}
"""Told apart by dimness where the theme leaves them the terminal's own colour."""

_REVERSE = {Tone.CRITICAL, Tone.BADGE, Tone.CURSOR, Tone.FLASH}
_UNDERLINED = {Tone.CURSOR}


def variable_of(tone: Tone) -> str:
    """The theme variable that colours `tone`."""
    return f"tone-{tone.value}"


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
            color=Color.parse(colour).rich_color if colour else None,
            dim=(tone in _QUIET and colour == _OWN) or None,
            bold=tone in _BOLD or None,
            reverse=tone in _REVERSE or None,
            underline=tone in _UNDERLINED or None,
        )
