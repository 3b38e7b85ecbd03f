"""Laws of the house that import-linter cannot see."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "tui").rglob("*.py"), *(ROOT / "widgets").rglob("*.py")])
NAMELESS = {"utils", "helpers", "common", "manager", "misc"}


def loaded_by(module: str, watched: set[str]) -> set[str]:
    """Which of the watched top-level packages a fresh interpreter has loaded after importing `module`."""
    code = f"import sys, {module}; print(*({{name.partition('.')[0] for name in sys.modules}} & {watched!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["tui.app", "tui.screens.dashboard", "tui.cli.monitor", "tui.cli.replay"])
def test_a_pane_never_loads_the_collector_s_libraries(module: str) -> None:
    assert loaded_by(module, {"ccxt", "pandas", "numpy", "scipy", "aiohttp"}) == set()


def test_the_command_itself_starts_without_textual() -> None:
    assert loaded_by("tui.cli.main", {"ccxt", "pandas", "numpy", "aiohttp", "textual", "rich", "plotext"}) == set()


def test_nobody_loads_apprise_before_a_webhook_is_configured() -> None:
    assert loaded_by("tui.cli.collect, tui.cli.notify, tui.cli.config, tui.collector.alerting", {"apprise"}) == set()


def test_the_collector_loads_no_terminal() -> None:
    assert loaded_by("tui.cli.collect", {"textual", "rich", "plotext"}) == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_small_and_named_for_their_subject(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    limit = 250 if path.name == "app.py" else 400
    assert len(text.splitlines()) <= limit
    assert path.stem not in NAMELESS
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} is too long"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text))
