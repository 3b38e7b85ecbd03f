"""`floorline config`: writes the commented defaults, validates, says which file is used."""

import argparse
import os
import stat
import sys
from pathlib import Path

from tui import VERSION
from tui.alerts.rules import rule_faults
from tui.cli.settings import check_keys, paths
from tui.collector.lock import holder_pid
from tui.config.load import find, load, user_file
from tui.config.model import Config
from tui.config.render import default_toml
from tui.domain.errors import ConfigurationError, FloorlineError
from tui.domain.whole_file import whole_file
from tui.link.once import one_answer
from tui.link.wire import Edit, Reload

_ANSWER_S = 10.0


def run(options: argparse.Namespace) -> int:
    """Exit 0; ConfigurationError (65) when `check` refuses the file."""
    path = find(options.config, os.environ, Path.cwd())
    if options.action == "init":
        return _init(options.config or user_file())
    if options.action == "check":
        config = load(path, os.environ, rule_faults)
        check_keys(config, path)
        _check_webhooks(config, path)
        sys.stdout.write(
            f"{path or 'defaults'}: valid; {', '.join(config.assets)} on {len(config.enabled_venues)} venues\n"
        )
        return 0
    if options.action == "reload":
        return _reload(options, path)
    sys.stdout.write(f"{path or f'defaults (no file; {user_file()} would be used)'}\n")
    return 0


def _check_webhooks(config: Config, path: Path | None) -> None:
    """Raises ConfigurationError for an address that no service understands; warns where others can read them."""
    if not config.alerts.webhooks:
        return
    # Imported only here: whoever has no webhook needs no library for them.
    from tui.alerts.webhooks import webhook_faults

    if found := webhook_faults(config.alerts.webhooks):
        raise ConfigurationError(tuple(f"{path or 'defaults'}: {key}: {fault}" for key, fault in found))
    if path is not None and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        sys.stderr.write(f"{path}: others can read it, and it holds webhook addresses: chmod 600 it\n")


def _init(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path, replaces=False) as beside:
            # A proxy's password may come to stand in it.
            beside.touch(mode=0o600, exist_ok=False)
            beside.write_text(default_toml(), encoding="utf-8")
    except FileExistsError:
        raise FloorlineError(f"{path} exists already; edit it, or remove it first") from None
    except OSError as error:
        raise FloorlineError(f"{path} can't be written: {error.strerror}; try --config FILE") from None
    sys.stdout.write(f"wrote {path}\n")
    return 0


def _reload(options: argparse.Namespace, path: Path | None) -> int:
    """Has the running collector begin again with its own configuration; ConfigurationError where it refuses that.

    The file is the collector's, which may have been started with another --config; `path` only says which collector.
    """
    places = paths(options, _own(path))
    pid = holder_pid(places.lock)
    if pid is None:
        raise FloorlineError("no collector runs; the next one reads the configuration by itself")
    answer = one_answer(places.socket, _ANSWER_S, Edit(ticket=1, change=Reload()), VERSION)
    if not answer.accepted:
        told = [f"collector (pid {pid}) read {answer.words} and goes on with the one before"] if answer.words else []
        raise ConfigurationError((*told, *(words for _, words in answer.faults)))
    sys.stdout.write(f"collector (pid {pid}) read {answer.words}: accepted, it begins again with it\n")
    return 0


def _own(path: Path | None) -> Config:
    """This command's configuration as far as it can be used: it is another that is judged."""
    try:
        return load(path, os.environ)
    except ConfigurationError:
        return load(None, os.environ)
