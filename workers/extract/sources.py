"""Sources: a speaker's words resolved over the document into who it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from shared.records import SourceKind
from workers.extract import whose
from workers.extract.described import described
from workers.extract.hearsay import rumour
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Name, NameKind, SourceMark
from workers.extract.noun_phrases import INDEFINITE, Range, second_of_two
from workers.extract.one_of_them import one_of_them
from workers.extract.organisations import canonical_body, kind_of_body
from workers.extract.pronouns import Memory, doer_before, head_of_phrase, of_name, speaks_of_itself
from workers.extract.spokesmen import says_whose, speaks_for

_SOURCES = load("sources")
_ROLES = frozenset(load("titles")["roles"])
_CALLED: dict[str, list[str]] = load("titles")["called"]
_UNNAMED = frozenset(_SOURCES["unnamed"])
_BODIES = frozenset(_SOURCES["bodies"])
_DOCUMENTS = frozenset(_SOURCES["documents"])
_ARTICLE = re.compile(
    r"^(?:(?:earlier|later|meanwhile|also|separately)\s+)?(?:(?:the|an?|another|this|that|its|his|her|their|our|whose)\s+)?",
    re.IGNORECASE,
)
_NAME_AND_SORT = re.compile(r"^([A-Z][^,]*), an? .*")
"""The "Emergency Lawyers" of "Emergency Lawyers, a group"."""
_OF_AGE = re.compile(
    r"the (?:\d{2}-year-old|(?:mother|father|mum|mom|dad|grand\w+)[- ]of[- ]\w+)\b", re.IGNORECASE
)
_OFFICE = re.compile(r"[Tt]he (?:[A-Z][a-z]+ ){1,3}")
_THE_ROLE = re.compile(r"\b[Tt]he (?P<role>[a-z]+),? $")
_OF_THE_LAST = frozenset({"statement", "release", "tweet", "post", "message", "letter", "claim"})
NOBODY = frozenset({"a relative pronoun", "no one is named"})
"""Doubts that mean there is no speaker at all, rather than one who could not be decided."""
_ACTORS = frozenset({NameKind.ORGANISATION, NameKind.PLACE, NameKind.NATIONALITY})


@dataclass(slots=True)
class Resolver:
    """Who was heard so far, and how a new mention goes back to them."""

    doc: Doc
    names: Sequence[Name]
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.doc, self.names)

    def resolve(self, speaker: Range) -> tuple[SourceMark | None, str | None]:
        """The source a noun phrase or pronoun means, or `None` and why it could not be decided.

        A name in the phrase decides; then roles and descriptions, which go back to whom the
        document last heard; then the phrase itself, as an unnamed source.
        """
        first, end = speaker
        span = self.doc[first].idx, self.doc[end - 1].idx + len(self.doc[end - 1])
        head = head_of_phrase(self.doc, first, end)
        one = whose.in_turn(head, end - first, self.names)
        told = of_name(one, span) if one else one_of_them(self._words(span), head, span)
        if told is not None:
            return told, None
        if self.doc[first].lower_ in INDEFINITE:
            return SourceMark(self._words(span), SourceKind.UNNAMED, None, None, span), None
        acronym = head.text.isupper() and len(head) > 2  # "WHO said": no pronoun
        if head.pos_ == "PRON" and end - first == 1 and not acronym:
            return self._pronoun(head, span)
        both = second_of_two(head, end)
        if both is not None:
            mark, doubt = self.resolve((first, both))
            return mark and replace(mark, span=span), doubt
        within = [n for n in self.names if n.start < span[1] and span[0] < n.end]
        named = whose.known_as(head, self.names) or whose.in_brackets(
            text_of(self.doc), within, span
        )
        if named is not None:
            return of_name(named, span), None
        mark = (
            rumour(head, span)
            or self._called(head, span)
            or self._person(within, head, span)
            or (described(self.memory, head, span) if whose.is_sort(head, within) else None)
            or self._role(within, head, span)
            or self._by_age(span)
            or self._document(within, head, span)
            or self._body(within, head, span)
            or described(self.memory, head, span)
        )
        return mark or self._phrase(head, span, within), None

    def _pronoun(self, head: Token, span: tuple[int, int]) -> tuple[SourceMark | None, str | None]:
        doer = doer_before(head, self.names)
        if doer is None or not self.is_speaker(doer):
            return self.memory.pronoun(head, span)
        if not speaks_of_itself(head):
            return None, f"“{head.lower_}” could mean who was heard before or who did it"
        mark, _ = self.resolve(doer)
        return mark and replace(mark, span=span), None

    def can_speak(self, speaker: Range) -> bool:
        """Whether the phrase's noun is of people, bodies or documents; a name may be of anything."""
        return head_of_phrase(self.doc, *speaker).pos_ != "NOUN" or self.is_speaker(speaker)

    def is_speaker(self, speaker: Range) -> bool:
        """Whether the phrase's last word says that it is of people, bodies or documents."""
        head = head_of_phrase(self.doc, *speaker)
        known = {head.lemma_.lower(), head.lower_, head.lower_.removesuffix("s")}
        return bool(known & (_UNNAMED | _BODIES | _DOCUMENTS | _ROLES))

    def hear(self, mark: SourceMark | None, below: SourceMark | None = None) -> None:
        """Remembers who was heard; before `below`, who tells it, as that one is heard in the end."""
        if mark is None or mark.kind is SourceKind.HEARSAY:
            return
        heard = self.memory.heard
        at = heard.index(below) if below in heard else len(heard)
        heard.insert(at, mark)

    def _person(self, within: list[Name], head: Token, span: tuple[int, int]) -> SourceMark | None:
        for name in within:
            of_body = (
                head.lemma_.lower() in _BODIES and name.end <= head.idx
            )  # "the Sana news agency"
            if (
                name.kind is NameKind.PERSON
                and not of_body
                and not whose.hangs(text_of(self.doc), name, span[0], head)
            ):
                whole = head.idx < name.start or name.start < span[0]
                mark = of_name(name, (span[0] if whole else name.start, name.end))
                return mark if mark.organisation else replace(mark, organisation=self._his(name))
        return None

    def _his(self, name: Name) -> str | None:
        """The body of who is named after he was described: "a spokesman for the SDF said. The spokesman, Ali Hassan,
        told ..."; and of him from then on."""
        before = _THE_ROLE.search(text_of(self.doc)[max(0, name.start - 30) : name.start])
        known = (m for m in reversed(self.memory.heard) if m.organisation)
        if before is None:
            return next((m.organisation for m in known if m.name == name.canonical), None)
        role = before["role"].lower()
        return next((m.organisation for m in known if role in (m.name or "").lower().split()), None)

    def _called(self, head: Token, span: tuple[int, int]) -> SourceMark | None:
        """ "the news agency Meridian", "the group, Open Ledger,", "his wife, Hanka,": the name behind what it is."""
        name = whose.name_behind(head, span[1])
        kin = head.lower_ in whose.KIN
        if not name or head.tag_ != "NN" or not (kin or head.lemma_.lower() in _BODIES):
            return None
        words = self._words((name[0].idx, name[-1].idx + len(name[-1])))
        if kin:
            return SourceMark(words, SourceKind.PERSON, None, head.lower_, span)
        body = canonical_body(words) or words
        return SourceMark(body, SourceKind.ORGANISATION, body, None, span)

    def _role(self, within: list[Name], head: Token, span: tuple[int, int]) -> SourceMark | None:
        lemma = head.lemma_.lower()
        if (lemma not in _UNNAMED and lemma not in _ROLES) or head.ent_type_ == "ORG":
            return None
        if any(n.start <= head.idx < n.end and n.kind is NameKind.ORGANISATION for n in within):
            return None
        organisation = next((n.canonical for n in within if n.kind is NameKind.ORGANISATION), None)
        if organisation and lemma in _BODIES and kind_of_body(organisation) == "media":
            return None  # "the state SANA news agency" is SANA, and nobody of its
        phrase = self._words(span)
        definite = phrase.lower().startswith(("the ", "his ", "her ")) or bool(organisation)
        person = self._named_earlier(lemma, organisation, span[0]) if definite else None
        if person is not None:
            return SourceMark(
                person.canonical, SourceKind.PERSON, person.organisation, person.role, span
            )
        if head.tag_ == "NN" and not organisation:
            organisation = speaks_for(self.memory, head, span, phrase)
        name = _ARTICLE.sub("", phrase)
        earlier = self._same_unnamed(lemma, phrase)
        if earlier is not None:
            return SourceMark(
                earlier.name, SourceKind.UNNAMED, earlier.organisation or organisation, lemma, span
            )
        role = lemma if lemma in _ROLES else None
        return SourceMark(name, SourceKind.UNNAMED, organisation, role, span)

    def _by_age(self, span: tuple[int, int]) -> SourceMark | None:
        """ "the 34-year-old", "the mother of two": the person spoken of just before."""
        if not _OF_AGE.match(self._words(span)):
            return None
        mark = self.memory.meant_by("he", span[0])
        return mark and SourceMark(mark.name, mark.kind, mark.organisation, mark.role, span)

    def _named_earlier(self, role: str, organisation: str | None, before: int) -> Name | None:
        """ "The secretary", "the UNICEF director": the one person so described, if there is one."""
        fits: dict[str, Name] = {}
        alike = {"head": "chief", "chief": "head"}
        for name in self.names:
            if name.kind is not NameKind.PERSON or name.start >= before:
                continue
            if organisation and name.organisation != organisation:
                continue
            last = name.role.split()[-1] if name.role else ""
            if last == role or alike.get(last) == role or self._is_called(name, role):
                fits[name.canonical] = name
        if len(fits) == 1 and not (role == "officer" and self._heard_since(*fits)):
            return next(iter(fits.values()))
        if not fits and not organisation and role in whose.OFFICES:
            return self._without_office(before)
        recent = [m.name for m in self.memory.heard[-1:] if m.name in fits]
        return fits[recent[0]] if recent and recent[0] else None

    def _heard_since(self, canonical: str) -> bool:
        """Whether another was heard after him: "Colonel Rashid said. A policeman said. The officer said"."""
        return bool(self.memory.heard) and self.memory.heard[-1].name != canonical

    def _without_office(self, before: int) -> Name | None:
        """ "Boris Johnson met the Iraqi Foreign Minister, Ibrahim Jaafari. The Foreign Secretary stressed": he whose office
        alone is not told, in words that write the office as a name."""
        persons = {n.canonical: n for n in reversed(self.names) if n.kind is NameKind.PERSON}
        free = [n for n in persons.values() if not n.role and not n.organisation]
        one = free[0] if len(free) == 1 < len(persons) else None
        written = _OFFICE.match(text_of(self.doc), before)
        acts = one is not None and whose.acts_in_office(self.doc, self.names, one.canonical)
        return one if one and written and acts and one.start < before else None

    def _is_called(self, name: Name, role: str) -> bool:
        """ "The priest" is Father Benito, "the doctor" Dr Ishaq."""
        words = text_of(self.doc)[max(0, name.start - 20) : name.start].split()
        return bool(words) and words[-1].rstrip(".").lower() in _CALLED.get(role, ())

    def _same_unnamed(self, role: str, phrase: str) -> SourceMark | None:
        if not phrase.lower().startswith("the "):
            return None
        own = says_whose(phrase)  # "the army's spokesman" is not the rebels' that was heard before
        for mark in reversed(self.memory.heard):
            if own and own not in (mark.name or "").lower():
                continue
            words = re.findall(r"\w+", (mark.name or "").lower())
            if mark.kind is SourceKind.UNNAMED and role in words:
                return mark
        return None

    def _document(
        self, within: list[Name], head: Token, span: tuple[int, int]
    ) -> SourceMark | None:
        """ "a DoD news release", "the release": whom the document is from, else the document."""
        if head.lemma_.lower() not in _DOCUMENTS and head.lower_ not in _DOCUMENTS:
            return None
        owner = next(
            (n for n in within if n.kind in {NameKind.ORGANISATION, NameKind.PERSON}), None
        )
        if owner is not None:
            return of_name(owner, span)
        phrase = self._words(span)
        if (issuer := whose.issued_by(head) or whose.words_of(head)) is not None:
            mark, _ = self.resolve(issuer)
            return mark and replace(mark, span=span)
        if phrase.lower().startswith(("the ", "its ", "that ", "this ")):
            for mark in reversed(self.memory.heard):
                words = self._words(mark.span).lower().split() if mark.span else []
                if head.lower_ in words:
                    return SourceMark(mark.name, mark.kind, mark.organisation, mark.role, span)
            if head.lower_ in _OF_THE_LAST and self.memory.heard:
                last = self.memory.heard[-1]
                return SourceMark(last.name, last.kind, last.organisation, last.role, span)
        return SourceMark(_ARTICLE.sub("", phrase), SourceKind.ORGANISATION, None, None, span)

    def _body(self, within: list[Name], head: Token, span: tuple[int, int]) -> SourceMark | None:
        fits = [
            n
            for n in within
            if n.kind in _ACTORS and not whose.hangs(text_of(self.doc), n, span[0], head)
        ]
        at_head = [n for n in fits if n.start <= head.idx < n.end]
        organisations = [n for n in fits if n.kind is NameKind.ORGANISATION]
        if not at_head and head.lemma_.lower() in _BODIES and organisations:
            at_head = organisations
        if not at_head and organisations and organisations[-1].end >= head.idx + len(head):
            at_head = organisations
        return of_name(at_head[0], span) if at_head else None

    def _phrase(self, head: Token, span: tuple[int, int], within: list[Name]) -> SourceMark:
        name = _NAME_AND_SORT.sub(r"\1", _ARTICLE.sub("", self._words(span)))
        if head.lemma_.lower() in _BODIES and head.lower_ not in {"police", "authorities"}:
            return SourceMark(name, SourceKind.ORGANISATION, name, None, span)
        if head.pos_ == "PROPN":
            kind = SourceKind.PERSON if head.ent_type_ == "PERSON" else SourceKind.ORGANISATION
            return SourceMark(name, kind, None if kind is SourceKind.PERSON else name, None, span)
        organisation = next((n.canonical for n in within if n.kind is NameKind.ORGANISATION), None)
        return SourceMark(name, SourceKind.UNNAMED, organisation, None, span)

    def _words(self, span: tuple[int, int]) -> str:
        """Without what a bracket behind adds: "the owner (a man, aged 61)"."""
        words = " ".join(text_of(self.doc)[span[0] : span[1]].split())
        return words.rpartition(" (")[0] if " (" in words and ")" not in words else words
