"""Speakers: the words that name who is cued, as they stand beside the cue."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from workers.extract.according import after_according
from workers.extract.apposed import has_subject, teller, unclosed
from workers.extract.brackets import before_brackets, over_brackets
from workers.extract.citing import hands_on, quoted_as, up_to_as
from workers.extract.closing import closing_speaker, ending
from workers.extract.commas import lost_speaker
from workers.extract.cues import CONTINUING, Cue, Sort
from workers.extract.lexicon import load
from workers.extract.marks import Name
from workers.extract.may_speak import may_speak
from workers.extract.named_beside import based_there, introduced, named_beside
from workers.extract.noun_phrases import Range, noun_phrase

_PEOPLE = frozenset(load("sources")["unnamed"])
_ADDRESSED = frozenset(load("cues")["addressed"])
_ACTS = frozenset(load("cues")["act"])
_IN_WHOSE_NAME = frozenset(load("cues")["in_whose_name"])
_REPRESENTS = _IN_WHOSE_NAME | frozenset(load("cues")["in_the_name"])
_HARD = frozenset({"difficult", "hard", "impossible"})
_SUBJECTS = ("nsubj", "csubj")
_RELATIVE = frozenset({"which", "who", "that"})
_ONE = frozenset({"a", "an"})
_WHEN = frozenset({"DATE", "TIME"})


def find_speaker(cue: Cue, names: Sequence[Name]) -> Range | None:
    """The noun phrase whose saying it is; `None` where the sentence has none.

    Passives give the one named with "by"; "adding that" and "and said" that of the verb before.
    """
    if cue.sort is Sort.ACCORDING:
        return after_according(cue, names)
    if (other := _behind_hearer(cue, names)) is not None:
        return other
    told = lost_speaker(cue.token) or introduced(cue) or _taken_for_adverb(cue, names)
    told = told or closing_speaker(cue)
    if told is not None:
        return told
    handed = cue.passive and cue.lemma in _ADDRESSED  # "our office has been told by the ministry"
    token = quoted_as(cue.token) or ending(cue)
    token = token or (None if handed else teller(cue, _beside(cue)))
    if token is None:
        token = _subject(cue.token, cue.passive)
        token = token and unclosed(token, cue)
    if token is None:
        token = _beside(cue) or _right_before(cue)
    if token is not None and _is_nobody(token):
        return None
    token = before_brackets(token) if token is not None else None
    phrase = noun_phrase(token, cue, names) if token is not None else None
    phrase = phrase and up_to_as(phrase, cue.token)
    phrase = phrase and based_there(cue.token.doc, over_brackets(cue.token.doc, phrase), names)
    if cue.passive or cue.sort is not Sort.CLAUSE or (phrase and _touches(phrase, cue)):
        return phrase
    return named_beside(cue, names) or phrase


def _taken_for_adverb(cue: Cue, names: Sequence[Name]) -> Range | None:
    """ "Karbouly told the tribunal", "of being a spy, which Karbouly denied": how he told it, to the parse."""
    last = cue.token.doc[max(cue.first - 1, 0)]
    joined = last.dep_ == "compound" and last.head.i == cue.token.i  # "UNICEF reports that"
    adverb = last.dep_ in {"advmod", "npadvmod"} and last.tag_ == "NNP"
    if not (joined or adverb) or cue.passive:
        return None
    end = last.idx + len(last)
    whole = next((n for n in names if n.start < end == n.end), None)
    span = whole and last.doc.char_span(whole.start, whole.end, alignment_mode="expand")
    return (span.start, span.end) if span else None


def _behind_hearer(cue: Cue, names: Sequence[Name]) -> Range | None:
    """ "A relative told AFP *police* had said so": the parse makes one of those who are told it and of who has said it."""
    verb, noun = cue.token.head, cue.token.doc[max(cue.first - 1, 0)]
    if cue.token.dep_ != "ccomp" or verb.lemma_ not in _ADDRESSED or noun.head.i != verb.i:
        return None
    first = noun.left_edge.i
    if noun.pos_ != "NOUN" or noun.dep_ != "dobj" or first == noun.i or has_subject(cue.token):
        return None
    named = (n for n in names if n.start == noun.doc[first].idx and n.end < noun.idx)
    return (noun.i, noun.i + 1) if any(named) else None


def _is_nobody(token: Token) -> bool:
    """The "it" of "it is difficult to confirm this"."""
    verb = token.head
    hard = (c for c in verb.children if c.dep_ == "acomp" and c.lower_ in _HARD)
    return token.lower_ == "it" and verb.lemma_ == "be" and any(hard)


def _touches(phrase: Range, cue: Cue) -> bool:
    return phrase[1] >= cue.first - 2 >= phrase[0] or 0 <= phrase[0] - cue.last <= 2


def _subject(verb: Token, passive: bool) -> Token | None:
    if passive:
        return _agent(verb)
    subjects = [child for child in verb.children if child.dep_ in _SUBJECTS]
    if subjects:
        # "A blast killed 12, officials said": parsed with two, of which the nearer speaks.
        before = [child for child in subjects if child.i < verb.i]
        after = [child for child in subjects if child.i > verb.i]
        # "The deputy minister, Oksana Lys, said 40 farmers, most of them old, were freed": his name is apart
        named = (c for s in before for c in s.children if c.dep_ == "appos")
        inverted = bool(after) and _stands_behind(after[0], verb)
        inverted = inverted and all(c.right_edge.i + 2 != verb.i for c in named)
        # "Commander alive, says militia, after a week of silence"
        subject = _nearer(before) if before and not inverted else (after or subjects)[0]
        if _is_target(subject, verb):
            return _subject(verb.head, False)
        return _antecedent(_speaking(_over_day(_represented(subject))), verb)
    return None if verb.head.i == verb.i else _inherited(verb, verb.head)


def _stands_behind(who: Token, verb: Token) -> bool:
    """ "..., says militia, after a week"; of "Army ends siege, says all 33 attackers dead" nobody is dead who says so."""
    comma = verb.i > verb.sent.start and verb.nbor(-1).text == ","
    end = who.right_edge.i + 1
    closes = end >= verb.sent.end or who.doc[end].is_punct or who.doc[end].pos_ == "ADP"
    return comma and closes and not any(t.like_num for t in who.subtree)


def _is_target(place: Token, verb: Token) -> bool:
    """ "Forces shelled northern Syria claiming to have hit a depot": they claim it, and Syria does not."""
    goes_on = verb.tag_ == "VBG" and verb.dep_ == "ccomp" and place.i == verb.i - 1
    return goes_on and place.ent_type_ in {"GPE", "LOC"} and place.i > verb.head.i


def _nearer(subjects: list[Token]) -> Token:
    """The last of them; but "opponents of President Bashar al-Assad" are no "Assad", whose name the parse cut in two."""
    last = subjects[-1]
    for one in subjects[:-1]:
        if one.pos_ == "PROPN" and one.i + 1 == last.left_edge.i and last.left_edge.lower_ in _ONE:
            return one  # "The Highland Front an ally of the junta said"
        between = one.doc[one.i + 1 : last.i]
        whole = not any(t.text == "," or t.pos_ in {"VERB", "AUX"} for t in between)
        if whole and one.pos_ == "NOUN" and between and between[0].lower_ in {"of", "for", "from"}:
            return one
    return last


def _over_day(subject: Token) -> Token:
    """ "The Levant Front which has fought the militia since 2014 claimed the bombing": no year claims anything."""
    if subject.ent_type_ not in {"DATE", "TIME"} or subject.pos_ == "PROPN":
        return subject
    clause = next((t for t in subject.ancestors if t.dep_ == "relcl"), None)
    return clause.head if clause is not None else subject


def _represented(subject: Token) -> Token:
    """ "A man claiming to speak for *the group* denied it": the man, whatever the parse makes of it."""
    doc, at = subject.doc, subject.left_edge.i - 1
    while at > subject.sent.start and doc[at].lemma_.lower() in _REPRESENTS:
        at -= 1
    said = {t.lemma_.lower() for t in doc[at + 1 : subject.left_edge.i]}
    if not said & _IN_WHOSE_NAME or doc[at].pos_ not in {"NOUN", "PROPN"}:
        return subject
    return doc[at]


def _speaking(subject: Token) -> Token:
    """Not "nine of whom, the hospital's director said, were treated"; nor "denied involvement and the ministry said":
    she says it, and the ministry does."""
    of_whom = (t.lower_ in {"whom", "which"} for child in subject.children for t in child.children)
    beside = [t for t in subject.conjuncts if t.pos_ in {"NOUN", "PROPN"}]
    denied = subject.i > 0 and _has_no_object(subject.nbor(-1)) and subject.pos_ == "NOUN"
    return beside[0] if beside and (denied or any(of_whom)) else subject


def _has_no_object(verb: Token) -> bool:
    """A cue whose object the parse took for another verb's subject."""
    return (
        verb.lemma_ in _ACTS
        and verb.pos_ == "VERB"
        and not any(c.dep_ == "dobj" for c in verb.children)
    )


