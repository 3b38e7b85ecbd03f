"""The frame of a pane: its letter and name, its convention, venues and age, and why there is no data."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal

import msgspec

from widgets.draw.glyphs import Glyphs
from widgets.draw.lines import blank, cell_width, cut, fit, width_of
from widgets.view.pane import State, Title
from widgets.view.text import Line, Span, Tone, like

FrameStyle = Literal["box", "rule"]

_ROWS_WITH_NOTE = 4
"""Rows from which a pane without a box gives its last one to what is missing."""

_NARROWEST_NOTE = 20
_BESIDE_FILTER = 10
"""Cells that a title takes beside letter, name and filter."""
_WIDEST_AGE = 3
"""Cells of an age from 10 seconds to 99 days."""
_FRAME_COLUMNS = 4
"""What a box takes of the width."""

_STATE_BADGES = {"stale": (" STALE ", Tone.CRITICAL), "partial": ("partial", Tone.WARN)}


class Scroll:
    """How far a pane's list is scrolled; kept within the list by whoever draws it."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset
        self.position = ""
        """Which rows of the list show, such as "3-9 of 40"; empty where all do."""
        self.arrived = 0
        """How many rows have come in above those that show since the list was scrolled."""
        self._first = 0
        self._rows: tuple[Hashable, ...] = ()
        self._of: str | None = None

    def hold(self, rows: Sequence[Hashable], of: str) -> None:
        """For a list that grows at its top, before `window`: scrolled down, the same rows stay in sight.

        `rows` tell the rows apart; `of` names the list, and another list is shown from its top.
        """
        if self._of is not None and of != self._of:
            self.offset = self.arrived = 0
        elif self.offset and self._rows:
            moved = self._moved(rows)
            self.offset += moved
            self.arrived = min(self.arrived + moved, self.offset)
        self._of, self._rows = of, tuple(rows)
        if not self.offset:
            self.arrived = 0

    def _moved(self, rows: Sequence[Hashable]) -> int:
        """By how many places the first row in sight, or the next that is still there, has gone down."""
        if len(rows) == len(self._rows) and tuple(rows) == self._rows:
            return 0
        places = {row: place for place, row in enumerate(rows)}
        for place, row in enumerate(self._rows[self._first :], self._first):
            # Two prints that are alike in everything say nothing about where the list has gone.
            if row in places and self._rows.count(row) == rows.count(row) == 1:
                return max(places[row] - place, 0)
        return len(rows)

    def window(self, total: int, room: int) -> int:
        """The first row that shows where `room` rows of `total` do; the offset is pulled back into the list."""
        self.offset = self._first = min(self.offset, max(total - max(room, 0), 0))
        self.arrived = min(self.arrived, self.offset)
        hides = 0 < room < total
        self.position = f"{self.offset + 1}-{self.offset + room} of {total}" if hides else ""
        return self.offset


class Canvas(msgspec.Struct, frozen=True, kw_only=True):
    """What a drawing may use: its room, and what to draw with."""

    width: int
    height: int
    glyphs: Glyphs
    scroll: Scroll


def inner_canvas(width: int, height: int, glyphs: Glyphs, style: FrameStyle, scroll: Scroll) -> Canvas:
    """The room inside the frame: a box takes a cell and a space on each side, a rule only the top row."""
    if style == "box":
        return Canvas(width=max(width - _FRAME_COLUMNS, 0), height=max(height - 2, 0), glyphs=glyphs, scroll=scroll)
    return Canvas(width=max(width - 2, 0), height=max(height - 1, 0), glyphs=glyphs, scroll=scroll)


def framed(
    letter: str, title: Title, state: State, body: Sequence[Line], outer: tuple[int, int], glyphs: Glyphs,
    style: FrameStyle, focused: bool, position: str = "",
) -> list[Line]:  # fmt: skip
    """`body` inside a frame of exactly `outer` (width, height) cells."""
    width, height = outer
    if width < 1 or height < 1:
        return []
    edge = Tone.ACCENT if focused else Tone.FAINT
    lines = [title_line(letter, title, state, width, glyphs, style, focused)]
    room = inner_canvas(width, height, glyphs, style, Scroll())
    note = state_note(state, room.width if style == "rule" else width - 6)
    if state.kind == "stale":
        body = [faded(line) for line in body]
    if note and style == "rule" and room.height >= _ROWS_WITH_NOTE:
        body = [*body[: room.height - 1], *([blank(room.width)] * (room.height - 1 - len(body))), ((note, Tone.WARN),)]
    for index in range(room.height):
        inside = fit(body[index], room.width) if index < len(body) else blank(room.width)
        if style == "box":
            side: Span = (glyphs.side, edge)
            lines.append((side, (" ", Tone.TEXT), *inside, (" ", Tone.TEXT), side))
        else:
            lines.append(((" ", Tone.TEXT), *inside, (" ", Tone.TEXT)))
    if style == "box" and height > 1:
        lines.append(_bottom(note, position, width, glyphs, edge))
    # Only where there is no room for the frame itself are the lines longer than they should be.
    return lines[:height] if width >= _FRAME_COLUMNS else [fit(line, width) for line in lines[:height]]


