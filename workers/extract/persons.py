"""Persons: found, brought to their fullest form, with what the text says they are and for whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from workers.extract.lexicon import load
from workers.extract.lookup import text_of, written
from workers.extract.openings import Openings, first_word
from workers.extract.organisations import Found
from workers.extract.place_words import BASED_AFTER
from workers.extract.short_forms import PART, family, parts

_TITLES = load("titles")
_HONORIFICS = sorted(_TITLES["honorifics"], key=len, reverse=True)
_ROLES = sorted(_TITLES["roles"], key=len, reverse=True)
NEVER = frozenset(_TITLES["never"])
_RESPECT = frozenset(_TITLES["respect"])
_BODY_ENDS = frozenset(_TITLES["body_ends"])
_TITLE_WORDS = frozenset(w for t in _HONORIFICS for w in t.split()) | frozenset(
    w.capitalize() for role in _ROLES for w in role.split()
)

# Initials are taken once and for all: where a name may end at any of them, "U.S. U.S. ..." has more endings than one can try.
_WORD = r"(?:[A-Z]\.(?: ?[A-Z]\.)*+|[A-Z][\w]*(?:[’'`](?!s\b)\w+)*(?:-[A-Za-z][\w’']*)*)"
_NAME = rf"(?:{PART}[ -])?{_WORD}(?: (?:{PART}[ -])?{_WORD}){{0,4}}"
_HONORIFIC = "|".join(re.escape(h) for h in _HONORIFICS)
_ROLE = "|".join(re.escape(r) for r in _ROLES)
_MODIFIER = "|".join(_TITLES["role_modifiers"])
_ROLE_PHRASE = rf"(?i:(?:(?:{_MODIFIER})[ -]){{0,2}}(?:{_ROLE})(?: for (?:foreign|defen[cs]e|interior|health|the [a-z ]+?) affairs)?)"
_TITLED = re.compile(rf"(?<![\w-])(?:{_HONORIFIC})\s(?:(?:{_HONORIFIC})\s)*(?P<name>{_NAME})")
_NAMED_ROLE = Openings(
    dict.fromkeys(
        map(first_word, (*_ROLES, *_TITLES["role_modifiers"])),
        re.compile(
            rf"(?<![\w-])(?P<role>{_ROLE_PHRASE}),?\s(?:(?:{_HONORIFIC})\s)*(?P<name>{_NAME})"
        ),
    )
)
_CALLED = re.compile(
    r"\b(?:(?:gave|giving) (?:his|her|their) name (?:only )?as|(?:identified|named) (?:himself|herself|only)"
    rf"(?: only)? as|named only|(?:man|woman|boy|girl|father|mother|trader) (?:named|called)) (?P<name>{_NAME})"
)
_KIN = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME})[’']s (?:[a-z-]+ ){{0,2}}(?:{'|'.join(_TITLES['kin'])})(?![\w-])"
)
_AGED = re.compile(rf"(?<![\w-])(?P<name>{_NAME}), (?:aged )?\d{{1,2}}(?=,|\.|;| and\b)")
_WHO = re.compile(rf"(?<![\w-])(?P<name>{_NAME}), (?:who|whose) ")
_OF_OFFICE = re.compile(
    rf"(?<![\w-])(?<!\b[Ii]n )(?<!\bof )(?<!\bnear )(?<!\bat )(?<!\bfrom )(?P<name>{_NAME}),? [Tt]he (?i:{_ROLE})(?: of| for)\b"
)
_FIRST_AND_FAMILY = re.compile(
    r"(?<![\w.!?'’-])(?<![.!?] )(?P<first>[A-Z][a-z]+) (?=(?P<family>[A-Z][\w’-]+))(?P=family)(?![\w-])"
)
_WHOLE = re.compile(_NAME)


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person as written."""

    start: int
    end: int
    text: str


