"""A map copied in constant pieces is a dict that never changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halflap.meet.pmap import PMap

KEYS = st.integers(0, 3000) | st.text(max_size=3)


@given(st.lists(st.tuples(KEYS, st.integers())))
def test_holds_what_a_dict_holds(pairs: list[tuple[int | str, int]]) -> None:
    pmap: PMap[int | str, int] = PMap()
    for key, value in pairs:
        pmap = pmap.with_(key, value)
    expected = dict(pairs)
    assert dict(pmap.items()) == expected
    assert len(pmap) == len(expected)
    assert sorted(map(repr, pmap)) == sorted(map(repr, expected))
    assert sorted(pmap.values()) == sorted(expected.values())
    for key in (*expected, "?", -1):
        assert (key in pmap) == (key in expected)
        assert pmap.get(key) == expected.get(key)


@given(st.dictionaries(KEYS, st.integers()), KEYS, st.integers())
def test_stays_as_it_is_when_another_is_made_of_it(
    before: dict[int | str, int], key: int | str, value: int
) -> None:
    old: PMap[int | str, int] = PMap()
    for known, kept in before.items():
        old = old.with_(known, kept)
    new = old.with_(key, value)
    assert dict(old.items()) == before
    assert new[key] == value
    assert (new == old) == (before.get(key) == value)
