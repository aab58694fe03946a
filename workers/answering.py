"""How the programs end that the edge asks as child processes: with the codes of the command line."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

from shared.errors import OnrecordError, Unreadable
from shared.ledger import Ledger, open_ledger
from shared.settings import read_settings
from workers.starting import FAULT, MISSING, NOT_UNDERSTOOD


def answer(program: Callable[[Ledger], int]) -> int:
    """The program's own code when it comes to its end; else a sentence, or a traceback, on standard error."""
    try:
        ledger = open_ledger(read_settings())
        try:
            return program(ledger)
        finally:
            ledger.close()
    except OnrecordError as error:
        sys.stderr.write(f"{error}\n")
        return NOT_UNDERSTOOD if isinstance(error, Unreadable) else MISSING
    except Exception:  # its code must not be taken for an answer
        traceback.print_exc()
        return FAULT
