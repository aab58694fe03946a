"""The offline gazetteer: from a name to the places that bear it. Data of GeoNames, CC BY 4.0.

The compressed database beside this file is unpacked once per user and version into a cache
folder, so that all worker processes share its pages; where no folder can be written it is held
in memory. Our own few additions come from `lexicon/places.toml`.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workers.extract import lexicon
from workers.extract.placenames import ARABIC_ARTICLE, fold, other_ways, skeleton

DATA = Path(__file__).parent / "data" / "gazetteer.sqlite.gz"
NEAR_KM = 250.0
"""A district's places, or a region's, are not farther than this from its point."""
_EARTH_KM = 12742.0
_COLUMNS = "place.id, place.name, lat, lon, country, admin1, kind, population"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer."""

    id: str
    name: str
    lat: float
    lon: float
    country: str | None
    admin1: str | None
    """GeoNames code of the province: `SY.09`."""
    kind: str
    """`country`, `admin1`, `admin2`, `settlement`; own additions also `region`, `feature`, `camp`."""
    population: int
    gazetteer: str = "geonames"
    like: bool = False
    """Found by `skeleton`, not under the very name."""


class Gazetteer:
    """Look-ups by name. Not shared between threads."""

    def __init__(self, base: sqlite3.Connection, own: Mapping[str, tuple[Entry, ...]]) -> None:
        self._base = base
        self._own = own
        self._found: dict[str, tuple[Entry, ...]] = {}

    def find(self, name: str) -> tuple[Entry, ...]:
        """All places called `name`, however it is accented or hyphenated; then those whose name
        differs from it by transliteration only (`like`). Order is fixed: by population."""
        key = fold(name)
        if not key:
            return ()
        if key not in self._found:
            self._found[key] = self._look_up(key)
        return self._found[key]

    def about(self) -> dict[str, str]:
        """What the data was built from."""
        return dict(self._base.execute("SELECT key, value FROM about ORDER BY key"))

    def _look_up(self, key: str) -> tuple[Entry, ...]:
        exact = (*self._own.get(key, ()), *self._rows(key, like=False))
        if not exact:  # "Al-Raqqa" and "Raqqa", "Bukamal" and "Al-Bukamal": the article is optional
            bare = ARABIC_ARTICLE.sub("", key)
            exact = tuple(self._rows(bare if bare != key else f"al {key}", like=False))
        if not exact:  # "Tel Abyad" is Tall Abyad, "Dayr Hafir" Deir Hafir
            ways = (r for way in other_ways(key) for r in self._rows(way, like=False))
            exact = tuple({row.id: row for row in ways}.values())
        bone = skeleton(key)
        if len(bone) < 4:  # "~hs": two letters of a skeleton fit anything
            return exact
        known = {e.id for e in exact}
        near = (
            *(replace(e, like=True) for e in self._own.get(bone, ())),
            *self._rows(bone, like=True),
        )
        return (*exact, *(e for e in near if e.id not in known))

    def _rows(self, key: str, *, like: bool) -> Iterable[Entry]:
        rows = self._base.execute(
            f"SELECT {_COLUMNS} FROM alias JOIN place ON place.id = alias.place"  # noqa: S608
            " WHERE key = ? ORDER BY population DESC, place.id",
            (key,),
        )
        return (
            Entry(str(r[0]), r[1], r[2] / 1e4, r[3] / 1e4, r[4], r[5], r[6], r[7], like=like)
            for r in rows
        )


def holds(outer: Entry, inner: Entry) -> bool:
    """Whether `inner` lies in `outer`."""
    if outer.id == inner.id or outer.country is None or outer.country != inner.country:
        return False
    if outer.kind == "country":
        return True
    if outer.kind == "admin1":
        return inner.kind != "country" and outer.admin1 == inner.admin1 != inner.id
    if outer.kind in {"admin2", "region"}:
        return outer.admin1 in {inner.admin1, None} and distance_km(outer, inner) < NEAR_KM
    return False


def distance_km(a: Entry, b: Entry) -> float:
    """Great-circle distance."""
    la, lo, ma, mo = (math.radians(x) for x in (a.lat, a.lon, b.lat, b.lon))
    half = math.sin((ma - la) / 2) ** 2 + math.cos(la) * math.cos(ma) * math.sin((mo - lo) / 2) ** 2
    return _EARTH_KM * math.asin(math.sqrt(half))


@cache
def load() -> Gazetteer:
    """The gazetteer that ships with the project, once a process. No network."""
    return Gazetteer(connect(DATA), own_places(lexicon.load("places")["place"]))


def own_places(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, tuple[Entry, ...]]:
    """Our own additions by key, exact and by skeleton. Ids are `onrecord:<key of the name>`; a row
    with an `id` of its own only adds names to an entry of the gazetteer."""
    found: dict[str, list[Entry]] = {}
    for row in rows:
        names = [row["name"], *row.get("names", [])]
        entry = Entry(
            id=row.get("id") or f"onrecord:{fold(row['name']).replace(' ', '-')}",
            name=row["name"],
            lat=float(row["at"][0]),
            lon=float(row["at"][1]),
            country=row.get("country"),
            admin1=row.get("admin1"),
            kind=row["kind"],
            population=int(row.get("weight", 0)),
            gazetteer=row.get("gazetteer", "onrecord"),
        )
        for key in sorted({fold(n) for n in names} | {skeleton(n) for n in names}):
            found.setdefault(key, []).append(entry)
    return MappingProxyType({key: tuple(entries) for key, entries in found.items()})


def connect(data: Path) -> sqlite3.Connection:
    try:
        path = unpacked(data)
    except OSError:
        memory = sqlite3.connect(":memory:")
        memory.deserialize(gzip.decompress(data.read_bytes()))
        return memory
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def unpacked(data: Path) -> Path:
    """The unpacked file in the user's cache; written beside and renamed, so never seen half done."""
    packed = data.read_bytes()
    size = int.from_bytes(packed[-4:], "little")  # gzip's trailer: the size unpacked
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onrecord"
    path = home / f"gazetteer-{hashlib.sha256(packed).hexdigest()[:16]}.sqlite"
    if path.exists() and path.stat().st_size == size:
        return path
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=home, delete=False) as part:
        part.write(gzip.decompress(packed))
    Path(part.name).replace(path)
    return path
