"""Origins: where somebody is from is not where it happened, unless the hurt were brought from there."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.clauses import is_predicate
from workers.extract.lexicon import load


def is_origin(token: Token, above: Token) -> bool:
    """ "A woman from Homs": where she is from."""
    one = above.lemma_.lower() in load("units")["persons"]["ones"]  # "peacekeepers from Togo"
    human = above.ent_type_ == "PERSON" or above.lemma_.lower() in _PEOPLE or one
    return token.dep_ == "prep" and token.lower_ == "from" and human and not is_predicate(above)


def is_of_the_hurt(token: Token, above: Token) -> bool:
    """ "The hospital in Shire received 58 wounded from the market of Adi Daero": that is where it happened."""
    hurt = {above.lower_, above.lemma_.lower()} & _HURT
    return token.dep_ == "prep" and token.lower_ == "from" and bool(hurt)


_HURT = frozenset(load("place_words")["locative"]["hurt"])
_PEOPLE = {
    "man",
    "woman",
    "fighter",
    "resident",
    "soldier",
    "activist",
    "reporter",
    "doctor",
    "refugee",
    "teacher",
    "father",
    "mother",
    "journalist",
    "civilian",
    "national",
    "people",
}
