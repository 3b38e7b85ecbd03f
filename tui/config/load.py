"""Finds, reads and validates the configuration."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from tui.config.check import Fault, faults
from tui.config.lines import line_of
from tui.config.model import Config, default_assets
from tui.domain.errors import ConfigurationError
from tui.domain.text import clean


def find(option: Path | None, environ: Mapping[str, str], folder: Path) -> Path | None:
    """The file that is used: --config, FLOORLINE_CONFIG, ./config.toml, the user's own; None is the defaults."""
    if option is not None:
        return option
    if environ.get("FLOORLINE_CONFIG"):
        return Path(environ["FLOORLINE_CONFIG"])
    candidates = (folder / "config.toml", user_file())
    return next((path for path in candidates if path.is_file()), None)


def user_file() -> Path:
    """Where the user's own configuration lives, whether or not it exists."""
    return Path(platformdirs.user_config_dir("floorline")) / "config.toml"


def no_further_faults(_config: Config) -> Sequence[Fault]:
    """For whoever has nothing to hold the configuration against beyond the model."""
    return ()


def load(
    path: Path | None,
    environ: Mapping[str, str],
    further: Callable[[Config], Sequence[Fault]] = no_further_faults,
) -> Config:
    """The validated configuration; raises ConfigurationError with one line for each fault found.

    `further` finds the faults that only higher floors can see, in a configuration that the model takes.
    """
    raw: dict[str, Any] = {}
    text = ""
    if path is not None:
        text = _read(path)
        raw = _parse(path, text)
    shown = clean(str(path), 200) if path else "defaults"
    if (assets := raw.get("assets")) is not None:
        raw["assets"] = _named_assets(assets)
    found = faults(raw)
    if found:
        raise ConfigurationError(tuple(_problem(shown, text, key, fault) for key, fault in found))
    if environ.get("FLOORLINE_GATEWAY"):
        raw.setdefault("network", {})["gateway"] = environ["FLOORLINE_GATEWAY"].rstrip("/")
        if found := faults(raw):
            raise ConfigurationError(tuple(f"FLOORLINE_GATEWAY: {fault}" for _, fault in found))
    config = msgspec.convert(raw, Config)
    if found := list(further(config)):
        raise ConfigurationError(tuple(_problem(shown, text, key, fault) for key, fault in found))
    return config


def _named_assets(assets: Any) -> Any:
    """`assets = ["BTC", "ETH"]` names what is watched; each then has its default lines, if there are any."""
    if not isinstance(assets, list) or not all(isinstance(name, str) for name in assets):
        return assets
    defaults = default_assets()
    return {name: msgspec.to_builtins(defaults[name]) if name in defaults else {} for name in assets}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(
            (f"{clean(str(path), 200)}: can't be read: {clean(error.strerror or '', 80)}",)
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationError((f"{clean(str(path), 200)}: is not UTF-8 text",)) from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError((f"{clean(str(path), 200)}: not valid TOML: {clean(str(error), 160)}",)) from None


def _problem(shown: str, text: str, key: str, fault: str) -> str:
    line = line_of(text, key)
    return f"{shown}:{line}: {clean(key, 96)}: {fault}" if line else f"{shown}: {clean(key, 96)}: {fault}"
