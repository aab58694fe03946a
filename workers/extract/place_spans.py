"""Spans that the model takes for places, put right: which words of them are the name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.tokens import Doc

from workers.extract import place_words as words
from workers.extract.gazetteer import Entry, Gazetteer, holds
from workers.extract.marks import Name, NameKind
from workers.extract.organisations import bodies
from workers.extract.placenames import fold

Stretch = tuple[int, int]

CITY = 100_000
"""People from which on a city is known to all."""
_LABELS = {"GPE", "LOC", "FAC"}
_LEAD = re.compile(r"(?:the|The|a|an) ")
_TAIL = re.compile(r"(?:['’]s?|[.,;:]+|\s)+$")
_PREVIOUS = re.compile(r"([\w'’.-]+)[ (]+$")
_ARTICLE_BEFORE = re.compile(r"[A-Z][\w’'-]+ (?:al|el|ez|az|as|ash|ad|ed|ar|an|at)[ -]$")
_JOINED = re.compile(r"(?:U\.?S\.?|U\.?K\.?|UN|EU)-[A-Z]")
""" "The U.S.-Iraq partnership": between them, and no place."""
_LETTERS = re.compile(r"[A-Z]{2}|\d")


def taken_names(text: str, names: Iterable[Name], gazetteer: Gazetteer) -> list[Name]:
    """People and bodies; "Raqqa and Hasakeh", read as one body, is none, nor is a country."""
    return [
        n
        for n in names
        if n.kind in {NameKind.PERSON, NameKind.ORGANISATION}
        and not _pair(text[n.start : n.end], gazetteer)
        and not _is_country(n, text[n.start : n.end], gazetteer)
    ]


def _is_country(name: Name, words_: str, gazetteer: Gazetteer) -> bool:
    """ "Doctors in DRC", "Sri Lanka - 28,500", which the model takes for a body and a man; a man may be called Jordan."""
    if name.kind is NameKind.PERSON and " " not in words_:
        return False
    return any(e.kind == "country" for e in _exact(words_, gazetteer)[:1])


def _pair(name: str, gazetteer: Gazetteer) -> bool:
    parts = re.split(r", | and ", name)
    return len(parts) > 1 and all(any(not e.like for e in gazetteer.find(p)) for p in parts)


def modelled_places(
    doc: Doc, text: str, names: Iterable[Name], gazetteer: Gazetteer
) -> list[Stretch]:
    """What the model, or the stage of names, takes for a place; none overlapping."""
    taken = [(n.start, n.end) for n in taken_names(text, names, gazetteer)]
    found = [(n.start, n.end) for n in names if n.kind is NameKind.PLACE]
    found += [(e.start_char, e.end_char) for e in doc.ents if e.label_ in _LABELS]
    seen: list[Stretch] = []
    for start, end in found:
        for span in _parts(text, *_whole(text, *trim(text, start, end), gazetteer), gazetteer):
            if not crosses(span, [*seen, *taken]) and nameable(text, *span):
                seen.append(span)
    return seen


def _whole(text: str, start: int, end: int, gazetteer: Gazetteer) -> Stretch:
    """All of "Dayr az Zawr", of which the model may see the end only."""
    before = _ARTICLE_BEFORE.search(text[max(0, start - 40) : start])
    if before and _exact(before[0] + text[start:end], gazetteer):
        return start - len(before[0]), end
    return start, end


def plausible(text: str, span: Stretch, gazetteer: Gazetteer) -> bool:
    """Whether the gazetteer bears the model out; letters alone (SOS, BA) need a country's name."""
    name = text[slice(*span)]
    entries = gazetteer.find(words.ABBREVIATIONS.get(name, name))
    if name.isupper() and len(name) < 5:
        return name in words.ABBREVIATIONS or any(e.kind == "country" for e in entries[:2])
    first, _, rest = name.partition(" ")
    return bool(entries) or (first.lower() in words.DIRECTIONS and bool(gazetteer.find(rest)))


