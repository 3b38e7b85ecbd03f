"""The libraries that ccxt imports and Floorline does not use are not loaded, and are themselves once they are used."""

import json
import subprocess
import sys
from typing import Any

import pytest

_LIBRARIES = ("requests", "urllib3", "cryptography")

_SIGNED = """
import json, sys
{before}
from tui.exchange.door import exchange_class
exchange = exchange_class("binance")()
loaded = [name for name in {libraries} if name in sys.modules]
signed = [
    exchange.userAgent,
    exchange.jwt({{"a": 1}}, b"secret", "sha256"),
    exchange.ecdsa("ab" * 32, "11" * 32, "p256", "sha256"),
    exchange.eddsa(b"text", b"7" * 32, "ed25519"),
]
import requests
print(json.dumps([loaded, signed, requests.utils.default_user_agent(), requests.Session.__module__]))
"""


def _run(before: str) -> list[Any]:
    code = _SIGNED.format(before=before, libraries=_LIBRARIES)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def whole() -> list[Any]:
    return _run("import requests, cryptography.hazmat.primitives.asymmetric.ec")


def test_they_are_not_loaded_and_sign_as_they_always_do(whole: list[Any]) -> None:
    loaded, signed, *real = _run("")
    assert loaded == []
    assert whole[0] == list(_LIBRARIES)
    assert [signed, *real] == whole[1:]
    assert signed[0] == real[0]
    assert real[1] == "requests.sessions"


def test_a_ccxt_that_needs_more_of_them_is_given_them_whole(whole: list[Any]) -> None:
    too_few = ("requests", "cryptography", "cryptography.hazmat", "cryptography.hazmat.primitives")
    fewer = f"import functools, tui.exchange.unloaded as u; u.unloaded = functools.partial(u.unloaded, {too_few!r})"
    assert _run(fewer) == whole
