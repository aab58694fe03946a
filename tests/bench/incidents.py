"""Incidents of one war in the words of 15 outlets: which articles are of one, and how many died by each (measure only).

An article is put to the situation of the first claim that tells of dead, else of its first news. Its toll is
what the first claim with a number of dead tells of a few days at most, groups told beside each other added up
("50 fighters and eight civilians"): the set's people marked civilians and others, and the set adds them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from shared.identity import report_id
from shared.records import Claim, Measure, Quantity, Report, Scope
from tests.bench.measuring import Counts, Measured, Row, lines, scorer
from workers.local import read
from workers.reconcile import amend
from workers.reconcile.figure_keys import is_people
from workers.reconcile.shelf import Shelf

LONGEST = 4
"""Days that a number may be counted over and still be an incident's."""
FAR = 80
"""Characters between two numbers of one toll."""


def load(row: Mapping[str, Any]) -> Report:
    given = {
        "ref": row["id"],
        "outlet": row["source"],
        "published": row["date"],
        "text": row["text"],
    }
    return Report(id=report_id(**given, status="usable", revision_of=None), **given)


def toll(text: str, claims: Sequence[Claim]) -> int | None:
    for claim in claims:
        if dead := _dead(claim):
            told = [dead[0]]
            for each in dead[1:]:
                if not _is_beside(text[told[-1].span[1] : each.span[0]], told, each):
                    break
                told.append(each)
            return sum(map(_said, told))
    return None


def _is_beside(gap: str, told: Sequence[Quantity], each: Quantity) -> bool:
    """ "50 fighters and eight civilians", "29 were killed along with six militants": others, and as dead."""
    others = each.unit not in {one.unit for one in told} and is_people(each.unit or "")
    joined = re.search(r"(?:\band|,|\bplus|\balong with|\bas well as)\s+(?:their\s+)?\Z", gap)
    listed = joined is not None or not gap.strip()  # a headline: "40 civilians 25 fighters killed"
    return others and listed and len(gap) < FAR


def _said(quantity: Quantity) -> int:
    number = quantity.low if quantity.low is not None else quantity.high
    return int(number or 0)


def _dead(claim: Claim) -> list[Quantity]:
    return [
        each
        for each in claim.quantities
        if each.measure is Measure.KILLED
        and not each.part
        and (each.low == each.high or None in (each.low, each.high) or not each.approx)
        and (each.scope is not Scope.CUMULATIVE or _of_days(claim))
    ]


def _of_days(claim: Claim) -> bool:
    """Of four days at most; "in recent days" are as few."""
    if claim.time is None:
        return False
    if claim.time.start is None or claim.time.end is None:
        return re.search(r"\bdays\b", claim.time.text or "") is not None
    length = date.fromisoformat(claim.time.end) - date.fromisoformat(claim.time.start)
    return length.days <= LONGEST


def news(claims: Sequence[Claim]) -> list[Claim]:
    return sorted((c for c in claims if not c.background), key=lambda c: (c.start, c.end))


def situations(reports: Sequence[Report], claims: Mapping[str, Sequence[Claim]]) -> dict[str, str]:
    """By ref, the situation that an article is of."""
    told = [claim for report in reports for claim in claims[report.id]]
    made = amend(Shelf(told, reports), sorted(report.id for report in reports))
    where = {
        claim: situation
        for situation, group in made.groups.items()
        for telling in group.tellings
        for claim in telling.claims
    }
    found = {}
    for report in reports:
        its = news(claims[report.id])
        first = next((c for c in its if _dead(c)), its[0] if its else None)
        found[str(report.ref)] = where[first.id] if first else str(report.ref)
    return found


def measure(data: Path) -> Measured:
    folder = data / "bench/fakes_syria"
    rows = {row["id"]: row for row in lines(folder / "articles.jsonl") if row["split"] == "dev"}
    reports = {ref: load(row) for ref, row in rows.items()}
    claims = {report.id: list(read(report).claims) for report in reports.values()}
    tolls = {ref: toll(report.text, news(claims[report.id])) for ref, report in reports.items()}
    events = json.loads((folder / "events.json").read_text(encoding="utf-8"))["articles"]
    of = situations([reports[e["id"]] for e in events if e["id"] in reports], claims)
    relations = [
        (a, b, "agree" if tolls[a] == tolls[b] else "differ")
        for a, b in combinations(sorted(of), 2)
        if of[a] == of[b] and tolls[a] is not None and tolls[b] is not None
    ]
    judged = scorer(folder / "score_events.py").run("dev", of, relations)
    cases = {ref: _judged(row["gold"], tolls[ref]) for ref, row in rows.items()}
    exact = scorer(folder / "score.py").run(
        list(rows.values()), {ref: {"killed": number} for ref, number in tolls.items()}
    )
    return Measured(
        (
            Row("pairs of articles of one incident, F1", judged["same_event"]["F1"], 88),
            Row("their tolls differ, F1", judged["toll"]["differ"]["F1"], 88),
            Row("toll of an article exact", exact["killed_exact"], 85),
        ),
        {ref: each for ref, each in cases.items() if each is not None},
    )


def _judged(gold: Mapping[str, int], number: int | None) -> Counts | None:
    dead = gold["civilians"] + gold["noncivilians"]
    return (int(number == dead), 1, 1) if dead else None
