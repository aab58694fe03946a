"""What Prometheus is told of the ledger and the broker, and what is left when they are away."""

import socket
import threading
import time

import pytest
import redis
from plans import plans_of, read_whole
from scraped import all_of, scrape, series, value
from sqlalchemy import update
from standins import PROSE, pending, shell_of, submit

from producers.options import Exit
from producers.scraping import exporter as exporting
from producers.scraping import looking
from producers.scraping.exporter import Exporter
from producers.scraping.looking import Look
from shared.broker import Bell
from shared.hops import Hop
from shared.ledger import measuring, open_ledger
from shared.ledger.schema import situation, work
from shared.messages import REFUSED
from shared.settings import read_settings
from workers.jobs import JOBS
from workers.shell import run


@pytest.fixture
def shell(settings, ledger, tmp_path, monkeypatch):
    """No test's line is read from the terminal here."""
    monkeypatch.setattr("workers.shell.say", lambda *_, **__: None)
    return shell_of(settings, ledger)


@pytest.fixture(autouse=True)
def troubles(monkeypatch):
    told = []
    monkeypatch.setattr(looking, "say", lambda event, **fields: told.append(fields["error"]))
    return told


def do_all(shell):
    while pending(shell.ledger):
        for hop in Hop:
            run(shell, hop, JOBS[hop], None, "host:1:abc/1")


def test_what_is_done_is_counted_by_hop_and_outcome(settings, ledger, shell):
    for number in range(3):
        submit(ledger, number)
    submit(ledger, 0)
    submit(ledger, 9, "FAULTY " + PROSE)
    submit(ledger, 10, " ")
    ledger.put_away_unknown(b"17", "It is no message.", "host:1:abc", Hop.RECONCILE)
    do_all(shell)
    found = scrape(settings)
    assert value(found, "onrecord_ledger_up") == 1
    assert value(found, "onrecord_accepted_total") == 5, "what is known is no new report"
    assert value(found, "onrecord_outcomes_total", hop="intake", outcome="refused") == 1
    assert value(found, "onrecord_outcomes_total", hop="extract", outcome="extracted") == 3
    assert value(found, "onrecord_outcomes_total", hop="extract", outcome="quarantined") == 1
    assert value(found, "onrecord_outcomes_total", hop="reconcile", outcome="refused") == 1
    both = {"name": "reconcile", "queue_name": "reconcile"}
    assert value(found, "celery_task_failed_total", **both) == 1
    both = {"name": "extract", "queue_name": "extract"}
    assert value(found, "celery_task_succeeded_total", **both) == 3
    assert value(found, "celery_task_failed_total", **both) == 1
    assert value(found, "celery_task_retried_total", **both) == 0
    assert value(found, "celery_task_runtime_count", **both) == 3
    assert value(found, "celery_task_runtime_sum", **both) > 0
    assert value(found, "onrecord_waited_seconds_count", hop="reconcile") == 3
    assert value(found, "onrecord_claims_total") == value(found, "onrecord_ledger_claims") == 3
    assert value(found, "onrecord_ledger_reports") == 5
    assert value(found, "onrecord_situations") == 1
    assert value(found, "onrecord_picture_version") >= 1
    assert value(found, "onrecord_quarantined", hop="extract", reason="bug") == 1
    assert value(found, "onrecord_quarantined", hop="intake", reason="unreadable") == 1
    assert value(found, "onrecord_quarantined", hop="intake", reason="lost") == 0
    assert value(found, "onrecord_quarantine_oldest_seconds") > 0


def test_what_was_found_and_what_was_left_over(settings, ledger, shell, monkeypatch):
    for number, counts in ((1, {"claims": 6, "left_numbers": 2}), (2, {"left_cues": 3})):
        submit(ledger, number)
        run(shell, Hop.INTAKE, JOBS[Hop.INTAKE], None, "host:1:abc/1")
        held = ledger.take(Hop.EXTRACT, None, "host:1:abc/2")
        ledger.finish(held, "extracted", counts)
    found = scrape(settings)
    assert value(found, "onrecord_claims_total") == 6
    assert value(found, "onrecord_leftover_total", kind="numbers") == 2
    assert value(found, "onrecord_leftover_total", kind="cues") == 3
    assert value(found, "onrecord_leftover_total", kind="quotations") == 0
    real = type(ledger).now
    monkeypatch.setattr(type(ledger), "now", lambda self, db: real(self, db) + 120.0)
    found = scrape(settings)
    assert value(found, "onrecord_leftover_share", kind="numbers") == 2 / 8
    assert value(found, "onrecord_leftover_share", kind="cues") == 3 / 9


