"""The first real input: what a newspaper article, as an aggregator delivered it, must show.

The article lies beside the project, not in it. Names, numbers and fragments of a few words stand
here for its sentences.
"""

from functools import cache
from pathlib import Path

import pytest

from shared.records import Report, SourceKind
from workers.local import read
from workers.reconcile import reconcile

ARTICLE = Path(__file__).parents[3] / "shared" / "texts" / "daily-mail-2019-02-21.txt"
SDF = "Syrian Democratic Forces"
SOHR = "Syrian Observatory for Human Rights"

pytestmark = pytest.mark.skipif(
    not ARTICLE.exists(), reason=f"THE ARTICLE IS ABSENT ({ARTICLE}): its claims are not tested"
)


@cache
def text():
    return ARTICLE.read_bytes().decode("utf-8")


@cache
def claims(published="2019-02-21"):
    report = Report(id="dm", text=text(), outlet="Daily Mail", published=published)
    return read(report).claims


def about(*fragments, published="2019-02-21"):
    """The claims whose words hold all the fragments."""
    found = [c for c in claims(published) if all(f in c.text for f in fragments)]
    assert found, f"no claim holds {fragments}"
    return found


def test_every_text_is_the_very_slice():
    assert claims()
    for claim in claims():
        assert claim.text == text()[claim.start : claim.end]


@pytest.mark.parametrize(
    ("fragment", "name", "organisation"),
    [
        ("carrying out civilians", "Mustafa Bali", SDF),
        ("first batch", "Mustafa Bali", SDF),
        ("still some civilians inside", "Adnan Afrin", None),
        ("We cannot advance", "Adnan Afrin", None),
        ("deal appeared", SOHR, SOHR),
        ("negotiations for", "Rami Abdel Rahman", SOHR),
        ("the SDF continue", "US-led coalition", "US-led coalition"),
        ("handed themselves", SDF, SDF),
        ("families, including women", "United Nations", "United Nations"),
        ("wounded or sick", "Zana Amedi", SDF),
    ],
)
def test_sources_are_resolved(fragment, name, organisation):
    claim = about(fragment)[0]
    assert claim.source is not None
    assert claim.source.name == name
    if organisation:
        assert claim.source.organisation == organisation


def test_the_spokesman_is_unnamed_and_speaks_for_the_force():
    for fragment in ("had entered", "foreigners were"):
        source = about(fragment)[0].source
        assert (source.kind, source.organisation) == (SourceKind.UNNAMED, SDF)


def test_agencies_are_unnamed_and_only_believe():
    claim = about("British jihadists")[0]
    assert claim.source.name == "UK intelligence agencies"
    assert (claim.source.kind, claim.certainty) == (SourceKind.UNNAMED, "probable")


@pytest.mark.parametrize("fragment", ["die-hard", "Up to 40,000", "caliphate had fallen"])
def test_what_nobody_says_is_hearsay(fragment):
    claim = about(fragment)[0]
    assert claim.source.kind is SourceKind.HEARSAY
    assert claim.certainty in {"probable", "possible"}


def test_the_coalition_cannot_verify_and_disputes():
    stances = {(c.stance.value, c.kinds[0].value) for c in claims() if _coalition(c)}
    assert ("cannot-verify", "surrender") in stances
    assert ("disputes", "control") in stances
    assert any(c.certainty == "unknown" for c in claims() if _coalition(c))


def _coalition(claim):
    return claim.source is not None and claim.source.name == "US-led coalition"


@pytest.mark.parametrize(
    ("fragment", "low", "high", "unit"),
    [
        ("At least 17", 17, None, "truck"),
        ("Around 300", 300, 300, "jihadist"),
        ("0.2 square", None, 0.2, "square mile"),
        ("around 200", 200, 200, "family"),
        ("dozens of", 24, 99, "civilian"),
        ("almost eight million", None, 8_000_000, "person"),
        ("Up to 40,000", None, 40_000, "fighter"),
        ("more than 80", 80, None, "country"),
        ("estimated 850", 850, 850, "fighter"),
    ],
)
def test_quantities_are_intervals(fragment, low, high, unit):
    figures = [q for c in about(fragment) for q in c.quantities if fragment in q.text]
    assert [(q.low, q.high, q.unit) for q in figures] == [(low, high, unit)]


@pytest.mark.parametrize(
    ("fragment", "start", "end"),
    [
        ("trucks emerged", "2019-02-20", "2019-02-20"),
        ("handed themselves", "2019-02-19", "2019-02-19"),
        ("families, including women", "2019-02-19", "2019-02-19"),
        ("At the height", "2014-01-01", "2014-12-31"),
    ],
)
def test_dates_count_from_publication(fragment, start, end):
    time = about(fragment)[0].time
    assert (time.start, time.end) == (start, end)


def test_without_publication_relative_dates_stay_open_and_say_so():
    time = about("trucks emerged", published=None)[0].time
    assert (time.start, time.end) == (None, None)
    assert time.text == "yesterday"
    assert time.reason


def test_places_are_on_the_map_and_the_dateline_is_not_the_place():
    baghouz = about("trucks emerged")[0].places[0]
    assert (baghouz.name, round(baghouz.lat), round(baghouz.lon)) == ("Baghouz", 34, 41)
    raqqa = about("captured key areas")[0].places[0]
    assert (round(raqqa.lat), round(raqqa.lon)) == (36, 39)
    assert not any("Qamishli" in p.name for c in claims() for p in c.places)


def test_the_fall_is_disputed_in_the_picture_as_well():
    """What the coalition disputes is that the caliphate had fallen, which only hearsay says."""
    report = Report(id="dm", text=text(), outlet="Daily Mail", published="2019-02-21")
    by_id = {claim.id: claim for claim in claims()}
    statements = [s for p in reconcile(by_id.values(), [report]).situations for s in p.statements]
    about_it = [s for s in statements if "caliphate had fallen" in s.summary]
    assert [s.status.value for s in about_it] == ["denied"]
    assert not about_it[0].for_
    assert all(_coalition(by_id[i]) for i in about_it[0].against)


def test_page_furniture_makes_no_claims():
    assert not any("Newspapers" in c.text or "??" in c.text for c in claims())
    assert len(about("under armed guard from")) == 1


@pytest.mark.parametrize(
    "fragment",
    ["At the height", "once controlled", "imposed its rule", "created in 2006", "in 2013", "wane"],
)
def test_history_is_background(fragment):
    assert all(c.background for c in about(fragment))


@pytest.mark.parametrize("fragment", ["trucks emerged", "handed themselves", "poised to storm"])
def test_the_news_is_not_background(fragment):
    assert not any(c.background for c in about(fragment))
