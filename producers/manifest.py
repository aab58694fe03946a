"""A manifest: which outlet published which file, and when. A JSON list, one object a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.errors import Unreadable
from shared.records import Status

MANIFEST = "manifest.json"
Wrong = tuple[str, str]
"""The name of what is wrong, and why."""


class Entry(BaseModel):
    """One report of a manifest; what else an entry says is for others and let pass."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file: str
    outlet: str | None = None
    published: str | None = None
    revision_of: str | None = None
    status: Status = Status.USABLE


def read_manifest(path: Path) -> Iterator[Entry | Wrong]:
    """Each entry in order, or what is wrong with it; raises `Unreadable` when there is no list."""
    for position, fields in enumerate(_entries(path), start=1):
        name = f"{path}, entry {position}"
        try:
            yield _entry(fields)
        except Unreadable as error:
            yield name, str(error)


def _entries(path: Path) -> list[Any]:
    try:
        entries = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise Unreadable(f"There is no manifest {path}. Check the name.") from None
    except OSError as error:
        raise Unreadable(
            f"The manifest {path} cannot be read: {error.strerror or error}."
        ) from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"The manifest {path} is not UTF-8 (byte {error.start:,}).") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"The manifest {path} is not JSON: {error}.") from None
    if not isinstance(entries, list):
        raise Unreadable(
            f'The manifest {path} is not a list. Write [{{"file": ..., "outlet": ..., "published": ...}}, ...].'
        )
    return entries


def _entry(fields: object) -> Entry:
    if not isinstance(fields, dict):
        raise Unreadable(
            'The entry is not an object. Write {"file": ..., "outlet": ..., "published": ...}.'
        )
    _refuse_misspelt(fields)
    try:
        entry = Entry.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Unreadable(f"The field {field} cannot be used: {first['msg']}.") from None
    if not entry.file.strip():
        raise Unreadable("The field file is empty. Name the report's file.")
    return entry


def _refuse_misspelt(fields: dict[str, Any]) -> None:
    """The key "outlett" is a mistake that would cost the report its outlet; "note" is somebody's own."""
    for name in fields:
        if name in Entry.model_fields:
            continue
        if meant := get_close_matches(str(name), Entry.model_fields, n=1, cutoff=0.8):
            raise Unreadable(f"The field {name} is not known. Did you mean {meant[0]}?")
