"""Addresses of broker and ledger: whether they can be used, asked when they are read.

What is wrong is said without the address, since a password may be anywhere in one that is misspelt.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

POSTGRESQL = re.compile(r"postgres(ql)?(\+psycopg)?://")
REDIS = ("redis", "rediss")


def check_broker(url: str) -> None:
    """Raises `ValueError` when no broker can be at this address."""
    parts = urlsplit(url)
    if parts.scheme not in REDIS or not url.startswith(f"{parts.scheme}://"):
        raise ValueError("it must begin with redis:// or rediss://")
    if not _has_port(parts):
        raise ValueError("its port is no number from 1 to 65535")
    if not re.fullmatch(r"/?\d*", parts.path):
        raise ValueError(
            "after the host it must have the number of a database, as in redis://host:6379/0"
        )


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


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False