def _bottom(note: str, position: str, width: int, glyphs: Glyphs, edge: Tone) -> Line:
    """The lower edge of a box: what is missing from the pane, or else which rows of its list show."""
    corners = glyphs.corners
    words: Line = ((f" {cut(note, width - 6)} ", Tone.WARN),) if note and width > _NARROWEST_NOTE else ()
    where: Line = ((f" {position} ", Tone.DIM),) if position and not words and width > _NARROWEST_NOTE else ()
    rest = max(width - 4 - width_of(words) - width_of(where), 0)
    end = (glyphs.line + corners[3], edge)
    return (corners[2] + glyphs.line, edge), *words, (glyphs.line * rest, edge), *where, end


def state_note(state: State, width: int = 1_000) -> str:
    """Why some of the data is missing or old, in one row: with less room fewer words, but no venue left out unsaid."""
    if state.kind not in ("stale", "partial"):
        return ""
    count = len(state.reasons)
    # One venue's reason is told whole; of several, the states that they are in.
    whole = " ".join(state.reasons[0]) if count == 1 else ""
    shorter = (f"{_by_state(state.reasons[:shown])} +{count - shown}" for shown in range(count - 1, 0, -1))
    forms = [
        " · ".join(part for part in (state.words, form) if part)
        for form in (*([whole] if whole else []), _by_state(state.reasons), *shorter)
    ]
    return next((form for form in forms if cell_width(form) <= width), cut(state.words or forms[0], width))


def _by_state(reasons: Sequence[tuple[str, str]]) -> str:
    """Venues by what they do: "connecting: Deribit, Gate · blocked: OKX"."""
    grouped: dict[str, list[str]] = {}
    for venue, why in reasons:
        grouped.setdefault(why.partition(":")[0].partition(",")[0], []).append(venue)
    return " · ".join(f"{word}: {', '.join(names)}" for word, names in grouped.items())


def faded(line: Line) -> Line:
    """Old data keeps its words and loses its light; what must not be overlooked stays."""
    return tuple(span if span[1] in (Tone.FAINT, Tone.CRITICAL) else like(span, span[0], Tone.DIM) for span in line)


def title_line(
    letter: str, title: Title, state: State, width: int, glyphs: Glyphs, style: FrameStyle, focused: bool
) -> Line:
    """The top edge with everything that says what the numbers are; what doesn't fit leaves from the middle."""
    edge = Tone.ACCENT if focused else Tone.FAINT
    box = style == "box"
    start: list[Span] = [((glyphs.corners[0] if box else glyphs.line) + glyphs.line, edge), (" ", edge)]
    badge: list[Span] = [_STATE_BADGES[state.kind], (" ", edge)] if state.kind in _STATE_BADGES else []
    end: list[Span] = [(glyphs.line + (glyphs.corners[1] if box else glyphs.line), edge)]
    left: list[Span] = []
    right: list[Span] = []
    gap = 0
    for name, facts in _forms(title):
        left = [*start, *_called(letter, name, title, width - width_of(start), edge, focused), *badge]
        right = []
        for fact in facts:
            right += [(" · " if right else " ", Tone.FAINT), fact]
        if right:
            right.append((" ", edge))
        gap = width - width_of([*left, *right, *end])
        # With room for another digit of the age, so that the title is not worded anew when it gets one.
        if gap >= (max(_WIDEST_AGE - cell_width(title.age), 0) if (title.age, title.age_tone) in facts else 0):
            break
    return fit([*left, (glyphs.line * max(gap, 0), edge), *right, *end], width, edge)


def _forms(title: Title) -> Iterator[tuple[str, list[Span]]]:
    """Names with facts, the longest first: the convention is shortened, then the name, before the convention goes."""
    rest = [(title.venues, Tone.DIM), (title.age, title.age_tone), (title.arrived, Tone.INFO)]
    facts: list[Span] = [fact for fact in rest if fact[0]]
    short = title.short_name or title.name
    if title.convention:
        yield title.name, [(title.convention, Tone.DIM), *facts]
    if title.convention and title.short_convention:
        yield title.name, [(title.short_convention, Tone.DIM), *facts]
        yield short, [(title.short_convention, Tone.DIM), *facts]
    for dropped in range(len(facts) + 1):
        yield title.name, facts[dropped:]
        yield short, facts[dropped:]


