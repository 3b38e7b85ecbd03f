"""What every command needs first: the configuration in use and where its data lives."""

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import platformdirs

from tui.config import load
from tui.config.check import Fault
from tui.config.model import Config, default_rules
from tui.domain.errors import ConfigurationError, RefusedError
from tui.domain.text import clean
from tui.link.paths import DataPaths, data_paths

_THIN_FPS = 1.0
"""Frames a second of `--low-bandwidth`."""


def configuration(options: argparse.Namespace) -> tuple[Config, Path | None]:
    """The validated configuration and its file (None: defaults); raises ConfigurationError."""
    path = load.find(options.config, os.environ, Path.cwd())
    config = load.load(path, os.environ, _rule_faults)
    thin = getattr(options, "low_bandwidth", False)
    if thin or getattr(options, "calm", False):
        fps = min(config.screen.fps, _THIN_FPS) if thin else config.screen.fps
        config = msgspec.structs.replace(config, screen=msgspec.structs.replace(config.screen, calm=True, fps=fps))
    return config, path


def _rule_faults(config: Config) -> Sequence[Fault]:
    if config.alerts.rules == default_rules():
        return ()
    # Imported only here: most screens start without rules of their own, and a status bar needs none.
    from tui.alerts.rules import rule_faults

    return rule_faults(config)


def configuration_without_rules(options: argparse.Namespace) -> Config:
    """The configuration for a command that must be quick and uses no alert rules, which are left unchecked."""
    return load.load(load.find(options.config, os.environ, Path.cwd()), os.environ)


def check_keys(config: Config, path: Path | None) -> None:
    """Raises ConfigurationError where `[keys]` names what does not exist or gives one key to two actions."""
    # Imported only here: commands without a screen need no bindings.
    from tui.screens.keymap import key_faults

    if faults := key_faults(config.keys):
        raise ConfigurationError(tuple(f"{path or 'defaults'}: {clean(fault, 160)}" for fault in faults))


def paths(options: argparse.Namespace, config: Config) -> DataPaths:
    """Where the collector of these options keeps its files.

    A gateway has a folder of its own inside the data directory, so that a paper market never mixes with the real one.
    """
    if not config.network.gateway:
        return data_paths(options.data_dir)
    named = options.data_dir or os.environ.get("FLOORLINE_DATA_DIR")
    folder = Path(named) if named else platformdirs.user_data_path("floorline", appauthor=False)
    gateway = config.network.gateway.partition("://")[2].rpartition("@")[2]
    return data_paths(folder / f"gateway-{re.sub(r'[^A-Za-z0-9.]+', '-', gateway).strip('-')}")


def chosen_asset(options: argparse.Namespace, config: Config) -> str | None:
    """--asset, if the configuration has it; raises RefusedError otherwise."""
    asset: str | None = options.asset
    if asset is not None and asset not in config.assets:
        raise RefusedError(f"--asset {asset}: not configured; known: {', '.join(config.assets)}")
    return asset
