"""A publisher process: takes reports to the door, and notes each that was accepted.

Standard input tells it, a number a line, up to which report it may go. Each accepted report is one
line of the note file: its number, its id, and the seconds it took. Started again it goes on behind
the last line, so a report that was committed but not noted is published twice.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from shared.broker import Bell
from shared.envelope import Envelope
from shared.errors import Unavailable
from shared.hops import Hop
from shared.ledger import Ledger, open_ledger
from shared.settings import Settings, read_settings
from tests.faults.reports import MARKS, poisonous_numbers, write

AGAIN_SECONDS = 0.1


def main() -> int:
    options = _options()
    settings = read_settings()
    ledger = _opened(settings)
    with options.notes.open("ab", buffering=0) as notes:
        assert settings.broker_url is not None
        bell = Bell(settings.broker_url, settings)
        number = options.first
        while number < options.total and (line := sys.stdin.readline()):
            while number < min(int(line), options.total):
                for _ in range(options.times):
                    _publish(ledger, bell, number, options, notes)
                number += 1
    return 0


def _opened(settings: Settings) -> Ledger:
    """The ledger, as soon as it can be opened."""
    while True:
        try:
            return open_ledger(settings)
        except Unavailable:
            time.sleep(AGAIN_SECONDS)


def _publish(ledger: Ledger, bell: Bell, number: int, options, notes) -> None:
    began = time.monotonic()
    bad = number in poisonous_numbers(options.total, options.poisonous)
    written = write(number, options.seed, MARKS[options.poison] if bad else "")
    while True:
        try:
            receipt = ledger.accept(_bearing(written.envelope, options))
        except Unavailable:  # not accepted: the publisher still has it
            time.sleep(AGAIN_SECONDS)
        else:
            break
    if options.die_every and number % options.die_every == options.die_every - 1 and not receipt.known:  # fmt: skip
        os.kill(os.getpid(), signal.SIGKILL)  # committed, and nobody has been told
    took = time.monotonic() - began
    notes.write(f"{number} {receipt.report} {took:.3f}\n".encode())
    if not receipt.known:
        bell.ring(Hop.INTAKE, [receipt.report])


def _bearing(envelope: Envelope, options: argparse.Namespace) -> Envelope:
    return envelope.model_copy(update={"id": "the same"}) if options.one_id else envelope


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--notes", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--total", type=int, required=True)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--poison", choices=MARKS, default="poison")
    parser.add_argument("--poisonous", type=int, default=0)
    parser.add_argument("--die-every", type=int, default=0)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--one-id", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
