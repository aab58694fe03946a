"""The picture of a few short reports, and what must hold for any set of them."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.export import lines
from shared.records import Claim, Report, SourceKind
from tests.factories import a_claim, a_day, a_place, a_quantity, a_report, a_source
from workers.local import read
from workers.reconcile import Picture, reconcile
from workers.reconcile.explain import explain_figure, explain_grouping, say_link
from workers.reconcile.names import is_acronym_of, place_key
from workers.reconcile.sides import Side, side_of
from workers.reconcile.voices import name_voice

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "reconcile.toml").read_text(encoding="utf-8")
)["case"]


def build(case: dict) -> tuple[list[Claim], list[Report]]:
    claims, reports = [], []
    for row in case["report"]:
        keep = {k: row[k] for k in ("outlet", "published", "ref", "revision_of") if k in row}
        status = "canceled" if row.get("canceled") else "usable"
        report = a_report(row["text"], status=status, **keep)
        reports.append(report)
        claims += [told(report, told_row) for told_row in row["claims"]]
    return claims, reports


def told(report: Report, row: dict) -> Claim:
    fields: dict = {"kinds": (row.get("kind", "casualties"),)}
    if "low" in row:
        high = {"open": None}.get(row.get("high"), row.get("high", row["low"]))
        fields["quantities"] = (a_quantity(row["low"], high, approx=row.get("approx", False)),)
    if "place" in row:
        at = report.text.find(row["place"], report.text.index(row["text"]))
        span = {"span": (at, at + len(row["place"]))} if at >= 0 else {}
        fields["places"] = (a_place(row["place"], **span),)
    if "phase" in row:
        fields["phase"] = row["phase"]
    if "day" in row:
        at = report.text.index(row["text"]) + len(row["text"])
        fields["time"] = a_day(row["day"], span=(at - 1, at))
    if row.get("hearsay"):
        fields["source"] = a_source(None, kind=SourceKind.HEARSAY)
    elif row.get("unnamed"):
        fields["source"] = a_source(
            "a spokesman", kind=SourceKind.UNNAMED, organisation=row["source"]
        )
    elif "source" in row:
        fields["source"] = a_source(row["source"], organisation=row["source"])
    return a_claim(report, row["text"], **fields)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_reports_amount_to(case: dict) -> None:
    picture = reconcile(*build(case))
    assert len(picture.situations) == case["situations"], case["why"]
    found = [
        {
            "low": "none" if f.low is None else f.low,
            "high": "none" if f.high is None else f.high,
            "best": "none" if f.best is None else f.best,
            "status": f.status.value,
            "counts": len(f.claims),
            "excluded": [e.reason.value for e in f.excluded],
        }
        for s in picture.situations
        for f in s.figures
    ]
    assert sorted(found, key=str) == sorted(case["figures"], key=str), case["why"]


@cache
def everything() -> tuple[tuple[Claim, ...], tuple[Report, ...]]:
    """Of all cases. Nobody can change it, so that one building serves every example."""
    built = [build(case) for case in CASES]
    return tuple(c for claims, _ in built for c in claims), tuple(
        r for _, reports in built for r in reports
    )


@cache
def picture_of_everything() -> Picture:
    """What every example is compared with."""
    return reconcile(*everything())


@given(st.integers(0, 10_000), st.integers(0, 3))
def test_order_and_repetition_change_no_byte(seed: int, again: int) -> None:
    claims, reports = (list(each * (1 + again)) for each in everything())
    shuffle = random.Random(seed)
    shuffle.shuffle(claims)
    shuffle.shuffle(reports)
    expected = lines(picture_of_everything().situations)
    assert lines(reconcile(claims, reports).situations) == expected


@given(st.sets(st.integers(0, 15)))
def test_an_id_once_given_still_leads_to_its_claims(chosen: set[int]) -> None:
    """Growing and merging: a situation of fewer reports is found by its id among those of more."""
    claims, reports = everything()
    fewer = {report.id for i, report in enumerate(reports) if i in chosen}
    before = reconcile(
        [c for c in claims if c.report in fewer], [r for r in reports if r.id in fewer]
    )
    after = picture_of_everything()
    known = {i for s in after.situations for i in (s.id, *s.forwards)}
    assert {s.id for s in before.situations} <= known


TOWNS = ["Tal Amar", "Tall Amar", "Karm", "West Karm"]
told_anyhow = st.fixed_dictionaries(
    {
        "outlet": st.sampled_from(["Wire", "Gazette", "Northern Front", None]),
        "published": st.sampled_from(["2020-05-01", "2020-05-02T08:00:00Z", "2020-05-03", None]),
        "place": st.sampled_from([*TOWNS, None]),
        "day": st.sampled_from(["2020-05-01", "2020-04-20", None]),
        "low": st.sampled_from([0, 3, 17, 300_000]),
        "measure": st.sampled_from(["killed", "evacuated", "surrendered", "other"]),
        "unit": st.sampled_from(["person", "civilian", "bakery", None]),
        "kinds": st.sampled_from([(), ("attack",), ("evacuation",), ("position",), ("agreement",)]),
        "stance": st.sampled_from(["asserts", "denies", "cannot-verify"]),
        "background": st.booleans(),
        "revision_of": st.sampled_from([None, "0", "1"]),
        "status": st.sampled_from(["usable", "usable", "canceled"]),
    }
)


def anyhow(rows: list[dict]) -> tuple[list[Claim], list[Report]]:
    claims, reports = [], []
    for number, row in enumerate(rows):
        head = {k: row[k] for k in ("outlet", "published", "revision_of", "status")}
        report = a_report(
            f"Report {number}. It was told there by all {row['low']} of them.",
            ref=str(number),
            **head,
        )
        said = {k: row[k] for k in ("kinds", "stance", "background")}
        counted = a_quantity(row["low"], measure=row["measure"], unit=row["unit"])
        for text in ("Report", "It was told there by all"):
            claims.append(
                a_claim(
                    report,
                    text,
                    places=(a_place(row["place"]),) if row["place"] else (),
                    time=a_day(row["day"]) if row["day"] else None,
                    quantities=(counted,) if text != "Report" else (),
                    **said,
                )
            )
        reports.append(report)
    return claims, reports


@given(st.lists(told_anyhow, max_size=8), st.integers(0, 10_000))
def test_whatever_is_told_the_picture_is_of_the_set(rows: list[dict], seed: int) -> None:
    claims, reports = anyhow(rows)
    expected = lines(reconcile(claims, reports).situations)
    shuffle = random.Random(seed)
    claims, reports = claims * 2, reports * 2
    shuffle.shuffle(claims)
    shuffle.shuffle(reports)
    assert lines(reconcile(claims, reports).situations) == expected


@given(st.lists(told_anyhow, max_size=8))
def test_an_id_survives_whatever_is_told_next(rows: list[dict]) -> None:
    claims, reports = anyhow(rows)
    fewer = {report.id for report in reports[: len(reports) // 2]}
    before = reconcile(
        [c for c in claims if c.report in fewer], [r for r in reports if r.id in fewer]
    )
    after = reconcile(claims, reports)
    known = {i for s in after.situations for i in (s.id, *s.forwards)}
    assert {s.id for s in before.situations} <= known


def test_every_claim_that_is_news_stands_in_exactly_one_situation() -> None:
    claims, _ = everything()
    picture = picture_of_everything()
    members = [t.claim.id for group in picture.groups.values() for t in group.claims]
    assert sorted(members) == sorted({c.id for c in claims})


def test_denial_and_doubt_meet_the_assertion() -> None:
    day = a_day("2020-05-01")
    here = (a_place("Tal Amar"),)
    one = a_report("Both sides have agreed on a truce in Tal Amar.", outlet="Wire")
    two = a_report("There is no truce in Tal Amar.", outlet="Northern Front")
    three = a_report("The mission cannot confirm a truce in Tal Amar.", outlet="Mission")
    same: dict = {"kinds": ("agreement",), "places": here, "time": day}
    claims = [
        a_claim(one, **same),
        a_claim(two, polarity="neg", **same),
        a_claim(three, stance="cannot-verify", **same),
    ]
    (situation,) = reconcile(claims, [one, two, three]).situations
    (statement,) = situation.statements
    assert statement.status == "disputed"
    assert [statement.for_, statement.against, statement.unverified] == [(c.id,) for c in claims]


def test_a_wire_text_that_hundreds_carry_is_one_voice() -> None:
    text = (
        "Shells fell on the old market of Tal Amar late in the evening and killed 17 people there."
    )
    reports = [a_report(text, outlet=f"Outlet {n}", ref=str(n)) for n in range(230)]
    told = {"places": (a_place("Tal Amar"),), "quantities": (a_quantity(17),)}
    claims = [a_claim(report, **told) for report in reports]
    (situation,) = reconcile(claims, reports).situations
    (figure,) = situation.figures
    assert (figure.status, len(figure.claims)) == ("single", 1)
    assert [e.reason for e in figure.excluded] == ["copy"] * 229


def test_a_figure_explains_each_claim_and_a_situation_its_links() -> None:
    claims, reports = build(CASES[2])
    picture = reconcile(claims, reports)
    (situation,) = picture.situations
    counted, left = explain_figure(picture, situation, situation.figures[0])
    assert counted.counts
    assert counted.voice == "Red Crescent"
    assert not left.counts
    assert "another number since" in left.why
    (link,) = explain_grouping(picture, situation)
    assert say_link(link).startswith("same place (2), same days (2)")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("al-Hasakah", "Hasakeh", True),
        ("Hass", "Haas", True),
        ("Douma", "Duma", True),
        ("Homs", "Hama", False),
        ("Idlib", "Aleppo", False),
    ],
)
def test_a_place_is_known_in_each_of_its_spellings(one: str, other: str, same: bool) -> None:
    assert (place_key(one) == place_key(other)) is same


def test_an_acronym_is_the_name_it_shortens() -> None:
    assert is_acronym_of(
        "OCHA", "United Nations Office for the Coordination of Humanitarian Affairs"
    )
    assert not is_acronym_of("SDF", "Syrian Observatory for Human Rights")


@pytest.mark.parametrize(
    ("text", "told", "side"),
    [
        # a call is no denial, though what it calls for is that something should stop
        (
            "The council called on the army to stop the raids.",
            "the army to stop the raids",
            Side.FOR,
        ),
        ("The army said it had not flown the raids.", "it had not flown the raids", Side.AGAINST),
        # who denies that it was made up stands for it
        ("The mayor denied the raid was a hoax.", "the raid was a hoax", Side.FOR),
        ("The mayor insisted the raid was no hoax.", "the raid was no hoax", Side.FOR),
        ("The mayor denied the raid.", "the raid", Side.AGAINST),
    ],
)
def test_on_which_side_of_a_question_a_claim_stands(text: str, told: str, side: Side) -> None:
    claims = read(Report(id="r", text=text)).claims
    (claim,) = (c for c in claims if told in c.text)
    assert side_of(claim) is side


def test_a_body_in_a_statement_of_its_own_is_the_one_that_signs() -> None:
    said = a_report(outlet="Russian Ministry of Defence")
    claim = a_claim(
        said, source=a_source("Ministry of Defence", organisation="Ministry of Defence")
    )
    assert name_voice(claim) == name_voice(a_claim(said))
