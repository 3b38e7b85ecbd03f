"""The alert log: when, how loud, what, and whether somebody has acknowledged it."""

from widgets.draw.blocks import block, with_chosen
from widgets.draw.frame import Canvas
from widgets.draw.table import Column, table
from widgets.view.alerts import AlertRow, AlertsView
from widgets.view.text import Line, Span, Tone

_COLUMNS = (
    Column(heading="", width=1, align="left"),
    Column(heading="UTC", width=14, align="left", rank=1),
    Column(heading="severity", width=8, align="left", rank=2),
    Column(heading="what", width=20, align="left", grows=True),
    Column(heading="", width=14, align="left", rank=3),
)


def draw_alerts(view: AlertsView, canvas: Canvas) -> list[Line]:
    """Every alert in whole, in as many rows as its words need."""
    heading, *_ = table(_COLUMNS, [], canvas.width)
    blocks = [block(_COLUMNS, _cells(row, index == view.chosen), canvas.width) for index, row in enumerate(view.rows)]
    return [heading, *with_chosen(blocks, view.chosen, max(canvas.height - 1, 0), canvas.scroll)]


def _cells(row: AlertRow, chosen: bool) -> tuple[Span, ...]:
    loud = Tone.WARN if row.severity in ("bell", "push") else Tone.INFO
    text = Tone.VALUE if row.is_unread else Tone.DIM
    mark = (">", Tone.ACCENT) if chosen else (" ", Tone.TEXT)
    status = (
        (row.snoozed, Tone.DIM)
        if row.snoozed
        else ("unread", Tone.WARN)
        if row.is_unread
        else ("acknowledged", Tone.DIM)
    )
    return mark, (row.at, Tone.DIM), (row.severity, loud if row.is_unread else Tone.DIM), (row.words, text), status
