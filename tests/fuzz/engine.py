"""Runs cases: a parser, a golden text, a mutation and a verdict; the seed and the case's number decide them all."""

import random
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.fuzz import link
from tests.fuzz.corpus import gather
from tests.fuzz.door import Door
from tests.fuzz.mutation import mutate
from tests.fuzz.oracle import complaints, complaints_of_error
from tests.fuzz.parsers import Arrives, Parser, parsers
from tui.domain.errors import FloorlineError, VenueError
from tui.link.wire import LinkError

SLOWEST_S = 2.0
"""Processor time that one case may take."""
_SAMPLE_BYTES = 400


class Failure(NamedTuple):
    """One case that went wrong; `seed` and `case` bring it back."""

    target: str
    seed: int
    case: int
    what: str
    sample: bytes

    def __str__(self) -> str:
        again = f"python -m tests.fuzz --seed {self.seed} --only {self.case}"
        return f"{self.target}: {self.what}\n  again: {again}\n  input: {self.sample[:_SAMPLE_BYTES]!r}"


@dataclass
class Tally:
    """What a run found."""

    cases: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Cases that the boundary or the parser refused as it documents; the others gave a result."""
    failures: list[Failure] = field(default_factory=list)


class _Target(NamedTuple):
    name: str
    golden: tuple[bytes, ...]
    spoil: Callable[[bytes, random.Random], bytes]
    check: Callable[[bytes, random.Random], Awaitable[object]]
    may_raise: tuple[type[Exception], ...]


class Fuzzer:
    """Every parser and the gateway's boundary, over one corpus."""

    def __init__(self, targets: list[_Target], door: Door, seed: int) -> None:
        self._targets = targets
        self._door = door
        self._seed = seed
        self.tally = Tally()

    @classmethod
    async def ready(cls, seed: int) -> "Fuzzer":
        """Gathers the corpus, which is the same for every seed."""
        corpus = await gather()
        door = Door(corpus.now_ms)
        texts = tuple(text.encode() for text in corpus.answers.values())
        frames = tuple(text.encode() for group in corpus.frames.values() for text in group)

        async def through_guard(data: bytes, rng: random.Random) -> object:
            return door.frame(data, rng)

        async def through_link(data: bytes, rng: random.Random) -> object:
            link.read(data, rng)
            return None

        targets = [_of_parser(parser, door, corpus.now_ms) for parser in parsers(corpus)]
        targets += [
            _Target("boundary: answers", texts, _spoil, door.refusal, (VenueError,)),
            _Target("boundary: frames", frames, _spoil, through_guard, ()),
            _Target("link", link.golden(), link.spoil, through_link, (LinkError,)),
        ]
        return cls(targets, door, seed)

    @property
    def names(self) -> list[str]:
        return [target.name for target in self._targets]

    async def run(self, cases: Iterable[int]) -> Tally:
        """Runs the cases of those numbers."""
        for case in cases:
            await self._run_one(case)
        return self.tally

    async def unspoiled(self) -> dict[str, object]:
        """What each target makes of its golden texts as they are, the fullest result of each."""
        rng = random.Random(self._seed)
        found: dict[str, object] = {}
        for target in self._targets:
            results = [await _result(target, golden, rng) for golden in target.golden]
            found[target.name] = max(results, key=lambda result: len(repr(result)))
        return found

    async def close(self) -> None:
        """Closes what was opened."""
        await self._door.close()

    async def _run_one(self, case: int) -> None:
        rng = random.Random(f"{self._seed}:{case}")
        target = self._targets[case % len(self._targets)]
        data = target.spoil(rng.choice(target.golden), rng)
        began_s = time.process_time()
        found = [what async for what in self._verdicts(target, data, rng)]
        took_s = time.process_time() - began_s
        if took_s > SLOWEST_S:
            found.append(f"took {took_s:.1f} s of processor time")
        self.tally.cases[target.name] += 1
        self.tally.failures += [Failure(target.name, self._seed, case, what, data) for what in found]

    async def _verdicts(self, target: _Target, data: bytes, rng: random.Random) -> Any:
        try:
            result = await target.check(data, rng)
        except target.may_raise as error:
            self.tally.refused[target.name] += 1
            if isinstance(error, FloorlineError):
                for complaint in complaints_of_error(error):
                    yield complaint
        except Exception as error:  # what must never happen is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            yield f"{type(error).__name__} in {where.name}: {str(error)[:120]!r}"
        else:
            for complaint in complaints(result):
                yield complaint


def _of_parser(parser: Parser, door: Door, now_ms: int) -> _Target:
    async def check(data: bytes, _: random.Random) -> object:
        if parser.arrives is Arrives.DOCUMENT:
            return parser.read(data, now_ms)
        try:
            payload = await door.answer(data) if parser.arrives is Arrives.ANSWER else data.decode()
        except (VenueError, UnicodeDecodeError):
            # Refused before the parser; the boundary's own words are fuzzed by its own targets.
            return None
        return parser.read(payload, now_ms)

    return _Target(parser.name, tuple(text.encode() for text in parser.golden), _spoil, check, parser.may_raise)


def _spoil(golden: bytes, rng: random.Random) -> bytes:
    return mutate(golden.decode(), rng)


async def _result(target: _Target, golden: bytes, rng: random.Random) -> object:
    try:
        return await target.check(golden, rng)
    except target.may_raise:
        return None
