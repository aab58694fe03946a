"""Assembly: whole small reports of our own, and what must hold of any text."""

import tomllib
from pathlib import Path

import pytest

from shared.records import Mode, Report
from tests.claim_facts import EDGES, wrong_facts
from workers.local import read

CASES = Path(__file__).parents[1] / "cases"
REPORTS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((CASES / "reports").glob("*.toml"))
}
EXPECTED = [(name, claim) for name, report in REPORTS.items() for claim in report["claim"]]
HEADLINES = tomllib.loads((CASES / "headlines.toml").read_text(encoding="utf-8"))["case"]


def claims_of(text, outlet=None, published=None):
    return read(Report(id="r", text=text, outlet=outlet, published=published)).claims


def claims_in(name):
    report = REPORTS[name]
    return claims_of(report["text"], report["outlet"], report["published"])


@pytest.mark.parametrize(
    ("name", "wanted"), EXPECTED, ids=[f"{n}: {c['text'][:40]}" for n, c in EXPECTED]
)
def test_the_report_says(name, wanted):
    found = [c for c in claims_in(name) if c.text.strip(EDGES) == wanted["text"]]
    assert found, [c.text for c in claims_in(name)]
    assert wrong_facts(found[0], wanted) == {}


@pytest.mark.parametrize("name", [name for name, report in REPORTS.items() if "never" in report])
def test_the_report_does_not_say(name):
    told = "\n".join(claim.text for claim in claims_in(name))
    assert told
    assert [words for words in REPORTS[name]["never"] if words in told] == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_text_is_the_slice_of_the_original(name):
    text = REPORTS[name]["text"]
    for claim in claims_in(name):
        assert claim.text == text[claim.start : claim.end]
        assert claim.sentence[0] <= claim.start < claim.end <= claim.sentence[1]
        spans = [q.span for q in claim.quantities] + [p.span for p in claim.places]
        spans += [claim.cue.span] if claim.cue else []
        assert all(0 <= a < b <= len(text) for a, b in spans)


def test_what_comes_again_dates_nothing():
    text = "A bomb killed three men at the annual parade on Friday.\n\nThe harbour is now shut."
    told = claims_of(text, published="2022-06-15")
    assert [claim.time and claim.time.start for claim in told] == ["2022-06-10", None]


def test_why_somebody_has_no_name_is_no_claim():
    text = "Nine died in the ward, two officials said. They asked not to be named because they feared for their posts."
    assert [claim.text for claim in claims_of(text)] == ["Nine died in the ward"]


def test_that_no_word_came_from_somebody_is_no_claim():
    text = (
        "Nine died in the ward, officials said. There was no immediate confirmation from the army."
    )
    assert [claim.text for claim in claims_of(text)] == ["Nine died in the ward"]


@pytest.mark.parametrize("name", REPORTS)
def test_ids_are_unique_and_the_same_each_time(name):
    once, again = claims_in(name), claims_in(name)
    assert len({c.id for c in once}) == len(once)
    assert [c.model_dump_json() for c in once] == [c.model_dump_json() for c in again]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "?",
        "“",
        "said",
        "He said: “",
        "12",
        "By",
        "… – …",
        "\u0000",
        "IS IS IS",
        "(a",
        "a)",
        "They re-re-opened it.",
        "re-re-re-open",
        "It burnt, according to the army, Reuters and",
        "Army denies role,",
        "Tags A",
        "x Tags A b",
        "2.1 A",
    ],
    ids=repr,
)
def test_no_text_raises(text):
    for claim in claims_of(text):
        assert claim.text == text[claim.start : claim.end]


def test_what_only_introduces_a_quotation_is_no_claim():
    found = claims_of("The minister, Anna Berg, said:\n\n“The bridge is closed.”\n")
    assert [c.text.strip(EDGES) for c in found] == ["The bridge is closed"]


def test_questions_and_greetings_are_no_claims():
    found = claims_in("briefing")
    assert not [
        c.text for c in found if c.text.endswith("?") or c.text.startswith(("Good", "Thank"))
    ]


def test_a_repeated_caption_is_one_claim_at_most():
    line = "Waiting: Families stand by the gate in Homs yesterday"
    found = claims_of(f"The gate was closed on Monday. Guards left.\n\n{line}\n{line}\n")
    assert len([c for c in found if "stand by the gate" in c.text]) <= 1


def test_numbers_that_end_in_no_claim_are_counted():
    leftover = read(Report(id="r", text="By 14 Correspondents\n\nThe town fell.")).leftover
    assert set(leftover) == {"numbers", "cues", "quotations"}
    assert all(count >= 0 for count in leftover.values())