def test_what_waits_is_told_with_its_age(settings, ledger, monkeypatch):
    for number in range(4):
        submit(ledger, number)
    held = ledger.take(Hop.INTAKE, None, "host:1:abc/1")
    put_off = ledger.take(Hop.INTAKE, None, "host:1:abc/2")
    ledger.give_back([put_off], 60.0, tried=True)
    with ledger.writing() as db:
        ours = (work.c.hop == Hop.INTAKE, work.c.report == held.report)
        db.execute(update(work).where(*ours).values(claimed_at=held.claimed_at - 50))
        others = (work.c.hop == Hop.INTAKE, work.c.report != held.report)
        db.execute(update(work).where(*others).values(enqueued_at=held.enqueued_at - 100))
    found = scrape(settings)
    assert value(found, "onrecord_waiting_reports", hop="intake") == 3
    assert value(found, "onrecord_delayed_reports", hop="intake") == 1
    assert value(found, "onrecord_in_work_reports", hop="intake") == 1
    assert 100 <= value(found, "onrecord_oldest_waiting_seconds", hop="intake", later="false") < 160
    assert value(found, "onrecord_oldest_waiting_seconds", hop="intake", later="true") == 0
    assert 50 <= value(found, "onrecord_longest_in_work_seconds", hop="intake") < 110
    assert value(found, "onrecord_waiting_reports", hop="extract") == 0
    assert value(found, "onrecord_outcomes_total", hop="intake", outcome="retried") == 1
    monkeypatch.setattr(measuring, "COUNTED_TO", 2)
    monkeypatch.setattr("producers.scraping.hops.COUNTED_TO", 2)
    assert ledger.pulse().hops[0].waiting == 2
    found = scrape(settings)
    assert value(found, "onrecord_waiting_reports", hop="intake") == 3, "the census has them all"
    assert value(found, "onrecord_delayed_reports", hop="intake") == 1


def test_a_pause_and_stored_reports_that_are_read_again(settings, ledger, shell):
    report = submit(ledger, 1).report
    do_all(shell)
    ledger.pause(Hop.EXTRACT, "somebody", "")
    ledger.read_again([report], Hop.EXTRACT)
    found = scrape(settings)
    assert value(found, "onrecord_paused", hop="extract") == 1
    assert value(found, "onrecord_paused", hop="intake") == 0
    assert value(found, "onrecord_oldest_waiting_seconds", hop="extract", later="true") > 0
    assert value(found, "onrecord_oldest_waiting_seconds", hop="extract", later="false") == 0
    assert value(found, "onrecord_relay_lag_seconds", hop="extract") == 0, "nobody may ring for it"


def test_only_workers_that_were_heard_of_lately_have_names(settings, ledger, monkeypatch):
    ledger.beat("host:1:abc", [Hop.INTAKE, Hop.EXTRACT], 4)
    ledger.lead("host:1:abc", 60)
    submit(ledger, 1)
    ledger.take(Hop.INTAKE, None, "host:1:abc/task")
    found = scrape(settings)
    assert value(found, "celery_worker_up", hostname="host:1:abc") == 1
    assert value(found, "celery_worker_tasks_active", hostname="host:1:abc") == 1
    assert value(found, "celery_active_process_count", queue_name="extract") == 4
    assert value(found, "celery_active_worker_count", queue_name="intake") == 1
    assert value(found, "celery_active_worker_count", queue_name="reconcile") == 0
    assert value(found, "onrecord_relay_leads") == 1
    assert value(found, "onrecord_relay_silent_seconds") >= 0
    assert sum(all_of(found, "onrecord_workers").values()) == 1
    real = type(ledger).now
    monkeypatch.setattr(type(ledger), "now", lambda self, db: real(self, db) + 120.0)
    found = scrape(settings)
    assert value(found, "celery_worker_up", hostname="host:1:abc") == 0
    assert value(found, "celery_active_worker_count", queue_name="intake") == 0
    assert value(found, "onrecord_relay_leads") == 0
    monkeypatch.setattr(type(ledger), "now", lambda self, db: real(self, db) + 1200.0)
    assert not all_of(scrape(settings), "celery_worker_up")


