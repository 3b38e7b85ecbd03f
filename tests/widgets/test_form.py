"""A form by its keys: typed fields, chosen fields, and the way between them."""

from collections.abc import Sequence

import pytest
from textual import events
from textual.app import App, ComposeResult

from widgets.draw.form import draw_form
from widgets.draw.frame import Scroll, inner_canvas
from widgets.draw.glyphs import BRAILLE
from widgets.draw.lines import plain, width_of
from widgets.form import Form
from widgets.view.form import FieldView, FormView
from widgets.view.pane import Title
from widgets.view.text import Tone

_FIELDS = (
    FieldView(label="price", text="105"),
    FieldView(label="kind", text="support", choices=("support", "resistance", "weekly_close")),
    FieldView(label="label"),
)


class Alone(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.subject = Form(id="form", letter="e", title=Title(name="LEVEL"), fields=_FIELDS)

    def compose(self) -> ComposeResult:
        yield self.subject

    def on_mount(self) -> None:
        self.subject.focus()

    def on_form_changed(self) -> None:
        self.told.append("changed")

    def on_form_kept(self) -> None:
        self.told.append("kept")

    def on_form_left(self) -> None:
        self.told.append("left")


@pytest.mark.parametrize(
    ("keys", "texts"),
    [
        (("0", "0"), ("10500", "support", "")),
        (("backspace", "home", "9"), ("910", "support", "")),
        (("tab", "right"), ("105", "resistance", "")),
        (("tab", "left"), ("105", "weekly_close", "")),
        (("tab", "w", "q"), ("105", "weekly_close", "")),
        (("tab", "w", "r", "space", "space"), ("105", "support", "")),
        (("shift+tab", "a", "space", "b"), ("105", "support", "a b")),
        (("down", "down", "j", "up", "up", "k"), ("105k", "support", "j")),
        (("tab", "tab", "tab", "1"), ("1051", "support", "")),
        (("colon", "question_mark"), ("105:?", "support", "")),
    ],
)
async def test_keys(keys: Sequence[str], texts: tuple[str, ...]) -> None:
    app = Alone()
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        assert app.subject.texts == texts


async def test_it_tells_what_befalls_it() -> None:
    app = Alone()
    async with app.run_test() as pilot:
        await pilot.press("1", "left", "enter", "tab", "x", "escape", "ctrl+c")
        assert app.told == ["changed", "kept", "left", "left"]


async def test_what_is_pasted_is_one_printable_line_of_bounded_length() -> None:
    app = Alone()
    async with app.run_test() as pilot:
        app.subject.post_message(events.Paste("6\n\x1b[2J 7"))
        await pilot.pause()
        assert app.subject.texts[0] == "1056 ?[2J 7"
        app.subject.post_message(events.Paste("9" * 5000))
        await pilot.pause()
        assert len(app.subject.texts[0]) == 1000
        await pilot.press("tab")
        app.subject.post_message(events.Paste("weekly_close"))
        await pilot.pause()
        assert app.subject.texts[1] == "support"


@pytest.mark.parametrize("height", range(1, 14))
@pytest.mark.parametrize("width", [1, 12, 30, 78])
def test_the_chosen_field_shows_in_any_room(width: int, height: int) -> None:
    hint = ("what it means, at a length that has to be wrapped in little room", Tone.DIM)
    fields = tuple(FieldView(label=f"field {number}", text=str(number), hint=hint) for number in range(6))
    for chosen in (0, 5, 2):
        view = FormView(title=Title(name="X"), fields=fields, chosen=chosen)
        canvas = inner_canvas(width + 2, height + 1, BRAILLE, "rule", Scroll())
        lines = draw_form(view, canvas)
        assert len(lines) <= height
        assert all(width_of(line) == width for line in lines)
        assert any(plain(line).startswith(">") for line in lines)


def test_the_chosen_value_is_marked_without_colour() -> None:
    view = FormView(title=Title(name="X"), fields=_FIELDS, chosen=0)
    text = "\n".join(plain(line) for line in draw_form(view, inner_canvas(80, 20, BRAILLE, "box", Scroll())))
    assert "[support]  resistance   weekly_close" in text
