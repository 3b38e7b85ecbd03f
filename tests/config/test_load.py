"""A configuration is taken whole or refused with every fault named."""

from pathlib import Path

import pytest

from tui.config.load import find, load, user_file
from tui.config.model import Config, LevelConfig, default_assets
from tui.config.render import default_toml
from tui.domain.errors import ConfigurationError

ROOT = Path(__file__).parents[2]


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as caught:
        load(written(folder, text), {})
    return tuple(problem.removeprefix(f"{folder / 'config.toml'}") for problem in caught.value.problems)


def test_the_repository_s_file_is_the_defaults_with_every_key() -> None:
    assert (ROOT / "config.toml").read_text(encoding="utf-8") == default_toml()
    assert load(ROOT / "config.toml", {}) == Config()


def test_no_file_is_the_defaults() -> None:
    assert load(None, {}) == Config()


def test_every_fault_is_named_with_line_key_and_what_is_allowed(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """\
[assets.BTC]
high_usd = "x"
levels = [{ price = -5, kind = "support" }]
[[assets.ETH.levels]]
price = 3100
lable = "typo"
[venues]
binanec = { enabled = true }
[screen]
fps = 400
""",
    )
    assert found == (
        ':2: assets.BTC.high_usd: expected a number above 0, got "x"',
        ":3: assets.BTC.levels[0].price: expected a number above 0, got -5",
        ":6: assets.ETH.levels[0].lable: unknown key; did you mean label?",
        ":8: venues.binanec: unknown venue; did you mean binance?",
        ":10: screen.fps: expected a number at least 0.5, at most 10, got 400",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "[network]\ngateway = 'ftp://x'",
            'network.gateway: expected a text like "http://127.0.0.1:9400", got "ftp://x"',
        ),
        ("[venues.bybit]\napiKey = 'x'", "venues.bybit.apiKey: Floorline reads public data only and takes no keys"),
        ("[[assets.BTC.levels]]\nlabel = 'no price'", "assets.BTC.levels[0].price: is missing"),
        ("assets = ['BTC/USD']", "assets.BTC/USD: this name is not a base asset in capitals"),
        ("[[assets.BTC.levels]]\nprice = 5\nto = 5", "assets.BTC.levels[0].to: a zone needs two different edges"),
        (
            "[assets.BTC]\nlevels = [{price = 5}, {price = 5, label = 'twin'}]",
            "assets.BTC.levels[1]: is the same line as levels[0]",
        ),
        ("[screen]\nfps = nan", "screen.fps: expected a number"),
        ("screen = 3", "screen: expected a table, got 3"),
        ("assets = []", "assets: expected a table not empty, no longer than 50, got {}"),
        ("[assets.BTC]\nhigh_on = 'soon'", 'assets.BTC.high_on: expected a date (2025-10-06), got "soon"'),
    ],
)
def test_single_faults(tmp_path: Path, text: str, fault: str) -> None:
    assert any(fault in problem for problem in problems(tmp_path, text))


def test_text_that_is_not_toml_says_where(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "assets = []\nscreen = = 3")
    assert "not valid TOML" in problem
    assert "line 2" in problem


def test_control_characters_of_a_key_never_reach_the_message(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, '"a\\u001b[2Jb" = 1')
    assert "\x1b" not in problem


def test_a_list_of_names_keeps_the_default_lines_of_those_that_have_some(tmp_path: Path) -> None:
    config = load(written(tmp_path, 'assets = ["SOL", "BTC"]'), {})
    assert list(config.assets) == ["SOL", "BTC"]
    assert config.assets["BTC"] == default_assets()["BTC"]
    assert config.assets["SOL"].levels == ()


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf[[assets.BTC.levels]]\r\nprice = 100000\r\n")
    assert load(path, {}).assets["BTC"].levels == (LevelConfig(price=100_000),)


def test_the_gateway_of_the_environment_wins_and_is_validated(tmp_path: Path) -> None:
    path = written(tmp_path, '[network]\ngateway = "https://one:1"')
    assert load(path, {"FLOORLINE_GATEWAY": "http://127.0.0.1:2/"}).network.gateway == "http://127.0.0.1:2"
    with pytest.raises(ConfigurationError, match="FLOORLINE_GATEWAY"):
        load(path, {"FLOORLINE_GATEWAY": "nonsense"})


def test_search_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    here = tmp_path / "here"
    here.mkdir()
    assert find(None, {}, here) is None
    user_file().parent.mkdir(parents=True)
    user_file().write_text("")
    assert find(None, {}, here) == user_file()
    mine = written(here, "")
    assert find(None, {}, here) == mine
    assert find(None, {"FLOORLINE_CONFIG": "other.toml"}, here) == Path("other.toml")
    assert find(Path("option.toml"), {"FLOORLINE_CONFIG": "other.toml"}, here) == Path("option.toml")


def test_a_venue_that_is_off_is_not_asked(tmp_path: Path) -> None:
    config = load(written(tmp_path, "[venues]\nbybit = { enabled = false }"), {})
    assert "bybit" not in config.enabled_venues
    assert "okx" in config.enabled_venues


def test_a_folder_in_place_of_a_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read"):
        load(tmp_path, {})
