"""`--low-bandwidth` slows the screen down, and never speeds up one that is slower already."""

from pathlib import Path

import pytest

from tui.cli.parser import CommandLine
from tui.cli.settings import configuration


@pytest.mark.parametrize("arguments", [["--low-bandwidth"], ["demo", "--low-bandwidth"], ["--low-bandwidth", "demo"]])
@pytest.mark.parametrize(("configured", "fps"), [("4.0", 1.0), ("0.5", 0.5)])
def test_it_is_calm_and_draws_at_most_once_a_second(
    arguments: list[str], configured: str, fps: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[screen]\nfps = {configured}\n", encoding="utf-8")
    monkeypatch.setenv("FLOORLINE_CONFIG", str(file))
    config, path = configuration(CommandLine().top.parse_args(arguments))
    assert path == file
    assert (config.screen.fps, config.screen.calm) == (fps, True)
    config, _ = configuration(CommandLine().top.parse_args([]))
    assert (config.screen.fps, config.screen.calm) == (float(configured), False)
