"""Stand-ins for two libraries that ccxt imports and Floorline has no use for, until something of theirs is used.

ccxt's base signs orders with `cryptography`, and its synchronous exchanges ask by `requests`: a third of what the door
loads. Floorline has no keys, and its exchanges ask by aiohttp. Whatever is called, or looked at, is the library's own.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any

_ASYMMETRIC = "cryptography.hazmat.primitives.asymmetric"
_MODULES = (
    "cryptography",
    "cryptography.hazmat",
    "cryptography.hazmat.backends",
    "cryptography.hazmat.primitives",
    "cryptography.hazmat.primitives.hashes",
    "cryptography.hazmat.primitives.serialization",
    _ASYMMETRIC,
    f"{_ASYMMETRIC}.ec",
    f"{_ASYMMETRIC}.ed25519",
    f"{_ASYMMETRIC}.padding",
    f"{_ASYMMETRIC}.utils",
    "requests",
    "requests.exceptions",
    "requests.utils",
)


class _Name:
    """A class or function of a library that is loaded when it is called, or one of its attributes is read."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._own()(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own(), name)

    def _own(self) -> Any:
        return getattr(import_module(self._module), self._name)


class _Module(ModuleType):
    """A module whose every name is a _Name."""

    def __getattr__(self, name: str) -> _Name:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Name(self.__name__, name)


def _user_agent() -> str:
    """As `requests` has it, for every exchange asks for it when it is made."""
    return f"python-requests/{version('requests')}"


@contextmanager
def unloaded(names: Sequence[str] = _MODULES) -> Iterator[None]:
    """What is imported within takes the stand-ins for those modules; everything else, and everyone later, does not.

    A library that is loaded already is used as it is.
    """
    stand_ins = {name: _Module(name) for name in names if name.partition(".")[0] not in sys.modules}
    for name, module in stand_ins.items():
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(stand_ins[parent], last, module)
    if "requests.utils" in stand_ins:
        stand_ins["requests.utils"].__dict__["default_user_agent"] = _user_agent
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]
