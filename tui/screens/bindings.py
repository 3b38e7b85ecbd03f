"""Every key. Each has an id, which `[keys]` in config.toml rebinds."""

from textual.binding import Binding, BindingType

from tui.screens.panes import PANES
from widgets.figure_pane import FigurePane

ASSET_DIGITS = 9

APP_BINDINGS: list[BindingType] = [
    Binding(
        "y", "copy", "copy", id="screen.copy", show=False,
        tooltip="Copy the focused pane or page as text, by the terminal (OSC 52)",
    ),
    Binding(
        "colon,ctrl+p", "palette", "commands", id="app.palette", show=False,
        tooltip="Every command of this screen, found by its words",
    ),
    Binding(
        "q,ctrl+c", "quit", "quit", id="app.quit",
        tooltip="Leave (on a page, q closes it); a collector of its own goes on",
    ),
    Binding("A", "alert_log", "alerts", id="alerts.log", show=False, tooltip="The alert log: what fired, newest first"),
    Binding(
        "x", "acknowledge", "acknowledge", id="alerts.acknowledge", show=False,
        tooltip="Acknowledge the newest alert, or the one chosen in the log",
    ),
    Binding(
        "s", "snooze", "snooze", id="alerts.snooze", show=False,
        tooltip="Silence that alert's rule for a while ([alerts] snooze_s)",
    ),
    Binding(
        "r", "reconnect", "reconnect", id="feeds.reconnect", show=False,
        tooltip="Ask every feed again that is not live; a ban is waited out",
    ),
    Binding(
        "n", "venues", "venues", id="feeds.venues", show=False,
        tooltip="Each venue: whether it answers, and why not",
    ),
    Binding("T", "theme", "theme", id="screen.theme", show=False, tooltip="The next palette: dark, light, terminal"),
]  # fmt: skip

_TAPE_BINDINGS: list[BindingType] = [
    Binding("comma", "step(-1)", "step", id="replay.step_back", show=False, tooltip="Replay: the Board before"),
    Binding("full_stop", "step(1)", "step", id="replay.step", tooltip="Replay: the next Board"),
    Binding(
        "left_curly_bracket", "move(-60)", "minute", id="replay.minute_back", show=False,
        tooltip="Replay: back a minute",
    ),
    Binding("right_curly_bracket", "move(60)", "minute", id="replay.minute", tooltip="Replay: on a minute"),
    Binding(
        "left_parenthesis", "move(-600)", "10 minutes", id="replay.ten_minutes_back", show=False,
        tooltip="Replay: back ten minutes",
    ),
    Binding(
        "right_parenthesis", "move(600)", "10 minutes", id="replay.ten_minutes", tooltip="Replay: on ten minutes"
    ),
    Binding("underscore", "speed(False)", "slower", id="replay.slower", tooltip="Replay: slower"),
    Binding("plus,equals_sign", "speed(True)", "faster", id="replay.faster", tooltip="Replay: faster"),
]  # fmt: skip

_EDIT_BINDINGS: list[BindingType] = [
    Binding(
        "e", "levels", "levels", id="edit.levels", show=False,
        tooltip="The asset's levels: add, edit, remove, restore",
    ),
    Binding(
        "a", "rules", "alert rules", id="edit.rules", show=False,
        tooltip="The alert rules: add one for what the keyboard is on, edit, remove, restore",
    ),
    Binding(
        "c", "conventions", "conventions", id="edit.conventions", show=False,
        tooltip="Conventions of average, skew, volatility and basis, for every pane at once",
    ),
]  # fmt: skip


def replay_bindings() -> list[BindingType]:
    """The dashboard's, with freeze as pause, and those that move the tape."""
    pause = Binding("space", "freeze", "pause", id="screen.freeze", tooltip="Hold the recording, and go on")
    others = [each for each in dashboard_bindings() if not isinstance(each, Binding) or each.id != pause.id]
    return [pause, *_TAPE_BINDINGS, *others]