def test_two_who_say_one_thing_are_two_voices_of_it():
    found = claims_of("Nine people drowned, the coast guard and the Red Crescent said.")
    assert [(c.source.name, c.text) for c in found] == [
        ("coast guard", "Nine people drowned"),
        ("Red Crescent", "Nine people drowned"),
    ]
    assert len({c.id for c in found}) == 2


def test_what_else_a_source_is_is_no_claim():
    found = claims_of("Nine people drowned, according to Adam Ishaq, a surgeon and father of two.")
    assert [c.text for c in found] == ["Nine people drowned"]


def test_a_headline_tells_its_toll_beside_who_denies_his_part_in_it():
    told = claims_of(
        "Toll in ferry blast climbs to 66, navy denies role\n\nThe ferry burnt for a day."
    )
    assert [(c.source and c.source.name, c.text, c.stance.value) for c in told[:2]] == [
        (None, "Toll in ferry blast climbs to 66", "asserts"),
        ("navy", "role", "denies"),
    ]


def test_what_is_told_as_another_of_its_kind_is_background_beside_the_news():
    text = (
        "A mine sank a ferry off Zabid on Tuesday, killing 18. A similar blast at the pier on April 25 had killed "
        "nine people. Another raid on Monday left two dead."
    )
    found = read(Report(id="r", text=text, published="2024-05-08")).claims
    assert [c.background for c in found] == [False, True, False]


def test_a_headline_is_not_lost_where_the_parse_has_its_town_say_it():
    told = claims_of("Seven children killed in rebel-held Aleppo\n\nShells fell on the market.")
    assert [c.text for c in told] == [
        "Seven children killed in rebel-held Aleppo",
        "Shells fell on the market.",
    ]


def test_of_places_listed_the_first_is_first_however_wide():
    (claim,) = claims_of("Thousands have fled across northern Jonglei and Warrap in South Sudan.")
    assert [p.name for p in claim.places][:2] == ["northern Jonglei", "Warrap"]


def test_what_a_war_has_cost_since_it_began_is_background():
    text = (
        "Shells hit the market in Zabid on Tuesday, killing nine. Yemen has been locked in a civil war since early 2015, when "
        "rebels took the capital. Since then more than a quarter of a million people have been killed and four million "
        "displaced, according to the UN. A research centre has put the toll of the nine-year conflict at more than 470,000."
    )
    found = read(Report(id="r", text=text, published="2024-05-15")).claims
    assert [c.background for c in found] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("headline", "polarity"),
    [
        ("No, the bridge of Atbara still stands", "neg"),
        ("Missing nurses not among dead of ferry", "neg"),
        ("No survivors in crash of transport plane", "neg"),
        ("Convoy of aid not hit by mine", "neg"),
        ("Fact check: No, the army has not left its camp to avoid mines", "neg"),
        ("No raid on bridge of Atbara", "neg"),
        ("Army to build its camp in Atbara, not Dilling", "pos"),
    ],
)
def test_a_headline_says_no_without_a_verb(headline, polarity):
    (claim,) = claims_of(headline)
    assert (claim.source, claim.polarity) == (None, polarity)


@pytest.mark.parametrize("case", HEADLINES, ids=[case["why"] for case in HEADLINES])
def test_a_headline_that_stands_alone_tells(case):
    found = claims_of(case["text"])
    told = [
        [(c.source and c.source.name) or "", c.text, c.stance.value, c.polarity.value]
        for c in found
    ]
    assert told == case.get("claim", [])
    if "kinds" in case:
        assert found[0].kinds[0] == case["kinds"]
    for field in {"phase", "certainty"} & case.keys():
        assert getattr(found[0], field) == case[field]


def test_what_an_outlet_disowns_has_no_source():
    (claim,) = claims_of("Video of raid on Dilling a fake")
    assert (claim.source, claim.stance, claim.mode) == (None, "denies", Mode.NONE)


def test_who_stands_before_a_colon_is_not_described_by_what_he_says():
    (claim,) = claims_of("Official: militia take U.N. trucks, fuel in Kassala")
    assert claim.source.name == "Official"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "The mayor said nine had died and that he did not know who fired.",
            ["nine had died", "who fired."],
        ),
        (
            "The mayor said shells hit the town and the market burned, though he could not confirm who fired.",
            ["shells hit the town", "the market burned", "who fired."],
        ),
        (
            "“Nine died and ten were hurt. We cannot verify the reports of a second raid. The road is shut,” the mayor said.",
            ["Nine died and ten were hurt.", "the reports of a second raid.", "The road is shut"],
        ),
    ],
)
def test_what_one_does_not_know_ends_what_one_knows_and_loses_none_of_it(text, told):
    assert [c.text.strip(EDGES) for c in claims_of(text)] == [t.strip(EDGES) for t in told]
