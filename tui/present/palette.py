"""What the command palette shows for what is typed."""

from collections.abc import Sequence

from widgets.view.help import HelpRow
from widgets.view.palette import PaletteView
from widgets.view.pane import State, Title


def matching(rows: Sequence[HelpRow], text: str) -> tuple[HelpRow, ...]:
    """The rows that have every typed word in their words, id or keys; those with words that begin so come first."""
    words = text.lower().split()
    found = [row for row in rows if all(word in _searched(row) for word in words)]
    return tuple(sorted(found, key=lambda row: -sum(_begins(row, word) for word in words)))


def present_palette(rows: Sequence[HelpRow], text: str, chosen: int) -> PaletteView:
    """`chosen` is pulled into the rows that match."""
    found = matching(rows, text)
    title = Title(name="COMMANDS", venues=f"{len(found)} of {len(rows)}")
    if not found:
        return PaletteView(title=title, state=State(kind="empty", words="no command has all of these words"))
    return PaletteView(title=title, rows=found, chosen=min(max(chosen, 0), len(found) - 1))


def _searched(row: HelpRow) -> str:
    return f"{row.words} {row.id} {row.keys}".lower()


def _begins(row: HelpRow, word: str) -> bool:
    parts = f"{row.words} {row.id.replace('.', ' ').replace('_', ' ')}".lower().split()
    return any(part.startswith(word) for part in parts)
