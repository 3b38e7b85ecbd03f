"""The fault matrix is whole, honest and written down."""

from pathlib import Path

from tests.faults.matrix import (
    CONTROLS,
    CONTROLS_WITHOUT_TEST,
    DOCUMENT,
    ROWS,
    SECTIONS,
    WITHOUT_TEST,
    document,
    proofs,
    recorded,
)
from tests.faults.outcomes import SURVIVED, read, words


def test_the_matrix_has_its_ninety_rows() -> None:
    assert [row.number for row in ROWS] == list(range(1, 91))
    assert {row.section for row in ROWS} == set(SECTIONS)
    assert [sum(row.section == letter for row in ROWS) for letter in SECTIONS] == [34, 25, 20, 11]


def test_every_row_has_a_test_or_a_reason_and_not_both() -> None:
    found = proofs()
    for row in ROWS:
        assert bool(found.faults.get(row.number)) != (row.number in WITHOUT_TEST), f"row {row.number}: {row.fault}"
    assert set(found.faults) <= {row.number for row in ROWS}


def test_every_control_has_a_test_or_a_reason_and_not_both() -> None:
    found = proofs()
    for name in CONTROLS:
        assert bool(found.controls.get(name)) != (name in CONTROLS_WITHOUT_TEST), name
    assert set(found.controls) <= set(CONTROLS)


def test_the_document_is_up_to_date_and_every_row_was_survived() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    found, ended = proofs(), recorded(text)
    assert text == document(found, ended), "run: python -m tests.faults.matrix"
    rows = {str(number) for number in found.faults} | set(found.controls)
    assert {row: result for row, result in ended.items() if row in rows and not result.startswith(SURVIVED)} == {}


def test_a_row_that_failed_or_was_left_out_is_not_called_survived(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(
        '<testsuites><testsuite><testcase classname="tests.a" name="test_x[1]"/>'
        '<testcase classname="tests.a" name="test_x[2]"><failure/></testcase>'
        '<testcase classname="tests.a" name="test_y"><skipped/></testcase></testsuite></testsuites>'
    )
    ended = read(tmp_path / "report.xml")
    assert words(["tests/a.py::test_x"], ended) == "1 failed of 2"
    assert words(["tests/a.py::test_y"], ended) == "1 skipped of 1"
    assert words(["tests/a.py::test_z"], ended) == "not run"


def test_markers_are_read_from_functions_and_modules(tmp_path: Path) -> None:
    """The reader itself can find nothing."""
    assert proofs(tmp_path).faults == {}
    found = proofs(Path(__file__).parent).faults
    assert "tests/faults/test_terminal_size.py::test_every_size_is_survived_and_the_way_back_is_instant" in found[60]
