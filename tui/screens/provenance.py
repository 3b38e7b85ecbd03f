"""The rows at the foot of the largest layout, which follow the cursor over the figures."""

from collections.abc import Callable

from tui.present.provenance import present_no_figure, present_provenance
from tui.present.reading import Reading
from widgets.bars import Bars
from widgets.draw.glyphs import Glyphs
from widgets.draw.provenance import draw_provenance
from widgets.view.explain import Figure
from widgets.view.provenance import ProvenanceView

_FIGURE_KEYS = ("scroll.down", "scroll.up", "scroll.left", "scroll.right", "pane.explain")
"""Those that move over figures, and last the one that explains."""


class ProvenanceRows(Bars[ProvenanceView]):
    """Says what the figure under the cursor is and where it came from; shown only where the layout has room."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(ProvenanceView(), draw_provenance, id="provenance", glyphs=glyphs)
        self._followed: object = self

    def follow(self, pane: str, figure: str | None, reading: Reading, key_of: Callable[[str], str]) -> None:
        """Another figure at once, the same one once a second: explaining costs more than showing.

        `key_of` says which key a binding has now.
        """
        now = (pane, figure, reading.asset, reading.now_ms // 1000) if figure is not None else None
        if now == self._followed or (figure is not None and not self.size.height):
            return
        self._followed = now
        try:
            found = None if figure is None else _found(pane, figure, reading)
            view = present_no_figure(tuple(map(key_of, _FIGURE_KEYS))) if found is None else present_provenance(found)
        except Exception as error:  # the boundary of these rows: the panes must go on
            self.fail(error)
        else:
            self.show(view)


def _found(pane: str, figure: str, reading: Reading) -> Figure | None:
    # Imported only here: the first paint explains nothing.
    from tui.present.explain.panes import find_figure

    return find_figure(pane, figure, reading)
