"""What could say the same is found by few of its words, and none of it is missed; what is kept is told by identity."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workers.reconcile.alike import Alike
from workers.reconcile.once import once
from workers.reconcile.wording import says_alike


@dataclass(eq=False)
class InWords:
    topic: str
    stems: frozenset[str]
    doers: tuple[str, ...] = ()
    days: None = None


claims_in_words = st.lists(
    st.builds(
        InWords,
        st.sampled_from(["strike", "ground"]),
        st.frozensets(st.sampled_from("abcdefgh"), max_size=6),
    ),
    max_size=12,
)


@given(claims_in_words, claims_in_words)
def test_all_that_says_the_same_is_among_the_longer_and_the_shorter(
    held: list[Any], others: list[Any]
) -> None:
    alike = Alike(held)
    for one, other in product([*held, *others], held):
        found = [*alike.longer(one), *alike.shorter(one)]
        assert not says_alike(one, other) or any(each is other for each in found)


def test_what_is_kept_is_kept_for_the_same_object_and_not_for_an_equal_one() -> None:
    made = []

    @once(2)
    def count(*values: object) -> int:
        made.append(values)
        return len(made)

    one, equal = [1], [1]
    assert [count(one), count(one), count(equal), count(one, equal)] == [1, 1, 2, 3]
    assert count(one) == 4, "no more than two are kept"
