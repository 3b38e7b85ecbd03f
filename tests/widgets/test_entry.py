"""A row in which something is typed: its editing keys, its cursor and its hint, at every width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.events import Paste

from widgets.draw.entry import draw_entry
from widgets.draw.lines import plain, width_of
from widgets.entry import Entry
from widgets.view.entry import EntryView
from widgets.view.text import Tone


class Typing(App[None]):
    """An entry, and what it said."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield Entry(id="entry", sign="/")

    def on_entry_changed(self) -> None:
        self.heard.append(self.query_one(Entry).text)

    def on_entry_kept(self) -> None:
        self.heard.append("kept")

    def on_entry_left(self) -> None:
        self.heard.append("left")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["left", "x"], "okx lonxg"),
        (["home", "delete", "delete"], "x long"),
        (["backspace", "ctrl+h"], "okx lo"),
        (["ctrl+w"], "okx "),
        (["ctrl+w", "ctrl+w"], ""),
        (["left", "left", "ctrl+u"], "ng"),
        (["home", "right", "right", "right", "ctrl+k"], "okx"),
        (["ctrl+a", "a", "ctrl+e", "z"], "aokx longz"),
        (["home", "backspace", "left", "end", "delete", "right"], "okx long"),
    ],
)
async def test_keys_edit(keys: list[str], text: str) -> None:
    app = Typing()
    async with app.run_test(size=(60, 5)) as pilot:
        entry = app.query_one(Entry)
        entry.focus()
        entry.begin("okx long")
        await pilot.press(*keys)
        assert entry.text == text


async def test_it_says_what_happened() -> None:
    app = Typing()
    async with app.run_test(size=(60, 5)) as pilot:
        app.query_one(Entry).focus()
        await pilot.press("a", "left", "enter", "escape", "ctrl+c")
        await pilot.pause()
        assert app.heard == ["a", "kept", "left", "left"]


async def test_what_is_pasted_becomes_one_line() -> None:
    app = Typing()
    async with app.run_test(size=(60, 5)) as pilot:
        entry = app.query_one(Entry)
        entry.focus()
        entry.post_message(Paste("okx\nlong\x1b[31m\t>1M" + "x" * 500))
        await pilot.pause()
        assert entry.text.startswith("okx long?[31m >1M")
        assert len(entry.text) == 120


@given(
    text=st.text(alphabet="ab >1界", max_size=40),
    place=st.integers(min_value=0, max_value=40),
    hint=st.text(alphabet="xyz …", max_size=50),
    width=st.integers(min_value=1, max_value=90),
)
def test_it_is_as_wide_as_its_room_and_shows_the_cursor(text: str, place: int, hint: str, width: int) -> None:
    view = EntryView(sign="/", text=text, cursor=min(place, len(text)), hint=(hint, Tone.DIM))
    line = draw_entry(view, width)
    assert width_of(line) == width
    if width >= 8:
        assert any(tone is Tone.BADGE for _, tone in line)


def test_without_a_hint_nothing_stands_beside_the_text() -> None:
    assert plain(draw_entry(EntryView(sign=":", text="pane", cursor=4), 20)) == " : pane".ljust(20)
    assert plain(draw_entry(EntryView(sign=":", cursor=0, hint=("why", Tone.WARN)), 20)).rstrip().endswith("why")