def find_persons(
    doc: Doc, entities: Iterable[Span], bodies: list[Found], places: frozenset[str]
) -> list[Person]:
    """Mentions by the model (`entities`), by titles and roles before them, and by the family name alone."""
    text = text_of(doc)
    spans = [
        (e.start_char, e.end_char)
        for e in entities
        if e.label_ == "PERSON"
        and e.text not in places
        and not ends_as_body(e.text)
        and not BASED_AFTER.match(text, e.end_char)  # "a Dakar-based monitor"
    ]
    spans += [m.span("name") for m in _TITLED.finditer(text)]
    spans += [m.span("name") for pattern in (_CALLED, _KIN, _AGED) for m in pattern.finditer(text)]
    spans += [m.span("name") for m in _WHO.finditer(text) if _is_somebody(doc, *m.span("name"))]
    spans += [m.span("name") for m in _OF_OFFICE.finditer(text) if " " in m["name"]]
    spans += [m.span("name") for m in _NAMED_ROLE.finditer(text) if len(m["name"].split()) > 1]
    taken: list[Person] = []
    for start, end in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        person = _trimmed(text, start, end)
        if person and not _overlaps(person, taken) and not _overlaps(person, bodies):
            taken.append(person)
    taken = [_without_place(text, person, doc) for person in taken]
    taken = _named_in_full(doc, taken)
    taken += family_names(text, taken, bodies)
    taken += list(_first_names(doc, taken, bodies))
    return sorted(taken, key=lambda p: p.start)


def _without_place(text: str, person: Person, doc: Doc) -> Person:
    """ "The director for Aleppo Adam Khatib" where a comma was lost: the town that the text names elsewhere is no name
    of his; nor is what stands before a word of respect, as in "a resident of Keta Malam Sani Umar"."""
    first, _, rest = person.text.partition(" ")
    if " " not in rest or not re.search(r"\b(?:of|for|in) $", text[: person.start][-5:]):
        return person
    places = {e.text for e in doc.ents if e.label_ in {"GPE", "LOC"}}
    apart = first in places or rest.partition(" ")[0] in _RESPECT
    return Person(person.end - len(rest), person.end, rest) if apart else person


def _named_in_full(doc: Doc, found: list[Person]) -> list[Person]:
    """ "Minister for the Middle East Tobias Hartwell ... Mr Hartwell said": the one first name that stands before a family
    name, where the model took it for the end of something else."""
    alone = {p.text for p in found if len(parts(p.text)) == 1}
    alone -= {family(p.text) for p in found if " " in p.text}
    known = {
        word for e in doc.ents if e.label_ in {"GPE", "LOC", "DATE"} for word in e.text.split()
    }
    called: dict[str, list[re.Match[str]]] = {}
    for match in _FIRST_AND_FAMILY.finditer(text_of(doc)):
        if match["family"] in alone and match["first"] not in _TITLE_WORDS | NEVER | (
            known - alone
        ):
            called.setdefault(match["family"], []).append(match)
    whole = [
        Person(*m.span(), m[0])
        for matches in called.values()
        if len({m["first"] for m in matches}) == 1
        for m in matches
    ]
    return [p for p in found if not _overlaps(p, whole)] + whole


def _is_somebody(doc: Doc, start: int, end: int) -> bool:
    """ "Olena, who lives on the third floor": one name that the model took for nothing, or for a
    body of one word; not "Residents, who" or "the Taliban, who"."""
    span = doc.char_span(start, end)
    if (
        span is None
        or any(t.tag_ != "NNP" for t in span)
        or (span.start and doc[span.start - 1].lower_ == "the")
    ):
        return False
    return all(not t.ent_type_ or (t.ent_type_ == "ORG" and len(span) == 1) for t in span)


def ends_as_body(name: str) -> bool:
    """ "Tihama Rights Monitor": whatever the model takes it for."""
    words = name.lower().split()
    return len(words) > 1 and words[-1] in _BODY_ENDS


def _overlaps(person: Person, others: Iterable[Person | Found]) -> bool:
    return any(o.start < person.end and person.start < o.end for o in others)


def _trimmed(text: str, start: int, end: int) -> Person | None:
    """The name without titles before it and other words after it."""
    while True:
        match = _WHOLE.match(text, start, end)
        if not match:
            return None
        words = list(re.finditer(r"[^\s]+", match.group()))
        first = words[0].group()
        if first not in NEVER and first not in _TITLE_WORDS:
            break
        if len(words) == 1:
            return None
        start += words[1].start()
    stop = match.end()
    for word in words[1:]:
        if word.group() in NEVER:
            stop = match.start() + word.start() - 1
            break
    name = text[match.start() : stop].rstrip(" -")
    return Person(match.start(), match.start() + len(name), name) if len(name) > 2 else None


