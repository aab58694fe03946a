"""One report, one trace: whoever made its spans, and without a word of it in them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from standins import PROSE, pending, shell_of, submit

from producers import line as edge
from producers.line import Line
from shared import tracing
from shared.envelope import Envelope
from shared.hops import Hop
from shared.settings import read_settings
from shared.spans import Spans
from workers.jobs import JOBS
from workers.shell import accept, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shell(settings, ledger, monkeypatch):
    monkeypatch.setattr("workers.shell.say", lambda *_, **__: None)
    return shell_of(settings, ledger)


@pytest.fixture
def exporter(monkeypatch):
    """As if each call were another process: nothing is handed on but by the ledger."""
    kept = InMemorySpanExporter()
    monkeypatch.setattr(tracing, "_spans", lambda: Spans(SimpleSpanProcessor(kept)))
    return kept


def do_all(shell):
    while pending(shell.ledger):
        for hop in Hop:
            run(shell, hop, JOBS[hop], None, "host:1:abc/1")


def spans_of(exporter, trace):
    return [
        span
        for span in exporter.get_finished_spans()
        if f"{span.get_span_context().trace_id:032x}" == trace
    ]


def test_one_report_gives_one_connected_trace(shell, exporter):
    envelope = Envelope.wrap(PROSE.format(12), ref="one.txt", outlet="Wire")
    report = accept(shell, envelope.json_text().replace(envelope.traceparent, ""), "w/1")
    do_all(shell)
    trace = shell.ledger.journey(report).trace
    spans = spans_of(exporter, trace)
    assert [span.name for span in spans] == ["door", "intake", "extract", "reconcile"]
    assert len(exporter.get_finished_spans()) == 4
    door, *hops = spans
    assert door.parent is None
    for span in hops:
        assert span.parent.span_id == door.get_span_context().span_id
        assert span.attributes["onrecord.report"] == report
        assert span.attributes["onrecord.worker"] == "host:1:abc"
        assert span.attributes["onrecord.attempt"] == 1
        assert span.end_time >= span.start_time >= door.start_time
    assert [span.attributes["onrecord.outcome"] for span in hops] == [
        "admitted", "extracted", "reconciled"
    ]  # fmt: skip
    assert hops[1].attributes["onrecord.claims"] == 1


def test_a_publisher_that_traces_is_the_parent(shell, exporter):
    theirs = "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01"
    envelope = Envelope.wrap(PROSE.format(12))
    accept(shell, envelope.json_text().replace(envelope.traceparent, theirs), "w/1")
    do_all(shell)
    door, *hops = spans_of(exporter, "ab" * 16)
    assert f"{door.parent.span_id:016x}" == "cd" * 8
    assert len(hops) == 3


def test_what_is_known_already_has_its_trace(shell, exporter):
    envelope = Envelope.wrap(PROSE.format(12))
    for _ in range(2):
        accept(shell, envelope.json_text(), "w/1")
    assert [span.name for span in exporter.get_finished_spans()] == ["door"]


def test_a_run_for_many_reports_is_linked(shell, exporter):
    receipts = [submit(shell.ledger, number) for number in range(3)]
    for hop in (Hop.INTAKE, Hop.EXTRACT):
        for _ in receipts:
            run(shell, hop, JOBS[hop], None, "w/1")
    run(shell, Hop.RECONCILE, JOBS[Hop.RECONCILE], None, "w/1")
    redrawn = [span for span in exporter.get_finished_spans() if span.name == "reconcile"]
    assert {f"{span.get_span_context().trace_id:032x}" for span in redrawn} == {
        receipt.trace for receipt in receipts
    }
    first, *others = redrawn
    assert first.links == ()
    assert [span.links[0].context for span in others] == [first.get_span_context()] * 2
    assert {span.attributes["onrecord.reports"] for span in redrawn} == {3}


def test_what_fails_is_an_error_and_not_a_word_is_told(shell, exporter):
    accept(shell, Envelope.wrap("FAULTY " + PROSE.format(77), ref="secret.txt").json_text(), "w/1")
    do_all(shell)
    *_, failed = exporter.get_finished_spans()
    assert (failed.name, failed.status.status_code) == ("extract", StatusCode.ERROR)
    assert failed.attributes["onrecord.reason"] == "bug"
    told = "".join(span.to_json() for span in exporter.get_finished_spans())
    assert not [word for word in ("FAULTY", "market", "77 people", "secret") if word in told]


def test_the_publishing_side_makes_the_door(tmp_path, exporter, monkeypatch):
    monkeypatch.setattr(edge, "log", lambda *_, **__: None)
    monkeypatch.setattr(Line, "_ring", lambda *_: None)
    with Line(read_settings(home=tmp_path)) as line:
        ((_, receipt),) = line.accept_all([Envelope.wrap(PROSE.format(12))])
    (door,) = exporter.get_finished_spans()
    assert f"{door.get_span_context().trace_id:032x}" == receipt.trace
    assert door.attributes["onrecord.report"] == receipt.report


PUBLISHED = """
import sys
from shared import logs, tracing
from shared.envelope import Envelope
from shared.hops import Hop, Outcome
if {blocked}:
    sys.modules["opentelemetry"] = None
logs.configure("json")
for _ in range(2):
    tracing.door(Envelope.wrap("A text."), "0" * 16, 0.0)
    tracing.hop(Hop.INTAKE, Outcome.ADMITTED, [("0" * 16, "1" * 32)], 0.0, {{}})
tracing.flush()
print([name for name in sys.modules if name.split(".")[0] in ("opentelemetry", "requests")])
"""


def published(blocked: bool, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL")}
    return subprocess.run(
        [sys.executable, "-c", PUBLISHED.format(blocked=blocked)],
        env=clean | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )


def test_nothing_is_imported_unless_it_is_wanted():
    done = published(False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_extra_that_is_missing_is_named_once():
    done = published(True, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1")
    assert done.stderr.count("Install onrecord[otel]") == 1