def _called(letter: str, name: str, title: Title, room: int, edge: Tone, focused: bool) -> list[Span]:
    """Letter, name, where the numbers come from, and what the person narrowed the list to."""
    session: list[Span] = [(f" {title.badge} ", Tone.BADGE), (" ", edge)] if title.badge else []
    if title.filter and len(letter) + len(name) + len(title.filter) + width_of(session) + _BESIDE_FILTER > room:
        name = title.short_name or name
    # A name too long for its pane gives way to the badge, which must never be what is cut.
    shown = cut(name, max(room - len(letter) - 2 - width_of(session), 0))
    called: list[Span] = [
        (letter, Tone.ACCENT),
        (" ", Tone.TEXT),
        (shown, Tone.ACCENT if focused else Tone.HEADING),
        (" ", edge),
        *session,
    ]
    if title.filter:
        # Six cells keep the start, the rule and the end of the edge in their places.
        called += [(cut(f"/{title.filter}", max(room - width_of(called) - 6, 0)), Tone.WARN), (" ", edge)]
    return called


def state_lines(state: State, canvas: Canvas) -> list[Line]:
    """What stands where data would: a mark for the kind of absence, the sentence, and each venue's reason."""
    mark: dict[str, tuple[Span, str]] = {
        "loading": (("···", Tone.INFO), "loading"),
        "blocked": ((" ! ", Tone.CRITICAL), "blocked"),
        "silent": ((" ! ", Tone.CRITICAL), "no answer"),
        "empty": ((" ∅ " if canvas.glyphs.name != "ascii" else " 0 ", Tone.DIM), "nothing"),
        "stale": ((" ~ ", Tone.CRITICAL), "stale"),
    }
    sign, word = mark.get(state.kind, ((" ? ", Tone.WARN), state.kind))
    tone = {"loading": Tone.INFO, "empty": Tone.DIM}.get(state.kind, Tone.WARN)
    lines: list[Line] = [(sign, (f" {word}", tone))]
    for row in wrapped(state.words, canvas.width):
        lines.append(((row, Tone.TEXT),))
    room = max(canvas.height - len(lines), 0)
    lines += _reasons(state, canvas.width, room)
    if state.reasons and not room:
        lines[0] = (*lines[0], (f"  {', '.join(venue for venue, _ in state.reasons)}", Tone.DIM))
    top = max((canvas.height - len(lines)) // 3, 0)
    return [blank(canvas.width)] * top + [fit(line, canvas.width) for line in lines]


def _reasons(state: State, width: int, room: int) -> list[Line]:
    """Each venue with its reason, whole where all of them fit, else a row each; and the names of those without one."""
    column = max((len(venue) for venue, _ in state.reasons), default=0)
    whole: list[Line] = []
    for venue, reason in state.reasons:
        for name, row in zip_longest((venue,), wrapped(reason, max(width - column - 2, 1)), fillvalue=""):
            whole.append(((name.ljust(column), Tone.HEADING), ("  ", Tone.TEXT), (row, Tone.DIM)))
    if len(whole) <= room:
        return whole
    shown = state.reasons if len(state.reasons) <= room else state.reasons[: max(room - 1, 0)]
    lines: list[Line] = [
        ((venue.ljust(column), Tone.HEADING), ("  ", Tone.TEXT), (reason, Tone.DIM)) for venue, reason in shown
    ]
    rest = [venue for venue, _ in state.reasons[len(shown) :]]
    if rest and room:
        lines.append(((f"+{len(rest)} more: {', '.join(rest)}", Tone.DIM),))
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """`text` in rows of at most `width` cells, broken at spaces."""
    rows: list[str] = []
    for word in text.split():
        if rows and len(rows[-1]) + 1 + len(word) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(cut(word, max(width, 0)))
    return rows


def wrapped_line(line: Line, width: int) -> list[Line]:
    """A line as it is where it fits, else in rows broken at spaces, each piece in its tone."""
    if width_of(line) <= width:
        return [line]
    chars: list[Span] = []
    for text, tone in line:
        for char in text:
            if char != " " or (chars and chars[-1][0] != " "):
                chars.append((char, tone))
    rows: list[Line] = []
    at = 0
    for row in wrapped("".join(char for char, _ in chars), width):
        rows.append(_toned(row, [tone for _, tone in chars[at : at + len(row)]]))
        # Each row but the last gave up the space that it was broken at.
        at += len(row) + 1
    return rows


def _toned(text: str, tones: Sequence[Tone]) -> Line:
    """`text` with neighbours of one tone in one span."""
    spans: list[Span] = []
    for char, tone in zip(text, tones, strict=False):
        if spans and spans[-1][1] is tone:
            spans[-1] = (spans[-1][0] + char, tone)
        else:
            spans.append((char, tone))
    return tuple(spans)