def family_names(text: str, found: list[Person], bodies: list[Found]) -> Iterator[Person]:
    """Mentions that the model missed of somebody named in full elsewhere."""
    for name in sorted({family(p.text) for p in found if len(parts(p.text)) > 1}):
        opening = re.escape(name[1:])  # "Al-Hadi" where a sentence begins with "al-Hadi"
        for match in re.finditer(
            rf"(?<![\w-])[{name[0]}{name[0].upper()}]{opening}(?![\w-])", text
        ):
            person = Person(match.start(), match.end(), match.group())
            if not _overlaps(person, found) and not _overlaps(person, bodies):
                yield person


def _first_names(doc: Doc, found: list[Person], bodies: list[Found]) -> Iterator[Person]:
    """Those of somebody who is called by the first of his names, the only one of it, where he speaks: "Gebre accused
    the army". A town that the model took for a man does not."""
    whole = {p.text for p in found if len(parts(p.text)) > 1}
    firsts = Counter(name.split()[0] for name in whole)
    alone = {name for name, times in firsts.items() if times == 1}
    for token in (t for t in written(doc, frozenset(alone)) if t.i + 1 < len(doc)):
        if token.nbor().lemma_.lower() in _SPEAKING:
            person = Person(token.idx, token.idx + len(token), token.text)
            if not _overlaps(person, found) and not _overlaps(person, bodies):
                yield person


_SPEAKING = frozenset({*load("cues")["clause"], *load("cues")["act"]})


_AFTER = re.compile(
    rf"(?:\s*\([^)]*\))?(?:,\s\d{{2}})?[,]?\s(?:who is |the |a |an |its |their )?"
    rf"(?P<adjective>[\w’'.-]+ (?:[\w’'.-]+ )?)??(?P<role>{_ROLE_PHRASE})(?=\W|$)"
)
_ROLE_BEFORE = re.compile(
    rf"(?P<role>{_ROLE_PHRASE})(?:,?|(?P<of> (?:of|for) (?:[\w’'.-]+ ){{0,5}}[\w’'.-]+,))\s(?:(?:{_HONORIFIC})\s)*$"
)
""" "The spokesman, Ali Hassan", "the mayor of the district, Khalil Ibrahim"."""
_ROLE_ENDS = tuple({role.split()[-1].lower() for role in _ROLES} | {"affairs"})
_HEADS = rf"who\s(?:{'|'.join(load('titles')['heading'])})s(?:\sanother(?:\s[a-z-]+){{1,3}},?)?(?=\s(?:the\s)?[A-Z])"
_OF = re.compile(rf",?\s(?:of|for|from|with|at|in|{_HEADS})\s(?:the\s)?")
""" "X, of the Y", "X, who heads another group, the Y"."""


def _role_before(words: str) -> re.Match[str] | None:
    """Searched for only behind a word that a role ends with: most people have none."""
    ended = any(word.endswith(_ROLE_ENDS) for word in words.lower().replace(",", " ").split())
    return _ROLE_BEFORE.search(words) if ended else None


def role_around(text: str, person: Person) -> tuple[str | None, int | None, int | None]:
    """What the text says the person is, and where the body he or she speaks for may stand.

    Returns the role, where a body may end before it ("*Observatory* chief X"), and where one may
    begin after it ("X, a spokesman for the *coalition*"; "X, of the *Y*").
    """
    before = _role_before(text[max(0, person.start - 110) : person.start])
    if before and before["of"] and text[person.end : person.end + 1] not in {",", ".", ")", ";"}:
        before = None  # "killed the spokesman for the movement, Musa Hilal said": he is another
    after = _AFTER.match(text, person.end)
    ends = begins = None
    role = None
    if before:
        role = before["role"]
        ends = person.start - len(before.group())
    elif after:
        role = after["role"]
        ends = after.start("role")
    tail = _OF.match(text, after.end() if after else person.end)
    if tail and (
        after or tail.group().startswith(",") or re.search(r"\b(?:of|who)\b", tail.group())
    ):
        begins = tail.end()
    return role.lower() if role else None, ends, begins
