"""The door for text from outside: nothing passes here that could steer a terminal or a log."""

import re
import unicodedata

_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_RESHAPING = re.compile(r"[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
"""Variation selectors and skin tones: they change how wide the character before them is, differently everywhere."""
_PASSWORD = re.compile(r"(://)[^/\s@]*@")
"""Name and password in an address."""
_IDENTIFIER = re.compile(r"[A-Za-z0-9/:._@+-]{1,64}")


def clean(text: str, limit: int = 48) -> str:
    """`text` in NFC, cut to `limit`, without the passwords of addresses, and with "?" for control, format, surrogate,
    private and unassigned characters and for letters written from right to left, which turn around what is beside them.
    """
    if len(text) <= limit and text.isascii() and text.isprintable() and "@" not in text:
        return text
    # The cut comes first as well, so that a hostile megabyte costs no more than a line.
    normal = _PASSWORD.sub(r"\1…@", unicodedata.normalize("NFC", text[: limit * 4]))
    if not normal.isascii():
        normal = _RESHAPING.sub("", normal)
    safe = "".join("?" if _is_refused(char) else char for char in normal)
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


def in_words(error: OSError, limit: int = 120) -> str:
    """What the system says went wrong, and with which file, without its number; clean."""
    words = error.strerror or str(error) or type(error).__name__
    return clean(f"{words}: {error.filename}" if error.filename else words, limit)


def is_printable(text: str) -> bool:
    """Whether nothing in it would be replaced or left out by `clean`."""
    return not any(_is_refused(char) or _RESHAPING.match(char) for char in text)


def _is_refused(char: str) -> bool:
    return unicodedata.category(char) in _REFUSED or unicodedata.bidirectional(char) in _RIGHT_TO_LEFT


def is_identifier(text: str) -> bool:
    """Whether a venue's symbol is made only of characters that symbols are made of; others are quarantined."""
    return _IDENTIFIER.fullmatch(text) is not None
