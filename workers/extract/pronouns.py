"""Pronouns: who was heard so far, and whom "he", "it" and "they" go back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from shared.records import SourceKind
from workers.extract.genders import could_be_called, gender_of_pronoun
from workers.extract.lexicon import load
from workers.extract.lookup import text_of
from workers.extract.marks import Name, NameKind, SourceMark
from workers.extract.newcomers import end_of, is_new
from workers.extract.noun_phrases import SOME, Range, noun_phrase

_BODIES = frozenset(load("sources")["bodies"])
_PEOPLE = frozenset(load("sources")["unnamed"])
_PARAGRAPHS = 2
"""Between one who was heard and a paragraph that is about somebody else."""
_HE = frozenset({"he", "she", "him", "her", "himself", "herself"})
_IT = frozenset({"it", "itself"})
_THEY = frozenset({"they", "them", "themselves"})


@dataclass(slots=True)
class Memory:
    """The sources of a document in the order in which they were heard."""

    doc: Doc
    names: Sequence[Name]
    heard: list[SourceMark] = field(default_factory=list)

    def pronoun(self, head: Token, span: tuple[int, int]) -> tuple[SourceMark | None, str | None]:
        word = head.lower_
        if word in {"who", "which", "that", "what", "there"}:
            return None, "a relative pronoun"
        if word in SOME:
            return SourceMark(word, SourceKind.UNNAMED, None, None, span), None
        if word not in _HE | _IT | _THEY:
            return None, "no one is named"
        mark = self.meant_by(word, span[0])
        if mark is None:
            return None, f"nobody before that “{word}” could mean"
        return SourceMark(mark.name, mark.kind, mark.organisation, mark.role, span), None

    def meant_by(self, word: str, before: int) -> SourceMark | None:
        """Whom a pronoun means: the last one heard who could be called so, else the last one named."""
        one = self._just_introduced(word, before) or self._heard_as(word, before)
        if one is None and word in _HE:
            one = self._in_office_before(word, before)
        return one or self._named_near(word, before)

    def _just_introduced(self, word: str, before: int) -> SourceMark | None:
        """ "An Egyptian official was less sure; three names, he said, remained in dispute": he, whoever was heard before her.
        So too where the sentence before is about him."""
        span = self.doc.char_span(before, before + 1, alignment_mode="expand")
        if span is None or word not in _HE:
            return None
        sentence = span.sent
        parts = [t.i for t in self.doc[sentence.start : span.start] if t.text == ";"]
        earlier = self.doc[sentence.start : parts[-1]] if parts else None
        if earlier is None and sentence.start:
            earlier = self.doc[sentence.start - 1].sent
        for token in earlier or ():
            if token.dep_ == "nsubj" and token.head.dep_ in _MAIN and is_new(token, word):
                if any(m.span and m.span[0] <= token.idx < m.span[1] for m in self.heard):
                    return None  # "A spokesman, Antoine Mwalimu, disputed it", who has been heard
                first = token.left_edge.nbor().idx
                words = text_of(self.doc)[first : end_of(token)]
                where = (token.left_edge.idx, end_of(token))
                return SourceMark(words, SourceKind.UNNAMED, None, token.lemma_.lower(), where)
        return None

    def _in_office_before(self, word: str, before: int) -> SourceMark | None:
        """ "The UN's relief chief has put out a statement. Nine had died, he said": he whom the sentence before is about."""
        span = self.doc.char_span(before, before + 1, alignment_mode="expand")
        if span is None or span.sent.start == 0:
            return None
        for token in self.doc[span.sent.start - 1].sent:
            about = token.dep_ == "nsubj" and token.head.dep_ == "ROOT" and token.tag_ == "NN"
            if about and token.lemma_.lower() in _PEOPLE and could_be_called(token.lemma_, word):
                first = token.left_edge
                where = first.idx, token.idx + len(token)
                whose = (n for n in self.names if n.kind is NameKind.ORGANISATION)
                body = next((n.canonical for n in whose if where[0] <= n.start < where[1]), None)
                begins = first.nbor().idx if first.pos_ == "DET" else where[0]
                words = text_of(self.doc)[begins : where[1]]
                return SourceMark(words, SourceKind.UNNAMED, body, token.lemma_.lower(), where)
        return None

    def _heard_as(self, word: str, before: int) -> SourceMark | None:
        """The last one heard who could be called so, within a few paragraphs."""
        for mark in reversed(self.heard):
            if mark.span and before - mark.span[1] > 1500:
                return None
            single = mark.kind is SourceKind.PERSON or self._is_one(mark)
            body = mark.kind is SourceKind.ORGANISATION or (single and _is_source(mark))
            he = word in _HE and single and self._could_be_called(mark, word)
            if he or (word in _IT and body):
                return self._unless_named_since(mark, word, before)
            if word in _THEY and (mark.kind is SourceKind.ORGANISATION or not single):
                return mark
        return None

    def _could_be_called(self, mark: SourceMark, word: str) -> bool:
        """ "She" is not the spokesman who was heard last, nor is "he" who was "she" before."""
        same = (m.span for m in self.heard if m.span and m.name == mark.name)
        called = {text_of(self.doc)[slice(*span)].lower() for span in same} & {"he", "she"}
        if called:
            return gender_of_pronoun(word) in called
        if mark.kind is SourceKind.PERSON or not mark.span:
            return could_be_called(mark.role, word)
        span = self.doc.char_span(*mark.span, alignment_mode="expand")
        head = span and head_of_phrase(self.doc, span.start, span.end).lemma_
        return could_be_called(head or mark.role, word)

    def _is_one(self, mark: SourceMark) -> bool:
        """Whether an unnamed source is one person: "a trader", not "residents of the city"."""
        if mark.kind is not SourceKind.UNNAMED or not mark.span:
            return bool(mark.role)
        span = self.doc.char_span(*mark.span, alignment_mode="expand")
        if span is not None and span[0].lower_ == "one":  # "one of the guards"
            return True
        return span is not None and head_of_phrase(self.doc, span.start, span.end).tag_ in {
            "NN",
            "NNP",
        }

    def _unless_named_since(self, mark: SourceMark, word: str, before: int) -> SourceMark | None:
        """Somebody else who is the subject of the sentence before takes the pronoun: "The UN has
        taken note of the statements. It cannot confirm ..."."""
        kind = NameKind.PERSON if word in _HE else NameKind.ORGANISATION
        span = self.doc.char_span(before, before + 1, alignment_mode="expand")
        if span is None or span.sent.start == 0:
            return mark
        earlier = self.doc[span.sent.start - 1].sent
        if mark.span and earlier.start_char <= mark.span[0]:
            return mark
        if "\n" in text_of(self.doc)[earlier.end_char - 1 : before]:
            return mark
        subjects = [
            t for t in earlier if t.dep_ in {"nsubj", "nsubjpass"} and t.head.dep_ == "ROOT"
        ]
        # "Her brother Omar Issa is not so sure": the parse makes of one two.
        subjects += [c for t in subjects for c in t.children if c.dep_ == "appos"]
        for name in self.names:
            if name.kind is kind and any(_is_called(t, name) for t in subjects):
                return of_name(name, (before, before + len(word)))
        owner = self._whose(earlier, subjects, mark, word) if word in _HE else None
        return of_name(owner, (before, before + len(word))) if owner else mark

    def _whose(
        self, earlier: Span, subjects: Sequence[Token], mark: SourceMark, word: str
    ) -> Name | None:
        """ "Amina's son has stopped talking. ‘He counts the goats,’ she says": she is Amina, whom a paragraph is about that comes
        after all that the last one heard has said."""
        since = text_of(self.doc)[mark.span[1] if mark.span else 0 : earlier.start_char]
        if since.count("\n\n") < _PARAGRAPHS:
            return None
        for one in subjects:
            named = any(
                n.kind is NameKind.PERSON and n.start <= one.idx < n.end for n in self.names
            )
            if named or (one.lemma_.lower() in _PEOPLE and could_be_called(one.lemma_, word)):
                return None
        owned = (
            n
            for n in self.names
            if n.kind is NameKind.PERSON
            and earlier.start_char <= n.start < earlier.end_char
            and text_of(self.doc)[n.end : n.end + 2] in {"'s", "’s"}
        )
        return next((n for n in owned if could_be_called(n.role, word)), None)

    def _body_before(self, before: int) -> SourceMark | None:
        """ "The Ministry informs the public that units of the 14th Brigade ...  It announces": the ministry, which
        the sentence before is about, and not the brigade, though that has a name."""
        span = self.doc.char_span(before, before + 1, alignment_mode="expand")
        if span is None or span.sent.start == 0:
            return None
        for token in self.doc[span.sent.start - 1].sent:
            about = token.dep_ == "nsubj" and token.head.dep_ == "ROOT"
            if about and token.lemma_.lower() in _BODIES and not self._is_named(token):
                where = token.idx, token.idx + len(token)
                return SourceMark(token.text, SourceKind.ORGANISATION, None, None, where)
        return None

    def _is_named(self, token: Token) -> bool:
        inside = (name.start <= token.idx < name.end for name in self.names)
        return any(inside)

    def _named_near(self, word: str, before: int) -> SourceMark | None:
        kinds = {NameKind.PERSON} if word in _HE else {NameKind.ORGANISATION}
        near = [
            n
            for n in self.names
            if n.kind in kinds
            and before - 400 < n.start < before
            and (word not in _HE or could_be_called(n.role, word))
        ]
        if word in _IT and (body := self._body_before(before)) is not None:
            return body
        return of_name(near[-1], (near[-1].start, near[-1].end)) if near else None


