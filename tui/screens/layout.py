"""Sizes at which the dashboard changes its layout; the stylesheet uses the classes named here."""

NARROW_COLUMNS, TRIAGE_COLUMNS, WORKING_COLUMNS, FULL_COLUMNS = 40, 76, 100, 160
SHORT_ROWS, STACK_ROWS, WORKING_ROWS, FULL_ROWS = 14, 22, 34, 50

HORIZONTAL: list[tuple[int, str]] = [
    (0, "-mini"),
    (NARROW_COLUMNS, "-narrow"),
    (TRIAGE_COLUMNS, "-triage"),
    (WORKING_COLUMNS, "-working"),
    (FULL_COLUMNS, "-full"),
]
VERTICAL: list[tuple[int, str]] = [
    (0, "-flat"),
    (SHORT_ROWS, "-short"),
    (STACK_ROWS, "-stack"),
    (WORKING_ROWS, "-tall"),
    (FULL_ROWS, "-grand"),
]


def has_boxes(width: int, height: int) -> bool:
    """Whether panes have room for a box; smaller layouts use a rule above each pane."""
    return width >= WORKING_COLUMNS and height >= WORKING_ROWS


def has_panes(width: int, height: int) -> bool:
    """Whether there is room for any pane."""
    return width >= NARROW_COLUMNS and height >= SHORT_ROWS
