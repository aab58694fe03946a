"""When, where and how many: which marks belong to a piece, nearest to its predicate first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from shared.records import Kind
from workers.extract.aside_dates import is_aside
from workers.extract.clauses import has_subject, is_predicate, span_of
from workers.extract.contents import Piece
from workers.extract.kinds import kind_of_verb
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import DateMark, Name, NameKind, PlaceMark, QuantityMark
from workers.extract.origins import is_of_the_hurt, is_origin
from workers.extract.place_choice import AMBIGUOUS

_FAR = 90
_CLAUSE = 5
"""Steps that a clause on the way counts for. "Recently" in one says nothing of what is around it."""


def quantities_of(
    piece: Piece, pieces: Sequence[Piece], quantities: Sequence[QuantityMark]
) -> list[QuantityMark]:
    """The numbers of the piece; what stands in a piece inside this one is that one's."""
    inner = [
        p
        for p in pieces
        if p is not piece
        and piece.start <= p.start
        and p.end <= piece.end
        and (p.start, p.end) != (piece.start, piece.end)
    ]
    return [
        q
        for q in quantities
        if piece.start <= q.start
        and q.end <= piece.end
        and not any(p.start <= q.start and q.end <= p.end for p in inner)
    ]


def date_of(
    doc: Doc, piece: Piece, pieces: Sequence[Piece], dates: Sequence[DateMark]
) -> DateMark | None:
    """The day of the happening: the date nearest to the piece's predicate, inside the piece.

    Failing that, the date at the head of the sentence, which governs conjuncts without a subject
    of their own, or the day of the saying ("On Tuesday, the ministry said ..."), which stands in.
    """
    start, end = piece.sentence
    low, high = min(start, piece.start), max(end, piece.end)
    near = (d for d in dates if low <= d.start and d.end <= high)
    dates = [d for d in near if not is_aside(doc, d)]
    inside = [d for d in dates if piece.start <= d.start and d.end <= piece.end]
    inside = [d for d in inside if d.first or _distance(doc, d.start, d.end, piece.head) < _CLAUSE]
    if inside:
        of_it = [d for d in inside if _of_killing(doc, d, piece.head)]
        nearest = of_it or inside
        return min(nearest, key=lambda d: (_distance(doc, d.start, d.end, piece.head), d.start))
    beside = [d for d in dates if start <= d.start and d.end <= end]
    if not beside:
        return None
    shared = [d for d in beside if d.end <= piece.start and d.start - start < 4]
    if shared and not has_subject(piece.head):
        return shared[0]
    beside = [d for d in beside if not any(p.start <= d.start and d.end <= p.end for p in pieces)]
    if piece.attribution is None:
        return None
    held = [d for d in beside if not _in_other(doc, d, piece)]
    return held[0] if held else None


def _of_killing(doc: Doc, date: DateMark, head: Token) -> bool:
    """Of "Nine people killed on 17 March had been taken out by the evening of the 27th" the first."""
    span = span_of(doc, date.start, date.end)
    if not len(span) or kind_of_verb(head) in _TELLING:
        return False
    verb = span.root.head.head if span.root.dep_ == "pobj" else span.root.head
    told = verb.head in head.children if verb.dep_ == "acl" else verb.dep_ == "csubjpass"
    return verb.lemma_ in _KILLED and told


_PRESS = frozenset({"press", "journalist", "reporter", "media", "camera"})
_KILLED = frozenset({"kill", "wound", "injure"})
_TELLING = frozenset({Kind.CASUALTIES, Kind.ATTACK, Kind.AIR_STRIKE, Kind.CHEMICAL_ATTACK})


def _in_other(doc: Doc, date: DateMark, piece: Piece) -> bool:
    """A date of another clause than the one that says: it hangs on no word of the cue."""
    attribution = piece.attribution
    if attribution is None or attribution.cue is None:
        return True
    cues = {t.i for t in span_of(doc, *attribution.cue)}
    span = span_of(doc, date.start, date.end)
    if not len(span):
        return True
    token = span.root
    while token.i not in cues:
        if token.head.i == token.i or (is_predicate(token) and token.i not in cues):
            return not any(c in cues for c in (t.i for t in token.children))
        token = token.head
    return False


def _distance(doc: Doc, start: int, end: int, head: Token) -> int:
    """Steps from a mark up to the predicate; clauses on the way count heavily."""
    span = span_of(doc, start, end)
    if not len(span):
        return _FAR
    token, steps = span.root, 0
    while token.i != head.i:
        if token.head.i == token.i:
            return _FAR
        if token.dep_ in {"relcl", "acl", "advcl", "ccomp"}:
            steps += _CLAUSE
        token, steps = token.head, steps + 1
    return steps


def places_of(
    doc: Doc, piece: Piece, places: Sequence[PlaceMark], names: Sequence[Name]
) -> list[PlaceMark]:
    """The places of the happening, nearest first: adverbials, then those of object and subject.

    A person's origin ("a woman from Homs") and home town are not where it happened, nor is a place
    in the name of a body ("Islamic State of Iraq").
    """
    ranked = []
    inside = [p for p in places if piece.start <= p.start and p.end <= piece.end]
    if _shows(piece.head):
        return []
    bodies = [
        n
        for n in (names if inside else ())
        if n.kind is NameKind.ORGANISATION and n.start < piece.end and piece.start < n.end
    ]
    for place in inside:
        if not any(_within_name(place, body) for body in bodies):
            rank = _rank(doc, place, piece.head)
            if rank is not None:
                # What the gazetteer lacks is a village: "near Adi Sorwa, 40 km south of Shire".
                narrow = place.precision or (9 if place.reason == AMBIGUOUS else 1)
                narrow = _QUARTER if _is_quarter(doc, place) else narrow
                narrow = min(narrow, _listed_with(doc, place, inside) or narrow)
                ranked.append((rank, narrow, place.start, place))
    if any(rank < 3 for rank, *_ in ranked):
        ranked = [r for r in ranked if r[0] < 3 or _tells_where(doc, r[-1])]
    # Of "in Syria, nine died when shells hit Aleppo" Aleppo is the narrower; of "fired on a bus in Mandera, killing a
    # woman on her way from Garissa" Mandera is where it was.
    ranked = [(max(r[0], 1) if r[1] >= _WIDE else r[0], *r[1:]) for r in ranked]
    found: list[PlaceMark] = []
    for *_, place in sorted(ranked, key=lambda r: r[:3]):
        if place.name not in {f.name for f in found}:
            found.append(place)
    return found if found or inside else _of_first_verb(doc, piece, places)