_MAIN = frozenset({"ROOT", "ccomp", "advcl"})


def doer_before(pronoun: Token, names: Sequence[Name]) -> Range | None:
    """Of "as rebels withdrew from the town, they said they would return" the rebels, who do what the clause before tells of.
    Whether they also say it, see `speaks_of_itself`: "as fighters took the town, they said 80 had been killed" may be of
    who was heard before."""
    wanted = _NUMBER.get(pronoun.lower_)
    verb = pronoun.head
    if wanted is None or (verb.i + 1 < len(verb.doc) and verb.nbor().text == ","):
        return None  # "while soldiers searched homes, they said, women were beaten"
    clauses = [c for c in verb.children if c.dep_ == "advcl" and c.i < pronoun.i]
    for doer in (t for clause in reversed(clauses) for t in clause.children):
        if doer.dep_ in {"nsubj", "nsubjpass"} and doer.tag_ in wanted:
            phrase = noun_phrase(doer, None, names)
            return phrase if phrase[0] < phrase[1] else None
    return None


_NUMBER = {"they": frozenset({"NNS", "NNPS"}), "it": frozenset({"NN"})}


def speaks_of_itself(pronoun: Token) -> bool:
    """ "They said they would return", "they requested support"; not "they, it was said, ...", "they said 80 had died"."""
    verb = pronoun.head
    if verb.lemma_.lower() in _REQUESTS:
        return True
    told = (c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i)
    return any(s.lower_ == pronoun.lower_ for c in told for s in c.children if s.dep_ == "nsubj")


