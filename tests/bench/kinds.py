"""Kinds against conflict snippets with ACLED event types (measure only, nothing learned).

The set's nine groups are coarser than the contract's kinds in some places and finer in others:
`GROUPS` maps kinds, `TOPICS` the groups that the contract calls `other` or `attack`.
"""

from __future__ import annotations

import re
from pathlib import Path

from spacy.tokens import Doc

from shared.records import Kind
from tests.bench.measuring import Counts, Measured, Row, lines, share
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
        r"\bprotest(?!ant)|\bdemonstrat(?:ors?|ions?|ed)\b|\brall(?:y|ies|ied)\b|\briot|\bmarch(?:ed|ers|es)?\b(?! \d)|\bstrikers\b|\bsit-in|took to the streets|human chain",
    ),
    (
        "responsibility",
        r"claim\w* responsib|(?:denied|rejected?|denies) (?:any )?(?:involvement|accusation|allegation|sending)|(?:militants?|group|state|IS|Qaeda|Taliban) (?:has |have )?claimed (?:a|the)",
    ),
    (
        "seizure",
        r"\bloot|\bvandali[sz]|\bconfiscat|(?:weapons?|arms|ammunition) caches?|\b(?:seiz|recover|found|discover|intercept|stash|defus|identified)\w*\b.{0,60}(?:weapon|firearm|gun|drug|explosive|ammunition|ammo|rifle|grenade|mines?|bomb|device|projectile)|(?:weapon|gun|grenade|ammunition|ammo|bomb|device|mine)s?\b.{0,60}\b(?:seized|recovered|found|discovered|defused|identified|destroyed|cleared)",
    ),
    (
        "movement",
        r"(?:set up|establish|open|form|build)\w*\b.{0,50}(?:base|headquarters|posts?|points?|unit|forces?|organi[sz]ation|entity|brigade)\b|\b(?:forces|headquarters|unit|base)\b.{0,25}(?:was|were|been) (?:formed|established|set up|opened)|\bdefect(?!ive)|dispatched|fortif",
    ),
    (
        "negotiation",
        r"\bdiplomat|\bconsulate|\bsanction|\bembassy staff|peace talks|prisoner (?:swap|exchange)|exchange of prisoners",
    ),
    (
        "other",
        r"\bearthquake|\bflood|\bhurricane|\btornado|\bcyclone|\bwildfire|\bderail|\bcrash(?:ed)? (?!with)|\brobb|\bsmuggl|\bcounterfeit|\btraffick|\bstorm (?:surge|hit)|\btyphoon|\bvolcan|\bleak|\bspill|\bchemical (?:plant|hazard)|\bboiler|\bfurnace|gas (?:explosion|cylinder)|\bfire (?:crews|broke out|engulfed)|\b(?:plant|factory|warehouse|container|bunker) .{0,30}explo|explo\w+ .{0,40}(?:plant|factory|warehouse|oil company)|\bplunged|\baccident",
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


def measure(data: Path) -> Measured:
    rows = lines(data / "bench/case2021_task2/snippets.jsonl")
    rows = [row for row in rows if row["split"] == "dev"]
    docs = load().pipe(row["text"] for row in rows)
    cases: dict[str, Counts] = {
        row["id"]: (int(group_of(doc) == row["coarse"]), 1, 1)
        for row, doc in zip(rows, docs, strict=True)
    }
    return Measured((Row("case2021: nine groups, accuracy", share(cases.values()), 80),), cases)
