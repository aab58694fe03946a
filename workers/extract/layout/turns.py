"""Turns of an interview or a briefing: the label at the head of a paragraph says who speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workers.extract.layout.lines import Line
from workers.extract.lexicon import load

_ASKING = frozenset(load("layout")["asking"])
_TITLES = frozenset(load("layout")["turn_titles"])
_CAPITALS = r"[A-Z][A-Z.'’-]*(?: [A-Z][A-Z.'’-]*){0,4}"
_NAME = r"[A-Z][a-z]+(?: [A-Z][\w'’-]+){0,2}"
_LABEL = re.compile(rf"(?P<label>{_CAPITALS}|{_NAME})(?: ?\([^()]{{2,40}}\))?: +(?=\S)")
_LEAST = 3
"""So many paragraphs carry a label where a name alone does ("Anna Berg: ...")."""


def find_turns(lines: Sequence[Line]) -> dict[int, tuple[str, int]]:
    """Where each turn begins, to its label and where its words begin; offsets into the view.

    A text has turns where somebody asks ("QUESTION:", "Q:") or labels carry titles ("MR. BERG:"),
    or where two names take turns. "MELLIT: The toll has risen" is the head of an entry, no turn.
    """
    labels = {
        line.start: (match["label"], line.start + match.end())
        for line in lines
        if (match := _LABEL.match(line.text))
    }
    said = [label for label, _ in labels.values()]
    talked = any(is_question(label) or _is_titled(label) for label in said)
    by_turns = len(said) >= _LEAST and any(said.count(label) > 1 for label in said)
    if len(said) > 1 and (talked or (by_turns and len(set(said)) == 2)):
        return labels
    return {}


def is_question(label: str) -> bool:
    """Whether the label is that of somebody who asks."""
    return label.upper().rstrip(".") in _ASKING


def _is_titled(label: str) -> bool:
    words = label.upper().replace(".", "").split()
    return len(words) > 1 and words[0] in _TITLES
