"""Records to and from the ledger's columns."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from shared.catalogue import Card
from shared.overrules import Overrule
from shared.picture import Situation, Update
from shared.records import Claim, Record, Report


def written(record: Record) -> str:
    """A record as ASCII JSON with its contract names: equal records, equal text."""
    return json.dumps(record.model_dump(mode="json", by_alias=True), ensure_ascii=True)


def as_report(row: Row[Any]) -> Report:
    return Report(
        id=row.id,
        text=row.text.decode("utf-8"),
        outlet=row.outlet,
        published=row.published,
        ref=row.ref,
        revision_of=row.revision_of,
        status=row.status,
    )


# Kept by their whole text, which is what they say: a worker redraws what is much in the news again and again. There is
# room for one situation of 8,000 claims and what its reports tell besides, about 150 MB, which its redraw needs at once
# anyhow; of a larger one nothing would be met again.
@lru_cache(maxsize=12_000)
def as_claim(text: str) -> Claim:
    return Claim.model_validate_json(text)


def as_situation(text: str) -> Situation:
    return Situation.model_validate_json(text)


@lru_cache(maxsize=4_000)
def as_card(text: str) -> Card:
    return Card.model_validate_json(text)


def as_overrule(text: str) -> Overrule:
    return Overrule.model_validate_json(text)


def as_update(text: str) -> Update:
    return Update.model_validate_json(text)


def claim_row(claim: Claim) -> dict[str, Any]:
    """A claim with the columns that it is looked up by."""
    source = claim.source
    return {
        "id": claim.id,
        "report": claim.report,
        "source": _shown(source.name) if source else None,
        "organisation": _shown(source.organisation) if source else None,
        "kind": claim.kinds[0] if claim.kinds else None,
        "first_day": claim.time.start if claim.time else None,
        "record": written(claim),
    }


def _shown(name: str | None) -> str | None:
    """PostgreSQL's text cannot hold NUL; the record keeps the name to the letter."""
    return None if name is None else name.replace("\x00", "\N{REPLACEMENT CHARACTER}")