def _inherited(verb: Token, head: Token) -> Token | None:
    """The subject of a verb that has none of its own, by what it hangs on."""
    of_verb = head.pos_ in {"VERB", "AUX"}
    if verb.tag_ == "VB" and verb.dep_ in {"acl", "relcl"} and head.dep_ == "pobj":
        # "The mayor is in a position to confirm": the mayor, not the position.
        return _subject(head.head.head, False)
    if verb.dep_ in {"relcl", "acl"} and head.pos_ in {"NOUN", "PROPN", "PRON"}:
        return _subject(head.head, False) if _of_them(verb) else _above_place(verb, head)
    if head.lower_ in {"unable", "able"} and head.dep_ == "acomp" and verb.dep_ == "xcomp":
        return _subject(head.head, False)  # "The panel was unable to determine who fired"
    # "is in no position to confirm it"; what one does in order "to announce" it is not yet said
    able = verb.tag_ == "VB" and verb.dep_ == "advcl" and head.lemma_ == "be"
    goes_on = able or verb.dep_ in {"conj", "xcomp", "pcomp"} or verb.tag_ == "VBG"
    return _subject(head, False) if of_verb and goes_on else None


def _above_place(verb: Token, head: Token) -> Token | None:
    """ "A boy stood at the end of the pier shouting ...": he shouts, and no pier does."""
    speaks = head.lemma_.lower() in _PEOPLE or head.ent_type_
    if verb.tag_ != "VBG" or head.dep_ != "pobj" or head.pos_ != "NOUN" or speaks:
        return head
    above = head
    while above.dep_ in {"pobj", "prep"}:
        above = above.head
    return _subject(above, False) if above.pos_ == "VERB" else head


