"""`python -m workers.alive`: whether this machine's worker gives signs of life; for health checks.

The signs are in the ledger. Celery's own ping costs a second of CPU, and is answered by a worker
that has stopped working.
"""

from __future__ import annotations

import socket
import sys

from shared.errors import OnrecordError
from shared.ledger import open_ledger
from shared.settings import read_settings


def main() -> int:
    """0 when a worker of this host has been heard of lately, else 1 and a sentence."""
    try:
        settings = read_settings()
        ledger = open_ledger(settings, create=False)
    except OnrecordError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    ours = f"{socket.gethostname()}:"
    silent = [silence for name, _, silence in ledger.workers() if name.startswith(ours)]
    ledger.close()
    if any(silence <= settings.heartbeat_seconds for silence in silent):
        return 0
    sys.stderr.write("No worker of this host has given a sign of life lately.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
