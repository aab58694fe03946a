"""Kinds of happening: what the main predicate says leads."""

import tomllib
from pathlib import Path

import pytest

from shared.records import Kind
from workers.extract.kinds import find_kinds
from workers.extract.language import load
from workers.extract.lexicon import load as lexicon

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "kinds.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_main_kind_leads_and_the_others_are_stated(case):
    doc = load()(case["text"])
    kinds = [kind.value for kind in find_kinds(doc, 0, len(doc.text))]
    assert kinds[0] == case["kinds"][0]
    assert set(case["kinds"]) <= set(kinds)


def test_a_stance_is_a_position_whatever_it_names():
    doc = load()("the bombing of the clinic")
    assert find_kinds(doc, 0, len(doc.text), "condemn")[0] is Kind.POSITION


def test_an_empty_stretch_is_other():
    doc = load()("")
    assert find_kinds(doc, 0, 0) == (Kind.OTHER,)


def test_every_kind_of_the_contract_has_words():
    assert {kind.value for kind in Kind} <= set(lexicon("kinds"))


def test_sets_named_in_patterns_exist():
    sets = lexicon("kinds")["sets"]
    named = {
        word[1:]
        for kind in Kind
        for pattern in lexicon("kinds")[kind.value].get("verbs", [])
        for slot in pattern.split()
        for word in slot.rpartition(":")[2].split("|")
        if word.startswith("@") and word not in {"@place", "@one"}
    }
    assert named <= set(sets)
