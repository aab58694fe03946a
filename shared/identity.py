"""Ids say what they name: hashes of content. Doing a thing twice writes the same thing."""

from __future__ import annotations

import hashlib
import json


def content_id(*parts: object) -> str:
    """Sixteen hex digits of SHA-256 over the parts as canonical JSON; `None` and "" differ.

    64 bits: at a million claims the chance that any two collide is about 3 in 10**8.
    """
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def report_id(
    outlet: str | None,
    ref: str | None,
    published: str | None,
    revision_of: str | None,
    status: str,
    text: str,
) -> str:
    """The same text under the same name, day and outlet is the same report."""
    return content_id("report", outlet, ref, published, revision_of, status, text)


def claim_id(report: str, start: int, end: int, source: str | None, stance: str) -> str:
    """The same words of a report from the same source in the same stance are the same claim."""
    return content_id("claim", report, start, end, source, stance)
