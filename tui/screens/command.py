"""What a screen offers in the palette besides its keys."""

from typing import NamedTuple, Protocol, runtime_checkable

from widgets.view.help import HelpRow


class Command(NamedTuple):
    """Something that can be done here without a key of its own."""

    row: HelpRow
    action: str
    """As in a binding."""


@runtime_checkable
class Commanding(Protocol):
    """A screen with such commands."""

    def commands(self) -> tuple[Command, ...]: ...
