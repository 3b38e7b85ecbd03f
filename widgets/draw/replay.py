"""The row under a replay: badge, the recording's time, speed, and the tape with its gaps."""

from functools import partial

from widgets.draw.glyphs import BRAILLE, Glyphs
from widgets.draw.lines import as_many_as_fit, fit, width_of
from widgets.view.replay import ReplayView
from widgets.view.text import Line, Span, Tone

_LEAST_TRACK = 8
_MOST_TRACK = 80
_MARK = "!"


def draw_replay(view: ReplayView, width: int, height: int, glyphs: Glyphs = BRAILLE) -> list[Line]:
    """One row: the badges whatever the width, then as much as fits whole, the tape where there is room for it."""
    badges: list[Span] = []
    for badge in view.badges:
        badges += [badge, (" ", Tone.TEXT)]
    facts: list[Line] = [(view.clock,), (view.speed,)]
    if width_of((*badges, view.day, view.clock, view.speed)) + 6 <= width:
        facts[0] = (view.day, (" ", Tone.TEXT), view.clock)
    line: Line = (*badges, *as_many_as_fit(facts, max(width - width_of(badges), 0)))
    edges = len(view.starts) + len(view.ends) + 6
    room = width - width_of(line) - edges
    if room >= _LEAST_TRACK:
        tape = _tape(view, min(room, _MOST_TRACK), glyphs)
        line = (*line, (f"  {view.starts} ", Tone.DIM), *tape, (f" {view.ends}", Tone.DIM))
    return [fit(line, width)][:height]


def _tape(view: ReplayView, cells: int, glyphs: Glyphs) -> Line:
    """What was played is full, what is to come a track, a gap is empty, the position an accent, an alert a mark."""
    here = min(int(view.place * cells), cells - 1)
    return tuple(_cell(view, place, here, cells, glyphs) for place in range(cells))


def _cell(view: ReplayView, place: int, here: int, cells: int, glyphs: Glyphs) -> Span:
    if place == here:
        return glyphs.full, Tone.ACCENT
    if any(place == min(int(mark * cells), cells - 1) for mark in view.marks):
        return _MARK, Tone.WARN
    middle = (place + 0.5) / cells
    if any(begin < middle < end for begin, end in view.gaps):
        return " ", Tone.FAINT
    return (glyphs.full, Tone.DIM) if place < here else (glyphs.track, Tone.FAINT)


def drawn_with(glyphs: Glyphs) -> "partial[list[Line]]":
    """The drawing with the glyphs of one terminal."""
    return partial(draw_replay, glyphs=glyphs)
