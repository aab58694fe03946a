"""Interrupted: one clause, in whose midst stands who says it: "Nine people, the mayor said, were killed"."""

from __future__ import annotations

from spacy.tokens import Doc

from workers.extract.clauses import SUBJECTS, TENSED
from workers.extract.cue_shapes import is_inserted
from workers.extract.noun_phrases import Range
from workers.extract.sayings import Saying

_RELATIVE = frozenset({"that", "which", "who", "whom", "whose", "where", "when"})
_OPENS = 3
"""Words before the verb of "were later killed"."""


def one_clause(doc: Doc, before: Range, behind: Range) -> Range | None:
    """The whole clause, if who is told of stands before the cue, and what befell them behind it: of "A clerk was less sure;
    three names, he said, were missing" it begins behind the semicolon."""
    parts = [t.i + 1 for t in doc[slice(*before)] if t.text == ";"]
    start = max([before[0], *parts])
    return (start, behind[1]) if _is_one(doc, (start, before[1]), behind) else None


def anew(saying: Saying, other: Saying) -> int | None:
    """Where what is said before ends: of "The army said 12 rebels died; nine soldiers, it added, were wounded" at the semicolon,
    behind which another cue interrupts a clause of its own."""
    doc = saying.cue.token.doc
    parts = [t.i for t in doc[saying.end : other.first] if t.text == ";"]
    if not parts or not is_inserted(other.cue.token):
        return None
    return None if any(t.tag_ in TENSED for t in doc[parts[-1] : other.first - 1]) else parts[-1]


def _is_one(doc: Doc, before: Range, behind: Range) -> bool:
    """In "the bomb that, prosecutors say, killed her" the relative clause is theirs, and not what it hangs on."""
    first = doc[slice(*before)]
    if not doc[before[1]].is_punct:
        return False  # where commas are lost nobody can tell
    if any(t.tag_ in TENSED for t in first) or first[-1].lower_ in _RELATIVE:
        return False
    behind_it = doc[slice(*behind)]
    verb = next((t for t in behind_it if t.tag_[:2] in {"VB", "MD"} or t.pos_ == "AUX"), None)
    if verb is None or verb.i > behind[0] + _OPENS:
        return False
    return not any(t.dep_ in SUBJECTS for t in doc[behind[0] : verb.i + 1])
