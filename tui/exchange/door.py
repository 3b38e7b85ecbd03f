"""The door to ccxt: loads the venues in use and nothing else, and gives ccxt's throttler a clock that never steps.

`import ccxt` executes more than two hundred modules and `import ccxt.pro` four hundred, of which a session uses a
dozen. The three package modules are therefore stood in for by empty ones with the same path, before ccxt is first
imported; every exchange module below them is ccxt's own, unmodified. Two libraries that its base imports are loaded
only once they are used (tui.exchange.unloaded). Where another library imported ccxt first, its complete package is used
as it is.
"""

import importlib
import importlib.metadata
import importlib.util
import logging
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from tui.domain.clock import SystemClock
from tui.exchange.unloaded import unloaded


class _Package(ModuleType):
    """An empty package that loads an exchange when it is asked for by name, as ccxt's own would have held it."""

    def __setattr__(self, name: str, value: Any) -> None:
        # The import system binds `binance` to the module; ccxt's own packages bind it to the class inside.
        inner = getattr(value, name, None) if isinstance(value, ModuleType) else None
        super().__setattr__(name, inner if isinstance(inner, type) else value)

    def __getattr__(self, name: str) -> Any:
        # The bare `ccxt` package would answer with the synchronous exchanges, which Floorline never uses.
        if name.startswith("_") or self.__name__ == "ccxt":
            raise AttributeError(name)
        full = f"{self.__name__}.{name}"
        try:
            importlib.import_module(full)
        except ModuleNotFoundError as error:
            if error.name == full:
                raise AttributeError(name) from None
            raise
        return self.__dict__[name]


def _package(name: str, folder: Path) -> _Package:
    module = _Package(name)
    spec = ModuleSpec(name, None, origin=str(folder / "__init__.py"), is_package=True)
    spec.submodule_search_locations = [str(folder)]
    module.__dict__.update(__path__=[str(folder)], __file__=spec.origin, __spec__=spec, __package__=name)
    sys.modules[name] = module
    return module


def _stand_in() -> None:
    """Puts the empty packages in place, with the few names that ccxt's own modules import from them."""
    spec = importlib.util.find_spec("ccxt")
    if spec is None or spec.origin is None:
        raise ImportError("ccxt is not installed")
    root = Path(spec.origin).parent
    top = _package("ccxt", root)
    rest = _package("ccxt.async_support", root / "async_support")
    pro = _package("ccxt.pro", root / "pro")
    top.__dict__.update(__version__=importlib.metadata.version("ccxt"), async_support=rest, pro=pro)
    base = _base()
    found = vars(base.errors).items()
    errors_by_name = {name: value for name, value in found if isinstance(value, type)}
    for module in (top, rest, pro):
        module.__dict__.update(errors_by_name)
    top.__dict__["Exchange"] = base.exchange.Exchange
    exchange = importlib.import_module("ccxt.async_support.base.exchange").Exchange
    rest.__dict__["Exchange"] = pro.__dict__["Exchange"] = exchange


def _base() -> Any:
    """ccxt's base, without the libraries that Floorline has no use for where it can be had so."""
    try:
        with unloaded():
            return importlib.import_module("ccxt.base")
    except Exception:  # the boundary: a ccxt that needs more of them than their names is given them whole
        return importlib.import_module("ccxt.base")


if "ccxt" not in sys.modules:
    _stand_in()

errors: Any = importlib.import_module("ccxt.base.errors")
"""ccxt's exception classes."""

# At the debug level ccxt logs every answer whole.
logging.getLogger("ccxt").setLevel(logging.WARNING)

# ccxt reads the wall clock here, and a clock set back by a minute would hold every request back for a minute.
_throttler: Any = importlib.import_module("ccxt.async_support.base.throttler")
_throttler.time = SystemClock().monotonic_s


def exchange_class(ccxt_id: str) -> type[Any]:
    """The ccxt.pro class of one exchange; AttributeError where ccxt has none of that name."""
    if not ccxt_id.isidentifier():
        raise AttributeError(ccxt_id)
    found = getattr(importlib.import_module("ccxt.pro"), ccxt_id)
    if not isinstance(found, type):
        raise AttributeError(ccxt_id)
    return found
