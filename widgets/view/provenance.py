"""View model of the rows that follow the cursor: the figure under it, and what it is made of."""

from widgets.view.pane import View
from widgets.view.text import Line


class ProvenanceView(View, frozen=True, kw_only=True):
    """One row says what the figure is, the other where it came from; each shows as many parts as fit whole."""

    figure: tuple[Line, ...] = ()
    """Name and value, then its formula with the numbers put in, then the formula itself."""
    inputs: tuple[Line, ...] = ()
    """Venue, endpoint and age of each input."""
