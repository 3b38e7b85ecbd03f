"""The conventions: which of several readings of a figure leads, for every pane at once."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from tui.config.edits import SetConvention
from tui.domain.board import Board
from tui.domain.board_settings import ConventionSetting
from tui.link.source import BoardSource
from tui.present.conventions import WORDS, in_words, listed, next_value, present_conventions
from tui.screens.command import Command
from tui.screens.editing import EditPage, ask, outcome
from tui.screens.overlay import HELP_BINDING, close_binding
from tui.screens.speaking import say
from widgets.draw.edits import draw_convention_list
from widgets.draw.glyphs import Glyphs
from widgets.view.edits import EditsView
from widgets.view.help import HelpRow
from widgets.view.text import Span, Tone


class ConventionPage(EditPage, inherit_bindings=False):
    """Enter switches the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,right", "switch", "switch", id="edit.switch", tooltip="Switch the chosen one"),
        Binding("u", "restore", "restore", id="edit.restore", tooltip="Restore the chosen one as it is configured"),
        close_binding("c", "edit"),
        HELP_BINDING,
    ]

    def __init__(self, source: BoardSource, glyphs: Glyphs) -> None:
        super().__init__(
            source, glyphs, id="conventions", letter="c", title="CONVENTIONS", drawing=draw_convention_list
        )

    def keys_of(self, board: Board) -> Sequence[str]:
        return tuple(each.name for each in listed(board))

    def view_of(self, board: Board, chosen: int, message: Span) -> EditsView:
        return present_conventions(board, chosen, message)

    def action_switch(self) -> None:
        convention = self._chosen()
        if convention is not None:
            self._set(convention.name, next_value(convention))

    def action_restore(self) -> None:
        convention = self._chosen()
        if convention is None:
            return
        if convention.value != convention.configured:
            self._set(convention.name, convention.configured)
        else:
            self.say(("it is as config.toml has it", Tone.DIM))

    def _set(self, name: str, value: str) -> None:
        self.send(change_of(name, value), in_words(name, value))

    def _chosen(self) -> ConventionSetting | None:
        board = self.source.latest()
        conventions = () if board is None else listed(board)
        return conventions[self.place] if conventions else None


def change_of(name: str, value: str) -> SetConvention:
    """The change that makes a convention so."""
    return SetConvention(name=name, value=value)  # type: ignore[arg-type]  # the collector refuses other names


async def switch(app: App[None], source: BoardSource, name: str, value: str) -> None:
    """Has the collector go by another convention, and says what became of it."""
    answer = await ask(source, change_of(name, value))
    words, _ = outcome(answer, in_words(name, value))
    say(app, words, "note" if answer.accepted else "warning")


def convention_commands(board: Board) -> tuple[Command, ...]:
    """One for each reading that does not lead now."""
    return tuple(
        Command(
            HelpRow(
                keys="",
                id=f"convention.{each.name}.{value}",
                words=f"Convention: {in_words(each.name, value)}",
                is_bound=False,
            ),
            f"convention('{each.name}', '{value}')",
        )
        for each in listed(board)
        for value in WORDS[each.name][1]
        if value != each.value
    )
