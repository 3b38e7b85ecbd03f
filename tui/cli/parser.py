"""The command line: every command, its options and an example of its use."""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from tui import VERSION


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    misuse_code = 2
    """Exit code of a command line that can't be read; a command whose own 2 says something else has another."""

    def error(self, message: str) -> NoReturn:
        self.exit(self.misuse_code, f"floorline: {message}; see `{self.prog} --help`\n")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, more = super().parse_known_args(args, namespace)
        if more and self.misuse_code != Parser.misuse_code:
            # Left to the parser of all commands, this would end with that one's code.
            self.error(f"unrecognized arguments: {' '.join(more)}")
        return found, more


SCENARIOS = ("brief", "calm", "cascade", "odd")
"""Named here too, as loading the paper market takes longer than reading a command line."""

_TIMES = '"2025-11-08 17:45" or "17:45:27", in UTC'


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for, since that costs more than a status bar's whole command."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        _namespace: argparse.Namespace,
        _values: object,
        _option_string: str | None = None,
    ) -> None:
        parser.exit(message=f"floorline {VERSION}\n")


class CommandLine:
    """Builds the parser, one method for each group of commands."""

    def __init__(self) -> None:
        self.top = Parser(
            prog="floorline",
            parents=[_places(None), _asset(None), _calm(False)],
            description="A terminal monitor for the floor under a leveraged market. Public data, no account, no keys.",
            epilog="example: floorline --asset ETH",
        )
        self.top.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
        self.top.add_argument("--served", action="store_true", help=argparse.SUPPRESS)
        self.top.set_defaults(module="monitor")
        self._commands = self.top.add_subparsers(title="commands", metavar="COMMAND")
        # A subcommand's defaults would overwrite what stood before its name, so only the top level has any.
        self._everywhere, self._asset = _places(argparse.SUPPRESS), _asset(argparse.SUPPRESS)
        self._calm = _calm(argparse.SUPPRESS)
        self._screens()
        self._boards()
        self._recordings()
        self._scripts()
        self._upkeep()

    def _command(self, name: str, what: str, example: str, *parents: Parser) -> Parser:
        sub = self._commands.add_parser(
            name, help=what, description=what, epilog=f"example: {example}", parents=parents
        )
        sub.set_defaults(module=name)
        return sub

    def _screens(self) -> None:
        demo = self._command(
            "demo",
            "the monitor on paper venues, without network",
            "floorline demo --asset ETH",
            self._asset,
            self._calm,
            _scenario(),
        )
        demo.add_argument(
            "--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="the configuration to use"
        )
        demo.add_argument("--screenshot", type=Path, metavar="FILE", help="write the screen as an SVG and stop")
        demo.add_argument("--record", type=Path, metavar="DIR", help="record what the demo shows there")
        demo.add_argument(
            "--size", type=_size, default=(120, 40), metavar="WxH", help="the picture's (default: 120x40)"
        )
        browser = self._command(
            "browser",
            "the monitor as a web page, for browsers on this machine",
            "floorline browser --port 9401",
            self._everywhere,
            self._asset,
            self._calm,
        )
        browser.add_argument(
            "--port", type=_port, default=9401, metavar="N", help="loopback port (default: 9401); 0 takes a free one"
        )
        collect = self._command(
            "collect", "the collector without a screen", "floorline collect --duration 60", self._everywhere
        )
        collect.add_argument("--duration", type=_positive, metavar="S", help="stop after that many seconds")
        collect.add_argument("--linger", action="store_true", help="stop some time after the last pane has left")
        collect.add_argument("--mode", choices=("live", "demo"), default="live", help=argparse.SUPPRESS)
        collect.add_argument("--log", action="store_true", help="log to collector.log in the data directory")
        collect.add_argument("--recordings", type=Path, metavar="DIR", help=argparse.SUPPRESS)
        collect.add_argument("--leashed", action="store_true", help=argparse.SUPPRESS)

    def _boards(self) -> None:
        snapshot = self._command(
            "snapshot", "the Board once", "floorline snapshot --json", self._everywhere, self._asset
        )
        form = snapshot.add_mutually_exclusive_group()
        form.add_argument("--table", action="store_true", help="as a table for a person (the default)")
        form.add_argument("--json", action="store_true", help="as JSON in place of a table")
        form.add_argument(
            "--csv", action="store_true", help="as CSV: at, asset, path, value, unit, note, venue; a row a value"
        )
        snapshot.add_argument(
            "--path",
            action="append",
            metavar="PATH",
            help="only what begins so, such as BTC.funding or BTC.price.venues; may be given again",
        )
        snapshot.add_argument("--schema", action="store_true", help="print the JSON Schema of the Board and stop")
        snapshot.add_argument(
            "--wait", type=_positive, default=20.0, metavar="S", help="give feeds that long (default: 20)"
        )
        self._command(
            "brief", "the market in prose, from live numbers", "floorline brief", self._everywhere, self._asset
        )
        check = self._command(
            "check", "a market note held against live numbers", "floorline check note.txt", self._everywhere
        )
        check.description = (
            "A market note held against live numbers, claim by claim. Exit code 0: no claim is wrong, 1: one is, "
            "2: nothing was judged."
        )
        check.add_argument("file", metavar="FILE", help="the note; - reads standard input")

    def _recordings(self) -> None:
        replay = self._command(
            "replay",
            "a recording on the same screen: pause, step, seek, speed",
            "floorline replay --from 14:03 --speed 10",
            self._everywhere,
            self._asset,
            self._calm,
            _tape(),
        )
        replay.add_argument("--speed", type=_positive, default=1.0, metavar="X", help="how fast it plays (default: 1)")
        record = self._command(
            "record", "recordings on disk", "floorline record export --from 14:00 --to 14:30 fall.flrec"
        )
        actions = record.add_subparsers(title="actions", metavar="ACTION", required=True)
        what = "every file with its times, size and gaps"
        listed = actions.add_parser("list", help=what, description=what, parents=[self._everywhere, _folder()])
        listed.add_argument("--json", action="store_true", help="as JSON")
        listed.set_defaults(action="list")
        what = "a stretch of time as one file"
        export = actions.add_parser("export", help=what, description=what, parents=[self._everywhere])
        export.add_argument("file", type=Path, metavar="FILE", help="the new file")
        export.add_argument("--in", dest="path", type=Path, metavar="PATH", help="a recording, or a folder of them")
        export.add_argument("--from", dest="begin", metavar="TIME", help=f"the first moment: {_TIMES}")
        export.add_argument("--to", dest="end", metavar="TIME", help="the last moment")
        export.set_defaults(action="export")

    def _scripts(self) -> None:
        segment = self._command(
            "segment", "one line for a status bar", "floorline segment --format tmux", self._everywhere, self._asset
        )
        segment.add_argument("--format", choices=("plain", "tmux"), default="plain", help="tmux adds its colours")
        segment.add_argument(
            "--width", type=_cells, default=40, metavar="N", help="at most that many cells (default: 40)"
        )
        gate = self._command(
            "gate",
            "a condition on the Board as an exit code: 0 true, 1 false, 2 not known, 64 not a condition",
            "floorline gate 'BTC.weekly.distance_pct < 0 and BTC.funding.apr_pct > 5'",
            self._everywhere,
        )
        gate.misuse_code = 64
        gate.add_argument("expression", metavar="EXPRESSION", help="paths of the Board, compared and combined")

    def _upkeep(self) -> None:
        doctor = self._command(
            "doctor", "what works here and what does not", "floorline doctor --json", self._everywhere
        )
        doctor.add_argument("--json", action="store_true", help="as JSON")
        notify = self._command(
            "notify", "whether alerts arrive: bell, terminal, tmux, command, webhooks", "floorline notify test",
            self._everywhere,
        )  # fmt: skip
        notify.add_argument("action", choices=("test",), help="send a test alert down the whole chain")
        config = self._command("config", "the configuration file", "floorline config check", self._everywhere)
        config.add_argument(
            "action",
            choices=("init", "check", "path", "reload"),
            help="write defaults, validate, say which file, or have the running collector read it again",
        )
        completion = self._command(
            "completion", "commands and options by the tab key, in your shell", "source <(floorline completion bash)"
        )
        completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="which shell will read it")
        paper = self._command(
            "paper", "the paper venues alone, for any gateway setting", "floorline paper --port 9400", _scenario()
        )
        paper.add_argument("--port", type=_port, default=9400, metavar="N", help="loopback port; 0 takes a free one")
        paper.add_argument("--leashed", action="store_true", help=argparse.SUPPRESS)
        paper.add_argument("--listening", type=int, metavar="FD", help=argparse.SUPPRESS)


