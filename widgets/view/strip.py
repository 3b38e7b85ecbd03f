"""The view model of a strip: one figure over the bars of a chart, or over a time axis of its own."""

from widgets.view.pane import View
from widgets.view.text import Tone


class ChartStrip(View, frozen=True, kw_only=True):
    name: str
    values: tuple[float | None, ...]
    """One for each bar, oldest first; None is a gap."""
    scale: float = 1.0
    """What a value is divided by before it is written: 1000 where `unit` is "K"."""
    unit: str = ""
    """Behind every number: "%", "K"."""
    digits: int = 1
    """Decimals of a number; more where two edges would read alike."""
    changes_in_pct: bool = False
    """Its change is told in percent of what it was; otherwise in its own unit."""
    least_span: float = 0.0
    """The least difference of the edges, so that hardly any movement does not look like a storm."""
    from_zero: bool = False
    """Zero is always between the edges."""
    baseline: float | None = None
    """A reference that is drawn where the edges include it."""
    to_baseline: bool = False
    """It always is between the edges."""
    hours: float = 0.0
    """How long a bar is."""
    times: tuple[tuple[str, int], ...] = ()
    """Of each bar (time, how round it is), for a strip with an axis of its own."""
    tone: Tone = Tone.INFO
