"""Names that the gazetteer knows, where the words beside them are those beside places.

The gazetteer also knows a "Hope" and an "Orange": the name alone decides only for what everybody
knows. The model knows capitals and misses villages, or takes them for people and bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from workers.extract import place_words as words
from workers.extract.gazetteer import Entry, Gazetteer, holds
from workers.extract.marks import Name, NameKind
from workers.extract.organisations import bodies
from workers.extract.place_spans import (
    CITY,
    Stretch,
    crosses,
    nameable,
    points_at_place,
    trim,
    word_before,
)
from workers.extract.placenames import fold

_CAPITALISED = r"(?:(?:[A-Z]\.){2,}|(?:St|Ste|Mt|Ft)\.|[A-Z][\w'’`ʿ]*)"
_RUN = re.compile(
    rf"(?<![\w'’])(?:(?:al|el|as|ash|ad|an|ar|at|az)-)?{_CAPITALISED}"
    r"(?:(?:[ -](?:al|el|as|ash|ez|ad|an|ar|at|az|de|du|la|las|los|of|upon)){0,2}"
    rf"[ -]{_CAPITALISED})*\.?"
)
_WORD = re.compile(r"[^\s-]+")
_OWNS = re.compile(r"[’']s$")
_CHAIN = re.compile(r"(?:, | and | or |, and |/| to )(?:the )?$")
_HELD = re.compile(r", |,? in (?:the )?(?:[a-z-]+ern )?")
_LIST_GOES_ON = re.compile(r",? (?:and|or|in) |, (?=[A-Z])|[.;]")
_OPENING = words.OPENING | {"in", "at", "from"}
_ABOVE = frozenset({"over", "across", "throughout"})
_OWNED = frozenset({"", ".", "'s", "’s"})
_LONGEST = 5  # words in a name
_TOWN = 10_000
"""People of a town that is meant by a raid on it; many a hamlet is called like a man."""


class Reader:
    """Finds what the gazetteer knows among capitalised words, where the words beside it agree."""

    def __init__(
        self,
        text: str,
        gazetteer: Gazetteer,
        found: list[Stretch],
        taken: list[Name],
    ) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.found = found
        self.taken = taken
        self.bodies: set[Stretch] = set()
        """Those found that are part of a body's name: "Kentucky Department of Health"."""

    def read(self, start: int, end: int) -> None:
        """Look at every run of capitalised words in a block, the longest names first."""
        for run in _RUN.finditer(self.text, start, end):
            parts = [
                (run.start() + m.start(), run.start() + m.end())
                for m in _WORD.finditer(run.group())
            ]
            begins = first = self._opening(parts)
            while first < len(parts):
                if first and _OWNS.search(self.text[slice(*parts[first - 1])]):
                    begins = first  # "Russia’s Krasnodar region"
                end = self._up_to_body(parts[first][1], run.end())
                first += self._longest(parts, first, (parts[begins][0], end))

    def _up_to_body(self, start: int, end: int) -> int:
        """ "The city of Hassakeh ISIS bombers attacked", where a comma was lost: the name ends before the body's."""
        behind = (n.start - 1 for n in self.taken if n.kind is NameKind.ORGANISATION)
        return min((at for at in behind if start <= at < end), default=end)

    def _opening(self, parts: Sequence[Stretch]) -> int:
        """How many words are no part of the name, whose capital is the sentence's: "Near Ar Raqqah", "Shelling of Kadugli"."""
        two = self.text[parts[0][0] : parts[min(1, len(parts) - 1)][1]]
        if len(parts) > 2 and words.RAIDED_BEFORE.search(f"{two} "):
            return 2
        return int(len(parts) > 1 and self.text[slice(*parts[0])].lower() in _OPENING)

    def _longest(self, parts: list[Stretch], first: int, run: Stretch) -> int:
        for last in range(min(len(parts), first + _LONGEST), first, -1):
            span = trim(self.text, parts[first][0], parts[last - 1][1])
            if crosses(span, self.found) or not nameable(self.text, *span):
                continue
            if self._is_place(span, run):
                self.found.append(span)
                return last - first
        return 1

    def read_again(self) -> None:
        """A name read as a place once is one wherever it stands alone: "a Sarmin doctor"."""
        known = sorted({self.text[a:b] for a, b in self.found if b - a > 3})
        if not known:
            return
        for match in re.finditer(
            rf"(?<![\w-])(?:{'|'.join(map(re.escape, known))})(?![\w])", self.text
        ):
            crossed = self._crossed(match.span())
            person = any(t.kind is NameKind.PERSON for t in crossed)
            longer = self._in_longer_name(match.span())
            if crosses(match.span(), self.found) or (person and longer):
                continue
            if any((t.start, t.end) != match.span() for t in crossed) or _names_a_body(
                self.text, match.end()
            ):
                self.bodies.add(match.span())
            elif longer:
                continue
            self.found.append(match.span())

    def keep(self, spans: Iterable[Stretch]) -> None:
        """Add those that cross nothing found."""
        self.found += [s for s in spans if not crosses(s, self.found)]

    def _in_longer_name(self, span: Stretch) -> bool:
        text = self.text
        return bool(re.match(r"[ -][A-Z]", text[span[1] : span[1] + 2])) or bool(
            re.search(r"[A-Z][\w.'’]* $", text[max(0, span[0] - 20) : span[0]])
        )

    def _is_place(self, span: Stretch, run: Stretch) -> bool:
        name = self.text[slice(*span)]
        entries = self._find(name)
        exact = [e for e in entries if not e.like]
        if not entries or not (exact or len(name) > 3):
            return False
        whole = span[0] <= run[0] and span[1] >= run[1] - 1
        taken = span[0] <= run[0] and self._is_taken(span, run[1])
        crossed = self._crossed(span)
        if crossed and (whole or taken) and self._outranks(span, crossed, exact):
            return True
        if crossed and whole and not _within_one(span, crossed):
            return False
        if crossed or _names_a_body(self.text, span[1]):
            return self._in_body(span, crossed, exact)
        if (whole and self._said(span)) or (exact and taken):
            return True
        return bool(exact) and self._known(span, name, exact, whole=whole)

    def _is_taken(self, span: Stretch, end: int) -> bool:
        """ "Hoisted flags over Vuhledar", "could reach Kombolcha's bypass"."""
        behind = self.text[span[1] : end]
        return word_before(self.text, span[0]) in words.TAKEN | _ABOVE and behind in _OWNED

    def _said(self, span: Stretch) -> bool:
        """Whether the words before or after call it a place, or what befell it does of a name that the gazetteer has."""
        if words.BEFALLEN_AFTER.match(self.text, span[1]):
            return any(not e.like for e in self._find(self.text[slice(*span)]))
        if words.RAIDED_BEFORE.search(self.text, max(0, span[0] - 30), span[0]):
            known = [e for e in self._find(self.text[slice(*span)]) if not e.like]
            return any(e.population > _TOWN for e in known)
        return points_at_place(self.text, span[0]) or bool(
            words.kind_after(self.text, span[1])
            or words.COUNTRYSIDE_AFTER.match(self.text, span[1])
        )

    def _known(self, span: Stretch, name: str, exact: list[Entry], *, whole: bool) -> bool:
        """Without such words: a name in a list of places, before its holder, or known to all."""
        if name in words.ABBREVIATIONS:
            return bool(re.search(r"[\w.], $", self.text[max(0, span[0] - 4) : span[0]]))
        if whole and (self._in_chain(span[0]) or self._held(exact, span[1])):
            return True
        if self._behind_its_country(span[0], exact):
            return True
        if not whole and exact[0].kind != "country":
            return False
        return _famous(exact) and not _opens(self.text, span, name)

    def _in_chain(self, start: int) -> bool:
        """`in Hajin and Sousa`, `Hajin, Sousa`: it goes on from a place."""
        chain = _CHAIN.search(self.text[max(0, start - 12) : start])
        return chain is not None and any(e == start - len(chain.group()) for _, e in self.found)

    def _held(self, entries: Iterable[Entry], end: int) -> bool:
        """`Krasnodar, Russia`, `Gwoza in Borno`: what follows holds a place of that name."""
        joint = _HELD.match(self.text, end)
        if joint is None:
            return False
        after = [self.text[slice(*f)] for f in self.found if f[0] == joint.end()]
        return any(holds(o, i) for name in after for o in self._find(name) for i in entries)

    def _behind_its_country(self, start: int, entries: Iterable[Entry]) -> bool:
        """`Syrias Aleppo`, where a page has lost its apostrophes."""
        before = [self.text[slice(*f)] for f in self.found if f[1] == start - 1]
        holders = [o for name in before for o in self._find(name) if o.kind == "country"]
        return any(holds(o, i) for o in holders for i in entries)

    def _find(self, name: str) -> tuple[Entry, ...]:
        return self.gazetteer.find(words.ABBREVIATIONS.get(name, name))

    def _in_body(self, span: Stretch, crossed: list[Name], exact: list[Entry]) -> bool:
        """Countries and provinces in names of bodies: no place of a happening, but they tell of
        which country a report speaks."""
        wide = any(e.kind in {"country", "admin1"} for e in exact[:2])
        if not wide or any(t.kind is NameKind.PERSON for t in crossed):
            return False
        self.bodies.add(span)
        return True

    def _crossed(self, span: Stretch) -> list[Name]:
        return [n for n in self.taken if n.start < span[1] and span[0] < n.end]

    def _outranks(self, span: Stretch, crossed: list[Name], exact: list[Entry]) -> bool:
        """Whether words that point at a place outweigh the model, which took the whole name for a
        person or a body. A person of whom a fuller name is known stays one, and a body that everybody knows:
        "signals from Hamas" come from no village in Germany."""
        if any(t.canonical in bodies() for t in crossed):
            return False
        if self._said(span) and _famous(exact) and all(_is_nobody(t) for t in crossed):
            return True
        size = len(fold(self.text[slice(*span)]))
        if any(
            t.start < span[0] - 4 or t.end > span[1] + 1 or len(fold(t.canonical)) > size
            for t in crossed
        ):
            return False
        if self._said(span) or self._held(exact, span[1]):
            return True
        word = word_before(self.text, span[0])
        if not exact or (word not in words.LOCATIVE and not self._in_chain(span[0])):
            return False
        person = any(t.kind is NameKind.PERSON for t in crossed) and exact[0].kind != "country"
        return not person or word in words.MOTION or bool(_LIST_GOES_ON.match(self.text, span[1]))