_REQUESTS = frozenset(load("cues")["requests"])


def _is_called(subject: Token, name: Name) -> bool:
    """Whether the subject is the name, or a body with the name before it: "the Interfax news agency"."""
    words = [subject]
    if subject.lemma_.lower() in _BODIES:
        words += [c for c in subject.children if c.dep_ in {"compound", "nmod"}]
    return any(name.start <= t.idx < name.end for t in words)


def _is_source(mark: SourceMark) -> bool:
    """ "The source said ... It added ...": no man, as news agencies write of it; nor is "a local agency"."""
    words = (mark.name or "").lower().split()
    body = "source" in words or bool(words and words[-1] in _BODIES)
    return mark.kind is SourceKind.UNNAMED and body


def head_of_phrase(doc: Doc, first: int, end: int) -> Token:
    """The noun the phrase hangs on: the last before a preposition or comma if the parse is unsure."""
    tokens = list(doc[first:end])
    inside = [t for t in tokens if not (first <= t.head.i < end) or t.head.i == t.i]
    nouns = [t for t in inside if t.pos_ in {"NOUN", "PROPN", "PRON"}]
    if nouns:
        return nouns[0]
    nouns = [t for t in tokens if t.pos_ in {"NOUN", "PROPN", "PRON", "ADJ"}]
    return nouns[-1] if nouns else tokens[-1]


def of_name(name: Name, span: tuple[int, int]) -> SourceMark:
    """The source that a name is, mentioned at `span`."""
    if name.kind is NameKind.PERSON:
        return SourceMark(name.canonical, SourceKind.PERSON, name.organisation, name.role, span)
    return SourceMark(name.canonical, SourceKind.ORGANISATION, name.canonical, None, span)
