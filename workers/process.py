"""What a worker's processes hold: made once in each, and never carried over a fork."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass

from shared.broker import Bell
from shared.embedded import Lease, ensure
from shared.ledger import Ledger, open_ledger
from shared.ledger.engine import make_engine
from shared.settings import Settings, read_settings
from workers import core
from workers.shell import Shell
from workers.starting import or_end

with or_end():
    SETTINGS: Settings = read_settings()


@dataclass
class Process:
    """This process's own."""

    pid: int
    shell: Shell
    bell: Bell


class _Held:
    lease: Lease | None = None
    process: Process | None = None
    worker: str = ""


def broker_url() -> str:
    """Where the broker is; the embedded one is started, and held for as long as we live."""
    if SETTINGS.broker_url is not None:
        return SETTINGS.broker_url
    if _Held.lease is None:
        _Held.lease = ensure(SETTINGS.home)
    return _Held.lease.url


def revive() -> None:
    """Start the embedded server again if it has died."""
    if SETTINGS.embedded:
        ensure(SETTINGS.home).release()


def worker_name() -> str:
    """Of the worker that this process is, or is a child of: another after every start."""
    if not _Held.worker:
        _Held.worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    return _Held.worker


def process() -> Process:
    """This process's own ledger and bell. Those of the parent stay the parent's.

    The first that asks is the main process: it is asked before the children are made.
    """
    if _Held.process is None or _Held.process.pid != os.getpid():
        if _Held.process is None:
            # The main process forks its children. SQLite's locks would go astray with a connection.
            ledger = open_ledger(SETTINGS, pooled=False)
        else:
            # The main process has seen to its schema; when it is away, the task says so.
            ledger = Ledger(SETTINGS, make_engine(SETTINGS))
        bell = Bell(broker_url(), SETTINGS)
        shell = Shell(SETTINGS, ledger, bell, core.read, core.redraw)
        _Held.process = Process(os.getpid(), shell, bell)
    return _Held.process


def release() -> None:
    """Let go of everything; the last user of the embedded server stops it."""
    if _Held.process is not None:
        _Held.process.shell.ledger.close()
        _Held.process.bell.close()
    if _Held.lease is not None:
        _Held.lease.release()
