"""The help page, generated from the bindings in force."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType

from tui.screens.overlay import Overlay, close_binding
from widgets.draw.glyphs import Glyphs
from widgets.draw.help import draw_help
from widgets.pane import Pane
from widgets.view.help import HelpRow, HelpView
from widgets.view.pane import Title

_NOTES = (
    "▲ ▼ and the sign say the direction, never the colour alone. — is a value that nobody delivered. "
    "≥ is a recorded floor. v is volatility points. Times are UTC, and a week closes on Monday at 00:00 UTC.",
    "Under the candles, ▂ ▅ █ are recorded liquidations of longs, ░ ▒ ▓ of shorts. Every name at the right stands in "
    "the row of its price; ▼ ▲ before it: out of range. A broken upright line is a week's close. + ++ +++ on the tape "
    "are from 100K, 1M and 5M.",
    'A key is rebound in config.toml: [keys], then the id and its keys, such as "pane.zoom" = "z,f11". '
    "Where they have no room here, the palette (:) shows the ids.",
)


_GROUPS = {
    "asset": "ASSETS",
    "pane": "PANES",
    "scroll": "FIGURES AND LISTS",
    "chart": "CHART",
    "tape": "LIQUIDATION TAPE",
    "replay": "REPLAY",
    "alerts": "ALERTS",
    "edit": "EDITING",
    "feeds": "FEEDS",
    "digest": "DIGEST",
    "screen": "SCREEN",
    "page": "THIS PAGE",
    "app": "PROGRAM",
    "help": "THIS PAGE",
}
"""The first word of each binding id, in the order of the help page, and its heading."""


def help_rows(active: Sequence[ActiveBinding], display: dict[str, list[str]]) -> tuple[HelpRow, ...]:
    """One row for each binding id, in the order of the keyboard; `display` is id -> its keys as printed."""
    rows: dict[str, HelpRow] = {}
    for each in active:
        binding = each.binding
        if binding.id is not None and binding.id not in rows:
            words = binding.tooltip or binding.description
            rows[binding.id] = HelpRow(
                keys=" ".join(display[binding.id]), id=binding.id, words=words, group=_GROUPS[_first(binding.id)]
            )
    order = list(_GROUPS)
    return tuple(sorted(rows.values(), key=lambda row: order.index(_first(row.id))))


def _first(name: str) -> str:
    return name.partition(".")[0]


class HelpScreen(Overlay[None], inherit_bindings=False):
    """Every key of where the user came from."""

    BINDINGS: ClassVar[list[BindingType]] = [close_binding("question_mark", "help")]

    def __init__(self, rows: tuple[HelpRow, ...], glyphs: Glyphs) -> None:
        super().__init__(glyphs, id="help")
        self._rows = rows

    def body(self) -> ComposeResult:
        yield Pane(id="keys_page", letter="?", title="KEYS", drawing=draw_help, glyphs=self.glyphs)

    def on_mount(self) -> None:
        title = Title(name="KEYS")
        self.query_one(Pane).show(HelpView(title=title, rows=self._rows, notes=_NOTES))
        self.query_one(Pane).focus()
