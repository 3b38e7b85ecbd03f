"""A screen as text: every row, and under it the styles of its cells, where they are not that of plain text.

Small enough to keep for every state, and telling apart what a person could: also bold, dim, reverse and underline.
"""

from rich.style import Style
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App

from widgets.palette import Palette
from widgets.view.text import Tone

_LETTERS = {
    Tone.TEXT: " ", Tone.VALUE: "v", Tone.DIM: "d", Tone.FAINT: "f", Tone.HEADING: "h", Tone.ACCENT: "a",
    Tone.UP: "u", Tone.DOWN: "n", Tone.INFO: "i", Tone.WARN: "w", Tone.CRITICAL: "C", Tone.BADGE: "B",
    Tone.CURSOR: "X", Tone.FLASH: "F", Tone.SUPPORT: "s", Tone.AVERAGE: "m", Tone.TRIGGER: "r", Tone.ZONE: "z",
}  # fmt: skip
_OTHER = "?"
"""A style that no tone has: something that Textual itself shows."""


class PictureExtension(SingleFileSnapshotExtension):
    """One text file for each test."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


def picture(app: App[None], title: str) -> str:
    """What the terminal shows now: rows after "|", their styles by letters after ":", what the letters stand for last.

    Tones that look the same have the same letter, so that a snapshot tells apart only what a person can.
    """
    palette = Palette(app.theme_variables, app.screen.rich_style)
    letters: dict[str, str] = {}
    for tone, letter in _LETTERS.items():
        letters.setdefault(_words(palette[tone], has_colour=not app.no_color), letter)
    used: dict[str, str] = {}
    lines = [f"== {title} =="]
    for strip in app.screen._compositor.render_strips():
        text, styles = "", ""
        for part, style, _ in strip:
            words = _words(style)
            letter = letters.get(words, _OTHER)
            if part.strip() or (style is not None and style.reverse):
                used[letter] = words
            text += part
            styles += "".join(" " if char == " " and letter not in "BCXF" else letter for char in part)
        lines.append(f"|{text.rstrip()}")
        if styles.strip():
            lines.append(f":{styles.rstrip()}")
    lines += [f"{letter} = {words}" for letter, words in sorted(used.items())]
    return "\n".join(lines) + "\n"


def _words(style: Style | None, *, has_colour: bool = True) -> str:
    """A style in words, without the background that the whole screen has."""
    if style is None:
        return "plain"
    parts = [name for name in ("bold", "dim", "underline", "reverse") if getattr(style, name)]
    if has_colour and style.color is not None and not style.color.is_default:
        parts.append(style.color.name)
    return " ".join(parts) or "plain"
