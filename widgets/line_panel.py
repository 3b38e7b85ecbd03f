"""A widget made of lines of toned text: only the rows that changed are drawn again."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from widgets.cell_diff import CellDiffApp, RowsWidget
from widgets.draw.bare import bare
from widgets.draw.glyphs import BRAILLE, Glyphs
from widgets.draw.lines import blank, printable
from widgets.palette import Palette
from widgets.view.text import Line


class LinePanel(RowsWidget):
    """Subclasses build their lines in `draw`; nothing is rendered until the terminal asks for a row."""

    def __init__(self, *, id: str, glyphs: Glyphs = BRAILLE) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs
        self._lines: list[Line] = []
        self._strips: dict[int, Strip] = {}
        self._palette: Palette | None = None

    @property
    def lines(self) -> Sequence[Line]:
        """What is on the screen now."""
        return self._lines

    def draw(self, width: int, height: int) -> list[Line]:
        """Every row from the top."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draws anew and has the changed rows sent to the terminal; does nothing while the widget has no room."""
        width, height = self.size
        if not width or not height:
            return
        lines = self.draw(width, height)[:height]
        lines += [blank(width)] * (height - len(lines))
        if len(lines) != len(self._lines):
            self._lines = lines
            self._strips.clear()
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(self._lines, lines, strict=True)) if old != new]
        self._lines = lines
        for y in changed:
            self._strips.pop(y, None)
        if changed:
            regions = [Region(0, y, width, 1) for y in changed]
            app = self.app
            if isinstance(app, CellDiffApp):
                app.paint_soon(self, regions)
            else:
                self.refresh(*regions)

    def on_resize(self) -> None:
        self._lines = []
        self.redraw()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._palette = None
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get(y)
        if strip is None:
            strip = Strip([Segment(text, style) for text, style in self.toned(y)])
            if strip.cell_length != width:
                strip = strip.adjust_cell_length(width, self.rich_style)
            self._strips[y] = strip
        return strip

    def toned(self, y: int) -> list[tuple[str, Style]]:
        """A row's texts with their styles, printable and in the terminal's own characters."""
        if self._palette is None:
            self._palette = Palette(self.app.theme_variables, self.rich_style)
        palette = self._palette
        line = bare(self._lines[y]) if self.glyphs.name == "ascii" else self._lines[y]
        return [(printable(text), palette[tone]) for text, tone in line if text]
