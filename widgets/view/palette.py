"""View models of the command palette."""

from widgets.view.help import HelpRow
from widgets.view.pane import PaneView


class PaletteView(PaneView, frozen=True, kw_only=True):
    rows: tuple[HelpRow, ...] = ()
    chosen: int = 0
    """The row that Enter means."""
