"""View models of the help page."""

from widgets.view.pane import PaneView, View


class HelpRow(View, frozen=True, kw_only=True):
    keys: str
    id: str
    """What `[keys]` in config.toml calls it."""
    words: str
    group: str = ""
    """What it is for, as a heading."""
    is_bound: bool = True
    """`[keys]` knows it; otherwise the palette alone has it."""


class HelpView(PaneView, frozen=True, kw_only=True):
    rows: tuple[HelpRow, ...] = ()
    notes: tuple[str, ...] = ()
