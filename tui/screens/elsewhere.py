"""Keys that mean something on another screen, and why they do nothing on this one."""

from collections.abc import Mapping
from typing import Any

from textual.binding import Binding
from textual.screen import Screen

from tui.screens.bindings import all_bindings
from tui.screens.dashboard import Dashboard
from tui.screens.overlay import Overlay


class Elsewhere:
    """Knows every binding by the keys that it has now."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """`keys` rebinds binding ids."""
        self._bound = {
            key.strip(): binding
            for binding in all_bindings()
            for key in keys.get(binding.id or "", binding.key).split(",")
        }

    def words(self, key: str, screen: Screen[Any]) -> str | None:
        """Why a key that `screen` leaves alone does nothing there; None for one that means nothing anywhere, or that
        may well do something there."""
        binding = self._bound.get(key)
        if binding is None or binding.id is None:
            return None
        if isinstance(screen, Dashboard):
            return _on_dashboard(binding, screen)
        if isinstance(screen, Overlay) and not screen.TYPED:
            return f"{binding.description}: not on this page; esc closes it"
        return None


def _on_dashboard(binding: Binding, screen: Dashboard) -> str | None:
    kind, _, name = (binding.id or "").partition(".")
    if kind == "replay":
        return f"{binding.description}: this is no recording"
    if kind == "asset" and name.isdigit():
        board = screen.board()
        assets = () if board is None else tuple(board.assets)
        return f"no asset {name}: assets in config.toml are {', '.join(assets)}" if assets else "no asset is known yet"
    return None
