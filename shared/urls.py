"""Addresses of broker and ledger: whether they can be used, asked when they are read.

What is wrong is said without the address, since a password may be anywhere in one that is misspelt.
"""

from __future__ import annotations

import re

from shared.broker_address import read_address

POSTGRESQL = re.compile(r"postgres(ql)?(\+psycopg)?://")


def check_broker(url: str) -> None:
    """Raises `ValueError` when no broker can be at this address."""
    read_address(url)


def check_ledger(url: str) -> None:
    """Raises `ValueError` when no ledger can be at this address."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415  # only where it is asked for
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    if not POSTGRESQL.match(url):
        raise ValueError("it must begin with postgresql://")
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("its port is no number, or its parts cannot be told apart") from None
    if "@" in (parts.host or ""):
        raise ValueError("an @ in its password must be written %40")
