"""The pane of the log: it is read and never chosen, its page has the keys."""

from widgets.pane import Pane


class LogPane(Pane, can_focus=False):
    """Shows as much of its list as it has room for."""

    def badge(self) -> str:
        """Nothing: the line over the panes says it once."""
        return ""
