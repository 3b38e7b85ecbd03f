"""What the user's `[keys]` may say, and the key table of the README: both from the bindings themselves."""

import difflib
from collections.abc import Mapping

from textual.keys import format_key

from tui.screens.bindings import all_bindings


def key_faults(keys: Mapping[str, str]) -> tuple[str, ...]:
    """One line for each id that does not exist, each id without a key, and each key that two ids would share."""
    bindings = {binding.id: binding.key for binding in all_bindings() if binding.id is not None}
    faults = []
    for name, text in keys.items():
        if name not in bindings:
            near = difflib.get_close_matches(name, bindings, n=1)
            faults.append(f"keys.{name}: no such action" + (f"; did you mean {near[0]}?" if near else ""))
        elif not _split(text):
            faults.append(f"keys.{name}: expected at least one key")
    taken: dict[str, str] = {}
    rebound = {name: text for name, text in keys.items() if name in bindings}
    # The user's own choices come first, so that a clash is told of the default that stands in the way.
    for name, text in (rebound | {name: key for name, key in bindings.items() if name not in rebound}).items():
        for key in _split(text):
            other = taken.setdefault(key, name)
            if other != name and (name in rebound or other in rebound):
                faults.append(f"keys.{other}: {key} is also the key of {name}")
    return tuple(faults)


def key_table() -> str:
    """The README's table of keys, in the order of the bindings."""
    rows = ["| key | does | id for `[keys]` |", "|---|---|---|"]
    for binding in all_bindings():
        shown = " ".join(f"`{_shown(key)}`" for key in _split(binding.key))
        rows.append(f"| {shown} | {binding.tooltip or binding.description} | `{binding.id}` |")
    return "\n".join(rows)


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",") if key.strip()]


def _shown(key: str) -> str:
    if key == "enter":
        return key
    return format_key(key).replace("^", "ctrl+") if key.startswith("ctrl+") else format_key(key)
