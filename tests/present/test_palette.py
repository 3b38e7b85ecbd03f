"""Which commands the palette finds for what is typed, and in which order."""

import pytest

from tui.present.palette import matching, present_palette
from widgets.view.help import HelpRow

ROWS = (
    HelpRow(keys="1", id="asset.1", words="Asset 1 in every pane"),
    HelpRow(keys="z", id="pane.zoom", words="The focused pane alone, and back"),
    HelpRow(keys="-", id="screen.back", words="Back to the view before this one"),
    HelpRow(keys="space", id="screen.freeze", words="Hold the screen still; the feeds go on"),
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["asset.1", "pane.zoom", "screen.back", "screen.freeze"]),
        ("BACK", ["pane.zoom", "screen.back"]),
        ("view back", ["screen.back"]),
        ("on", ["screen.back", "screen.freeze", "pane.zoom"]),
        ("screen.f", ["screen.freeze"]),
        ("nothing like it", []),
    ],
)
def test_every_word_has_to_occur_and_beginnings_come_first(text: str, ids: list[str]) -> None:
    assert [row.id for row in matching(ROWS, text)] == ids


def test_the_choice_stays_within_what_is_found() -> None:
    assert present_palette(ROWS, "back", 9).chosen == 1
    assert present_palette(ROWS, "back", -3).chosen == 0
    assert present_palette(ROWS, "xyzzy", 2).state.kind == "empty"
