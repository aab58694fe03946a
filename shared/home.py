"""The data folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from shared.errors import Unavailable


def try_out(folder: Path) -> None:
    """Raises `Unavailable` where it cannot be made; leaves nothing behind."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        make(folder)
    finally:
        for each in missing:
            with suppress(OSError):
                each.rmdir()


def make(folder: Path, mode: int = 0o777) -> Path:
    """The data folder or one in it, made if it is not there. Raises `Unavailable` where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
    except OSError as error:
        raise Unavailable(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Name another one with --home or ONRECORD_HOME."
        ) from error
    return folder