def test_what_is_in_redis_and_what_should_be(settings, ledger, broker, monkeypatch):
    ours = settings.model_copy(update={"broker_url": broker})
    client = redis.Redis.from_url(broker)
    client.flushall()
    submit(ledger, 1)
    submit(ledger, 2)
    client.lpush(REFUSED, b"{}")
    found = scrape(ours)
    assert value(found, "onrecord_broker_up") == 1
    assert value(found, "celery_queue_length", queue_name="intake") == 0
    assert value(found, "onrecord_messages_missing", hop="intake") == 2
    assert value(found, "onrecord_relay_lag_seconds", hop="intake") > 0
    assert value(found, "onrecord_refused_messages") == 1
    assert value(found, "onrecord_stream_entries") == 0
    bell = Bell(broker, ours)
    assert bell.ring(Hop.INTAKE, [f"{number:016x}" for number in range(3)])
    bell.close()
    found = scrape(ours)
    assert value(found, "celery_queue_length", queue_name="intake") == 3
    assert value(found, "onrecord_messages_missing", hop="intake") == 0
    assert value(found, "onrecord_relay_lag_seconds", hop="intake") == 0
    client.delete("intake")
    client.set("intake", "somebody else's")
    found = scrape(ours)
    assert value(found, "onrecord_broker_up") == 1
    assert value(found, "celery_queue_length", queue_name="intake") is None
    client.flushall()


def test_of_a_situation_that_was_not_redrawn_nothing_is_read_again(ledger, shell):
    submit(ledger, 1)
    do_all(shell)
    before = ledger.census()
    with ledger.writing() as db:
        db.execute(update(situation).values(record="no JSON"))
    assert ledger.census(before).situations == before.situations
    with pytest.raises(ValueError, match="Expecting value"):
        ledger.census()


def test_no_table_is_read_whole_in_a_scrape(tmp_path):
    """SQLite says so itself. Of the rest, no table grows with the reports."""
    ledger = open_ledger(read_settings(home=tmp_path / "home"))
    ledger.beat("host:1:abc", list(Hop))
    with plans_of(ledger) as plans:
        ledger.pulse()
    ledger.close()
    assert len(plans) > 20
    assert read_whole(plans) <= {"anon_1", "pause", "picture", "tally", "worker", "lease"}, plans
    by_index = {plan for plan in plans if "work USING" in plan}
    assert by_index
    assert all("INDEX work_" in plan for plan in by_index), by_index


def test_a_scrape_without_ledger_and_broker(tmp_path, troubles):
    nowhere = read_settings(home=tmp_path / "none", broker_url="redis://127.0.0.1:1/0")
    found = scrape(nowhere)
    assert value(found, "onrecord_ledger_up") == value(found, "onrecord_broker_up") == 0
    assert len(all_of(found, "onrecord_build_info")) == 1
    assert len(found) == 3
    assert not (tmp_path / "none").exists(), "looking makes no data folder"
    assert "The broker does not answer." in troubles


@pytest.fixture
def exporter(settings):
    exporter = Exporter(settings)
    yield exporter
    exporter.close()


def test_what_goes_away_and_comes_back(exporter, ledger, troubles):
    assert value(scrape(exporter), "onrecord_ledger_up") == 1
    with ledger.writing() as db:
        db.exec_driver_sql("ALTER TABLE picture RENAME TO gone")
    for _ in range(2):
        assert value(scrape(exporter), "onrecord_ledger_up") == 0
    with ledger.writing() as db:
        db.exec_driver_sql("ALTER TABLE gone RENAME TO picture")
    assert value(scrape(exporter), "onrecord_ledger_up") == 1
    assert len([each for each in troubles if "roker" not in each]) == 1, (
        "one line, not one a scrape"
    )


def test_what_does_not_answer_holds_no_scrape_up(tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "PATIENCE", 0.5)
    monkeypatch.setattr(exporting.Sources, "lengths", lambda *_: time.sleep(4))
    exporter = Exporter(read_settings(home=tmp_path / "none"))
    began = time.monotonic()
    (up,) = [each for each in exporter.collect() if each.name == "onrecord_broker_up"]
    assert 0.5 <= time.monotonic() - began < 3.5
    assert [sample.value for sample in up.samples] == [0]


def test_a_look_that_is_good_is_not_taken_again():
    seen, gate = [], threading.Event()

    def look(before):
        gate.wait(5)
        seen.append(before)
        return len(seen)

    each = Look("test", look, good_for=60)
    each.begin()
    assert each.fresh(time.monotonic()) is None
    gate.set()
    assert each.latest(time.monotonic() + 5).what == 1
    each.begin()
    assert each.latest(time.monotonic() + 5).what == 1
    assert seen == [None]


def test_the_command_prints_once_or_serves(onrecord, home):
    open_ledger(read_settings()).close()
    code, printed, _ = onrecord("metrics", "--once")
    assert code == Exit.DONE
    assert value(series(printed), "onrecord_ledger_up") == 1
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, told = onrecord("metrics", "--port", taken.getsockname()[1])
    assert (code, "Give another --host or --port" in told) == (Exit.UNAVAILABLE, True)
