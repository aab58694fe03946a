"""What says the same, and what a denial is about, is found by the words in common, and none of it is missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.records import Stance
from workers.reconcile.alike import Alike
from workers.reconcile.once import once
from workers.reconcile.questions import Finding, Gathered
from workers.reconcile.sharing import Sharing
from workers.reconcile.sides import Side
from workers.reconcile.wording import says_alike


@dataclass(eq=False)
class InWords:
    topic: str
    stems: frozenset[str]
    doers: frozenset[str] = frozenset()
    days: None = None
    report: str = ""
    voice: str | None = None
    kind: tuple[str, ...] = ()
    side: Side = Side.AGAINST
    points: bool = False
    names_no_deed: bool = False
    claim: Any = field(
        default_factory=lambda: SimpleNamespace(stance=Stance.DENIES, source=None, start=0)
    )

    @property
    def enough(self) -> int:
        return max(2, (len(self.stems) + 1) // 2)

    @property
    def marks(self) -> frozenset[str]:
        return self.stems

    @property
    def id(self) -> str:
        return f"{id(self):x}"


in_words = st.builds(
    InWords,
    st.sampled_from(["strike", "ground"]),
    st.frozensets(st.sampled_from("abcdefgh"), max_size=6),
    st.frozensets(st.sampled_from("xy")),
    report=st.sampled_from("pqr"),
    voice=st.sampled_from([None, "army", "rebels"]),
    kind=st.sampled_from([(), ("attack",), ("control",)]),
)
claims_in_words = st.lists(in_words, max_size=12)


@given(st.lists(st.lists(st.sampled_from("abcd"))), st.lists(st.sampled_from("abcde")))
def test_things_are_told_apart_by_how_many_marks_they_share(
    things: list[list[str]], marks: list[str]
) -> None:
    sharing: Sharing[int] = Sharing()
    for number, each in enumerate(things):
        sharing.add(number, each)
    found = [set(sharing.of(those)) for those in sharing.shared(marks)]
    had = [sum(mark in each for mark in marks) for each in things]
    assert found == [
        {number for number, shared in enumerate(had) if shared >= least}
        for least in range(1, max(had, default=0) + 1)
    ]


@given(claims_in_words, claims_in_words)
def test_all_that_shares_enough_words_is_found_and_nothing_else(
    held: list[Any], others: list[Any]
) -> None:
    alike = Alike(held)
    for one in (*held, *others):
        found = {other.id for other in alike.alike(one)}
        assert found == {other.id for other in held if says_alike(one, other)}


@given(claims_in_words, claims_in_words)
def test_all_of_the_same_doers_that_shares_a_word_is_found(
    held: list[Any], others: list[Any]
) -> None:
    alike = Alike(held)
    for one in (*held, *others):
        found = {other.id for other in alike.doing(one)}
        assert found == {
            other.id
            for other in held
            if other.topic == one.topic and other.stems & one.stems and other.doers & one.doers
        }


@given(st.lists(st.lists(in_words, min_size=1, max_size=4), max_size=6), in_words)
def test_a_denial_is_about_the_closest_of_all_that_it_could_be_about(
    told: list[list[Any]], nay: Any
) -> None:
    gathered = [
        Gathered((one, Side.FOR) for one in together if one.topic == together[0].topic)
        for together in told
    ]
    could = [
        each
        for each in gathered
        if each.topic == nay.topic
        and each.can_be_meant_by(nay)
        and (
            nay.voice is None
            or {one.voice for one, _ in each.members} != {nay.voice}
            or any(
                len(one.stems & nay.stems) >= min(one.enough, nay.enough) for one, _ in each.members
            )
        )
    ]
    closest = max(
        could,
        key=lambda each: (each.closeness(nay), len(each.reports), each.first),
        default=None,
    )
    Finding(gathered, [], []).place(nay)
    homes = [each for each in gathered if (nay, Side.AGAINST) in each.members]
    assert homes == ([closest] if closest else [gathered[-1]])


def test_what_is_kept_is_kept_for_the_same_object_and_not_for_an_equal_one() -> None:
    made = []

    @once(2)
    def count(*values: object) -> int:
        made.append(values)
        return len(made)

    one, equal = [1], [1]
    assert [count(one), count(one), count(equal), count(one, equal)] == [1, 1, 2, 3]
    assert count(one) == 4, "no more than two are kept"