def unknown_but_placed(text: str, span: Stretch) -> bool:
    """A name the gazetteer lacks is kept where the words before it point at a place, or say that it
    was taken or left, or the word behind says of what kind it is: "shelling of the Abu Shouk camp"."""
    placed = points_at_place(text, span[0]) or word_before(text, span[0]) in words.TAKEN
    placed = placed or words.KIND_AFTER.match(text, span[1]) is not None
    return placed and not _LETTERS.search(text[slice(*span)])


def told_places(text: str, taken: Iterable[Name], gazetteer: Gazetteer) -> list[Stretch]:
    """ "Have captured Pinga, a gateway", "Pinga has not fallen", "the market of Adi Daero": what is taken, or has a
    market, is a place, whether or not the gazetteer or the model knows it (it takes such a name for a body); not the
    person or body of that name."""
    bodies_named = [(n.start, n.end) for n in taken if n.canonical in bodies()]
    others = [
        (n.start, n.end)
        for n in taken
        if (not _stood_in(text, n) if n.kind is NameKind.PERSON else " " in n.canonical)
    ]
    spans = [m.span("name") for told in words.TOLD_PLACES for m in told.finditer(text)]
    found = [s for s in spans if not crosses(s, [*others, *bodies_named]) and nameable(text, *s)]
    sites = [m.span("name") for m in words.SITE_OF.finditer(text)]
    sites += [m.span("name") for m in words.HELD.finditer(text) if _holds(m["holder"], gazetteer)]
    sites += [m.span("name") for m in words.SITE_CALLED.finditer(text) if _is_in(text, m["name"])]
    stood = (m for m in words.STOOD_AT.finditer(text) if not _ends_as_body(m[0]))
    at = [m.span(m.lastgroup or 0) for m in stood]
    away = (m.span("name") for m in words.AWAY.finditer(text))
    sites += [s for s in away if _is_away(text, s) and not crosses(s, others)]
    # Many a village that the gazetteer knows is called like a man: "the people of Musa".
    sites = [s for s in sites if nameable(text, *s)]
    plain = [s for s in sites if not _known(text[slice(*s)], gazetteer) or not crosses(s, others)]
    plain += at  # no man stands or lies "at" another
    plain += [s for s in sites if words.TOWNS_OWN.search(text[: s[0]][-20:])]
    return [*found, *(s for s in plain if not crosses(s, bodies_named)), *_camps(text)]


def _is_away(text: str, span: Stretch) -> bool:
    """ "At Mukondi, 30 km from Beni"; not "on Monday, 15 km from Bria", nor "an Antonov, 3 km from the runway"."""
    return word_before(text, span[0]) in words.LOCATIVE and nameable(text, *span)


def _ends_as_body(name: str) -> bool:
    return name.rpartition(" ")[2].lower() in words.BODY_ENDS


def _stood_in(text: str, name: Name) -> bool:
    """Whether the text elsewhere is "in" or "over" what the model takes for a man: "no plane was over Adi Daero"."""
    return name.role is None and _is_in(text, text[name.start : name.end])


def _is_in(text: str, name: str) -> bool:
    """Whether the text is in, over or near what is called so: as one is in a town."""
    return bool(
        re.search(
            rf"\b(?:in|over|near|into|outside)(?: neighbou?ring| nearby)? {re.escape(name)}\b", text
        )
    )


def _known(name: str, gazetteer: Gazetteer) -> Entry | None:
    """The first that is called so, and not only like it."""
    return next((e for e in gazetteer.find(name) if not e.like), None)


def _holds(name: str, gazetteer: Gazetteer) -> bool:
    """The "Tigray" of "in Adi Daero, Tigray"."""
    first = _known(name, gazetteer)
    return first is not None and first.kind in {"admin1", "country"}


def _camps(text: str) -> list[Stretch]:
    """ "The Abu Shouk displacement camp", "in Abu Shouk camp", by whatever man's name; and no politician's camp."""
    camps = list(words.CAMP.finditer(text))
    named = {
        m["name"]
        for m in camps
        if m.group()[len(m["name"]) :] != " camp"
        or word_before(text, m.start()) in {"in", "inside", "near", "outside"}
        or text[m.end() : m.end() + 4] == " in "
        or m["name"].partition(" ")[0] in _ARABIC
    }
    return [m.span("name") for m in camps if m["name"] in named]


