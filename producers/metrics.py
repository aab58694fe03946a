"""`onrecord metrics`: the line as Prometheus sees it."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from producers.options import Home, settings_of
from producers.terminal import say
from shared.errors import Unavailable

app = typer.Typer()


@app.command()
def metrics(
    host: Annotated[str, typer.Option("--host", help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 9808,
    once: Annotated[bool, typer.Option("--once", help="Print them once instead.")] = False,
    home: Home = None,
) -> None:
    """Serve metrics of the line to Prometheus, under /metrics, until it is ended.

    Ledger and broker may be away: then onrecord_ledger_up or onrecord_broker_up is 0.
    """
    from prometheus_client import CollectorRegistry, generate_latest, start_http_server

    from producers.scraping.exporter import Exporter
    from shared import logs

    settings = settings_of(home)
    logs.configure(settings.log_format)
    registry = CollectorRegistry()
    exporter = Exporter(settings)
    registry.register(exporter)
    if once:
        typer.echo(generate_latest(registry).decode(), nl=False)
        exporter.close()
        return
    try:
        server, _ = start_http_server(port, host, registry)
    except OSError as error:
        raise Unavailable(
            f"Nothing can listen on {host}:{port} ({error.strerror}). Give another --host or --port."
        ) from error
    say(f"Metrics are at http://{host}:{server.server_port}/metrics until Ctrl-C.")
    _until_ended()
    server.shutdown()
    exporter.close()


def _until_ended() -> None:
    """TERM ends it as Ctrl-C does, and both well: it holds nothing."""
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    ended.wait()
