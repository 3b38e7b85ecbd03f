"""`python -m tests.fuzz --cases 1000000 --seed N`: a long run, with cases a second and failures by parser."""

import argparse
import asyncio
import logging
import secrets
import sys
import time
from collections import Counter

from tests.fuzz.engine import Fuzzer, Tally

_CHUNK = 50_000
_SHOWN = 20


def main() -> int:
    """Prints the tally; 1 where a case failed."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=None, help="a random one is drawn and printed otherwise")
    options.add_argument("--only", type=int, default=None, help="runs that case of the seed alone")
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)
    seed = secrets.randbelow(10**9) if chosen.seed is None else chosen.seed
    cases = range(chosen.cases) if chosen.only is None else range(chosen.only, chosen.only + 1)
    began_s = time.perf_counter()
    tally = asyncio.run(_run(seed, cases, began_s))
    _report(tally, seed, time.perf_counter() - began_s)
    return 1 if tally.failures else 0


async def _run(seed: int, cases: range, began_s: float) -> Tally:
    fuzzer = await Fuzzer.ready(seed)
    for start in range(cases.start, cases.stop, _CHUNK):
        await fuzzer.run(range(start, min(start + _CHUNK, cases.stop)))
        done, took_s = sum(fuzzer.tally.cases.values()), time.perf_counter() - began_s
        print(f"{done} cases, {len(fuzzer.tally.failures)} failures, {done / took_s:.0f} a second", file=sys.stderr)  # noqa: T201
    await fuzzer.close()
    return fuzzer.tally


def _report(tally: Tally, seed: int, took_s: float) -> None:
    failed = Counter(failure.target for failure in tally.failures)
    lines = [f"{'parser':<52}{'cases':>9}{'refused':>9}{'failures':>9}"]
    for name in sorted(tally.cases):
        lines.append(f"{name:<52}{tally.cases[name]:>9}{tally.refused[name]:>9}{failed[name]:>9}")
    cases = sum(tally.cases.values())
    lines.append(
        f"{cases} cases, seed {seed}, {took_s:.1f} s, {cases / took_s:.0f} a second, {len(tally.failures)} failures"
    )
    lines += [str(failure) for failure in tally.failures[:_SHOWN]]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
