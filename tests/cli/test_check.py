"""`floorline check`: what is printed of a note, and the exit code."""

import io
from pathlib import Path

import pytest

from tests.brief.situation import board
from tui.cli import check
from tui.cli.main import main


@pytest.mark.parametrize(
    ("note", "code", "words"),
    [
        ("Bitcoin hovers around $106,300.", 0, "1 claims: 1 consistent"),
        ("Bitcoin hovers around $96,000.", 1, "1 inconsistent"),
        ("Bitcoin never hovered around $106,300.", 2, "1 unverifiable"),
        ("The weather was fine.", 2, "no claim was read"),
        ("A whale bought 4,000 coins.", 2, "NOT READ      “A whale bought 4,000 coins.”"),
        ("Bitcoin hovers around $106,300. A whale bought 4,000 coins.", 0, "; 1 not read"),
    ],
)
def test_exit_code_and_words(
    note: str,
    code: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check, "obtain", lambda *_: board())
    file = tmp_path / "note.txt"
    file.write_text(note, encoding="utf-8")
    assert main(["check", str(file), "--data-dir", str(tmp_path)]) == code
    assert words in capsys.readouterr().out


def test_a_note_that_is_too_long_is_refused_and_not_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "note.txt"
    file.write_text("x" * (check.LONGEST_NOTE_BYTES + 1), encoding="utf-8")
    assert main(["check", str(file), "--data-dir", str(tmp_path)]) == 2
    assert "is longer than 1 MB: check it in parts" in capsys.readouterr().err


def test_a_note_comes_on_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "obtain", lambda *_: board())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Bitcoin hovers around $106,300.")))
    assert main(["check", "-", "--data-dir", str(tmp_path)]) == 0
    assert "1 claims: 1 consistent" in capsys.readouterr().out
