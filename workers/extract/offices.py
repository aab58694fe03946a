"""Offices: for whom a person speaks who is named, by the words around the name."""

from __future__ import annotations

import re

from workers.extract.lexicon import load
from workers.extract.organisations import Found, kind_of_body
from workers.extract.persons import Person

_SORT = re.compile(rf"(?:the |The )?(?P<sort>{'|'.join(load('sources')['described'])})(?![\w-])")
_SERVICE = re.compile(
    r"(?:the |The )?(?P<service>[Cc]ivil [Dd]efen[cs]e|(?:fire|ambulance|rescue) service|fire brigade)(?![\w-])"
)
""" "The civil defence chief in Zabid", "the head of civil defence": of the one that the report names, if it names one."""
_ITS = re.compile(r"\b[Ii]ts (?:[\w-]+ ){0,3}$")


def body_said(
    text: str, known: list[Found], person: Person, role: str | None, begins: int | None
) -> str | None:
    """The body that is only called by what it is: "army spokesman X", "X, a spokesman for the army",
    "its spokesman, X". The one named body of that sort; else the word itself."""
    if role is None:
        return None
    before = text[max(0, person.start - 80) : person.start]
    at = before.lower().rfind(role)
    if at >= 0 and _ITS.search(before[:at]):
        near = [f for f in known if f.end <= person.start and person.start - f.end < _NEAR]
        return max(near, key=lambda f: f.end).canonical if near else None
    behind = _SERVICE.match(text, begins) if begins is not None else None
    service = _SERVICE.search(role) or behind
    if service is not None:
        ends = f" {service['service'].lower()}"
        bodies_ = {k.canonical for k in known if f" {k.canonical.lower()}".endswith(ends)}
        return bodies_.pop() if len(bodies_) == 1 else ends.strip()
    after = _SORT.match(text, begins) if begins is not None else None
    words = role.split()[:-1] if at >= 0 else []
    words += before[:at].lower().split()[-1:] if at > 0 else []  # "coalition spokesman Lt. Col. X"
    possessive = re.search(r"(\w+)[’']s $", before[:at]) if at > 0 else None
    words += [possessive[1].lower()] if possessive else []
    sorts = [after["sort"].lower()] if after else [w for w in words if w in _SORTS]
    return _the_one(known, sorts[-1], f"{before[:at]} {role}") if sorts else None


def _the_one(known: list[Found], sort: str, said: str) -> str:
    """The one named body of that sort, and of what it is said to be for: "public health ministry spokesman" speaks for no
    interior ministry, nor "civil defence agency spokesman" for the news agency that he told."""
    fits = {f.canonical for f in known if kind_of_body(f.canonical) in _SORTS[sort]}
    office = re.search(rf"(?i)(?P<of>(?:\b[a-z]+ ){{1,3}}){sort}\b", said) if sort in _FOR else None
    of = [w for w in office["of"].lower().split() if w not in _PLAIN] if office else []
    if sort == "agency":
        fits = {f for f in fits if kind_of_body(f) != "media" or "news" in of}
    if of:
        fits = {f for f in fits if set(of) & set(f.lower().split())}
    return fits.pop() if len(fits) == 1 else " ".join([*of, sort])


_FOR = frozenset({"ministry", "agency", "department", "office"})
_PLAIN = frozenset(load("sources")["of_no_office"])
_SORTS = {word: frozenset(kinds) for word, kinds in load("sources")["described"].items()}
_NEAR = 250
"""Characters back to the body that "its" means."""


_TITLES = load("titles")
_SPOKESMAN_OF = re.compile(
    rf"(?<![\w-])(?i:{'|'.join(_TITLES['roles'])})\s(?:of|for)\s(?:[Tt]he\s)?$"
)
_BEFORE_NAME = re.compile(rf",\s(?:(?:{'|'.join(map(re.escape, _TITLES['honorifics']))})\s)*")
""" "The spokesman of the coalition, Colonel Ali Hassan"."""


def body_at(
    text: str, known: list[Found], ends: int | None, begins: int | None, start: int
) -> str | None:
    for found in known:
        if (
            begins is not None
            and begins <= found.start <= begins + 25
            and not re.search(r"[,.;:]", text[begins : found.start])
        ):
            return found.canonical
    for found in known:
        named = _BEFORE_NAME.fullmatch(text, found.end, start)
        if named and _SPOKESMAN_OF.search(text, max(0, found.start - 60), found.start):
            return found.canonical
    for found in known:
        if (
            ends is not None
            and found.end <= ends
            and re.fullmatch(
                r"(?:[’']?s)?\s?(?:(?!(?:said|says|added)\b)[\w-]+\s){0,2}", text[found.end : ends]
            )
        ):
            return found.canonical
    return None
