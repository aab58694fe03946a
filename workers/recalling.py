"""`python -m workers.recalling picture|changes MOMENT`: the past as JSON lines; exit codes as of the command line.

The moment is in seconds since 1970. The first line says of when the picture of now is, which it is compared with.
`picture` prints every situation as it was known then; `changes` what is different now.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from shared.errors import Unreadable
from shared.export import line
from shared.ledger import Drawing, Ledger
from shared.picture import Situation
from workers import core
from workers.answering import answer
from workers.reconcile.updates import Difference, Told, differences

USAGE = "Name what to recall, picture or changes, and a moment in seconds since 1970."


def main(arguments: Sequence[str]) -> int:
    """0, or as the command line ends for the same reason."""
    return answer(lambda ledger: _recall(ledger, *_understood(arguments)))


def _recall(ledger: Ledger, what: str, at: float) -> int:
    with ledger.recalled(at) as drawing:
        sys.stdout.write(json.dumps({"drawn_at": drawing.drawn_at}) + "\n")
        for each in pictured(drawing) if what == "picture" else changed(drawing):
            sys.stdout.write(f"{each}\n")
    return 0


def _understood(arguments: Sequence[str]) -> tuple[str, float]:
    try:
        what, moment = arguments
        if what not in {"picture", "changes"}:
            raise ValueError(what)
        return what, float(moment)
    except ValueError as error:
        raise Unreadable(USAGE) from error


def pictured(drawing: Drawing) -> Iterator[str]:
    """The situations of that moment in the form of the export, by id."""
    then = core.recall(drawing).then
    now = drawing.cards.situations(drawing.cards.drawn())
    for each in sorted({*then, *now}):
        if (known := then[each] if each in then else now[each]) is not None:
            yield line(known)


def changed(drawing: Drawing) -> Iterator[str]:
    """What is different now, situation by situation, as JSON."""
    recalled = core.recall(drawing)
    before, after = (
        [each for each in pictures.values() if each is not None]
        for pictures in (recalled.then, recalled.now)
    )
    for each in differences(before, after):
        told = [asdict(one) | {"says": _said(recalled.now, each, one)} for one in each.told]
        because = recalled.because[each.situation]
        overrules = recalled.overrules[each.situation]
        yield json.dumps({**asdict(each), "told": told, "because": because, "overrules": overrules})


def _said(now: Mapping[str, Situation | None], difference: Difference, told: Told) -> str | None:
    """What a statement states: an update never holds a report's words, whoever asks the ledger may see them."""
    situation = now[difference.situation]
    if situation is None or told.part is None or not told.part.startswith("s"):
        return None
    return situation.statements[int(told.part.removeprefix("s")) - 1].summary


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
