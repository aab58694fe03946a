"""Whose: whether a name within a phrase is the one who speaks, or only says whose somebody is."""

from __future__ import annotations

from collections.abc import Sequence, Set

from spacy.tokens import Doc, Token

from workers.extract.lexicon import load
from workers.extract.marks import Name, NameKind
from workers.extract.noun_phrases import Range, noun_phrase
from workers.extract.organisations import kind_of_body

_ADDRESSES = frozenset({"mr", "mrs", "ms", "dr", "gen"})
_TITLES = frozenset({*load("titles")["roles"], *(h.lower() for h in load("titles")["honorifics"])})
_PLAIN = frozenset(title.rstrip(".") for title in _TITLES)
DESCRIBED = {head: frozenset(kinds) for head, kinds in load("sources")["described"].items()}
"""Which kinds of bodies a description can mean."""
_BODIES = frozenset(load("sources")["bodies"])
SORTS = frozenset({*DESCRIBED, *_BODIES, "rebel", "opposition", "regime", "loyalist"})
"""Whose a spokesman is, in a word before him."""
_ISSUED = frozenset(load("sources")["issued"])
_NAMED = frozenset({"NOUN", "PROPN"})
_HOUSES = frozenset({"hospital", "clinic", "university", "school", "prison"})
_IN_OFFICE = frozenset(
    {"director", "manager", "head", "chief", "governor", "mayor", "chairman", "president"}
)
OFFICES = frozenset(load("titles")["offices"])
_PEOPLE = frozenset(load("sources")["unnamed"])
_OF = frozenset({"of", "for", "by", "to", "from", "with", "at", "in"})


def issued_by(document: Token) -> Range | None:
    """Whose "a statement released on Saturday by the Revolution Commission" is, and that of "The ministry issued a statement
    saying that nine had died"."""
    above = document.head
    if document.dep_ == "dobj" and above.lemma_.lower() in _ISSUED:
        subject = next((t for t in above.children if t.dep_ == "nsubj" and t.pos_ in _NAMED), None)
        return noun_phrase(subject, None, ()) if subject is not None else None
    for verb in document.children:
        if verb.dep_ != "acl" or verb.lemma_.lower() not in _ISSUED:
            continue
        for by in (t for t in verb.subtree if t.dep_ == "agent"):
            who = next((t for t in by.children if t.dep_ == "pobj"), None)
            if who is not None:
                return noun_phrase(who, None, ())
    return None


def words_of(document: Token) -> Range | None:
    """Whose "the testimony of a fourth witness" is."""
    for of in (t for t in document.rights if t.dep_ == "prep" and t.lower_ == "of"):
        who = next((t for t in of.rights if t.dep_ == "pobj"), None)
        if who is not None and who.lemma_.lower() in _PEOPLE:
            return noun_phrase(who, None, ())
    return None


KIN = frozenset(load("units")["persons"]["kin"])


def name_behind(head: Token, end: int) -> Sequence[Token]:
    """The words of a name right behind what it is, or behind a comma, up to the end of the phrase."""
    behind = [t for t in head.doc[head.i + 1 : head.i + 6] if t.idx < end]
    name = behind[1:] if behind and behind[0].text == "," else behind
    return name if all(t.tag_ in {"NNP", "NNPS"} for t in name) else []


def known_as(head: Token, names: Sequence[Name]) -> Name | None:
    """The body of "an activist group known as the Local Coordination Committees"."""
    for verb in head.children:
        if verb.dep_ == "acl" and verb.lower_ == "known":
            first, last = verb.i, verb.right_edge
            end = last.idx + len(last)
            inside = (n for n in names if head.doc[first].idx < n.start and n.end <= end)
            return next((n for n in inside if n.kind is NameKind.ORGANISATION), None)
    return None


def in_brackets(text: str, names: Sequence[Name], span: Range) -> Name | None:
    """The body of "the UN childrens agency (UNICEF)", which stands in brackets."""
    bodies = (n for n in names if n.kind is NameKind.ORGANISATION and n.end == span[1])
    return next((n for n in bodies if text[span[0] : n.start].endswith(" (")), None)


def hangs(text: str, name: Name, start: int, head: Token) -> bool:
    """Whether the name only says whose: "a spokesman for Mr Bali", "Mr Bali's lawyer"."""
    before = text[start : name.start].split()
    while before and before[-1].lower().rstrip(".") in {*_ADDRESSES, "the"}:
        before.pop()
    if before and before[-1].lower() in _OF:
        return True
    between = text[head.idx + len(head) : name.start]
    behind = between.split()
    own = _apposed(between, head) or _of_a_place(behind[1:], name, head)
    if behind and behind[0].lower() in _OF and not own:
        return True  # "Relatives of the slain journalist Omar Issa", "opponents of President Ali Haddad"
    if name.kind is NameKind.PERSON and head.lemma_.lower() in _BODIES and head.idx >= name.end:
        return True  # "the Sana news agency", whatever the model takes Sana for
    follows = text[name.end : name.end + 2]
    # "The rebel-run health ministry" speaks, and not who runs it.
    return (follows in {"'s", "’s"} or follows[:1] == "-") and head.idx > name.end