_ARABIC = frozenset({"Al", "Ain", "Abu", "Bab", "Deir", "Umm", "Wadi"})


def points_at_place(text: str, start: int) -> bool:
    """Whether the words before say that a place follows: `in`, `the town of`, `12 km from`."""
    before = text[max(0, start - 80) : start]
    word = word_before(text, start)
    return word in words.STRICT or any(
        cue.search(before) for cue in (words.KIND_BEFORE, words.NEAR_BEFORE, words.FROM_BEFORE)
    )


def _parts(text: str, start: int, end: int, gazetteer: Gazetteer) -> list[Stretch]:
    """`Idlib, Syria` is two places, `Washington, D.C.` one that the gazetteer knows; `Saraqeb
    Idlib` two where a comma was lost."""
    name = text[start:end]
    if _exact(name, gazetteer):
        return [(start, end)]
    if "," in name:
        cuts = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^, ][^,]*", name)]
        return [trim(text, *cut) for cut in cuts]
    for gap in re.finditer(" ", name):
        first, second = name[: gap.start()], name[gap.end() :]
        whose, what = _exact(_singular(first), gazetteer), _exact(second, gazetteer)
        if _hold(whose, what) or (first.endswith("s") and not what and _is_city(whose)):
            return [trim(text, start, start + gap.start()), (start + gap.end(), end)]
    return [(start, end)]


def _is_city(entries: list[Entry]) -> bool:
    """The Aleppo of "Aleppos Marjeh district": a city everybody knows, before a quarter that no gazetteer does."""
    return any(e.kind in {"settlement", "capital"} and e.population > CITY for e in entries[:2])


def _exact(name: str, gazetteer: Gazetteer) -> list[Entry]:
    return [e for e in gazetteer.find(words.ABBREVIATIONS.get(name, name)) if not e.like]


def _hold(some: list[Entry], others: list[Entry]) -> bool:
    return any(
        (a.kind == "country" or b.kind == "admin1") and (holds(a, b) or holds(b, a))
        for a in some
        for b in others
    )


def _singular(name: str) -> str:
    """`Syrias`: some wires lose the apostrophe of `Syria’s`."""
    return re.sub(r"[’']?s$", "", name)


def trim(text: str, start: int, end: int) -> Stretch:
    """Without article, possessive and lower-case words at either end ("northern Syria")."""
    if lead := _LEAD.match(text, start, end):
        start = lead.end()
    while (word := re.match(r"[a-z]\w*[\s-]+(?=\S)", text[start:end])) and not re.match(
        r"(?:al|el|as|ash|ad|an|ar|at|az)-", text[start:end]
    ):
        start += word.end()
    while word := re.search(r"[\s-]+[a-z]\w*$", text[start:end]):
        end = start + word.start()
    if (tail := _TAIL.search(text, start, end)) and text[start:end] not in words.ABBREVIATIONS:
        dotted = re.search(r"\.[A-Za-z]\.$", text[start:end])  # U.S. keeps its point
        end = end if dotted else tail.start()
    return start, max(start, end)


def nameable(text: str, start: int, end: int) -> bool:
    name = text[start:end]
    return (
        len(name) > 1
        and (name[0].isupper() or name[:3] in {"al-", "el-"})
        and fold(name) not in words.NEVER
        and (name.lower() not in STOP_WORDS or (name.isupper() and len(name) > 1))
        and "\n" not in name
        and not text.startswith("$", end)
        and not _JOINED.match(name)
    )


def crosses(span: Stretch, others: Iterable[Stretch]) -> bool:
    """Whether any of the others shares a character with it."""
    return any(a < span[1] and span[0] < b for a, b in others)


def word_before(text: str, start: int) -> str:
    """The word before, in small letters; empty after a stop."""
    previous = _PREVIOUS.search(text[max(0, start - 40) : start])
    return previous.group(1).lower() if previous else ""
