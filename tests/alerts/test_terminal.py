"""What is written to a terminal, and what is not."""

import pytest

from tests.alerts.test_delivery import alert
from tests.clocks import ManualClock
from tui.alerts.announcer import Announcer
from tui.alerts.terminal import BEL, BellLimit, for_tmux, osc_9, osc_777, why_no_osc
from tui.alerts.tmux import escaped
from tui.config.model import AlertsConfig, Severity

XTERM = {"TERM": "xterm-256color"}


def test_the_sequences() -> None:
    assert osc_9("ETH below") == "\x1b]9;ETH below\x1b\\"
    assert osc_777("Floorline", "ETH below") == "\x1b]777;notify;Floorline;ETH below\x1b\\"
    assert for_tmux(osc_9("x")) == "\x1bPtmux;\x1b\x1b]9;x\x1b\x1b\\\x1b\\"


def test_nothing_from_outside_can_end_or_split_a_sequence() -> None:
    for sequence in (osc_9("4;1;\x07\x1b\\\x9c\u202ex"), osc_777("a;b", "c;\x1b]52;c;AA==\x07")):
        inside = sequence[2:-2]
        assert inside.isprintable()
        assert inside.count(";") == (1 if inside.startswith("9") else 3)


def test_tmux_reads_no_format_in_a_message() -> None:
    assert escaped("#(touch x) #{pane_id} #[fg=red] 70 % \x1b") == "♯(touch x) ♯{pane_id} ♯[fg=red] 70 %% ?"


def test_the_bell_rings_at_most_once_in_ten_seconds() -> None:
    clock = ManualClock()
    limit = BellLimit(clock)
    rang = []
    for _ in range(25):
        rang.append(limit.may_ring())
        clock.tick(1)
    assert [second for second, ring in enumerate(rang) if ring] == [0, 10, 20]


@pytest.mark.parametrize(
    ("environ", "arrives"),
    [
        (XTERM, True),
        ({"TERM": "linux"}, False),
        ({}, False),
        ({"TERM": "screen", "STY": "1.pts"}, False),
        ({"TERM": "screen-256color", "TMUX": "/x,1,0"}, True),
    ],
)
def test_terminals_that_would_print_an_osc_get_none(environ: dict[str, str], arrives: bool) -> None:
    assert (why_no_osc(environ) is None) is arrives


def announcer(written: list[str], environ: dict[str, str], **config: object) -> Announcer:
    return Announcer(AlertsConfig(**config), ManualClock(), written.append, environ)  # type: ignore[arg-type]  # fields of the model


async def test_outside_tmux_a_bell_and_a_notification_are_written() -> None:
    written: list[str] = []
    subject = announcer(written, XTERM)
    outcomes = await subject.announce([alert("one"), alert("two", "toast"), alert("three")])
    assert written == [BEL, osc_9("three (and 1 more)")]
    assert [outcome.fate for outcome in outcomes] == ["sent", "sent", "not sent"]
    assert [outcome.fate for outcome in await subject.announce([alert("four")])] == ["not sent", "sent", "not sent"]


@pytest.mark.parametrize("severity", ["silent", "toast"])
async def test_quiet_severities_write_nothing(severity: Severity) -> None:
    written: list[str] = []
    assert await announcer(written, XTERM).announce([alert(severity=severity)]) == []
    assert written == []


async def test_each_way_can_be_turned_off_and_the_notification_s_form_chosen() -> None:
    written: list[str] = []
    outcomes = await announcer(written, XTERM, bell=False, terminal="off", tmux=False).announce([alert()])
    assert (written, {outcome.fate for outcome in outcomes}) == ([], {"off"})
    await announcer(written, XTERM, bell=False, terminal="osc777").announce([alert("x")])
    assert written == [osc_777("Floorline", "x")]


async def test_a_tmux_that_is_gone_costs_the_bell_nothing() -> None:
    written: list[str] = []
    gone = {**XTERM, "TMUX": "/nonexistent/socket,1,0", "TMUX_PANE": "%0", "PATH": "/usr/bin:/bin"}
    outcomes = await announcer(written, gone).announce([alert()])
    assert written == [BEL]
    assert [(outcome.tier, outcome.fate) for outcome in outcomes] == [
        ("bell", "sent"),
        ("terminal", "not sent"),
        ("tmux", "failed"),
    ]
