"""The command line in one process: what it prints, what it complains of, how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from producers.options import Exit
from shared.envelope import Envelope
from shared.hops import Hop
from shared.ledger import open_ledger
from shared.settings import read_settings

SAMPLES = Path(__file__).parents[2] / "producers" / "samples"
HEAVY = {"jinja2", "sqlalchemy", "celery", "kombu", "redis", "spacy", "alembic", "rich.table"}


def test_help_names_every_command_without_loading_what_only_some_need():
    script = (
        "import sys, producers.cli\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))\n"
        "producers.cli.main(['--help'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("[]")
    for command in ("run", "demo", "publish", "read", "work", "show", "why", "trace", "queues", "quarantine", "export", "doctor"):  # fmt: skip
        assert f" {command} " in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["publish"],
        ["read"],
        ["run"],
        ["why"],
        ["shwo"],
        ["publish", "a.txt", "b.txt", "--ref", "one"],
        ["read", "a.txt", "--manifest", "m.json"],
        ["quarantine", "replay"],
        ["work", "--queue", "nothing"],
    ],
)
def test_what_cannot_be_understood_ends_in_2_with_a_sentence(arguments, onrecord, home):
    if arguments[0] == "quarantine":
        open_ledger(read_settings()).close()
    code, _, complaint = onrecord(*arguments)
    assert code == Exit.USAGE
    assert complaint.strip()


@pytest.mark.parametrize("command", [["show"], ["why", "abcd"], ["trace", "abcd"], ["queues"], ["quarantine", "list"], ["export", "x"]])  # fmt: skip
def test_looking_where_nothing_is_says_so_and_makes_nothing(command, onrecord, home):
    code, printed, complaint = onrecord(*command)
    assert code == Exit.UNAVAILABLE
    assert "no ledger" in complaint
    assert not printed
    assert not home.exists()


def test_a_setting_that_cannot_be_used_is_named(onrecord, monkeypatch):
    monkeypatch.setenv("ONRECORD_WORKERS", "many")
    code, _, complaint = onrecord("queues")
    assert code == Exit.USAGE
    assert "ONRECORD_WORKERS" in complaint


def test_a_fault_of_ours_is_no_usage_error(onrecord, monkeypatch):
    monkeypatch.setattr("producers.options.existing_ledger", lambda _: 1 / 0)
    monkeypatch.setattr("producers.asking.existing_ledger", lambda _: 1 / 0)
    code, _, complaint = onrecord("show")
    assert code == Exit.BUG
    assert "ZeroDivisionError" in complaint


def test_a_good_file_is_read_though_the_bad_ones_are_refused(onrecord, tmp_path):
    good = SAMPLES / "03-tihama-rights-monitor.txt"
    (tmp_path / "empty.txt").write_text("")
    code, printed, complaint = onrecord(
        "read", tmp_path / "empty.txt", good, tmp_path / "gone.txt",
        "--outlet", "Tihama Rights Monitor", "--published", "2021-05-06", "--json",
    )  # fmt: skip
    assert code == Exit.PROBLEMS
    assert "empty.txt: The file is empty" in complaint
    assert "gone.txt: There is no such file" in complaint
    claims = [json.loads(line) for line in printed.splitlines()]
    assert claims
    text = good.read_text(encoding="utf-8")
    for claim in claims:
        assert text[claim["start"] : claim["end"]] == claim["text"]
        assert claim["report_ref"] == good.name


def test_reading_shows_the_text_and_who_says_what(onrecord):
    code, printed, _ = onrecord(
        "read", SAMPLES / "04-highland-front.txt", "--published", "2021-05-06"
    )
    assert code == Exit.DONE
    assert "Media Office" in printed
    assert "denies" in printed
    assert "[1]" in printed


def test_reading_stores_nothing(onrecord, home):
    onrecord("read", SAMPLES / "04-highland-front.txt")
    assert not home.exists()


def test_another_language_is_refused_when_read(onrecord, tmp_path):
    (tmp_path / "a.txt").write_text(
        "Au moins quatorze personnes ont été tuées jeudi matin dans le bombardement du marché de la ville, "
        "selon le directeur de l'hôpital. Les deux camps se rejettent la responsabilité de cette attaque."
    )
    code, _, complaint = onrecord("read", tmp_path / "a.txt")
    assert code == Exit.PROBLEMS
    assert "a.txt" in complaint
    assert "English" in complaint


def test_the_doctor_finds_a_new_place_well(onrecord):
    code, printed, _ = onrecord("doctor")
    assert code == Exit.DONE
    for name in ("broker", "ledger", "model", "gazetteer", "ONRECORD_HOME"):
        assert name in printed


def test_the_doctor_names_what_is_ill_and_keeps_secrets(onrecord, monkeypatch):
    monkeypatch.setenv("ONRECORD_BROKER_URL", "redis://:hush-hush@127.0.0.1:1/0")
    code, printed, _ = onrecord("doctor", "--json")
    assert code == Exit.PROBLEMS
    assert "hush-hush" not in printed
    found = {line["name"]: line for line in map(json.loads, printed.splitlines())}
    assert found["broker"]["well"] is False
    assert found["ledger"]["well"] is True
    assert found["broker_url"]["origin"] == "environment ONRECORD_BROKER_URL"


def quarantined(text: str) -> None:
    ledger = open_ledger(read_settings())
    ledger.accept(Envelope.wrap(text, ref="bad.txt", outlet="Post"))
    held = ledger.take(Hop.INTAKE, None, "worker/1")
    ledger.put_away(held, "unreadable", "It is not in English.")
    ledger.close()


def test_quarantine_is_listed_shown_and_sent_again(onrecord):
    quarantined("Un texte \x1b[2J au marché: 十九.")
    code, printed, _ = onrecord("quarantine", "list")
    assert code == Exit.PROBLEMS
    assert "bad.txt" in printed
    assert "It is not in English." in printed

    code, printed, _ = onrecord("quarantine", "show", 1)
    assert code == Exit.DONE
    assert "Un texte" in printed
    assert "au marché: 十九" in printed
    assert "\x1b" not in printed

    code, _, said = onrecord("quarantine", "replay", 1)
    assert code == Exit.DONE
    assert "Entry 1 waits to be worked again." in said
    assert onrecord("quarantine", "list")[0] == Exit.DONE
    code, printed, _ = onrecord("queues", "--json")
    assert json.loads(printed.splitlines()[0])["waiting"] == 1


def test_what_was_seen_to_is_not_seen_to_twice(onrecord):
    quarantined("Un texte.")
    assert onrecord("quarantine", "drop", "--all")[0] == Exit.DONE
    code, _, complaint = onrecord("quarantine", "replay", 1)
    assert code == Exit.USAGE
    assert "dropped" in complaint


def test_a_mistyped_number_leaves_all_as_it_was(onrecord):
    quarantined("Un texte.")
    code, _, complaint = onrecord("quarantine", "drop", 1, 7)
    assert code == Exit.USAGE
    assert "no quarantine entry 7" in complaint
    assert onrecord("quarantine", "list")[0] == Exit.PROBLEMS


def test_the_queues_count_what_the_list_of_the_quarantine_shows(onrecord):
    quarantined("Un texte.")
    ledger = open_ledger(read_settings())
    ledger.put_away_unknown("no envelope", "It is no envelope.", "worker/1")
    ledger.close()
    intake = json.loads(onrecord("queues", "--json")[1].splitlines()[0])
    assert intake["quarantined"] == len(onrecord("quarantine", "list", "--json")[1].splitlines())
    onrecord("quarantine", "drop", "--all")
    assert json.loads(onrecord("queues", "--json")[1].splitlines()[0])["quarantined"] == 0


def test_a_trace_that_reports_share_shows_them_all(onrecord):
    shared = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    ledger = open_ledger(read_settings())
    for name in ("a.txt", "b.txt"):
        envelope = Envelope.wrap(f"Shells fell on {name}.", ref=name)
        ledger.accept(envelope.model_copy(update={"traceparent": shared}))
    ledger.close()
    code, printed, _ = onrecord("trace", "0af7651916cd43dd8448eb211c80319c", "--json")
    assert code == Exit.DONE
    assert [json.loads(line)["ref"] for line in printed.splitlines()] == ["a.txt", "b.txt"]
    _, printed, _ = onrecord("trace", "0af7651916cd43dd8448eb211c80319c")
    assert printed.index("a.txt") < printed.index("b.txt")
