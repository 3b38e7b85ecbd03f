"""What the supervisor makes of faults in our own loops."""

import asyncio
from itertools import pairwise
from random import Random

from tests.clocks import ManualClock, settle
from tests.feeds.scripted import Answer, ScriptedPoll, trouble
from tui.domain.errors import Trouble
from tui.domain.events import Event
from tui.feeds.supervisor import Supervisor


class Longest(Random):
    """Every delay is as long as it may be."""

    def uniform(self, a: float, b: float) -> float:
        return b


def pauses(poll: ScriptedPoll, since: int = 0) -> list[int]:
    return [round(after - before) for before, after in pairwise(poll.asked_s[since:])]


async def test_a_loop_that_ran_well_is_restarted_as_soon_as_at_first() -> None:
    clock = ManualClock()
    answers: list[Answer] = [trouble(Trouble.DNS), []]
    poll = ScriptedPoll(clock, *answers * 20)
    is_broken = True

    def take(event: Event) -> None:
        if is_broken:
            raise RuntimeError("the receiver is broken")

    supervisor = Supervisor([poll.feed], take, clock, Longest())
    task = asyncio.create_task(supervisor.run())
    await clock.advance(200)
    at_first_s = pauses(poll)
    assert at_first_s[-1] > 60
    is_broken = False
    await clock.advance(600)
    is_broken = True
    count = len(poll.asked_s)
    await clock.advance(200)
    task.cancel()
    await settle()
    assert pauses(poll, count)[0] <= at_first_s[0]
