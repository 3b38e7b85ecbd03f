"""While a screen loads: something to read, and no looking for garbage."""

import gc
import sys

_ERASE_ROW = "\r\x1b[K"


class Waiting:
    """From when it is made until it is closed."""

    def __init__(self, words: str | None) -> None:
        """`words` stand on the terminal meanwhile; None where there is no terminal for them."""
        self.is_shown = words is not None
        self._is_standing = bool(words)
        self._is_loading = True
        if words:
            sys.stderr.write(words)
            sys.stderr.flush()
        # All that a module makes stays: looking through it for garbage again and again takes a seventh of the time.
        gc.disable()

    def taken_away(self) -> str:
        """What takes the words away, for whoever writes next."""
        was_standing, self._is_standing = self._is_standing, False
        return _ERASE_ROW if was_standing else ""

    def close(self) -> None:
        """Everything is loaded."""
        if self._is_loading:
            self._is_loading = False
            gc.freeze()
            gc.enable()
        if erasing := self.taken_away():
            sys.stderr.write(erasing)
            sys.stderr.flush()
