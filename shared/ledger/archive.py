"""The file of a backup: gzip'd JSON lines that say whether they are whole.

The first line says what the file is; then each table, a line that names its columns and a line for each
row; the last line bears the number of rows of each table and the SHA-256 of all that stands before it.
Nothing in it belongs to one kind of database.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from shared.errors import Unavailable, Unreadable

FORMAT = "onrecord-backup-1"
LEVEL = 1
"""Level 5 takes twice the time for files smaller by a twentieth."""
AT_ONCE = 1 << 18
Row = dict[str, Any]


@dataclass(frozen=True)
class Head:
    """What a backup says of itself in its first line."""

    onrecord: str
    schema: str
    at: float
    counts: dict[str, int]
    numbers: dict[str, int] = field(default_factory=dict)
    """The last number that each table has given out, also to rows that are gone."""
    format: str = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


class Writing:
    """A backup that is being written."""

    def __init__(self, file: IO[bytes], head: Head) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._counts: dict[str, int] = {}
        self._line(asdict(head))

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """A table with all its rows; bytes are written as base64."""
        self._counts[name] = 0
        self._line({"table": name, "columns": list(columns)})
        for row in rows:
            self._counts[name] += 1
            self._line([_spelled(value) for value in row])

    def end(self) -> None:
        """The line without which the file counts as cut off."""
        last = {"counts": self._counts, "sha256": self._hash.hexdigest()}
        self._line({"end": last})

    def _line(self, value: object) -> None:
        line = json.dumps(value, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        self._hash.update(line)
        self._file.write(line)


@contextmanager
def writing(path: Path, head: Head, force: bool = False) -> Iterator[Writing]:
    """A backup at that path, there when the block ends well and not before; for its owner's eyes only."""
    new = path.with_name(path.name + ".new")
    if path.exists() and not force:
        raise Unreadable(
            f"There is a file {path} already. Name another one, or overwrite it with --force."
        )
    try:
        with _private(new) as raw:
            packed = gzip.GzipFile("", "wb", LEVEL, raw, mtime=0)
            with io.BufferedWriter(packed, AT_ONCE) as file:
                one = Writing(file, head)
                yield one
                one.end()
            raw.flush()
            os.fsync(raw.fileno())
        new.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise Unavailable(
            f"The backup cannot be written to {path} ({error.strerror}). "
            "Name a place with enough room that can be written to."
        ) from error
    finally:
        with suppress(OSError):
            new.unlink()


def _private(path: Path) -> IO[bytes]:
    with suppress(FileNotFoundError):
        path.unlink()
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _settle(folder: Path) -> None:
    """The new name too must survive a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


class Archive:
    """A backup that is there. Raises `Unreadable` for a file that is none, or not whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._reading() as lines:
            self.head = self._head(next(lines, b""))

    def check(self) -> None:
        """Read all of it, to be sure that it is whole."""
        for _ in self.rows():
            pass

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Each row with the name of its table. Raises at the latest at the end, if something is amiss."""
        table, columns = "", [""]
        counts: dict[str, int] = {}
        running = hashlib.sha256()
        with self._reading() as lines:
            running.update(next(lines, b""))
            for line in lines:
                value = self._parsed(line)
                if isinstance(value, list):
                    counts[table] += 1
                    yield table, dict(zip(columns, map(_meant, value), strict=True))
                elif "end" in value:
                    self._finish(value["end"], counts, running.hexdigest(), next(lines, b""))
                    return
                else:
                    table, columns = value["table"], value["columns"]
                    counts[table] = 0
                running.update(line)
        raise self._amiss("it is cut off")

    def _finish(self, end: Row, counts: dict[str, int], sha256: str, after: bytes) -> None:
        if end != {"counts": counts, "sha256": sha256} or counts != self.head.counts or after:
            raise self._amiss("it is not as it was written")

    def _head(self, line: bytes) -> Head:
        value = self._parsed(line) if line else {}
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise Unreadable(
                f"{self.path} is no backup that this version reads. Name one that "
                "onrecord backup wrote, or use the version of onrecord that wrote it."
            )
        return Head(**value)

    def _parsed(self, line: bytes) -> Any:  # noqa: ANN401  # a row or a heading
        try:
            return json.loads(line)
        except ValueError:
            raise self._amiss("it is not as it was written") from None

    @contextmanager
    def _reading(self) -> Iterator[Iterator[bytes]]:
        try:
            with gzip.open(self.path, "rb") as file:
                yield iter(file)
        except FileNotFoundError:
            raise Unreadable(f"There is no file {self.path}. Check its name.") from None
        except EOFError:
            raise self._amiss("it is cut off") from None
        except (gzip.BadGzipFile, zlib.error):
            raise self._amiss("it is no backup, or not as it was written") from None
        except (KeyError, TypeError, ValueError):
            raise self._amiss("it is not as it was written") from None
        except OSError as error:
            raise Unreadable(f"{self.path} cannot be read ({error.strerror}).") from error

    def _amiss(self, what: str) -> Unreadable:
        return Unreadable(
            f"The backup {self.path} cannot be used: {what}. Use another one; "
            "nothing of this one is put into a ledger."
        )


def _spelled(value: object) -> object:
    return [base64.b64encode(value).decode()] if isinstance(value, bytes) else value


def _meant(value: Any) -> Any:  # noqa: ANN401  # of a column
    return base64.b64decode(value[0], validate=True) if isinstance(value, list) else value
