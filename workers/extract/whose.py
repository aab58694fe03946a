"""Whose: whether a name within a phrase is the one who speaks, or only says whose somebody is."""

from __future__ import annotations

from spacy.tokens import Token

from workers.extract.lexicon import load
from workers.extract.marks import Name

_TITLES = frozenset({*load("titles")["roles"], *(h.lower() for h in load("titles")["honorifics"])})
_OF = frozenset({"of", "for", "by", "to", "from", "with", "at", "in"})


def hangs(text: str, name: Name, start: int, head: Token) -> bool:
    """Whether the name only says whose: "a spokesman for Mr Bali", "Mr Bali's lawyer"."""
    before = text[start : name.start].split()
    while before and (before[-1].lower().rstrip(".") in {"mr", "mrs", "ms", "dr", "gen", "the"}):
        before.pop()
    if before and before[-1].lower() in _OF:
        return True
    behind = text[head.idx + len(head) : name.start].split()
    # "Opponents of President Ali Haddad"; "residents of Tin Asselak", of whose name only the end was found. But it is he
    # himself who is "director for Aleppo Adam Khatib".
    titled = all(word.lower() in _TITLES for word in behind[1:])
    end = all(word[:1].isupper() for word in behind[1:]) and " " not in text[name.start : name.end]
    if behind and behind[0].lower() in _OF and (titled or end):
        return True
    follows = text[name.end : name.end + 2]
    return follows in {"'s", "’s"} and head.idx > name.end
