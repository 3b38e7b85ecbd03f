"""What the program says in the row of the keys."""

from tui.app import FloorlineApp
from widgets.draw.lines import plain


def said(app: FloorlineApp) -> str:
    """Without its level: of "note  theme: light" what follows the first word."""
    return "".join(text for text, _ in app.said[1:]).strip()


def level(app: FloorlineApp) -> str:
    """Such as "note"; empty where nothing is said."""
    return plain(app.said[:1]).strip()
