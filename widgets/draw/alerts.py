"""The alert log: when, how loud, what, and whether somebody has seen it."""

from widgets.draw.frame import Canvas, wrapped
from widgets.draw.table import Column, chosen_columns, table
from widgets.view.alerts import AlertRow, AlertsView
from widgets.view.text import Line, Span, Tone

_COLUMNS = (
    Column(heading="", width=1, align="left"),
    Column(heading="UTC", width=14, align="left", rank=1),
    Column(heading="severity", width=8, align="left", rank=2),
    Column(heading="what", width=20, align="left", grows=True),
    Column(heading="", width=14, align="left", rank=3),
)
_WORDS = 3
"""The column of what happened."""


def draw_alerts(view: AlertsView, canvas: Canvas) -> list[Line]:
    """Every alert in whole, in as many rows as its words need."""
    heading, *_ = table(_COLUMNS, [], canvas.width)
    blocks = [_alert(row, index == view.chosen, canvas.width) for index, row in enumerate(view.rows)]
    lines = [line for block in blocks for line in block]
    room = max(canvas.height - 1, 0)
    # The chosen alert is always among those that show.
    start = sum(len(block) for block in blocks[: view.chosen])
    end = start + (len(blocks[view.chosen]) if blocks else 0)
    canvas.scroll.offset = min(max(canvas.scroll.offset, end - room), start)
    first = canvas.scroll.window(len(lines), room)
    return [heading, *lines[first : first + room]]


def _alert(row: AlertRow, chosen: bool, width: int) -> list[Line]:
    kept = chosen_columns(_COLUMNS, width)
    room = width - sum(_COLUMNS[index].width + 1 for index in kept if not _COLUMNS[index].grows)
    first, *others = wrapped(row.words, max(room, 1)) or [""]
    cells = _cells(row, chosen)
    tone = cells[_WORDS][1]
    blank: list[Span] = [("", Tone.TEXT)] * len(_COLUMNS)
    rows = [(*cells[:_WORDS], (first, tone), *cells[_WORDS + 1 :])]
    rows += [(*blank[:_WORDS], (text, tone), *blank[_WORDS + 1 :]) for text in others]
    return table(_COLUMNS, rows, width, heading=False)


def _cells(row: AlertRow, chosen: bool) -> tuple[Span, ...]:
    loud = Tone.WARN if row.severity in ("bell", "push") else Tone.INFO
    text = Tone.VALUE if row.is_new else Tone.DIM
    mark = (">", Tone.ACCENT) if chosen else (" ", Tone.TEXT)
    status = (row.snoozed, Tone.DIM) if row.snoozed else ("new", Tone.WARN) if row.is_new else ("seen", Tone.DIM)
    return mark, (row.at, Tone.DIM), (row.severity, loud if row.is_new else Tone.DIM), (row.words, text), status
