"""The row of keys under the panes: the assets with the chosen one marked, what the keys do, and what is new."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from tui.domain.board import Board
from tui.present.bars import present_notice, unread
from tui.screens.panes import PANES
from widgets.view.bars import KeyLabel, KeysView
from widgets.view.text import NOTHING, Line, Span, Tone

_MOST_ASSETS = 4


class Bound(NamedTuple):
    """A binding as the row of keys shows it."""

    shows: bool
    """Whether it asks for a place in the row."""
    label: KeyLabel
    node: DOMNode
    """What binds it: the focused pane, the screen, or the program."""


class KeyRow:
    """Says what the keys of `screen` are now, with those that the user has bound."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._news: tuple[Line, ...] = ()
        self._news_key = ""
        self._bound: tuple[Widget | None, dict[str, Bound]] | None = None

    @property
    def news(self) -> tuple[Line, ...]:
        """What is new to the person."""
        return self._news

    def tell(self, news: tuple[Line, ...], key: str) -> bool:
        """Takes what is new and the id of the key that tells more; whether that changes anything."""
        if news == self._news:
            return False
        self._news, self._news_key = news, key
        return True

    def view(
        self, assets: Sequence[str], chosen: str, board: Board | None, *, has_chart: bool, message: Line = ()
    ) -> KeysView:
        """`has_chart` is whether candles are on the screen, whose key is offered only then; `message` is what the
        program says now."""
        notice: Span = NOTHING if board is None else present_notice(board)
        # A notice takes the place of the assets, which the scan line has in their order too.
        labels = [] if notice[0] else _assets(assets, chosen)
        shown = dict(self._shown(has_chart))
        # A narrow line is cut at its end, and the way to help and out must not be what it loses.
        labels += [shown.pop(name) for name in ("app.help", "app.quit") if name in shown]
        labels.append(KeyLabel(key="".join(part.letter for part in PANES.values()), label="panes"))
        labels += shown.values()
        key: Line = ((self.key_of(self._news_key), Tone.ACCENT), (" ", Tone.TEXT))
        news = ((*key, *self._news[0]), *self._news[1:]) if self._news else ()
        return KeysView(keys=tuple(labels), notice=notice, message=message, news=news, unread=self._unread(board))

    def page_view(
        self, message: Line, board: Board | None, *, also: Sequence[str], typed: Sequence[KeyLabel]
    ) -> KeysView:
        """The keys of a page: the way out and help, what it binds itself, how it moves, and those of the program's
        that `also` names. Where every key is typed into something, `typed` alone says what they do."""
        bound = self._bindings()
        own = [name for name, each in bound.items() if each.shows and each.node is self._screen]
        first = [name for name in own if name.endswith(".close")] + ["app.help"]
        labels = [bound[name].label for name in (*first, *(each for each in own if each not in first)) if name in bound]
        if "scroll.down" in bound and "scroll.up" in bound:
            moves = f"{bound['scroll.down'].label.key} {bound['scroll.up'].label.key}"
            labels.append(KeyLabel(key=moves, label="move"))
        labels += [bound[name].label for name in also if name in bound]
        return KeysView(keys=tuple(typed or labels), message=message, unread=self._unread(board))

    def _unread(self, board: Board | None) -> Line:
        count = 0 if board is None else unread(board.alerts)
        key = self.key_of("alerts.log")
        return ((key, Tone.ACCENT), (f" {count} unread", Tone.WARN)) if count and key else ()

    def key_of(self, name: str) -> str:
        """The key that a binding has now."""
        found = self._bindings().get(name)
        return "" if found is None else found.label.key

    def _shown(self, has_chart: bool) -> Iterator[tuple[str, KeyLabel]]:
        """Id and label of the bindings that ask to be shown, with the keys that they have now."""
        for name, bound in self._bindings().items():
            if bound.shows and not name.startswith("scroll.") and (has_chart or name != "chart.timeframe"):
                yield name, bound.label

    def _bindings(self) -> dict[str, Bound]:
        """Every binding by its id; collected once for each focused widget, as Textual takes a millisecond for it."""
        focused = self._screen.focused
        if self._bound is None or self._bound[0] is not focused:
            found: dict[str, Bound] = {}
            for active in self._screen.active_bindings.values():
                binding = active.binding
                if binding.id and binding.id not in found:
                    key = self._screen.app.get_key_display(binding)
                    found[binding.id] = Bound(binding.show, KeyLabel(key=key, label=binding.description), active.node)
            self._bound = focused, found
        return self._bound[1]


def _assets(assets: Sequence[str], chosen: str) -> list[KeyLabel]:
    """The first assets by their digits, and the chosen one wherever it is."""
    labels = [KeyLabel(key=str(index), label=name, chosen=name == chosen) for index, name in enumerate(assets, 1)]
    shown = labels[:_MOST_ASSETS]
    rest = [label for label in labels[_MOST_ASSETS:] if label.chosen]
    return [*shown[: _MOST_ASSETS - len(rest)], *rest]
