"""Laws of the house that import-linter cannot see."""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tui.screens import on_demand

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "tui").rglob("*.py"), *(ROOT / "widgets").rglob("*.py")])
_MOST_FUNCTION_LINES = 60
NAMELESS = {"utils", "helpers", "common", "manager", "misc"}


def test_every_contract_lists_every_room_that_is_no_exception() -> None:
    """A room that a contract forgets could break it unseen."""
    rooms = {f"tui.{path.stem}" for path in (ROOT / "tui").iterdir() if not path.stem.startswith("_")}
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    exceptions = {
        contract["name"]: {name.removeprefix("tui.") for name in rooms - set(contract["source_modules"])}
        for contract in contracts
        if contract.get("allow_indirect_imports")
    }
    assert exceptions == {
        "Only present, screens and app see widgets": {"present", "screens", "app"},
        "No terminal below the screens": {"screens", "app"},
        "Only exchange imports ccxt": {"exchange"},
        "Only alerts import apprise": {"alerts"},
        "Only analytics and the paper venues reckon with pandas and numpy": {"analytics", "paper"},
        "Only exchange, sources, paper and browser speak HTTP": {"exchange", "sources", "paper", "browser"},
        "Only history keeps a database": {"history"},
    }


def loaded_by(module: str, watched: set[str]) -> set[str]:
    """Which of the watched top-level packages a fresh interpreter has loaded after importing `module`."""
    code = f"import sys, {module}; print(*({{name.partition('.')[0] for name in sys.modules}} & {watched!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["tui.app", "tui.screens.dashboard", "tui.cli.screen", "tui.cli.replay"])
def test_a_pane_never_loads_the_collector_s_libraries(module: str) -> None:
    watched = {"ccxt", "pandas", "numpy", "scipy", "aiohttp", "apprise", "sqlite3", "textual_serve"}
    assert loaded_by(module, watched) == set()


def test_the_command_itself_starts_without_textual() -> None:
    assert loaded_by("tui.cli.main", {"ccxt", "pandas", "numpy", "aiohttp", "textual", "rich", "plotext"}) == set()


def test_the_first_frame_stands_before_what_takes_long_to_load() -> None:
    assert loaded_by("tui.cli.main, tui.cli.command, tui.cli.monitor", {"textual", "asyncio", "ssl"}) == set()


def test_nobody_loads_apprise_before_a_webhook_is_configured() -> None:
    assert loaded_by("tui.cli.collect, tui.cli.notify, tui.cli.config, tui.collector.alerting", {"apprise"}) == set()


def test_the_collector_loads_no_terminal() -> None:
    assert loaded_by("tui.cli.collect", {"textual", "rich", "plotext"}) == set()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no /proc to count threads in")
def test_the_mathematics_reckons_in_one_thread() -> None:
    code = "import tui.cli.collect, tui.analytics.options, os; print(len(os.listdir('/proc/self/task')))"
    environ = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=environ
    )
    assert int(done.stdout) == 1


def test_files_and_functions_are_small_and_files_are_named_for_their_subject() -> None:
    found: list[str] = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        lines, limit = len(text.splitlines()), 250 if path.name == "app.py" else 400
        if lines > limit:
            found.append(f"{path.relative_to(ROOT)}: {lines} lines, more than {limit}")
        if path.stem in NAMELESS:
            found.append(f"{path.relative_to(ROOT)}: a name that says nothing")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > _MOST_FUNCTION_LINES:
                    found.append(f"{path.relative_to(ROOT)}: {node.name} has {length} lines")
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    silent = [
        str(path.relative_to(ROOT))
        for path, text in texts.items()
        if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_the_first_paint_loads_no_page_and_nothing_that_explains() -> None:
    code = "import sys, tui.cli.screen; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    homes = set(on_demand._HOMES.values())
    assert len(homes) > 10
    assert set(done.stdout.split()) & {*homes, "tui.present.explain", "tui.brief", "tui.link.recording"} == set()


def test_everything_that_loads_on_demand_exists() -> None:
    for name in on_demand._HOMES:
        assert getattr(on_demand, name).__name__ == name
    with pytest.raises(AttributeError):
        _ = on_demand.nothing
