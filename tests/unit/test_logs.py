"""Lines are whole, from a closed list, and never a report's words."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared import logs
from shared.hops import Outcome
from shared.logs import Event, say


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = handlers, level


def test_one_json_object_a_line_where_nobody_looks(capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure("auto")
    say(Outcome.ADMITTED, report="r", trace="t", ref=None, text_length=3)
    line = json.loads(capfd.readouterr().err)
    assert line.pop("time").endswith("Z")
    assert line == {
        "event": "admitted",
        "level": "info",
        "report": "r",
        "trace": "t",
        "text_length": 3,
    }


def test_words_for_people(capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure("console")
    say(Event.STARTED, worker="w")
    written = capfd.readouterr().err
    assert "started" in written
    assert not written.startswith("{")


def test_libraries_speak_from_warning_up(capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    logging.getLogger("kombu.connection").info("chatter")
    logging.getLogger("kombu.connection").warning("cannot %s", "connect")
    line = json.loads(capfd.readouterr().err)
    assert (line["event"], line["logger"], line["message"]) == (
        "note",
        "kombu.connection",
        "cannot connect",
    )


@pytest.mark.parametrize(
    ("logger", "template"),
    [
        ("celery.worker.strategy", "Task received: %s"),
        ("celery.app.trace", "Task succeeded: %s"),
        ("celery.worker.request", "Task failed: %s"),
    ],
)
def test_celerys_argument_printers_are_quiet(
    capfd: pytest.CaptureFixture[str], logger: str, template: str
) -> None:
    logs.configure("json")
    logging.getLogger(logger).error(template, "secret words")
    assert capfd.readouterr().err == ""


def test_celery_does_not_print_a_message_that_it_cannot_use(
    capfd: pytest.CaptureFixture[str],
) -> None:
    from celery.worker.consumer import consumer

    logs.configure("json")
    for template in (
        consumer.UNKNOWN_FORMAT,
        consumer.UNKNOWN_TASK_ERROR,
        consumer.INVALID_TASK_ERROR,
        consumer.MESSAGE_DECODE_ERROR,
    ):
        given = ("secret words",) * template.replace("%%", "").count("%")
        logging.getLogger("celery.worker.consumer.consumer").error(template, *given)
    written = capfd.readouterr().err
    assert written.count("\n") == 4
    assert "secret" not in written
