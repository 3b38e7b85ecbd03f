"""Rows written past Textual's compositor leave the same screen as drawing everything."""

import pytest

from tests.faults.terminal import PtyProcess


@pytest.mark.parametrize("keys", ["2", "2jj", "z", "zz1", "l2", "t2t"])
def test_what_was_painted_row_by_row_is_the_whole_screen(pane: PtyProcess, keys: str) -> None:
    for key in keys:
        before = len(pane.output)
        pane.type(key)
        pane.until(lambda seen=before: len(pane.output) > seen, "an answer to the key")  # type: ignore[misc]
    pane.type(" ")
    # Two seconds into the freeze whatever the keys asked for has long been drawn.
    pane.until_shown("FROZEN 2s", "quit")
    shown = [list(row) for row in pane.screen.cells[1:]]
    pane.forget_screen()
    pane.type("\x0c")
    pane.until(lambda: [list(row) for row in pane.screen.cells[1:]] == shown, "the same screen drawn anew")
    pane.type("q")
    assert pane.exit_code() == 0
