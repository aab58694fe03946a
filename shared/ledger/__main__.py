"""`python -m shared.ledger`: bring the ledger of the settings up to date, once, and say so."""

from __future__ import annotations

import sys

from shared.errors import OnrecordError
from shared.ledger.migration import migrate
from shared.settings import read_settings


def main() -> int:
    """0 when the ledger is of this version now; 1 and a sentence when it could not be brought there."""
    try:
        revision = migrate(read_settings())
    except OnrecordError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"The ledger is at schema {revision}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
