"""Differences between trees: exact, small, and never believed blindly."""

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.link.recording.patch import apply, diff

_FLOATS = st.one_of(
    st.floats(allow_nan=False), st.integers(-(10**9), 10**9).map(lambda n: n / 1000), st.sampled_from([0.0, 1e300])
)
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(2**62), 2**62), _FLOATS, st.text(max_size=4))
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(st.sampled_from("abcdef"), inner, max_size=5)),
    max_leaves=30,
)


def _typed(value: Any) -> Any:
    """The value with its types, since 1 == 1.0 == True."""
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    return type(value), value


@given(_TREES, _TREES)
@example([{"c": [False]}], [{"c": [0]}])
def test_a_patch_makes_the_new_of_the_old_and_leaves_the_old_alone(old: Any, new: Any) -> None:
    before = copy.deepcopy(old)
    patch = msgspec.msgpack.decode(msgspec.msgpack.encode(diff(old, new)))
    assert _typed(apply(old, patch)) == _typed(new)
    assert _typed(old) == _typed(before)


@given(st.lists(st.integers(0, 50), max_size=12), st.lists(st.integers(0, 50), max_size=12), st.integers(0, 12))
def test_rows_enter_and_leave_at_either_end(kept: list[int], fresh: list[int], dropped: int) -> None:
    old = [[row] for row in kept]
    for new in ([[row] for row in fresh] + old[: len(old) - dropped], old[dropped:] + [[row] for row in fresh]):
        assert apply(old, diff(old, new)) == new


def test_what_did_not_change_costs_nothing_and_is_shared() -> None:
    old = {"bars": [[1, 2.0, 3.0]] * 500, "age_s": 0.75, "words": "x" * 1000}
    new = {**old, "age_s": 1.763}
    patch = diff(old, new)
    assert patch == {"age_s": 1013}
    assert apply(old, patch)["bars"] is old["bars"]


def test_a_new_row_on_top_of_a_long_tape_is_one_row() -> None:
    old = [{"at_ms": number, "usd": number * 1.5} for number in range(50, 0, -1)]
    new = [{"at_ms": 51, "usd": 7.0}, *old[:-1]]
    assert diff(old, new) == [[new[0]], 0, 49, {}, []]


@pytest.mark.parametrize(
    "patch",
    [{"gone": []}, {"gone": {"x": 1}}, {"list": [[], 0, 9, {}, []]}, {"list": [[], -1, 1, {}, []]}, {"word": 3},
     {"list": [[], 0, 2, {7: 1}, []]}, {"list": [1, 2]}, None, {"word": {"a": 1}}],
)  # fmt: skip
def test_a_patch_for_another_tree_is_refused(patch: Any) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        apply({"list": [1, 2], "word": "a"}, patch)
