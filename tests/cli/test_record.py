"""`floorline record` and `floorline replay` as a user types them."""

import json
from pathlib import Path

import pytest

from tests.cli.test_main import floorline
from tests.link.recording.tapes import START_MS, played, record, small_board
from tui.cli.main import main
from tui.cli.times import moment_ms
from tui.domain.clock import DAY_MS, HOUR_MS
from tui.domain.errors import FloorlineError

_TIMES = [*range(0, 60_000, 1_000), *range(HOUR_MS, HOUR_MS + 5_000, 1_000)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return record(tmp_path / "recordings", [small_board(START_MS + each) for each in _TIMES])


def test_list_tells_files_sizes_and_gaps(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "list", "--data-dir", str(folder.parent)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "2025-11-08 14:00:00  2025-11-08 14:00:59       60" in lines[1]
    assert lines[2] == "  nothing recorded from 2025-11-08 14:00:59 to 2025-11-08 15:00:00 (3,541 s)"
    assert "20251108T150000.000Z.flrec" in lines[3]
    assert lines[4].startswith("2 files, ")
    assert "1 gap, " in lines[4]


def test_list_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "list", "--json", str(folder)]) == 0
    files = json.loads(capsys.readouterr().out)
    assert [(file["boards"], file["starts_ms"] - START_MS) for file in files] == [(60, 0), (5, HOUR_MS)]
    assert files[0]["size_bytes"] == Path(files[0]["file"]).stat().st_size


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_a_list_of_nothing_is_no_error(extra: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "list", "--data-dir", str(tmp_path), *extra]) == 0
    assert capsys.readouterr().out in (f"nothing is recorded in {tmp_path}/recordings\n", "[]\n")


def test_export_writes_the_stretch(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "part.flrec"
    arguments = ["record", "export", str(target), "--in", str(folder), "--from", "14:00:10", "--to"]
    assert main([*arguments, "2025-11-08 14:00:12"]) == 0
    assert "wrote 3 Boards" in capsys.readouterr().out
    assert [at_ms - START_MS for at_ms, _ in played(target)] == [10_000, 11_000, 12_000]
    assert main([*arguments, "14:00:12"]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        ("14:30", START_MS + HOUR_MS // 2),
        ("14:30:05Z", START_MS + HOUR_MS // 2 + 5_000),
        ("2025-11-07 14:00", START_MS - DAY_MS),
        ("2025-11-08T15:00+01:00", START_MS),
        ("23:00", START_MS - 15 * HOUR_MS),
    ],
)
def test_moments(text: str, at_ms: int) -> None:
    assert moment_ms(text, START_MS - DAY_MS, START_MS + HOUR_MS) == at_ms


@pytest.mark.parametrize("text", ["", "yesterday", "25:00", "2025-13-01 10:00", "\x1b[2J"])
def test_no_moment_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(FloorlineError, match="is no moment") as refused:
        moment_ms(text, START_MS, START_MS)
    assert str(refused.value).isprintable()


def test_replay_refuses_in_one_line(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.flrec"
    file.write_text("something else entirely, long enough to be read")
    for path, words in ((file, "is not a Floorline recording"), (tmp_path / "no", "there is no recording")):
        done = floorline("replay", str(path), "--data-dir", str(tmp_path))
        assert done.returncode == 2
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1
    done = floorline("replay", str(folder), "--data-dir", str(tmp_path), "--from", "noon")
    assert (done.returncode, "is no moment" in done.stderr) == (2, True)