def parser() -> Parser:
    """The whole command line."""
    return CommandLine().top


def _places(default: str | None) -> Parser:
    options = Parser(add_help=False, argument_default=default)
    options.add_argument("--config", type=Path, metavar="FILE", help="the configuration to use")
    options.add_argument("--data-dir", type=Path, metavar="DIR", help="where history and the socket live")
    return options


def _asset(default: str | None) -> Parser:
    options = Parser(add_help=False, argument_default=default)
    options.add_argument("--asset", type=str.upper, metavar="BTC", help="the asset to show first, or alone")
    return options


def _calm(default: bool | str) -> Parser:
    options = Parser(add_help=False)
    options.add_argument(
        "--calm", action="store_true", default=default, help="no flash when a value changes, as [screen] calm"
    )
    options.add_argument(
        "--low-bandwidth", action="store_true", default=default, help="for a thin link: calm, and one frame a second"
    )
    return options


def _folder() -> Parser:
    options = Parser(add_help=False)
    options.add_argument(
        "path", type=Path, nargs="?", metavar="PATH", help="a recording, or a folder of them (default: the collector's)"
    )
    return options


def _tape() -> Parser:
    options = Parser(add_help=False, parents=[_folder()])
    options.add_argument("--from", dest="begin", metavar="TIME", help=f"begin there: {_TIMES}")
    return options


def _scenario() -> Parser:
    options = Parser(add_help=False)
    options.add_argument(
        "--scenario",
        default="brief",
        choices=SCENARIOS,
        metavar="NAME",
        help="brief, calm, cascade or odd (default: brief)",
    )
    options.add_argument("--speed", type=_positive, default=1.0, metavar="X", help="how fast the market moves on")
    options.add_argument("--seed", type=int, default=1, metavar="N", help="another seed is another market")
    return options


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text} is not a port from 0 to 65535")
    return int(text)


def _cells(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of cells from 1 on")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"{text} is not a size such as 120x40")
    return int(width), int(height)
