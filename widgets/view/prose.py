"""View model of a page of sentences."""

from widgets.view.pane import PaneView


class ProseView(PaneView, frozen=True, kw_only=True):
    paragraphs: tuple[str, ...] = ()