def _shows(verb: Token) -> bool:
    """ "In Goma, the army showed the press six captured rebels": where that was, nothing had happened."""
    behind = {t.lemma_.lower() for t in verb.doc[verb.i + 1 : verb.i + 4]}
    return verb.lemma_.lower() in {"show", "present", "parade"} and not behind.isdisjoint(_PRESS)


def _of_first_verb(doc: Doc, piece: Piece, places: Sequence[PlaceMark]) -> list[PlaceMark]:
    """The place of "An air strike hit a bakery in Zabid, killed 12 people and wounded nine" is that of the killing too."""
    verb = piece.head
    while verb.dep_ == "conj" and is_predicate(verb.head) and not has_subject(verb):
        verb = verb.head
        before = (p for p in places if piece.sentence[0] <= p.start < piece.start)
        if found := [p for p in before if _rank(doc, p, verb) == 0]:
            return found
    return []


def _listed_with(doc: Doc, place: PlaceMark, others: Sequence[PlaceMark]) -> int | None:
    """The precision of the next of a list: of "northern Shan and Sagaing" the first is named first, as wide as it is."""
    following = (p for p in others if p.start > place.end)
    after = next(following, None)
    if after is None or place.precision != _PART:
        return None
    listed = _LISTED.fullmatch(text_of(doc)[place.end : after.start])
    return after.precision if listed else None


def _is_quarter(doc: Doc, place: PlaceMark) -> bool:
    """ "The al-Jadida district of western Zabid" is narrower than the town, whether or not the gazetteer has it."""
    unknown = place.lat is None
    if place.reason == AMBIGUOUS and _WITHIN.match(text_of(doc), place.end):
        return True
    return unknown and _QUARTER_BEHIND.match(text_of(doc), place.end) is not None


_WIDE = 4
_QUARTER = 0
_QUARTER_BEHIND = re.compile(r" (?:district|quarter|neighbou?rhood|suburb|area) ?(?:of|in)\b")
_WITHIN = re.compile(r"(?: \w+)?, in (?:the )?(?:[\w-]+ )?[A-Z]")
""" "In Argelia, in the Micay canyon of Colombia": however many are called so, it is one place there."""
_PART = 5
_LISTED = re.compile(r"(?:, [\w -]{3,30})?,? and |, ")


def _tells_where(doc: Doc, place: PlaceMark) -> bool:
    """ "At Tarband, east of the town": a village that few know is told by the town it is near."""
    before = text_of(doc)[max(0, place.start - 40) : place.start]
    return _TOLD_BY.search(before) is not None


_TOLD_BY = re.compile(r", (?:just )?(?:north|south|east|west)(?:-?(?:east|west))? of (?:the )?$")


def _within_name(place: PlaceMark, body: Name) -> bool:
    """Part of a body's name, or a short form of it ("IS"); a body called as the place is it."""
    if not (body.start <= place.start and place.end <= body.end):
        return False
    strictly = (body.start, body.end) != (place.start, place.end)
    return strictly or body.canonical.casefold() != place.name.casefold()


def _rank(doc: Doc, place: PlaceMark, head: Token) -> int | None:
    """0 adverbial or object of the predicate, 2 of the subject, 3 by the way; `None` an origin, -1 where the hurt
    come from."""
    span = span_of(doc, place.start, place.end)
    if not len(span):
        return 3
    token, rank = span.root, 0
    if (
        place.precision == 6
        and token.dep_ in {"nsubj", "nsubjpass", "conj", "dobj"}
        and not _changes_hands(head)
    ):
        # "The UK has flown over 870 missions": a state that acts is no place
        return None
    while token.i != head.i:
        above = token.head
        if above.i == token.i:
            return max(rank, 1)
        if is_origin(token, above):
            return None
        if is_of_the_hurt(token, above):
            return -1
        rank = max(rank, _step(token))
        token = above
    return rank


def _changes_hands(head: Token) -> bool:
    return kind_of_verb(head) in {Kind.CONTROL, Kind.ATTACK, Kind.AIR_STRIKE, Kind.OPERATION}


def _step(token: Token) -> int:
    if token.dep_ == "prep" and token.head.lemma_ in _TRAVEL:
        return 3  # "killing a teacher on her way from Garissa"
    if token.dep_ == "appos" or (token.dep_ in {"relcl", "acl"}):
        return 3
    if token.dep_ in {"nsubj", "nsubjpass"}:
        return 2
    if token.dep_ == "advcl":
        return 1
    # "the al-Jadida district" is al-Jadida, as "Zabid's mill" is not Zabid
    named = token.dep_ == "compound" and token.head.lemma_.lower() in _SORTS
    return 1 if token.dep_ in {"poss", "compound"} and not named else 0


_TRAVEL = frozenset({"way", "journey", "trip"})
_SORTS = frozenset(word for words in load("place_words")["kinds"].values() for word in words)