def _is_nobody(name: Name) -> bool:
    """A man of whom the text says nothing but the name: "on al-Midan New Aleppo and al-Muhafaza neighbourhoods in Aleppo"."""
    return name.kind is NameKind.PERSON and name.role is None and name.organisation is None


def _within_one(span: Stretch, names: Iterable[Name]) -> bool:
    """Whether one of the names goes on beyond the span: "UK government", which is read as one body."""
    return any(n.end - n.start > span[1] - span[0] for n in names)


def _names_a_body(text: str, end: int) -> bool:
    following = re.match(r" ([A-Z][\w.]+)", text[end : end + 40])
    return following is not None and following.group(1).lower() in words.BODY_ENDS


def _famous(entries: list[Entry]) -> bool:
    return any(
        e.kind in {"country", "region", "feature"}
        or (e.kind in {"admin1", "capital"} and e.population > CITY)
        or (
            e.population > CITY and e.kind == "settlement" and fold(e.name) == fold(entries[0].name)
        )
        for e in entries[:2]
    )


def _opens(text: str, span: Stretch, name: str) -> bool:
    """A single word that opens a sentence has its capital from there."""
    return (
        " " not in name
        and len(name) < 5
        and bool(re.search(r"(?:^|[.!?\n]['\"”’]?\s*)$", text[: span[0]][-4:]))
    )
