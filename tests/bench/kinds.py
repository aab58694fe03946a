"""Kinds against conflict snippets with ACLED event types (measure only, nothing learned).

    python tests/bench/kinds.py BENCH/case2021_task2/snippets.jsonl > pred.jsonl
    python BENCH/case2021_task2/score.py pred.jsonl --key coarse

The set's nine groups are coarser than the contract's kinds in some places and finer in others:
`GROUPS` maps kinds, `TOPICS` the groups that the contract calls `other` or `attack`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc

from shared.records import Kind
from workers.extract.kinds import find_kinds
from workers.extract.language import load

GROUPS = {
    Kind.ATTACK: "attack",
    Kind.AIR_STRIKE: "attack",
    Kind.CHEMICAL_ATTACK: "attack",
    Kind.CASUALTIES: "attack",
    Kind.DETENTION: "detention",
    Kind.RELEASE: "negotiation",
    Kind.AGREEMENT: "negotiation",
    Kind.NEGOTIATION: "negotiation",
    Kind.POSITION: "negotiation",
    Kind.EVACUATION: "territory",
    Kind.CONTROL: "territory",
    Kind.OPERATION: "territory",
    Kind.SURRENDER: "movement",
    Kind.FORCE: "movement",
    Kind.DESTRUCTION: "seizure",
    Kind.DISPLACEMENT: "movement",
    Kind.SIEGE: "territory",
    Kind.AID: "other",
    Kind.VIOLATION: "negotiation",
    Kind.OTHER: "other",
}
TOPICS = (
    (
        "protest",
        r"\bprotest(?!ant)|\bdemonstrat(?:ors?|ions?|ed)\b|\brall(?:y|ies|ied)\b|\briot|\bmarch(?:ed|ers)\b",
    ),
    (
        "responsibility",
        r"claim\w* responsib|responsibility for|(?:has|have) claimed|accus\w+ .{0,40} of (?:supply|support)",
    ),
    (
        "seizure",
        r"\bloot|\bvandali[sz]|\bconfiscat|\bweapons? cache|\bseiz\w+ .{0,40}(?:weapon|arm|drug|explosive|ammunition|rifle)|\bdefus|\bunexploded|recovered .{0,40}(?:weapon|explosive|bomb|ammunition|rifle)",
    ),
    (
        "movement",
        r"\bheadquarters? (?:in|was|were)|established .{0,30}(?:base|headquarters|post)|\bmilitary base|\bdefect|\bdeploy",
    ),
    (
        "other",
        r"\bearthquake|\bflood|\bhurricane|\btornado|\bcyclone|\bwildfire|\bderail|\bcrash(?:ed)? (?!with)|\brobb|\bsmuggl|\bdrug|\bcounterfeit|\bcollapse of a|\btraffick|\bstorm (?:surge|hit)|\btyphoon|\bvolcan|\bleak",
    ),
)


def group_of(doc: Doc) -> str:
    """The group of the first sentence that names a kind; topics the contract lacks go before."""
    for sentence in doc.sents:
        for topic, pattern in TOPICS:
            if re.search(pattern, sentence.text, re.IGNORECASE):
                return topic
        kind = find_kinds(doc, sentence.start_char, sentence.end_char)[0]
        if kind is not Kind.OTHER:
            return GROUPS[kind]
    return "other"


def answers(path: Path) -> Iterator[dict[str, str]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    docs = load().pipe(row["text"] for row in rows)
    for row, doc in zip(rows, docs, strict=True):
        yield {"id": row["id"], "coarse": group_of(doc)}


if __name__ == "__main__":
    for answer in answers(Path(sys.argv[1])):
        print(json.dumps(answer))