def all_bindings() -> tuple[Binding, ...]:
    """The default binding of every id: for the README's key table, and for checking `[keys]`."""
    found = [*dashboard_bindings(), *_TAPE_BINDINGS, *APP_BINDINGS, *FigurePane.BINDINGS]
    return tuple(binding for binding in found if isinstance(binding, Binding))


_PAGE_BINDINGS: list[BindingType] = [
    Binding("b", "brief", "brief", id="screen.brief", tooltip="The market brief from live numbers"),
    Binding("d", "app.digest", "digest", id="screen.digest", show=False, tooltip="What happened since you looked"),
    *_EDIT_BINDINGS,
]  # fmt: skip


_CHART_BINDINGS: list[BindingType] = [
    Binding("t", "timeframe", "timeframe", id="chart.timeframe", tooltip="Chart of 1h, 4h, 1d or 1w candles"),
    Binding(
        "less_than_sign", "expiry(-1)", "earlier expiry", id="chart.expiry_back", show=False,
        tooltip="Smile and strikes of the expiry before",
    ),
    Binding(
        "greater_than_sign", "expiry(1)", "later expiry", id="chart.expiry_next", show=False,
        tooltip="Smile and strikes of the next expiry",
    ),
]  # fmt: skip


def asset_bindings() -> list[BindingType]:
    """The keys that switch assets."""
    bindings: list[BindingType] = [
        Binding(
            str(digit), f"asset({digit})", f"asset {digit}", id=f"asset.{digit}", show=False,
            tooltip=f"Asset {digit} in every pane",
        )
        for digit in range(1, ASSET_DIGITS + 1)
    ]  # fmt: skip
    bindings += [
        Binding(
            "left_square_bracket", "step_asset(-1)", "previous asset", id="asset.previous", show=False,
            tooltip="The asset before this one",
        ),
        Binding(
            "right_square_bracket", "step_asset(1)", "next asset", id="asset.next", show=False,
            tooltip="The asset after this one",
        ),
    ]  # fmt: skip
    return bindings


def dashboard_bindings() -> list[BindingType]:
    bindings = asset_bindings()
    bindings += [
        Binding(part.letter, f"pane('{name}')", part.words, id=f"pane.{name}", show=False, tooltip=f"To {part.words}")
        for name, part in PANES.items()
    ]  # fmt: skip
    bindings += [
        Binding("tab", "step_pane(1)", "next pane", id="pane.next", show=False, tooltip="To the next pane"),
        Binding(
            "shift+tab", "step_pane(-1)", "previous pane", id="pane.previous", show=False,
            tooltip="To the pane before this one",
        ),
        Binding("z", "zoom", "zoom", id="pane.zoom", tooltip="The focused pane alone, and back"),
        Binding(
            "enter", "explain", "explain", id="pane.explain",
            tooltip="The figure under the cursor, or all of the pane: formulas, inputs, conventions",
        ),
        *_PAGE_BINDINGS,
        *_CHART_BINDINGS,
        Binding(
            "slash", "filter", "filter", id="tape.filter", show=False,
            tooltip="Look through 24 h of liquidations, such as okx long >1M: Enter keeps, Esc clears",
        ),
        Binding(
            "escape", "unfilter", "all prints", id="tape.clear", show=False,
            tooltip="No figure chosen; then every print on the liquidation tape again",
        ),
        Binding(
            "space", "freeze", "freeze", id="screen.freeze", tooltip="Hold the screen still; the feeds go on"
        ),
        Binding(
            "minus", "back", "back", id="screen.back", show=False,
            tooltip="Back to the view before this one",
        ),
        Binding("ctrl+l", "app.repaint", "repaint", id="screen.repaint", show=False, tooltip="Draw every cell again"),
        Binding("question_mark", "app.help", "help", id="app.help", tooltip="Every key, with the id that rebinds it"),
    ]  # fmt: skip
    return bindings
