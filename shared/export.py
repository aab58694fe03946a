"""The export contract as bytes: claims and situations as JSON lines that depend on their content alone.

UTF-8, one object a line, lines sorted by id, keys sorted: two exports of one picture are equal byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.errors import Unreadable
from shared.picture import Situation
from shared.records import Claim

CLAIMS = "claims.jsonl"
SITUATIONS = "situations.jsonl"


def line(record: Claim | Situation) -> str:
    """One record as a canonical JSON line without its line end; field names are the contract's."""
    fields = record.model_dump(mode="json", by_alias=True)
    return json.dumps(
        fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def lines(records: Iterable[Claim] | Iterable[Situation]) -> str:
    """The records as JSON lines sorted by id, each id once."""
    by_id = {record.id: record for record in records}
    return "".join(f"{line(by_id[key])}\n" for key in sorted(by_id))


def write_claims(claims: Iterable[Claim], folder: Path) -> Path:
    """Writes `claims.jsonl` into the folder, which is made if need be."""
    return _write(lines(claims), folder / CLAIMS)


def write_situations(situations: Iterable[Situation], folder: Path) -> Path:
    """Writes `situations.jsonl` into the folder, which is made if need be."""
    return _write(lines(situations), folder / SITUATIONS)


def make_folder(folder: Path) -> Path:
    """The folder to write to, made if it is not there. Raises `Unreadable` where it cannot be."""
    with _writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(text: str, path: Path) -> Path:
    make_folder(path.parent)
    with _writing_to(path):
        path.write_bytes(text.encode("utf-8"))
    return path


@contextmanager
def _writing_to(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreadable(
            f"The export cannot be written to {path} ({error.strerror}). "
            "Name a folder that can be written to; it is made if it is not there."
        ) from error
