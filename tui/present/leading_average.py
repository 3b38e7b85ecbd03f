"""Which 50-week average leads, by the conventions that the Board was made with."""

from tui.domain.board import Weekly


def leading_average(weekly: Weekly) -> float | None:
    """The average that `sma_rule` names; of an old recording, which has no leading one, the finished weeks'."""
    if weekly.sma50_usd is not None:
        return weekly.sma50_usd
    return weekly.sma50_running_usd if weekly.sma_rule == "running" else weekly.sma50_completed_usd
