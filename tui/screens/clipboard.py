"""Copying by OSC 52: the terminal keeps the text, wherever Floorline runs; nothing says whether it did."""

import os
from typing import Any

from textual.app import App

from tui.screens.page import Page
from tui.screens.speaking import say
from widgets.pane import Pane

_SENT = "sent to the terminal's clipboard"
_UNDER_TMUX = "; tmux passes it on with set-clipboard on"


def copy_front(app: App[Any], stamp: str) -> None:
    """Copies the page in front, or the focused pane, in plain words under `stamp`."""
    if isinstance(app.screen, Page):
        text = app.screen.text()
    elif isinstance(app.focused, Pane):
        text = app.focused.text()
    else:
        say(app, "nothing here to copy", "warning")
        return
    text = f"{stamp}\n{text}"
    app.copy_to_clipboard(text)
    lines = len(text.splitlines())
    tmux = _UNDER_TMUX if os.environ.get("TMUX") else ""
    say(app, f"{lines} line{'' if lines == 1 else 's'} {_SENT}{tmux}")