def _of_them(verb: Token) -> bool:
    """ "The army killed nine fighters calling them mercenaries": the army calls them so."""
    objects = (c for c in verb.children if c.dep_ in {"dobj", "nsubj"} and c.i > verb.i)
    of_object = verb.tag_ == "VBG" and verb.head.dep_ == "dobj"
    return of_object and any(c.lower_ in {"them", "him", "her", "it"} for c in objects)


def quoting(cue: Cue, names: Sequence[Name]) -> Range | None:
    """Who quotes the speaker: "X was quoted by *state media* as saying"."""
    if quoted_as(cue.token) is None:
        return None
    verb = hands_on(cue.token)
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    token = _subject(verb, passive)
    return noun_phrase(token, None, names) if token is not None else None


def _antecedent(subject: Token, verb: Token) -> Token:
    """ "the coalition which said": the coalition."""
    if subject.lower_ in _RELATIVE and verb.dep_ == "relcl":
        return verb.head
    if subject.lower_ in {"which", "who"} and subject.i > 0:
        before = subject.nbor(-1)
        if before.text == "," and before.i > 0:
            before = before.nbor(-1)
        if before.pos_ in {"NOUN", "PROPN"}:
            return before
    return subject


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ in {"agent", "prep"} and child.lower_ == "by":
            for grandchild in child.children:
                if grandchild.dep_ == "pobj":
                    return grandchild
    return None


def _right_before(cue: Cue) -> Token | None:
    """The noun that a finite cue follows, where the parse hangs it on a name before: "In the town
    of Hama, the provincial council said"."""
    doc, token = cue.token.doc, cue.token
    if cue.first <= token.sent.start or token.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    noun = doc[cue.first - 1]
    # "Reached by phone in Goma, a surgeon at the hospital said": she hangs on Goma, with where she is
    while noun.dep_ not in _BEHIND_NAME and noun.head.right_edge.i == cue.first - 1 != noun.head.i:
        if noun.head.i >= noun.i or noun.dep_ == "ROOT":
            break
        noun = noun.head
    far = noun.i != cue.first - 1 and not (may_speak(noun) and _opens_behind_comma(noun))
    return noun if noun.dep_ in _BEHIND_NAME and noun.pos_ in _NOMINAL and not far else None


def _opens_behind_comma(noun: Token) -> bool:
    before = noun.left_edge.i - 1
    return before >= noun.sent.start and noun.doc[before].text == ","


_BEHIND_NAME = frozenset({"appos", "conj"})
_NOMINAL = frozenset({"NOUN", "PROPN"})


def _beside(cue: Cue) -> Token | None:
    """The noun that touches the cue where the parse shows no subject: "said Rami Abdel Rahman"."""
    if cue.lemma in CONTINUING and cue.token.tag_ == "VBG":
        return None
    doc, at = cue.token.doc, cue.last + 1
    while at < len(doc) and doc[at].pos_ in _IN_NAME and at < cue.last + 8:
        if doc[at].pos_ in {"PROPN", "NOUN"} and (
            at + 1 == len(doc) or doc[at + 1].pos_ not in {"PROPN", "NOUN", "PART"}
        ):
            return _ends_saying(doc, cue, at)
        at += 1
    return None


_IN_NAME = frozenset({"DET", "NUM", "ADJ", "PROPN", "NOUN"})


def _ends_saying(doc: Doc, cue: Cue, at: int) -> Token | None:
    """After the verb only where a quotation or a comma stood before it."""
    before = doc[cue.first - 1].text if cue.first else ""
    return doc[at] if before in {",", '"', "”", "’", "'", "»"} else None
