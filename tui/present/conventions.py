"""The conventions that can be switched, in words."""

from collections.abc import Mapping

from tui.domain.board import Board
from tui.domain.board_settings import ConventionSetting
from widgets.view.edits import EditRow, EditsView
from widgets.view.pane import State, Title
from widgets.view.text import NOTHING, Span, Tone

WORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sma": ("leading 50-week average", {"completed": "completed weeks", "running": "with this week"}),
    "skew": ("25-delta skew", {"vol": "in points", "normalised": "over ATM"}),
    "cm_iv": ("constant maturity", {"total_variance": "total variance", "linear_vol": "linear in vol"}),
    "basis": ("basis annualised", {"simple": "simple", "continuous": "continuous"}),
}
"""Name in `[conventions]` -> what it decides, and its values."""


def listed(board: Board) -> tuple[ConventionSetting, ...]:
    """Those that this screen has words for."""
    return tuple(
        each for each in board.settings.conventions if each.name in WORDS and each.value in WORDS[each.name][1]
    )


def next_value(convention: ConventionSetting) -> str:
    """The value after the one that holds."""
    values = tuple(WORDS[convention.name][1])
    return values[(values.index(convention.value) + 1) % len(values)]


def in_words(name: str, value: str) -> str:
    """Such as "25-delta skew: over ATM"."""
    what, values = WORDS[name]
    return f"{what}: {values[value]}"


def present_conventions(board: Board, chosen: int, message: Span = NOTHING) -> EditsView:
    """`chosen` is a place in `listed`."""
    conventions = listed(board)
    title = Title(name="CONVENTIONS", convention="for every pane")
    if not conventions:
        state = State(kind="empty", words="this collector says nothing of its conventions")
        return EditsView(title=title, state=state, message=message)
    rows = tuple(_row(each) for each in conventions)
    return EditsView(title=title, rows=rows, chosen=min(chosen, len(rows) - 1), message=message)


def _row(convention: ConventionSetting) -> EditRow:
    what, values = WORDS[convention.name]
    others = " · ".join(words for value, words in values.items() if value != convention.value)
    is_configured = convention.value == convention.configured
    where = "from config.toml" if is_configured else "switched on the screen; u restores it"
    configured = values.get(convention.configured, convention.configured)
    return EditRow(
        cells=(
            (what, Tone.VALUE),
            (values[convention.value], Tone.VALUE if is_configured else Tone.INFO),
            (others, Tone.DIM),
            (configured, Tone.DIM),
        ),
        detail=((f'[conventions] {convention.name} = "{convention.value}": {where}', Tone.DIM),),
    )
