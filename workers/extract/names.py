"""Names: people, bodies, places and nationalities, brought to one form over the document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Span

from workers.extract.called_like_people import mistaken_places
from workers.extract.entry_heads import entry_heads
from workers.extract.gazetteer import Gazetteer
from workers.extract.lexicon import load
from workers.extract.local_bodies import find_local_bodies
from workers.extract.lookup import text_of
from workers.extract.marks import BlockKind, Layout, Name, NameKind
from workers.extract.offices import body_at, body_said
from workers.extract.organisations import (
    Found,
    bodies,
    canonical_body,
    find_bodies,
    plain,
)
from workers.extract.persons import (
    Person,
    ends_as_body,
    family_names,
    find_persons,
    role_around,
)
from workers.extract.place_words import BODY_ENDS
from workers.extract.short_forms import fullest
from workers.extract.state_bodies import find_state_bodies

_KINDS = {
    "ORG": NameKind.ORGANISATION,
    "GPE": NameKind.PLACE,
    "LOC": NameKind.PLACE,
    "FAC": NameKind.PLACE,
    "NORP": NameKind.NATIONALITY,
}
_DESCRIBED = re.compile(
    r"(?<![\w-])[Tt]he\s(?:[A-Z][\w.]*-(?:based|led)\s)?"
    r"(?P<head>coalition|Coalition|civil defen[cs]e|observatory|Observatory|pentagon|Ministry|Council|Commission|Committee|Network|Front|Monitor|Watch|Agency|Movement|Alliance|Centre|Center|Mission|Association|Society|Institute|Group)"
    r"(?![\w-]|\s[A-Z])"
)


def find_names(doc: Doc, layout: Layout, gazetteer: Gazetteer) -> tuple[Name, ...]:
    """Every named mention outside page furniture, in reading order; offsets into the view.

    `canonical` is the fullest form in the document or the lexicon's name. Two people with one
    family name leave the family name as it stands. No two mentions overlap.
    """
    text = text_of(doc)
    named = _with_state_bodies(text, find_bodies(text))
    heads = [Name(*at, NameKind.PLACE, text[slice(*at)]) for at in entry_heads(doc, gazetteer)]
    places = mistaken_places(doc) | {head.canonical for head in heads}
    # Nor is who wrote it anybody whom "he" could mean.
    furniture = [b for b in layout.blocks if b.kind in {BlockKind.FURNITURE, BlockKind.BYLINE}]
    # "Tags Aleppo" would make a man of every Aleppo.
    told = [e for e in doc.ents if not any(b.start <= e.start_char < b.end for b in furniture)]
    persons = find_persons(doc, told, named, places)
    others = _model_names(doc, [*named, *persons], places)
    # "Aisah Berg counts her children. ... Berg blames the army."
    doing = [Person(n.start, n.end, n.canonical) for n in others if n.kind is NameKind.PERSON]
    persons += family_names(text, [*doing, *persons], [*named, *map(_as_found, others)])
    organisations = [n for n in others if n.kind is NameKind.ORGANISATION]
    known = [*named, *map(_as_found, organisations)]
    known += _described(text, known, persons)
    full = fullest([*persons, *doing])
    found = [n for n in others if n.kind is not NameKind.ORGANISATION]
    found += [_as_name(f) for f in known]
    found += _people(text, persons, full, known)
    found += [h for h in heads if not any(n.start < h.end and h.start < n.end for n in found)]
    kept = [n for n in found if not any(b.start <= n.start < b.end for b in furniture)]
    return tuple(sorted(kept, key=lambda n: (n.start, n.end)))


def _with_state_bodies(text: str, named: list[Found]) -> list[Found]:
    """The longer of two mentions that overlap: "Ukraine's air force" before "air force"."""
    found = list(named)
    for body in (*find_state_bodies(text), *find_local_bodies(text)):
        crossed = [n for n in found if n.start < body.end and body.start < n.end]
        if all(n.end - n.start < body.end - body.start for n in crossed):
            found = [n for n in found if n not in crossed] + [body]
    return sorted(found, key=lambda f: f.start)


def _as_found(name: Name) -> Found:
    return Found(name.start, name.end, name.canonical)


def _as_name(found: Found) -> Name:
    return Name(found.start, found.end, NameKind.ORGANISATION, found.canonical)


def _model_names(doc: Doc, taken: Sequence[Found | Person], places: frozenset[str]) -> list[Name]:
    names = []
    whole = text_of(doc)
    for entity in doc.ents:
        start, end = _bounds(entity)
        place = _PAGES.sub("", entity.text) in places or bool(_CAPITAL.match(entity.text))
        body = entity.label_ == "PERSON" and ends_as_body(entity.text)
        if entity.label_ not in _KINDS and not (place or body or _speaks_as_one(entity)):
            continue
        if end - start < 2 or any(t.start < end and start < t.end for t in taken):
            continue
        text = whole[start:end]
        if text[0].islower() and not text.startswith(("al-", "el-")):
            continue
        if text in _CLOCKS:
            continue
        canonical = canonical_body(text) or plain(text)
        place = place or (entity.label_ == "ORG" and entity[-1].text in _LANDS)
        kind = NameKind.PLACE if place else _KINDS.get(entity.label_, NameKind.OTHER)
        if body:
            kind = NameKind.ORGANISATION
        known = body or canonical in bodies() or canonical in _STATES
        if kind in _DOUBTFUL and not known and _speaks_as_one(entity):
            kind = NameKind.PERSON
        names.append(Name(start, end, kind, canonical))
    return _short_organisations(names)


def _speaks_as_one(entity: Span) -> bool:
    """Two or three capitalised words beside "said", or that do something to what is theirs, none of
    them of a body: "Alain Rugira said", "Aisah Berg counts her children"."""
    words = [t for t in entity if t.text not in {"'s", "’s"}]
    beside = [entity.doc[i] for i in (entity.start - 1, entity.end) if 0 <= i < len(entity.doc)]
    named = all(t.text[:1].isupper() and not t.text.isupper() and t.text.isalpha() for t in words)
    body = {t.lower_ for t in words} & (_BODIES | BODY_ENDS)
    # "A reporter in Deir Ezzor said": the town says nothing.
    at = entity.start > 0 and entity.doc[entity.start - 1].lower_ in _AT
    told = not at and any(t.lemma_ in _SAID for t in beside)
    told = told or (
        entity.root.dep_ == "nsubj" and any(t.lower_ in _OWN for t in entity.doc[entity.end :][:12])
    )
    return 2 <= len(words) <= 3 and named and not body and (told or _is_of_body(entity))


def _is_of_body(entity: Span) -> bool:
    """ "Danièle Ferrand of the Red Cross", as nobody would call two bodies."""
    behind = entity.doc[entity.end : entity.end + 3]
    return len(behind) > 1 and behind[0].lower_ == "of" and behind[-1].ent_type_ == "ORG"


_CLOCKS = frozenset({"GMT", "UTC", "BST", "CET", "EST", "EDT", "EET", "MSK"})
_BODIES = frozenset(load("sources")["bodies"]) | frozenset(load("sources")["unnamed"])
_SAID = frozenset({"say", "tell", "add"})
_AT = frozenset({"in", "at", "near", "from", "outside"})
_OWN = frozenset({"her", "his", "herself", "himself"})
_DOUBTFUL = {NameKind.ORGANISATION, NameKind.PLACE, NameKind.OTHER}
_STATES = frozenset(
    name for row in load("countries").values() for name in (row["name"], *row.get("names", []))
)


_LANDS = frozenset(
    {"department", "province", "region", "governorate", "oblast", "district", "county"}
)
""" "The Artibonite department", with a small letter: no body's."""
_PAGES = re.compile(r"^(?:Tags|Subscribe|Share|Watch|Photo|Video)\s+")


