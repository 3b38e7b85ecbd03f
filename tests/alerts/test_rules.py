"""Rules of the configuration: what is refused, by which key, and with which help."""

from pathlib import Path

import pytest

from tests.alerts.moving import rule
from tui.alerts.rules import configured_rules, rule_faults
from tui.config.load import load
from tui.config.model import AlertsConfig, AssetConfig, Config, default_rules
from tui.domain.errors import ConfigurationError


def faults(when: str, clear: str = "") -> list[tuple[str, str]]:
    return rule_faults(Config(alerts=AlertsConfig(rules=(rule(when, clear=clear),))))


@pytest.mark.parametrize(
    "when",
    [
        "BTC.price.usd > 1",
        "assets['ETH'].price.usd > 1",
        "market.liquidations.long_share > 0.7",
        "market.etf.total_usd < 0",
        "BTC.levels[0].state == 'confirmed'",
        "BTC.options.atm['7'] - BTC.options.atm['30'] > 2",
        "BTC.options.expiries[0].smile[0][1] > 50",
        "BTC.price.divergent and not ETH.price.divergent",
        "BTC.price.divergent == True",
        "feeds[0].state != 'live'",
        "stays(crosses_below(BTC.price.usd, BTC.weekly.trigger_usd), '10m')",
        "closes_below(BTC, BTC.weekly.sma50_completed_usd, 'weekly')",
        "fall_pct(BTC.open_interest.coin, '4h') > 5 or rise(BTC.funding.apr_pct, 3600) > 10",
        "-BTC.funding.apr_pct > 5",
        "1 < BTC.weekly.sigma < 2",
    ],
)
def test_what_a_board_can_answer(when: str) -> None:
    assert faults(when) == []


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("BTC.price.usdd > 1", "no 'usdd' here; did you mean usd?"),
        ("BTC.wekly.sigma > 1", "did you mean weekly?"),
        ("SOL.price.usd > 1", "no 'SOL' here"),
        ("assets['SOL'].price.usd > 1", "no asset 'SOL'"),
        ("BTC.price.usd", "is a value, not a condition"),
        ("BTC.price > 1", "is a section, not a value"),
        ("BTC.price.usd > 'a'", "they don't compare"),
        ("BTC.options.skew_words > 'a'", "only == and !="),
        ("BTC.options.backwardation == 'ful'", "none of none, short, full"),
        ("BTC.price.usd > 1 and BTC.price.usd", "is a number, not a condition"),
        ("-BTC.price.divergent > 1", "is a condition, not a number"),
        ("BTC.levels['a'].touches > 1", "nothing can be at"),
        ("BTC.options.expiries[0].smile[0][2] > 1", "nothing can be at"),
        ("crosses_under(BTC.price.usd, 1)", "did you mean crosses_below?"),
        ("crosses_below(BTC.price.usd)", "takes number, number"),
        ("crosses_below(BTC.price.usd, 1, 2)", "takes number, number"),
        ("crosses_below(BTC.price.usd, line=1)", "can't read"),
        ("closes_below(SOL, 1, 'weekly')", "takes an asset first: BTC, ETH"),
        ("closes_below(BTC.price, 1, 'weekly')", "takes an asset first"),
        ("closes_below(BTC, 1, 'monthly')", "'hourly', 'daily', 'weekly'"),
        ("change(BTC.price.usd, '1y') > 1", "is not a time"),
        ("change(BTC.price.usd, '8d') > 1", "is not a time of at most 7d"),
        ("change(BTC.price.usd, BTC.price.usd) > 1", "is not a time"),
        ("stays(BTC.price.usd, '1m')", "is a number, not a condition"),
        ("stays(True, '0s')", "is not a time"),
        ("change(BTC.price.usd, '1h')", "is a value, not a condition"),
        ("__import__('os').system('x')", "can't read"),
        ("().__class__ == 1", "can't read"),
        ("BTC.price.__class__ == 1", "no '__class__' here"),
    ],
)
def test_what_no_board_could_ever_answer(when: str, words: str) -> None:
    ((key, fault),) = faults(when)
    assert key == "alerts.rules[0].when"
    assert words in fault


@pytest.mark.parametrize(
    ("when", "clear", "words"),
    [
        ("BTC.price.usd > 1 and BTC.price.usd < 9", "1%", "a margin needs a single comparison"),
        ("closes_below(BTC, 1, 'weekly')", "5", "a margin needs a single comparison"),
        ("BTC.price.usd < BTC.weekly.trigger_usd", "1%", "needs a line that is a number"),
        ("BTC.price.usd < 1", "BTC.price.usdd > 2", "did you mean usd?"),
        ("BTC.price.usd < 1", "soon", "no 'soon' here"),
    ],
)
def test_a_clear_that_makes_no_sense(when: str, clear: str, words: str) -> None:
    ((key, fault),) = faults(when, clear)
    assert key == "alerts.rules[0].clear"
    assert words in fault


def test_two_rules_of_one_name_are_refused() -> None:
    config = Config(alerts=AlertsConfig(rules=(rule("True == True"), rule("BTC.price.usd > 1"))))
    assert rule_faults(config) == [("alerts.rules[1].name", "rules[0] has this name already")]


def test_the_defaults_are_sound_and_those_about_assets_that_are_not_watched_are_left_out() -> None:
    assert rule_faults(Config()) == []
    assert len(configured_rules(Config())) == len(default_rules())
    ether = Config(assets={"ETH": AssetConfig()})
    assert rule_faults(ether) == []
    assert [each.name for each in configured_rules(ether)] == [
        "ETH below 3,100",
        "liquidations above $1B, mostly longs",
    ]


def test_the_file_s_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        "[[alerts.rules]]\nname = 'a'\nwhen = 'BTC.price.usd > 1'\n[[alerts.rules]]\nname = 'b'\nwhen = 'x'\n"
    )
    with pytest.raises(ConfigurationError) as caught:
        load(path, {}, rule_faults)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{path}:6: alerts.rules[1].when: no 'x' here")


def test_a_webhook_s_address_is_never_repeated(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    for text in ("webhooks = 'tgram://SECRET/1'", "webhooks = ['']\ncommand = 'x'", "webhooks = [7]"):
        path.write_text(f"[alerts]\n{text}\n")
        with pytest.raises(ConfigurationError) as caught:
            load(path, {}, rule_faults)
        assert "SECRET" not in str(caught.value)
        assert "alerts.webhooks" in str(caught.value)
