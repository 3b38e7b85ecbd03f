import os
import stat
import tempfile
from pathlib import Path

import pytest

from tui.link.paths import data_paths, private_directory


def test_the_runtime_directory_holds_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest's own folders can be too long for a socket's path.
    folder = Path(tempfile.gettempdir())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    paths = data_paths(environ={})
    assert paths.socket == folder / "run" / "floorline" / "collector.sock"
    assert paths.database == folder / "data" / "floorline" / "history.sqlite3"
    assert paths.lock.parent == paths.log.parent == paths.directory
    assert not paths.chosen


def test_a_chosen_directory_holds_everything(tmp_path: Path) -> None:
    chosen = tmp_path / "mine"
    paths = data_paths(chosen, environ={"FLOORLINE_DATA_DIR": "/elsewhere"})
    assert {paths.socket.parent, paths.database.parent, paths.lock.parent} == {chosen}
    assert data_paths(environ={"FLOORLINE_DATA_DIR": str(chosen)}) == paths


def test_a_path_too_long_for_a_socket_gets_a_short_name_of_its_own(tmp_path: Path) -> None:
    long = tmp_path / ("d" * 100)
    other = tmp_path / ("e" * 100)
    socket = data_paths(long, environ={}).socket
    assert len(os.fsencode(socket)) <= 103
    assert socket == data_paths(long, environ={}).socket
    assert socket != data_paths(other, environ={}).socket


def test_a_private_directory_is_made_for_its_owner(tmp_path: Path) -> None:
    made = private_directory(tmp_path / "a" / "b")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o700, 0o775, 0o1777])
def test_a_directory_whose_files_are_safe_is_taken(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    assert private_directory(tmp_path) == tmp_path


def test_a_directory_that_everyone_may_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(PermissionError, match="everyone may write"):
        private_directory(tmp_path)
