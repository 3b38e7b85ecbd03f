"""Where a level or a rule comes from, in words."""

from widgets.view.text import Span, Tone

ORIGINS: dict[str, Span] = {
    "configured": ("config", Tone.DIM),
    "edited": ("edited", Tone.INFO),
    "added": ("added", Tone.INFO),
    "removed": ("removed", Tone.DIM),
}
ORIGIN_WORDS = {
    "configured": "from config.toml",
    "edited": "edited on the screen; u restores it as config.toml has it",
    "added": "added on the screen",
    "removed": "in config.toml, removed on the screen; u restores it",
}
