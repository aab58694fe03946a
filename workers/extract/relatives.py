"""Relative pronouns left out, put in for the model alone: "a charge Kigali denies" is parsed as "a charge that Kigali denies".

Without the pronoun the model makes one name of the charge and of who denies it, and so of "The ministry - which accuses
Kigali of arming them, a charge Kigali denies - said nine had died" that Kigali said so. Of "silent on claims its forces shelled the
town" it makes that the claims' forces did.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from workers.extract.lexicon import load

_SAID = frozenset(load("cues")["scorned"])
_STANCES = load("cues")["stances"]
_AGAINST = {verb for verb, stance in _STANCES.items() if stance in {"denies", "disputes"}}
_VERBS = frozenset(
    form
    for verb in _AGAINST
    for form in (
        *(f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}d"),
        *((f"{verb[:-1]}ies", f"{verb[:-1]}ied") if verb.endswith("y") else ()),
    )
)
_JOINTS = frozenset({",", "-", "–", "—"})
_ON = frozenset({"on", "over", "of", "amid", "after", "about", "by", "despite", "at"})
_TOLD = frozenset(
    {"claims", "reports", "allegations", "rumours", "rumors", "accusations", "suggestions"}
)
_OWN = frozenset({"its", "his", "her", "their", "it", "he", "she", "they"})
_LONGEST = 9
"""Words of who denies it."""


def left_out(doc: Doc) -> tuple[int, ...]:
    """The tokens before which a pronoun was left out; `doc` has its sentence starts, and no tags yet."""
    return tuple(at for sentence in doc.sents for at in _in(sentence))


def _in(sentence: Span) -> Iterator[int]:
    for token in sentence[:-2]:
        if token.lower_ in _TOLD and _is_told(token):
            yield token.i + 1
        if token.text not in _JOINTS or token.nbor(1).lower_ not in {"a", "an"}:
            continue
        doc, first = token.doc, token.i + 2
        noun = next((t for t in doc[first : first + 2] if t.lower_ in _SAID), None)
        if noun is not None and _is_denied(doc[noun.i + 1 : sentence.end]):
            yield noun.i + 1


def _is_told(noun: Token) -> bool:
    """The "claims" of "Kyiv silent on claims its forces shelled the town"."""
    before = noun.nbor(-1).lower_ if noun.i else ""
    return before in _ON and noun.nbor(1).lower_ in _OWN


def _is_denied(after: Span) -> bool:
    """Right behind the noun stands who denies it, and the verb behind him. Not "a charge denied by the army"."""
    for token in after[:_LONGEST]:
        if token.lower_ in _VERBS:
            return token.i > after.start
        if token.lower_ in _OTHERWISE or (token.is_punct and token.text not in {"-", "."}):
            return False
    return False


_OTHERWISE = frozenset(
    {"that", "which", "who", "of", "by", "in", "on", "for", "from", "about", "against", "to", "and", "or", "but", "as"}
)  # fmt: skip
