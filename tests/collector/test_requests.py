from tests.clocks import ManualClock
from tui.collector.requests import Requests
from tui.link.wire import RECONNECT_S, Command


def test_feeds_are_asked_again_once_in_a_while_however_often_somebody_asks() -> None:
    clock = ManualClock()
    asked: list[float] = []
    obeyed: list[Command] = []
    requests = Requests(obeyed.append, lambda: asked.append(clock.monotonic_s()), clock)
    for _ in range(70):
        requests.obey(Command(verb="reconnect"))
        clock.tick(1)
    assert asked == [1000.0, 1000.0 + RECONNECT_S, 1000.0 + 2 * RECONNECT_S]
    assert obeyed == []


def test_what_is_about_alerts_goes_to_the_alerts() -> None:
    obeyed: list[Command] = []
    Requests(obeyed.append, lambda: None, ManualClock()).obey(Command(verb="acknowledge", rule="a"))
    assert obeyed == [Command(verb="acknowledge", rule="a")]
