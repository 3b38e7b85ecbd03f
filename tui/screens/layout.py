"""Sizes at which the dashboard changes its layout; the stylesheet uses the classes named here."""

NARROW_COLUMNS, TRIAGE_COLUMNS, WORKING_COLUMNS, FULL_COLUMNS = 40, 76, 100, 160
CARD_COLUMNS, CARD_ROWS = 60, 15
"""A terminal that is smaller in both is no better served by one pane than by the card."""
SHORT_ROWS, STACK_ROWS, WORKING_ROWS, FULL_ROWS = 14, 22, 34, 50

HORIZONTAL: list[tuple[int, str]] = [
    (0, "-narrow"),
    (TRIAGE_COLUMNS, "-triage"),
    (WORKING_COLUMNS, "-working"),
    (FULL_COLUMNS, "-full"),
]
VERTICAL: list[tuple[int, str]] = [
    (0, "-short"),
    (STACK_ROWS, "-stack"),
    (WORKING_ROWS, "-tall"),
    (FULL_ROWS, "-grand"),
]


def has_boxes(width: int, height: int) -> bool:
    """Whether panes have room for a box; smaller layouts use a rule above each pane."""
    return width >= WORKING_COLUMNS and height >= WORKING_ROWS


def has_panes(width: int, height: int) -> bool:
    """Whether there is room for any pane."""
    fits = width >= NARROW_COLUMNS and height >= SHORT_ROWS
    return fits and (width >= CARD_COLUMNS or height >= CARD_ROWS)
