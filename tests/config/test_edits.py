"""Edits laid over a configuration: what holds afterwards, what is refused, and what can be restored."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.config.edit_file import EditFileError, move_aside, read, write
from tui.config.edits import (
    AssetEdits,
    Change,
    DropLevel,
    DropRule,
    EditError,
    Edits,
    LevelKey,
    PutLevel,
    PutRule,
    RestoreLevel,
    RestoreRule,
    SetConvention,
    changed,
    edited,
    level_key,
    levels_of,
    rules_of,
)
from tui.config.model import AlertRuleConfig, Config, LevelConfig

CONFIG = Config()
ZONE = CONFIG.assets["BTC"].levels[1]
NEW = LevelConfig(price=98_400, label="next")


def after(*changes: Change) -> Edits:
    edits = Edits()
    for change in changes:
        edits = changed(CONFIG, edits, change)
    return edits


def prices(edits: Edits) -> list[float]:
    return [level.price for level in edited(CONFIG, edits).assets["BTC"].levels]


def origins(edits: Edits) -> list[str]:
    return list(levels_of(CONFIG, edits, "BTC").origins().values())


def test_nothing_edited_is_the_configuration() -> None:
    assert edited(CONFIG, Edits()) == CONFIG


@pytest.mark.parametrize("words", ["\x1b]0;x\x07", "a\nb", "\u202eabc", "\u05d0"])
def test_words_that_could_steer_a_terminal_are_refused(words: str, tmp_path: Path) -> None:
    rule = AlertRuleConfig(name=words, when="BTC.price.usd < 1")
    for change in (PutLevel(asset="BTC", level=LevelConfig(price=1, label=words)), PutRule(rule=rule)):
        with pytest.raises(EditError, match="has a character that can't be shown") as refused:
            after(change)
        assert refused.value.faults[0][0].endswith((".label", ".name"))
        assert words not in str(refused.value)
    write(tmp_path / "edits.json", Edits(assets={"BTC": AssetEdits(put=(LevelConfig(price=1, label=words),))}))
    with pytest.raises(EditFileError, match="can't be shown"):
        read(tmp_path / "edits.json")
    assert prices(after(PutLevel(asset="BTC", level=LevelConfig(price=1, label="größe ∆ 50 €"))))[-1] == 1


def test_a_level_is_added_changed_and_removed_again() -> None:
    put = PutLevel(asset="BTC", level=NEW)
    assert prices(after(put)) == [107_000, 105_000, 103_000, 98_400]
    assert origins(after(put)) == ["configured"] * 3 + ["added"]
    moved = PutLevel(asset="BTC", level=LevelConfig(price=98_000), before=level_key(NEW))
    assert prices(after(put, moved)) == [107_000, 105_000, 103_000, 98_000]
    gone = DropLevel(asset="BTC", key=LevelKey(price=98_000))
    assert after(put, moved, gone) == Edits()


def test_a_configured_level_is_renamed_in_its_place_and_restored() -> None:
    renamed = msgspec.structs.replace(ZONE, label="mine")
    edits = after(PutLevel(asset="BTC", level=renamed, before=level_key(ZONE)))
    assert [level.label for level in edited(CONFIG, edits).assets["BTC"].levels][1] == "mine"
    assert origins(edits) == ["configured", "edited", "configured"]
    assert changed(CONFIG, edits, RestoreLevel(asset="BTC", key=level_key(ZONE))) == Edits()
    # Written back as it is configured, it is no edit any more.
    assert changed(CONFIG, edits, PutLevel(asset="BTC", level=ZONE, before=level_key(ZONE))) == Edits()


def test_a_configured_level_that_is_moved_or_removed_can_be_restored() -> None:
    moved = msgspec.structs.replace(ZONE, price=104_000)
    edits = after(PutLevel(asset="BTC", level=moved, before=level_key(ZONE)))
    assert prices(edits) == [107_000, 103_000, 104_000]
    assert origins(edits) == ["configured", "configured", "added", "removed"]
    edits = after(DropLevel(asset="BTC", key=level_key(ZONE)))
    assert prices(edits) == [107_000, 103_000]
    assert changed(CONFIG, edits, RestoreLevel(asset="BTC", key=level_key(ZONE))) == Edits()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (PutLevel(asset="BTC", level=ZONE), ("price", "this line is there already")),
        (PutLevel(asset="SOL", level=NEW), ("", "SOL is not watched")),
        (PutLevel(asset="BTC", level=NEW, before=LevelKey(price=1)), ("", "it is not there any more")),
        (DropLevel(asset="BTC", key=LevelKey(price=1)), ("", "it is not there any more")),
        (RestoreLevel(asset="BTC", key=LevelKey(price=1)), ("", "it is not there any more")),
        (PutLevel(asset="BTC", level=LevelConfig(price=5, to=5)), ("to", "a zone needs two different edges")),
        (PutRule(rule=CONFIG.alerts.rules[0]), ("name", "another rule has this name already")),
        (DropRule(name="nonesuch"), ("", "it is not there any more")),
        (SetConvention(name="skew", value="sideways"), ("skew", 'expected one of "vol", "normalised"')),
    ],
)
def test_what_can_t_be_is_refused_by_its_field(change: Change, fault: tuple[str, str]) -> None:
    with pytest.raises(EditError) as refused:
        after(change)
    (field, words), *_ = refused.value.faults
    assert (field.rpartition(".")[2], words[: len(fault[1])]) == fault


def test_there_is_room_for_so_many() -> None:
    edits = after(*(PutLevel(asset="BTC", level=LevelConfig(price=price)) for price in range(1, 30)))
    with pytest.raises(EditError, match="at most 32 levels"):
        changed(CONFIG, edits, PutLevel(asset="BTC", level=LevelConfig(price=77)))


def test_rules_are_known_by_their_names() -> None:
    first = CONFIG.alerts.rules[0]
    louder = msgspec.structs.replace(first, severity="bell")
    edits = after(PutRule(rule=louder, before=first.name))
    assert edited(CONFIG, edits).alerts.rules[0] == louder
    assert next(iter(rules_of(CONFIG, edits).origins().values())) == "edited"
    assert changed(CONFIG, edits, RestoreRule(name=first.name)) == Edits()
    named = AlertRuleConfig(name="another", when="BTC.price.usd > 1")
    edits = after(PutRule(rule=named, before=first.name))
    assert [rule.name for rule in edited(CONFIG, edits).alerts.rules][-1] == "another"
    assert first.name not in [rule.name for rule in edited(CONFIG, edits).alerts.rules]
    assert changed(CONFIG, edits, DropRule(name="another")) == after(DropRule(name=first.name))


def test_a_convention_as_configured_is_no_edit() -> None:
    edits = after(SetConvention(name="skew", value="normalised"))
    assert edited(CONFIG, edits).conventions.skew == "normalised"
    assert changed(CONFIG, edits, SetConvention(name="skew", value="vol")) == Edits()


def test_edits_of_what_is_no_longer_watched_are_kept_and_not_used() -> None:
    edits = after(PutLevel(asset="ETH", level=NEW))
    narrow = msgspec.structs.replace(CONFIG, assets={"BTC": CONFIG.assets["BTC"]})
    assert edited(narrow, edits) == narrow
    assert "ETH" in changed(narrow, edits, DropLevel(asset="BTC", key=level_key(ZONE))).assets


keys = st.sampled_from(
    [level_key(level) for level in CONFIG.assets["BTC"].levels] + [LevelKey(price=p) for p in (1, 2)]
)
changes = st.one_of(
    st.builds(
        lambda key, label, before: PutLevel(
            asset="BTC", level=LevelConfig(price=key.price, to=key.to, kind=key.kind, label=label), before=before
        ),
        keys, st.sampled_from(["", "a", "b"]), st.none() | keys,
    ),
    st.builds(lambda key: DropLevel(asset="BTC", key=key), keys),
    st.builds(lambda key: RestoreLevel(asset="BTC", key=key), keys),
)  # fmt: skip


@given(st.lists(changes, max_size=20))
def test_whatever_is_done_the_configured_can_be_restored_and_no_two_lines_are_the_same(steps: list[Change]) -> None:
    edits = Edits()
    for step in steps:
        try:
            edits = changed(CONFIG, edits, step)
        except EditError:
            continue
        held = [level_key(level) for level in edited(CONFIG, edits).assets["BTC"].levels]
        assert len(set(held)) == len(held)
        listed = levels_of(CONFIG, edits, "BTC").origins()
        assert {level_key(level) for level in CONFIG.assets["BTC"].levels} <= set(listed)
        assert [key for key, origin in listed.items() if origin != "removed"] == held
    for level in CONFIG.assets["BTC"].levels:
        edits = changed(CONFIG, edits, RestoreLevel(asset="BTC", key=level_key(level)))
    assert edited(CONFIG, edits).assets["BTC"].levels[:3] == CONFIG.assets["BTC"].levels


def test_the_file_keeps_everything_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "edits.json"
    assert read(path) == Edits()
    edits = after(
        PutLevel(asset="BTC", level=LevelConfig(price=98_400, label='"quoted" ∆', then=(1, 2))),
        PutRule(rule=AlertRuleConfig(name="n", when="BTC.price.usd > 1")),
        SetConvention(name="basis", value="continuous"),
    )
    write(path, edits)
    assert read(path) == edits
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["edits.json"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"assets": {', "truncated"),
        (b"", "truncated"),
        (b"\xff\xfe", "malformed"),
        (b"[]", "expected a table"),
        (b'{"levels": {}}', "levels: unknown key"),
        (b'{"conventions": {"skew": "no"}}', "conventions.skew: expected one of"),
        (b'{"assets": {"BTC": {"put": [{"price": -1}]}}}', "assets.BTC.put[0].price: expected a number above 0"),
        (b'{"assets": {"BTC": {"put": [{"price": 5, "to": 5}]}}}', "a zone needs two different edges"),
        (b"[" * 100_000, "recursion"),
    ],
)
def test_a_damaged_file_is_told_and_moved_aside_whole(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "edits.json"
    path.write_bytes(content)
    with pytest.raises(EditFileError, match=words.replace("[", r"\[")):
        read(path)
    assert move_aside(path).read_bytes() == content
    assert read(path) == Edits()


def test_the_file_is_readable_by_a_person(tmp_path: Path) -> None:
    path = tmp_path / "edits.json"
    write(path, Edits(assets={"BTC": AssetEdits(put=(NEW,))}))
    assert json.loads(path.read_text())["assets"]["BTC"]["put"][0]["price"] == 98_400
    assert len(path.read_text().splitlines()) > 5
