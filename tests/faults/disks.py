"""A disk of its own for a ledger, small enough to be filled."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.ledger_server import Postgres, SqliteFile
from tests.faults.row import Row

MEBIBYTES = {"sqlite": 96, "postgres": 400}


class CannotMount(RuntimeError):
    """This user may not mount a file system."""


class Disk:
    """Where the ledger of a run is: an ordinary folder, or a file system in memory."""

    def __init__(self, folder: Path, server: SqliteFile | Postgres) -> None:
        self.folder = folder
        self.server = server
        self._filler = folder / "filler"

    @classmethod
    @contextmanager
    def of(cls, row: Row, home: Path, server: SqliteFile | Postgres) -> Iterator[Disk]:
        """The disk that a row asks for. Raises `CannotMount`."""
        if not row.small_disk:
            yield cls(home, server)
            return
        folder = Path(tempfile.mkdtemp(prefix="onrecord-faults-disk-"))
        _mount(folder, MEBIBYTES[server.name])
        own: SqliteFile | Postgres | None = None
        try:
            own = Postgres(folder) if isinstance(server, Postgres) else server
            yield cls(folder, own)
        finally:
            if isinstance(own, Postgres):
                own.close()
            subprocess.run(["umount", "--lazy", str(folder)], check=False)
            shutil.rmtree(folder, ignore_errors=True)

    def fill(self) -> None:
        """Take every block that is left."""
        with self._filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                size = shutil.disk_usage(self.folder).free
                file.write(bytes(max(4096, min(size, 1 << 20))))

    def empty(self) -> None:
        self._filler.unlink(missing_ok=True)


def _mount(folder: Path, mebibytes: int) -> None:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0755", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    ) if shutil.which("mount") else None  # fmt: skip
    if done is None or done.returncode != 0:
        folder.rmdir()
        raise CannotMount(done.stderr.strip() if done else "There is no mount program.")
