"""The short soak: half a minute at many times real rate, in which nothing may grow without bound or go wrong."""

from pathlib import Path

from tests.soak.signs import Signs, settled, slope_an_hour
from tests.soak.soak import soak

_SECONDS = 25.0
_WARM_UP_S = 12.0
_FILES_SLACK = 6
"""Sockets that are between closing and closed, or being dialled, when a sample is taken."""
_TASKS_SLACK = 40
"""Requests in flight; each of a venue's polls is a few tasks."""


def _sample(at_s: float, files: int) -> Signs:
    return Signs(at_s=at_s, rss_kb=1, pss_kb=1, files=files, tasks=1)


def test_slopes_are_by_the_hour() -> None:
    samples = [_sample(at_s, 10 + round(at_s / 36)) for at_s in range(0, 3600, 36)]
    assert round(slope_an_hour(samples, "files")) == 100
    assert slope_an_hour(samples, "tasks") == 0
    assert slope_an_hour(samples[:1], "files") == 0
    assert [sample.at_s for sample in settled(samples, 3500)] == [3528, 3564]


async def test_nothing_grows_without_bound(tmp_path: Path) -> None:
    soaked = await soak(tmp_path, _SECONDS, 50.0, 1.0, warm_up_s=_WARM_UP_S)
    collector, pane = (settled(samples, _WARM_UP_S) for samples in (soaked.collector, soaked.pane))
    assert len(collector) >= 5, soaked.table()
    last = collector[-1]
    assert (soaked.exit_code, last.faults, last.dropped) == (0, 0, 0), soaked.table()
    assert last.events > collector[0].events > 0, soaked.table()
    assert soaked.boards > _SECONDS, soaked.table()
    for samples in (collector, pane):
        assert max(sample.files for sample in samples) <= samples[0].files + _FILES_SLACK, soaked.table()
        assert max(sample.tasks for sample in samples) <= samples[0].tasks + _TASKS_SLACK, soaked.table()
