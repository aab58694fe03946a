"""A way through which bytes go until it is cut: a network that the harness owns."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from tests.faults.ports import free_port

OPEN, CLOSED, SILENT = "open", "closed", "silent"
TICK = 0.2


class Proxy:
    """Forwards connections to a port of the loopback address.

    `cut` ends all connections, and new ones at once. `silence` swallows what is sent, in both
    directions: nobody is told, as when a router has lost its state. A connection that was once
    silent stays so, as it would there; after `mend` new ones work.
    """

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._state = OPEN
        self._pairs: set[_Pair] = set()
        self._closed = False
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self._listener.settimeout(TICK)
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    def cut(self) -> None:
        self._state = CLOSED
        for pair in list(self._pairs):
            pair.close()

    def silence(self) -> None:
        self._state = SILENT
        for pair in list(self._pairs):
            pair.silent = True

    def mend(self) -> None:
        self._state = OPEN

    def close(self) -> None:
        self._closed = True
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while not self._closed:
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        if self._state == CLOSED:
            near.close()
            return
        try:
            far = socket.create_connection(("127.0.0.1", self._target), timeout=2.0)
        except OSError:
            near.close()
            return
        pair = _Pair(near, far, self._state == SILENT)
        self._pairs.add(pair)
        for source, sink in ((near, far), (far, near)):
            source.settimeout(None)
            threading.Thread(
                target=self._pump, args=(pair, source, sink), name="proxy", daemon=True
            ).start()

    def _pump(self, pair: _Pair, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if not pair.silent:
                    sink.sendall(data)
        if not pair.silent:
            pair.close()
            self._pairs.discard(pair)


class _Pair:
    """The two ends of one forwarded connection."""

    def __init__(self, near: socket.socket, far: socket.socket, silent: bool) -> None:
        self.near = near
        self.far = far
        self.silent = silent

    def close(self) -> None:
        for end in (self.near, self.far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