def _apposed(between: str, head: Token) -> bool:
    """ "A spokesman for the coalition, Colonel Sean Adams, said": he is that himself. Not "a spokesman for the president,
    Ali Haddad", who may be either, nor "relatives of the slain journalist, Omar Issa"."""
    whose, comma, titles = between.rpartition(",")
    if not comma or head.tag_ not in {"NN", "NNP"} or head.lemma_.lower() not in _TITLES:
        return False
    if whose.split()[-1:] and whose.split()[-1].lower() in _TITLES:
        return False
    return all(word.lower().rstrip(".") in _PLAIN for word in titles.split())


def _of_a_place(words: Sequence[str], name: Name, head: Token) -> bool:
    """ "The director for Aleppo Adam Khatib", "Inspector General of Police Adam Issa", "the manager of al-Amal hospital Dr Omar Issa", where a comma was lost: he
    is that himself."""
    office = head.lemma_.lower() in _IN_OFFICE
    titles = (
        _PLAIN | _ADDRESSES if office else _ADDRESSES
    )  # "Chief of Army Staff General Adam Issa"
    while words and words[-1].lower().rstrip(".") in titles:
        words = words[:-1]
    *before, last = words or ("",)
    named = [*before, last] if last[:1].isupper() or "-" in last else before
    called = all(word[:1].isupper() or "-" in word for word in named) and bool(named)
    titled = any(word.lower() in _TITLES for word in named)
    kept = last in named or last in _HOUSES
    one = head.tag_ in {"NN", "NNP"} and head.lemma_.lower() in _PEOPLE
    whole = " " in name.canonical and (one or office)  # "a resident of Mare Adam Issa"
    return called and kept and whole and not titled


def acts_in_office(doc: Doc, names: Sequence[Name], canonical: str) -> bool:
    """Whether who is called so meets, visits or was appointed: "Boris Johnson met the minister"; not "Fatima Ali was killed"."""
    for name in (n for n in names if n.canonical == canonical):
        span = doc.char_span(name.start, name.end, alignment_mode="expand")
        root = span.root if span is not None else None
        does = root is not None and root.dep_ in {"nsubj", "nsubjpass"}
        if root is not None and does and root.head.lemma_.lower() in _OFFICIAL:
            return True
    return False


_OFFICIAL = frozenset(load("titles")["official_acts"])
IN_TURN = {"former": 0, "latter": 1}


def in_turn(word: Token, words: int, names: Sequence[Name]) -> Name | None:
    """The first or the second of the two people, else of the two bodies and states, that the sentence before names: "The former said
    the patrol had been warned; the latter insisted that it had not."."""
    if word.lower_ not in IN_TURN or words != len(("the", "latter")):
        return None
    start = word.sent.start
    before = word.doc[start - 1].sent if start else word.sent
    near = [n for n in names if before.start_char <= n.start < before.end_char]
    for kinds in ({NameKind.PERSON}, {NameKind.ORGANISATION, NameKind.PLACE}):
        named = list({n.canonical: n for n in reversed(near) if n.kind in kinds}.values())[::-1]
        if named:
            return named[IN_TURN[word.lower_]] if len(named) == len(IN_TURN) else None
    return None


def is_sort(head: Token, names: Sequence[Name]) -> bool:
    """Whether it is only called what it is: "the Britain-based monitor" is the one heard before, and no man."""
    speaks = any(n.kind in {NameKind.ORGANISATION, NameKind.PERSON} for n in names)
    return not speaks and len(DESCRIBED.get(head.lower_, ())) == 1


def could_be(phrase: str, head: Token, name: str) -> bool:
    """Whether "the health ministry" can be the one of this name: each of a government's offices is called by what it is
    for. "The militant group", "the monitor" say only of what sort one is."""
    if head.lower_ not in _BY_OFFICE:
        return True
    of_what = phrase.lower().replace("defense", "defence").split(head.lower_)[0].split()[1:]
    return set(of_what) <= set(name.lower().replace("defense", "defence").split())


_BY_OFFICE = frozenset(load("sources")["by_office"])


def others_since(names: Sequence[Name], heard: Sequence[str], kinds: Set[str], before: int) -> bool:
    """Whether "the militants" could as well be those that were named since the last of them was heard."""
    last = next((name for name in heard if kind_of_body(name) in kinds), None)
    bodies = [n for n in names if n.kind is NameKind.ORGANISATION and n.end <= before]
    since = next((at for at, n in enumerate(reversed(bodies)) if n.canonical == last), 0)
    named = bodies[len(bodies) - since :]
    return last is not None and any(kind_of_body(n.canonical) in kinds for n in named)
