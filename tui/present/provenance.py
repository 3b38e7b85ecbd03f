"""The figure under the cursor in two rows: what it is, and where it came from."""

from collections.abc import Sequence

from widgets.view.explain import Figure, InputRow
from widgets.view.provenance import ProvenanceView
from widgets.view.text import Line, Tone


def present_provenance(figure: Figure) -> ProvenanceView:
    """The newest of its sources stand as they do on the figure's page; a gap says why first."""
    parts: list[Line] = [((figure.name, Tone.ACCENT), ("  ", Tone.TEXT), figure.value)]
    parts += [((note, Tone.WARN),) for note in figure.notes]
    parts += [((line, Tone.TEXT),) for line in figure.filled]
    if figure.formula:
        parts.append(((figure.formula, Tone.DIM),))
    inputs = [_input(row) for row in figure.inputs]
    if figure.convention:
        inputs.append(((figure.convention, Tone.DIM),))
    return ProvenanceView(figure=tuple(parts), inputs=tuple(inputs))


def present_no_figure(keys: Sequence[str]) -> ProvenanceView:
    """What stands there while no figure is chosen: the keys that choose one, and the one that explains it whole."""
    move, explain = " ".join(keys[:-1]), keys[-1]
    words = "choose a figure of the pane: here stands what it is made of;"
    return ProvenanceView(
        figure=(((move, Tone.ACCENT), (f" {words} ", Tone.DIM), (explain, Tone.ACCENT), (" tells all", Tone.DIM)),)
    )


def _input(row: InputRow) -> Line:
    """Venue, the usual endpoint, value and age."""
    parts = [row.venue, (row.endpoint[0].partition(", ")[0], row.endpoint[1]), row.value, row.age]
    spans: list[tuple[str, Tone]] = []
    for text, tone in parts:
        if text:
            spans += [(" ", Tone.TEXT)] * bool(spans) + [(text, tone)]
    return tuple(spans)
