"""What the person named at the command line: paths or a manifest, and what is said of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from producers.door import Arrival, Given, Refused, arrivals, from_manifest
from producers.options import Exit
from producers.terminal import json_line, say
from shared.errors import Unreadable


def chosen(
    paths: list[str] | None, manifest: Path | None, given: Given, longest: int
) -> Iterator[Arrival]:
    """Either the paths or the manifest. Raises `Unreadable` for both, for neither, and for options
    that cannot be meant of several reports."""
    if bool(paths) == (manifest is not None):
        raise Unreadable("Name files, or a manifest with --manifest: one of the two.")
    if manifest is not None:
        if given.anything:
            raise Unreadable(
                "A manifest says for itself what outlet and day each report is of. "
                "Leave out --outlet, --published and their like."
            )
        return from_manifest(manifest, longest)
    if given.ref is not None and len(paths or ()) != 1:
        raise Unreadable("The option --ref names one report. Give it with one file.")
    return arrivals(paths or (), given, longest)


def complain(refused: Refused, as_json: bool) -> None:
    """On standard error, so that results stay clean: as JSON for whoever has asked for that."""
    if as_json:
        told = {"error": f"{refused.name}: {refused.why}", "code": Exit.PROBLEMS}
        sys.stderr.write(json_line(told) + "\n")
    else:
        say(f"{refused.name}: {refused.why}")
