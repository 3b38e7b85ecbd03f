"""What left a venue's market list while it was watched, and what may have taken its place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tui.domain.clock import Clock
from tui.exchange.instrument import Instrument

_TOLD_S = 86_400.0
_NAMED = 3
"""Longer lists say how many more."""


@dataclass(frozen=True)
class _Gone:
    instrument: Instrument
    heirs: tuple[str, ...]
    """New listings of the same kind that came as it went: perhaps its new name."""
    noticed_s: float


class Listing:
    """Follows one market list from load to load. A contract that expired is not missed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._trading: Mapping[str, Instrument] = {}
        self._gone: dict[str, _Gone] = {}

    def update(self, trading: Mapping[str, Instrument]) -> None:
        """Takes the newest list of what trades."""
        before, self._trading = self._trading, trading
        now_ms, now_s = self._clock.now_ms(), self._clock.monotonic_s()
        came = [known for id, known in trading.items() if id not in before] if before else []
        kept = {id: gone for id, gone in self._gone.items() if id not in trading and now_s - gone.noticed_s < _TOLD_S}
        for id, known in before.items():
            if id not in trading and (known.expiry_ms is None or known.expiry_ms > now_ms):
                kept[id] = _Gone(known, self._heirs(known, came), now_s)
        self._gone = kept

    def remark(self, assets: Collection[str]) -> str | None:
        """What a person must know: which markets of those assets are gone since a day ago at most."""
        now_s = self._clock.monotonic_s()
        told = [
            f"{id} delisted" + (f" (now {' or '.join(gone.heirs)}?)" if gone.heirs else "")
            for id, gone in self._gone.items()
            if gone.instrument.asset in assets and now_s - gone.noticed_s < _TOLD_S
        ]
        more = len(told) - _NAMED
        return ", ".join([*told[:_NAMED], *([f"{more} more"] if more > 0 else [])]) or None

    def _heirs(self, gone: Instrument, came: list[Instrument]) -> tuple[str, ...]:
        """Of the newcomers: other quotes of the same asset, or a new asset where the whole of the old one is gone."""
        alike = [new for new in came if (new.kind, new.strike_usd) == (gone.kind, gone.strike_usd)]
        same = [new.id for new in alike if new.asset == gone.asset]
        if same or any(known.asset == gone.asset for known in self._trading.values()):
            return tuple(same[:2])
        return tuple([new.id for new in alike if new.quote == gone.quote][:2])
