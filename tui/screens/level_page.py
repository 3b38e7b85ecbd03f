"""The levels of an asset: a list, and a form for one of them."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

from textual.binding import BindingType

from tui.config.edits import Change, DropLevel, LevelKey, PutLevel, RestoreLevel, level_key
from tui.domain.board import Board
from tui.domain.board_settings import LevelSetting
from tui.link.source import BoardSource
from tui.present.edit_levels import (
    FIELDS,
    key_of,
    level_fields,
    level_hints,
    listed,
    named,
    present_levels,
    read_level,
)
from tui.present.reading import Reading
from tui.screens.bindings import asset_bindings
from tui.screens.edit_form import EditForm, Outcome
from tui.screens.editing import EditPage, list_bindings
from widgets.draw.edits import draw_level_list
from widgets.draw.glyphs import Glyphs
from widgets.view.edits import EditsView
from widgets.view.text import NOTHING, Span, Tone


class AssetChoice(Protocol):
    """Where the asset is chosen that every pane shows."""

    def reading(self) -> Reading | None: ...

    def action_asset(self, digit: int) -> None: ...

    def action_step_asset(self, step: int) -> None: ...


class LevelPage(EditPage, inherit_bindings=False):
    """What is edited here is the collector's, so every pane has it."""

    BINDINGS: ClassVar[list[BindingType]] = [*list_bindings("e"), *asset_bindings()]

    def __init__(self, source: BoardSource, glyphs: Glyphs, choice: AssetChoice) -> None:
        super().__init__(source, glyphs, id="levels", letter="e", title="LEVELS", drawing=draw_level_list)
        self._choice = choice

    @property
    def _asset(self) -> str:
        reading = self._choice.reading()
        return "" if reading is None else reading.asset

    def action_asset(self, digit: int) -> None:
        """As on the dashboard, which follows."""
        self._choice.action_asset(digit)
        self.say(NOTHING)

    def action_step_asset(self, step: int) -> None:
        self._choice.action_step_asset(step)
        self.say(NOTHING)

    def keys_of(self, board: Board) -> Sequence[LevelKey]:
        return tuple(key_of(level) for level in listed(board, self._asset))

    def view_of(self, board: Board, chosen: int, message: Span) -> EditsView:
        return present_levels(board, self._asset, chosen, message)

    def action_add(self) -> None:
        self._open(None)

    def action_change(self) -> None:
        level = self._chosen()
        if level is not None and level.origin != "removed":
            self._open(level)

    def action_remove(self) -> None:
        level = self._chosen()
        if level is not None and level.origin != "removed":
            self.send(DropLevel(asset=self._asset, key=key_of(level)), f"removed {named(level)}")

    def action_restore(self) -> None:
        level = self._chosen()
        if level is None:
            return
        if level.origin in ("edited", "removed"):
            self.send(RestoreLevel(asset=self._asset, key=key_of(level)), f"restored {named(level)}")
        else:
            self.say((f"{named(level)} is not in config.toml otherwise: nothing to restore", Tone.DIM))

    def _open(self, level: LevelSetting | None) -> None:
        def closed(found: Outcome | None) -> None:
            if found is None:
                return
            change, said = found
            if isinstance(change, PutLevel):
                self.choose_key(level_key(change.level))
            self.say(said)

        self.app.push_screen(LevelForm(self.source, self.glyphs, self._asset, level), closed)

    def _chosen(self) -> LevelSetting | None:
        board = self.source.latest()
        levels = () if board is None else listed(board, self._asset)
        return levels[self.place] if levels else None


class LevelForm(EditForm, inherit_bindings=False):
    """One level; without one, a new one."""

    def __init__(self, source: BoardSource, glyphs: Glyphs, asset: str, level: LevelSetting | None) -> None:
        name = f"{asset} NEW LEVEL" if level is None else f"{asset} LEVEL"
        super().__init__(source, glyphs, letter="e", name=name, fields=level_fields(level))
        self._asset = asset
        self._before: LevelKey | None = None if level is None else key_of(level)

    def read(self, texts: Sequence[str]) -> tuple[Change | None, dict[str, str]]:
        level, faults = read_level(texts)
        return (None, faults) if level is None else (PutLevel(asset=self._asset, level=level, before=self._before), {})

    def hints(self, texts: Sequence[str], faults: Mapping[str, str]) -> dict[str, Span]:
        board = self.source.latest()
        return level_hints(texts, faults, None if board is None else board.assets[self._asset].price.usd)

    def done(self, texts: Sequence[str]) -> str:
        held = dict(zip(FIELDS, texts, strict=True))
        return f"{'added' if self._before is None else 'changed'} {held['label'] or held['kind']} {held['price']}"
