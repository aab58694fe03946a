"""`python -m tests.bench.scale`: what one more report costs in a full ledger, as ratios. `make bench`.

Takes the same reports into an empty ledger and into one that holds many claims, in portions as a line at
work does, with the real reconciling and claims made beforehand, in one process: the next ones, which go on where the full one
ends, and late ones, of days that it has long been told of. Then lets one situation grow, and measures one more report of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path

from shared.hops import Hop, Outcome
from shared.ledger import Ledger, migrate, open_ledger
from shared.settings import read_settings
from tests.bench.crowd import Crowd, Written
from tests.faults.ledger_server import LEDGERS
from tests.faults.processes import end_in_order
from workers.core import redraw

PORTION = 25
"""Reports that a redraw is for, in a line that keeps up."""
MEASURED = 400
FILLING = 500


class Line:
    """One ledger, and what is done to it in this process."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.redraws = 0

    def take_in(self, written: Iterable[Written], portion: int) -> float:
        """Seconds until all of them are in the picture."""
        began = time.perf_counter()
        rest = iter(written)
        while some := list(islice(rest, portion)):
            self._read(some)
            self._reconcile()
        return time.perf_counter() - began

    def _read(self, some: list[Written]) -> None:
        by_id = {each.report.id: each for each in some}
        self.ledger.accept_all([each.envelope for each in some])
        for hop, outcome in ((Hop.INTAKE, Outcome.ADMITTED), (Hop.EXTRACT, Outcome.EXTRACTED)):
            while (held := self.ledger.take(hop, None, "bench/1")) is not None:
                claims = by_id[held.report].claims if hop is Hop.EXTRACT else ()
                self.ledger.finish(held, outcome, {}, claims)

    def _reconcile(self) -> None:
        while held := self.ledger.take_all(Hop.RECONCILE, "bench/1"):
            with self.ledger.catalogue(held) as drawing:
                redrawn = redraw(drawing, [one.report for one in held])
            self.ledger.redraw(held, redrawn, Outcome.RECONCILED, {})
            self.redraws += 1


def measure(ledger: str, claims: int, situation: int) -> Iterator[dict[str, object]]:
    """The rows that are printed."""
    with _line(ledger) as empty, _line(ledger) as full:
        crowd, there = Crowd(seed=1), 0
        while there < claims:
            some = list(crowd.reports(FILLING))
            full.take_in(some, FILLING)
            there += sum(len(each.claims) for each in some)
            _progress(f"{there:,} of {claims:,} claims")
        size = {"claims": there, "situations": len(full.ledger.situations())}
        following = crowd.reports(MEASURED)
        yield {**_compare("next", empty, full, following), **size, "mark": 0.8}
        late = Crowd(seed=7, begin=150).reports(MEASURED)
        yield {**_compare("late", empty, full, late), **size}
        yield from _one_situation(full, situation)


def _compare(which: str, empty: Line, full: Line, written: Iterable[Written]) -> dict[str, object]:
    """How many reports a second the full one takes for each that the empty one takes, a portion to each in turn. Each is
    first as often: the second finds in this process what the first has read."""
    seconds = {empty: 0.0, full: 0.0}
    turns = cycle([(empty, full), (full, empty)])
    rest = iter(written)
    while some := list(islice(rest, PORTION)):
        for line in next(turns):
            seconds[line] += line.take_in(some, PORTION)
    what = f"reports a second, full / empty, {which}"
    return {"what": what, "ratio": round(seconds[empty] / seconds[full], 2)}


def _one_situation(line: Line, claims: int) -> Iterator[dict[str, object]]:
    crowd, there = Crowd(seed=3), 0
    began = line.redraws
    there += _grow(line, crowd, 500)
    yield {"what": "redraws for a burst of 500", "redraws": line.redraws - began}
    while there < claims:
        there += _grow(line, crowd, 200)
        _progress(f"{there:,} of {claims:,} claims in one situation")
    seconds = sorted(line.take_in(crowd.of_one_happening(1), 1) for _ in range(5))[2]
    largest = max(
        sum(len(voice.claims) + len(voice.copies) for voice in each.voices)
        for each in line.ledger.situations()
    )
    yield {
        "what": "seconds for one more in a situation", "claims": largest,
        "seconds": round(seconds, 2), "mark": 1.0,
    }  # fmt: skip


def _grow(line: Line, crowd: Crowd, number: int) -> int:
    some = list(crowd.of_one_happening(number))
    line.take_in(some, number)
    return sum(len(each.claims) for each in some)


@contextmanager
def _line(name: str) -> Iterator[Line]:
    server = LEDGERS[name]()
    with closing(server), tempfile.TemporaryDirectory(prefix="onrecord-scale-") as folder:
        settings = read_settings(home=Path(folder), ledger_url=server.new_ledger())
        migrate(settings)
        ledger = open_ledger(settings)
        try:
            yield Line(ledger)
        finally:
            ledger.close()


def _progress(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what}   ")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", choices=[*LEDGERS], default="sqlite")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--situation", type=int, default=5_000)
    given = parser.parse_args()
    end_in_order()
    for row in measure(given.ledger, given.claims, given.situation):
        print(json.dumps({"ledger": given.ledger, **row}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
