"""`python -m workers.alive [--ready]`: whether this machine's worker works; for health checks.

Alive is who makes progress while work is due. Celery's own ping costs a second of CPU, and is
answered by a worker that has stopped working. What is missing outside makes a worker not ready, and
no less alive: starting it again would not bring the broker back.
"""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Sequence

from shared.broker import Bell
from shared.embedded import running
from shared.errors import OnrecordError, Unavailable
from shared.hops import Hop
from shared.ledger import Ledger, Worker, open_ledger
from shared.settings import Settings, read_settings

STUCK_SECONDS = 60.0
"""So long a worker with a process to spare may look on while work is due."""


def main(arguments: Sequence[str] = ()) -> int:
    """0 when a worker of this host is alive (with `--ready`: and can work), else 1 and a sentence."""
    ready = _asked(arguments).ready
    try:
        settings = read_settings()
        ledger = open_ledger(settings, create=False)
    except Unavailable as error:
        # Nobody can tell; the worker waits for its ledger.
        return _told(str(error)) if ready else 0
    except OnrecordError as error:
        return _told(str(error))
    try:
        answers = _broker_answers(settings)
        ill = illness(ledger, settings, answers, f"{socket.gethostname()}:")
    finally:
        ledger.close()
    if ready and not answers:
        return _told("The broker does not answer.")
    return _told(ill) if ill else 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    """A probe with a misspelt flag would look after something else than is believed: it ends with 2."""
    parser = argparse.ArgumentParser(
        "python -m workers.alive", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("--ready", action="store_true", help="ask too whether it can work")
    return parser.parse_args(arguments)


def illness(ledger: Ledger, settings: Settings, broker_answers: bool, host: str) -> str | None:
    """What ails the workers of this host, in a sentence."""
    heard = [each for each in ledger.workers() if each.name.startswith(host) and each.alive]
    if not heard:
        return "No worker of this host has given a sign of life lately."
    stuck = [each.name for each in heard if broker_answers and _stuck(ledger, each)]
    if len(stuck) == len(heard):
        return f"Work is due, and {', '.join(stuck)} takes none of it up."
    return None


def _stuck(ledger: Ledger, worker: Worker) -> bool:
    idle = worker.idle_s > STUCK_SECONDS
    spare = len(worker.working_at) < (worker.processes or 1)
    return idle and spare and any(_neglected(ledger, hop) for hop in worker.hops)


def _neglected(ledger: Ledger, hop: Hop) -> bool:
    if hop is Hop.RECONCILE and ledger.working(hop):  # one does it for all
        return False
    waited = ledger.waited(hop)
    return waited is not None and waited > STUCK_SECONDS


def _broker_answers(settings: Settings) -> bool:
    url = settings.broker_url or running(settings.home)
    if url is None:
        return False
    bell = Bell(url, settings)
    try:
        return bell.depth(Hop.INTAKE) is not None
    finally:
        bell.close()


def _told(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
