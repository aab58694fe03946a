"""Scopes: whether a number is of one happening, a running total, or how many there are now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from shared.records import Measure, Scope, Span
from workers.extract.lexicon import load


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(load("measures")["scope"][name], re.I | re.S)


def find_scope(measure: Measure, sentence: str, own: Span, others: Sequence[Span]) -> Scope:
    """The scope of a number. Spans are offsets into the sentence.

    A word such as "since" speaks of the numbers beside it; at the head of the sentence, of all.
    """
    words = load("measures")["scope"]
    if measure in words["stock_measures"]:
        return Scope.STOCK
    if _is_rate(sentence, own, others):
        return Scope.UNKNOWN
    if measure in words["tolls"]:
        # "41 have died so far" is no total since some day: tolls of one raid rise too.
        sentence = _words("yet").sub(lambda m: " " * len(m.group()), sentence)
    whole = measure not in words["tolls"] and _is_whole(sentence, own)
    if whole or _is_running(sentence, own, others) or _words("sized").search(sentence[: own[1]]):
        return Scope.CUMULATIVE
    if measure in words["perfect_measures"] and _perfect(sentence, own):
        return Scope.CUMULATIVE
    if measure in words["incident_measures"]:
        return Scope.INCIDENT
    near = sentence[max(0, own[0] - 40) : own[1] + 40]
    return Scope.STOCK if _words("stock").search(near) else Scope.UNKNOWN


def _is_rate(sentence: str, own: Span, others: Sequence[Span]) -> bool:
    """ "40 people are killed every day", "an average of 12 a week were wounded": of a time, and no toll of anything."""
    if _words("average").search(sentence[max(0, own[0] - 20) : own[1]]):
        return True
    end = min((begin for begin, _ in others if begin >= own[1]), default=len(sentence))
    behind = _OTHERWISE.split(sentence[own[1] : end])[0]
    found = _words("rate").search(behind)
    # "Killed on Tuesday in a suburb shelled every day": of the shelling.
    return found is not None and len(_DONE.findall(behind[: found.start()])) < _ANOTHER


_DONE = re.compile(r"\b\w{2,}(?:ed|en)\b", re.I)
_ANOTHER = 2
_OTHERWISE = re.compile(r"[,;:]|\b(?:which|who|that|where|when|while|as|after|before)\b", re.I)
""" "14 in a camp to which people flee every day": that is told of something else."""


def _is_running(sentence: str, own: Span, others: Sequence[Span]) -> bool:
    for name in ("before", "around"):
        for match in _words(name).finditer(sentence):
            if _compares(sentence[: match.start()], match.group()):
                continue
            if match.start() >= own[1]:
                gap = sentence[own[1] : match.start()]
                if _ASIDE.search(gap):
                    continue
                between = [begin for begin, _ in others if own[1] <= begin < match.start()]
                applies = name == "around" and not (between and re.search("[,;:]", gap))
            else:
                between = [begin for begin, _ in others if match.end() <= begin < own[0]]
                first = not [begin for begin, _ in others if begin < match.start()]
                applies = not between or (name == "around" and first)
            if applies:
                return True
    return False


_ASIDE = re.compile(r"(?:\w+\W+){3}(?:which|where)\b|[:;]\s+(?:an?|the|one)\s[^:;]*?\bwho\b", re.I)
""" "Killed 23 people in the town, which has been under siege since May": the siege has lasted since. So it is with "eight were
killed there: a cook who had been missing since the raid was found dead"."""


def _compares(before: str, word: str) -> bool:
    """ "in the first evacuation since May": how long there was none, not since when is counted."""
    return word.lower() == "since" and bool(
        re.search(
            r"\b(?:first|second|third|last|only|most|worst|\w{3,}est)\b[^,;.]{0,50}\Z", before, re.I
        )
    )


def _is_whole(sentence: str, own: Span) -> bool:
    """ "In two days 126 have been evacuated", "176 had been evacuated in all": of more than one going; but "12 were hurt in all"."""
    return bool(_words("whole").search(sentence) and _HAS_BEEN.match(sentence, own[1]))


_HAS_BEEN = re.compile(r"[^.;:]{0,60}?\b(?:has|have|had)\s+(?:\w+\s+)?been\b", re.I)


def _perfect(sentence: str, own: Span) -> bool:
    """ "The airstrikes have destroyed 967 vehicles": so far; not "claimed to have shot down 12"."""
    return bool(
        re.search(
            r"(?<!\bto )\b(?:has|have)\s+(?:\w+\s+)?\w+(?:ed|en|wn|un|ne|ught|de|ld)\b",
            sentence[: own[0]],
            re.I,
        )
    )
