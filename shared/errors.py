"""What can go wrong, by what is to be done about it.

    OnrecordError
    ├── Unreadable    can never work: quarantined at once
    ├── Unavailable   may work later: retried with a growing pause, a bounded number of times
    │   └── LedgerAway    everybody waits for it: no try is counted
    └── Overtaken     somebody wrote first: done again now

Anything else is a bug: quarantined with its traceback, not retried blindly.
"""


class OnrecordError(Exception):
    """What is wrong, where, and what to do, in whole sentences."""


class Unreadable(OnrecordError):
    """The input can never be worked: a wrong shape, no text, another language."""


class Unavailable(OnrecordError):
    """Something outside is missing for now: the broker, the ledger, the language model."""


class LedgerAway(Unavailable):
    """The ledger cannot be reached, or cannot write: no report's fault."""


class Overtaken(OnrecordError):
    """What was read has changed before the result could be written."""
