"""The user's keys are checked by name, and the README tells the keys that there are."""

from pathlib import Path

import pytest

from tui.screens.bindings import all_bindings
from tui.screens.keymap import key_faults, key_table

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_s_key_table_is_the_bindings_own() -> None:
    text = README.read_text(encoding="utf-8")
    table = text.partition("<!-- keys -->\n")[2].partition("\n<!-- /keys -->")[0]
    assert table == key_table()


def test_every_binding_has_an_id_a_word_and_a_sentence() -> None:
    bindings = all_bindings()
    assert all(binding.id and binding.description and binding.tooltip for binding in bindings)
    assert len({binding.id for binding in bindings}) == len(bindings)


def test_the_defaults_and_a_sensible_change_have_no_faults() -> None:
    assert key_faults({}) == ()
    assert key_faults({"pane.zoom": "f11, Z"}) == ()
    assert key_faults({"chart.timeframe": "w", "app.quit": "Q"}) == ()


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"pane.zom": "f11"}, "keys.pane.zom: no such action; did you mean pane.zoom?"),
        ({"pane.zoom": " , "}, "keys.pane.zoom: expected at least one key"),
        ({"pane.zoom": "q"}, "keys.pane.zoom: q is also the key of app.quit"),
        ({"pane.zoom": "w", "chart.timeframe": "w"}, "keys.pane.zoom: w is also the key of chart.timeframe"),
    ],
)
def test_faults_are_named(keys: dict[str, str], fault: str) -> None:
    assert key_faults(keys) == (fault,)
