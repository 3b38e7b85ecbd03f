"""View model of the page that tells what happened while nobody looked."""

from widgets.view.pane import PaneView, View
from widgets.view.text import NOTHING, Line, Span


class DigestRow(View, frozen=True, kw_only=True):
    label: str
    chunks: tuple[Line, ...]
    """Pieces that stay whole where the row is broken, but for one that is longer than a row."""


class DigestPart(View, frozen=True, kw_only=True):
    """One asset, or what belongs to all."""

    heading: Span = NOTHING
    rows: tuple[DigestRow, ...] = ()


class DigestView(PaneView, frozen=True, kw_only=True):
    parts: tuple[DigestPart, ...] = ()
