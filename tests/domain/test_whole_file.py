from pathlib import Path

import pytest

from tui.domain.whole_file import whole_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(path: Path, text: str, *, replaces: bool = False, error: BaseException | None = None) -> None:
    with whole_file(path, replaces=replaces) as beside:
        beside.touch(exist_ok=False)
        beside.write_text(text)
        if error is not None:
            raise error


def test_a_file_has_its_name_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    path.write_text("old")
    with whole_file(path, replaces=True) as beside:
        beside.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert names(tmp_path) == ["picture.svg"]


@pytest.mark.parametrize("error", [OSError("no room"), KeyboardInterrupt(), ValueError("damaged")])
def test_nothing_is_left_of_a_file_that_was_not_finished(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        write(tmp_path / "part", "half", error=error)
    assert names(tmp_path) == []


def test_what_stands_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        write(path, "new")
    assert path.read_text() == "mine"
    assert names(tmp_path) == ["mine"]


def test_what_a_killed_process_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".part.new").write_text("half")
    write(tmp_path / "part", "whole")
    assert names(tmp_path) == ["part"]
