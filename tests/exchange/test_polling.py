"""Answers that several feeds read."""

import asyncio

import pytest

from tests.clocks import ManualClock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.polling import SharedAnswers, some


async def test_a_question_is_asked_once_for_all_who_read_its_answer() -> None:
    clock = ManualClock()
    asked: list[str] = []

    async def ask() -> str:
        asked.append("")
        await clock.sleep(1)
        return f"answer {len(asked)}"

    answers: SharedAnswers[str] = SharedAnswers(clock, fresh_s=5)
    reading = [asyncio.create_task(answers.get("tickers", ask)) for _ in range(3)]
    await clock.advance(1)
    first = [task.result() for task in reading]
    assert [answer.payload for answer in first] == ["answer 1"] * 3
    assert first[0].recv_ms == clock.now_ms()
    clock.tick(5)
    again = asyncio.create_task(answers.get("tickers", ask))
    other = asyncio.create_task(answers.get("books", ask))
    await clock.advance(1)
    assert (again.result().payload, other.result().payload) == ("answer 3", "answer 3")


async def test_a_failure_is_not_kept() -> None:
    is_up = False

    async def ask() -> str:
        if not is_up:
            raise VenueError("okx", Trouble.TIMEOUT, "no answer")
        return "answer"

    answers: SharedAnswers[str] = SharedAnswers(ManualClock(), fresh_s=5)
    with pytest.raises(VenueError, match="no answer"):
        await answers.get("tickers", ask)
    is_up = True
    assert (await answers.get("tickers", ask)).payload == "answer"


def test_an_answer_with_nothing_of_ours_is_a_failure() -> None:
    with pytest.raises(VenueError, match="an answer without tickers") as caught:
        some("okx", [], "tickers")
    assert (caught.value.venue, caught.value.trouble) == ("okx", Trouble.BAD_RESPONSE)
