"""The usual `floorline segment` at little more than the cost of Python's start: the running collector writes the line.

Only the standard library's cheapest parts are loaded: no msgspec, no argparse, no pathlib, no platformdirs, no TOML.
Whatever is not the usual case (an option that stands for itself, a configuration with a gateway, no collector, another
system) is left to tui.cli.segment, so this never has to say what is wrong. That the answers are the same is tested.
"""

import _socket as socket  # The same sockets; what `socket` adds takes longer to load than all the rest here.
import os
import stat
import struct
import sys

TIMEOUT_S = 0.5
_HEADER = struct.Struct(">IB")
_KIND = 6
_CREDENTIALS = struct.Struct("3i")
_LONGEST_SOCKET_PATH = 103
_LONGEST_ASSET = 31
_WIDEST = 65_535
_LONGEST_LINE_BYTES = 1 << 20
_OPTIONS = ("--asset", "--data-dir", "--format", "--width")


def write_line(words: list[str]) -> bool:
    """Writes the line for these arguments of `floorline`; False where nothing was written and the usual way is due."""
    asked = _asked(words)
    if asked is None or sys.stdout is None:
        return False
    width, is_styled = int(asked.get("--width", "40")), asked.get("--format") == "tmux"
    line = newest_line(asked.get("--data-dir", ""), asked.get("--asset", ""), width, is_styled)
    try:
        if line:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    except (OSError, ValueError):
        return False
    return bool(line)


def newest_line(data_dir: str, asset: str, width: int, is_styled: bool = False) -> str:
    """The running collector's line; empty where there is none, or where none is simply found."""
    try:
        path = socket_path(data_dir) if sys.platform == "linux" else None
        return "" if path is None else _line(path, _request(asset, width, is_styled))
    except (OSError, ValueError, struct.error):
        return ""


def socket_path(data_dir: str) -> str | None:
    """The socket that tui.cli.settings.paths would find; None where that is not simple to say."""
    named = data_dir or os.environ.get("FLOORLINE_DATA_DIR", "")
    gateway = os.environ.get("FLOORLINE_GATEWAY", "").rstrip("/")
    if os.environ.get("FLOORLINE_CONFIG") or named.startswith("~") or (gateway and not named):
        return None
    if not gateway and _has_gateway():
        return None
    if not named:
        runtime = _runtime_directory()
        path = None if runtime is None else f"{runtime}/floorline/collector.sock"
    else:
        directory = named if named.startswith("/") else os.path.join(os.getcwd(), named)
        if gateway:
            directory = os.path.join(directory, f"gateway-{_as_name(gateway)}")
        path = os.path.join(directory, "collector.sock") if os.access(directory, os.W_OK | os.X_OK) else None
    return path if path is not None and len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH else None


def _asked(words: list[str]) -> dict[str, str] | None:
    """The options by name; None where anything is not plain."""
    found: dict[str, str] = {}
    commands = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            commands.append(word)
            continue
        name, equals, value = word.partition("=")
        if not equals:
            value = next(rest, "")
        if name not in _OPTIONS or not value or value.startswith("-"):
            return None
        if not commands and name not in ("--asset", "--data-dir"):
            return None
        found[name] = value
    is_plain = commands == ["segment"] and found.get("--format", "plain") in ("plain", "tmux")
    width = found.get("--width", "40")
    return found if is_plain and width.isdecimal() and 1 <= int(width) <= _WIDEST else None


def _request(asset: str, width: int, is_styled: bool) -> bytes:
    """tui.link.wire.LineRequest in msgpack: an array of a short string, an integer and a boolean."""
    name = asset.upper().encode()
    if len(name) > _LONGEST_ASSET:
        raise ValueError("no asset has a name that long")
    payload = bytes((0x93, 0xA0 | len(name))) + name + struct.pack(">BHB", 0xCD, width, 0xC3 if is_styled else 0xC2)
    return _HEADER.pack(len(payload), _KIND) + payload


def _line(path: str, request: bytes) -> str:
    """The collector's answer, empty where it has none; raises OSError or ValueError where it can't be had."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(TIMEOUT_S)
        connection.connect(path)
        peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        if _CREDENTIALS.unpack(peer)[1] != os.getuid():
            return ""
        connection.sendall(request)
        length, kind = _HEADER.unpack(_exactly(connection, _HEADER.size))
        return _exactly(connection, length).decode() if kind == _KIND and length <= _LONGEST_LINE_BYTES else ""
    finally:
        connection.close()


def _exactly(connection: socket.socket, count: int) -> bytes:
    taken = b""
    while len(taken) < count:
        piece = connection.recv(count - len(taken))
        if not piece:
            raise ValueError("the collector closed the connection")
        taken += piece
    return taken


def _has_gateway() -> bool:
    """Whether the configuration in use may name a gateway, which has a data directory of its own."""
    home, own = os.environ.get("HOME", ""), os.environ.get("XDG_CONFIG_HOME", "")
    if not home.startswith("/"):
        return True
    own = own if own.startswith("/") else f"{home}/.config"
    for path in ("config.toml", f"{own}/floorline/config.toml"):
        if os.path.isfile(path):
            with open(path, encoding="utf-8-sig", errors="replace") as file:
                text = file.read()
            lines = [line.strip() for line in text.split("\n") if "gateway" in line or "\\u" in line.lower()]
            # A comment can't name it, nor can the default; anything else is left to a real parser.
            return not all(line.startswith("#") or line == 'gateway = ""' for line in lines)
    return False


def _runtime_directory() -> str | None:
    """platformdirs' user_runtime_dir without the application's name, in the cases that need no second look."""
    own = f"/run/user/{os.getuid()}"
    if os.environ.get("XDG_RUNTIME_DIR", own) != own:
        return None
    if _is_own_directory(own, mode=0o700):
        return own
    if any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")) or not os.access("/tmp", os.W_OK | os.X_OK):
        return None
    fallback = f"/tmp/runtime-{os.getuid()}"
    return fallback if _is_own_directory(fallback) else None


def _is_own_directory(path: str, mode: int | None = None) -> bool:
    try:
        facts = os.lstat(path)
    except OSError:
        return False
    is_own = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid()
    return is_own and (mode is None or facts.st_mode & 0o777 == mode)


def _as_name(gateway: str) -> str:
    """As tui.cli.settings.paths names a gateway's folder."""
    host = gateway.partition("://")[2].rpartition("@")[2]
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter == ".") else " " for letter in host)
    return "-".join(kept.split())