_CAPITAL = re.compile(r"(?:[Tt]he )?[A-Z][a-z]+ [Cc]apital (?=[A-Z][a-z])")
""" "The Syrian Capital Damascus", which the model takes for a body as a whole."""


def _bounds(entity: Span) -> tuple[int, int]:
    """Without a leading article, a word of the page's ("Tags Aleppo Syria"), a trailing possessive, and the words of who
    speaks behind a comma or a dateline's dash ("at Zabid, ministry says", "Mekelle - Residents say")."""
    text = entity.text
    head = _PAGES.match(text) or _CAPITAL.match(text)
    head = head or re.match(r"(?:the|a|an)\s+", text, re.IGNORECASE)
    tail = re.search(
        r"(?:[’']s?\s*|\s*\(.*|,\s+[a-z][a-z ]*|\s+[-–—]\s+[A-Z][a-z]+s|\s+spokes(?:man|woman|person).*|\s+)$",
        text,
    )
    start = entity.start_char + (head.end() if head else 0)
    return start, entity.start_char + (tail.start() if tail else len(text))


def _short_organisations(names: list[Name]) -> list[Name]:
    """The longer where one only ends in it, or leaves out what stands amid it: "Relief Committee", "Yarmouk Relief Committee";
    "Russian Centre", "Russian Coordination Centre"."""
    longs = {n.canonical for n in names if n.kind is NameKind.ORGANISATION}
    out = []
    for name in names:
        tops: set[str] = set()
        if name.kind is NameKind.ORGANISATION and name.canonical not in bodies():
            tops = {x for x in longs if _is_short_for(name.canonical, x)}
        out.append(Name(name.start, name.end, name.kind, tops.pop()) if len(tops) == 1 else name)
    return out


def _is_short_for(short: str, long: str) -> bool:
    if long.endswith(f" {short}"):
        return True
    few, many = short.split(), long.split()
    ends = len(few) > 1 and (few[0], few[-1]) == (many[0], many[-1])
    return ends and len(few) < len(many) and set(few) <= set(many)


def _described(text: str, known: list[Found], persons: list[Person]) -> list[Found]:
    """ "the coalition", where the document names exactly one body of that word before it."""
    found = []
    for match in _DESCRIBED.finditer(text):
        start, end = match.span("head")
        taken: list[Found | Person] = [*known, *persons]
        if any(k.start < end and start < k.end for k in taken):
            continue
        head = f" {match['head'].casefold().replace('defense', 'defence')} "
        heads = {k.canonical for k in known if head in f" {k.canonical.casefold()} "}
        if len(heads) == 1:
            found.append(Found(start, end, heads.pop()))
    return found


def _people(
    text: str, persons: list[Person], full: dict[str, str], known: list[Found]
) -> list[Name]:
    """Every mention of a person carries the role and the body that any mention of them states."""
    roles: dict[str, str] = {}
    speaks_for: dict[str, str] = {}
    for person in persons:
        role, ends, begins = role_around(text, person)
        name = full[person.text]
        if role:
            roles.setdefault(name, role)
        at = body_at(text, known, ends, begins, person.start)
        body = at or body_said(text, known, person, role, begins)
        if body:
            speaks_for.setdefault(name, body)
    return [
        Name(p.start, p.end, NameKind.PERSON, n, speaks_for.get(n), roles.get(n))
        for p in persons
        for n in [full[p.text]]
    ]
