"""The door for files: paths and manifests into envelopes, or a sentence that says what is wrong.

One bad file never keeps the others out: each path gives either an envelope or a `Refused`. The bytes are
decoded and nothing else, so that offsets count in the text exactly as it was submitted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from producers.manifest import MANIFEST, Entry, read_manifest
from shared.envelope import Envelope, Payload
from shared.errors import Unreadable
from shared.records import Status

STDIN = "-"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Given:
    """What the person said of the report beside its text."""

    outlet: str | None = None
    published: str | None = None
    ref: str | None = None
    revision_of: str | None = None
    status: Status = Status.USABLE

    @property
    def anything(self) -> bool:
        return self != Given()


@dataclass(frozen=True)
class Refused:
    """Something given at the door that is no report: its name, and why in whole sentences."""

    name: str
    why: str


Arrival = Envelope | Refused


def arrivals(paths: Iterable[str], given: Given, longest: int) -> Iterator[Arrival]:
    """Each path as one envelope or one refusal, in the order given; a folder stands for its reports."""
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            yield from _folder(Path(path), given, longest)
        else:
            yield _arrival(path, given, longest)


def from_manifest(path: Path, longest: int) -> Iterator[Arrival]:
    """Each entry as one envelope or one refusal; raises `Unreadable` when it is no manifest at all."""
    for entry in read_manifest(path):
        if not isinstance(entry, Entry):
            yield Refused(*entry)
            continue
        given = Given(
            entry.outlet, entry.published, Path(entry.file).name, entry.revision_of, entry.status
        )
        yield _arrival(str(path.parent / entry.file), given, longest)


def _folder(folder: Path, given: Given, longest: int) -> Iterator[Arrival]:
    """With a manifest, what it lists; else the texts in it, by name."""
    if (folder / MANIFEST).is_file():
        yield from from_manifest(folder / MANIFEST, longest)
        return
    texts = sorted(folder.glob("*.txt"))
    if not texts:
        yield Refused(
            str(folder), f"The folder holds no .txt file and no {MANIFEST}. Name the files to use."
        )
    for text in texts:
        yield _arrival(str(text), given, longest)


def _arrival(path: str, given: Given, longest: int) -> Arrival:
    name = "standard input" if path == STDIN else path
    try:
        text = decode(_bytes(path, longest), longest)
        called = None if path == STDIN else Path(path).name
        if _is_json(path, text):
            return _from_json(text, given, called)
        return _wrapped(replace(given, ref=given.ref or called), text)
    except FileNotFoundError:
        return Refused(
            name, "There is no such file. Check the name, or whether it was moved meanwhile."
        )
    except OSError as error:
        return Refused(name, f"The file cannot be read: {error.strerror or error}.")
    except Unreadable as error:
        return Refused(name, str(error))


def _bytes(path: str, longest: int) -> bytes:
    """At most a little more than is allowed: no file, however long, fills the memory."""
    limit = 4 * longest + 4
    if path == STDIN:
        source: BinaryIO = sys.stdin.buffer
        return source.read(limit)
    with Path(path).open("rb") as source:
        return source.read(limit)


def decode(raw: bytes, longest: int) -> str:
    """The text of a report. Raises `Unreadable` where it is empty, binary, not UTF-8 or too long."""
    if raw.startswith(UTF16):
        raise Unreadable("The file is UTF-16. Save it as UTF-8 and send it again.")
    if b"\x00" in raw:
        raise Unreadable(
            f"The file is binary (a NUL byte at byte {raw.index(0):,}), not a text. "
            "Extract the report's text and save it as UTF-8."
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(raw) <= 4 * longest:
            raise Unreadable(
                f"The file is not UTF-8: byte {error.start:,} is 0x{raw[error.start]:02x}. "
                "Find out its encoding and convert it, for example with iconv -f WINDOWS-1252 -t UTF-8."
            ) from None
        text = raw[: error.start].decode("utf-8")
    if len(text) > longest:
        raise Unreadable(
            f"The text has more than {longest:,} characters, the most that is read. "
            "Split it into its reports, or raise ONRECORD_MAX_CHARACTERS."
        )
    if not text.strip():
        raise Unreadable("The file is empty: it holds no text. Check how it was written.")
    return text


def _is_json(path: str, text: str) -> bool:
    """By the file's name; standard input has none, and no article begins with a brace."""
    return path.endswith(".json") or (path == STDIN and text.lstrip().startswith("{"))


def _from_json(text: str, given: Given, called: str | None) -> Envelope:
    """A CloudEvents envelope as it is, or a plain object with the report's fields."""
    fields = _object(text)
    if "specversion" not in fields:
        return _from_plain(fields, given, called)
    if given.anything:
        raise Unreadable(
            "An envelope says for itself what outlet and day it is of. Leave out the options, or send plain text."
        )
    return Envelope.parse(text)


def _object(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"The file is not JSON: {error.msg} in line {error.lineno}, column {error.colno}. Mend it there."
        ) from None
    except RecursionError:
        raise Unreadable(
            "The JSON is nested too deeply for a report. Send one flat object."
        ) from None
    if not isinstance(fields, dict):
        raise Unreadable(
            "The JSON is not an object. Send a CloudEvents envelope, or an object with text, outlet, "
            "published, ref, revision_of and status; only text must be there."
        )
    return fields


def _from_plain(fields: dict[str, Any], given: Given, called: str | None) -> Envelope:
    """The person's word at the command line wins over the file's, and the file's over its name."""
    try:
        data = Payload.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        known = ", ".join(Payload.model_fields)
        raise Unreadable(
            f"The field {field} cannot be used: {first['msg']}. The fields are {known}."
        ) from None
    if not data.text.strip():
        raise Unreadable("The field text is empty. Put the report's text there.")
    return _wrapped(
        Given(
            given.outlet or data.outlet,
            given.published or data.published,
            given.ref or data.ref or called,
            given.revision_of or data.revision_of,
            data.status if given.status is Status.USABLE else given.status,
        ),
        data.text,
    )


def _wrapped(given: Given, text: str) -> Envelope:
    return Envelope.wrap(
        text,
        outlet=given.outlet,
        published=given.published,
        ref=given.ref,
        revision_of=given.revision_of,
        status=given.status,
    )
