"""Shapes of cues: how the words stand around one, where the verb alone does not tell that it attributes."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.clauses import TENSED
from workers.extract.lexicon import load

_COUNTED = frozenset(load("cues")["counted_nouns"])
WORDS_OF = frozenset({"words", "account", "telling"})


def words_of(token: Token) -> tuple[int, int] | None:
    """The tokens, first and last, of "in the words of the bishop", "by the account of two guards"."""
    before = [t.lower_ for t in token.doc[max(token.i - 2, 0) : token.i]]
    behind = token.doc[token.i + 1 : token.i + 2].text.lower()
    said = token.lower_ in WORDS_OF and before in (["in", "the"], ["by", "the"]) and behind == "of"
    return (token.i - 2, token.i + 1) if said else None


def is_inserted(verb: Token) -> bool:
    """ "Its jets, it said, did not bomb the town": the words between the commas say whose it is, and nothing else."""
    if verb.dep_ != "parataxis" or verb.tag_ not in TENSED or verb.i + 1 >= verb.sent.end:
        return False
    who = next((c.left_edge.i for c in verb.lefts if c.dep_ == "nsubj"), verb.sent.start)
    return who > verb.sent.start + 1 and verb.doc[who - 1].text == "," == verb.nbor().text


def is_put_between(verb: Token) -> bool:
    """ "The guards, he recalled, left the cells unlocked"."""
    return is_inserted(verb) and verb.nbor(-1).lower_ in {"he", "she"}


def puts_it_at(token: Token) -> bool:
    """ "A colleague of hers put it at nearly 60"."""
    after = token.doc[token.i + 1 : token.i + 6]
    at = len(after) > 1 and after[0].lower_ == "it" and after[1].lower_ == "at"
    return at and any(t.like_num for t in after[2:])


def counts_to(token: Token) -> bool:
    """ "Updated to 18 its toll of the dead"."""
    after = token.doc[token.i + 1 : token.i + 8]
    to = len(after) > 1 and after[0].lower_ == "to" and after[1].like_num
    return to and any(t.lemma_.lower() in _COUNTED for t in after)
