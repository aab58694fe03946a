"""Ordinary mistakes end in a sentence that names what is wrong and what to do, never in a traceback."""

import json
from pathlib import Path

import pytest

from producers.options import Exit
from shared.ledger import open_ledger
from shared.settings import read_settings
from workers import alive

SAMPLE = Path(__file__).parents[2] / "producers" / "samples" / "04-highland-front.txt"


@pytest.fixture
def onrecord(onrecord):
    def run(*arguments: object) -> tuple[int, str, str]:
        code, out, err = onrecord(*arguments)
        assert "Traceback" not in err
        return code, out, err

    return run


@pytest.mark.parametrize("command", [["publish", SAMPLE], ["doctor"], ["show"], ["work"]])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEDGER_URL", "nonsense"),
        ("LEDGER_URL", "mysql://me:hush-hush@host/db"),
        ("LEDGER_URL", "postgresql://me:hush-hush@host:port/db"),
        ("LEDGER_URL", "postgresql://me:hu@hush-hush@host/db"),
        ("BROKER_URL", "nonsense"),
        ("BROKER_URL", "amqp://me:hush-hush@host"),
        ("BROKER_URL", "sentinel://host:26379"),
        ("BROKER_URL", "redis://:hush-hush@127.0.0.1:notaport"),
        ("BROKER_URL", "redis://:hush-hush@127.0.0.1/first"),
    ],
)
def test_an_address_that_cannot_be_is_named_and_not_shown(
    onrecord, monkeypatch, command, name, value
):
    monkeypatch.setenv(f"ONRECORD_{name}", value)
    code, _, complaint = onrecord(*command)
    assert code == Exit.USAGE
    assert f"ONRECORD_{name}" in complaint
    assert "Change it or leave it out." in complaint
    assert "hush" not in complaint


def test_an_empty_setting_is_none(onrecord, home, monkeypatch):
    for name in ("LEDGER_URL", "BROKER_URL", "WORKERS"):
        monkeypatch.setenv(f"ONRECORD_{name}", "")
    assert onrecord("publish", SAMPLE)[0] == Exit.DONE
    assert (home / "ledger.db").is_file()
    assert onrecord("doctor")[0] == Exit.DONE


@pytest.mark.parametrize("command", [["publish", SAMPLE], ["run", SAMPLE], ["demo"]])
def test_a_data_folder_that_cannot_be_made_is_named(onrecord, command, tmp_path):
    (tmp_path / "file").touch()
    for folder in ("/proc/x", tmp_path / "file"):
        code, _, complaint = onrecord(*command, "--home", folder)
        assert code == Exit.UNAVAILABLE
        assert f"{folder} cannot be made" in complaint
        assert "--home or ONRECORD_HOME" in complaint


def test_the_doctor_names_a_data_folder_that_cannot_be_made(onrecord):
    code, printed, _ = onrecord("doctor", "--home", "/proc/x")
    assert code == Exit.PROBLEMS
    assert "cannot be made" in printed


def test_the_doctor_makes_nothing(onrecord, home, tmp_path):
    for folder in (home, tmp_path / "a" / "typo", tmp_path):
        before = sorted(tmp_path.rglob("*"))
        _, printed, _ = onrecord("doctor", "--home", folder)
        assert "There is no ledger" in " ".join(printed.split())
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("WROKERS", "WORKERS"), ("LEDGER_URI", "LEDGER_URL"), ("BROKER_FILE", "BROKER_URL_FILE")],
)
def test_the_doctor_names_a_misspelled_setting(onrecord, monkeypatch, typed, meant):
    monkeypatch.setenv(f"ONRECORD_{typed}", "7")
    code, printed, _ = onrecord("doctor")
    assert code == Exit.PROBLEMS
    assert f"ONRECORD_{typed} is no setting; ONRECORD_{meant} is" in " ".join(printed.split())
    monkeypatch.delenv(f"ONRECORD_{typed}")
    assert onrecord("doctor")[0] == Exit.DONE


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["show"], Exit.UNAVAILABLE),
        (["replay"], Exit.USAGE),
        (["drain"], Exit.UNAVAILABLE),
        (["show", "--as-fo", "now"], Exit.USAGE),
        (["pause", "launder"], Exit.USAGE),
        (["retention"], Exit.USAGE),
        (["shwo"], Exit.USAGE),
    ],
)
def test_an_error_is_json_where_the_answer_would_be(onrecord, command, expected):
    code, printed, complaint = onrecord(*command, "--json")
    assert (code, printed) == (expected, "")
    told = json.loads(complaint)
    assert told["code"] == expected
    assert told["error"].endswith((".", "?"))


def test_what_was_removed_cannot_be_sent_again(onrecord, home):
    assert onrecord("publish", SAMPLE)[0] == Exit.DONE
    ledger = open_ledger(read_settings())
    report = ledger.reports()[0].id
    with ledger.writing() as db:
        db.exec_driver_sql(
            "INSERT INTO work (report, hop, state, due_at, enqueued_at) VALUES (?, 'extract', 'done', 0, 0)",
            (report,),
        )
    assert len(ledger.stored()) == 1
    ledger.remove(report, "me", "asked for")
    for command in ("replay", "re-extract"):
        code, _, complaint = onrecord(command, report)
        assert code == Exit.USAGE
        assert "was removed" in complaint
        code, _, told = onrecord(command, "--since", "1d")
        assert (code, "No report is meant" in told) == (Exit.USAGE, True)
    ledger.close()


@pytest.mark.parametrize("where", ["whole", "inside"])
def test_a_damaged_ledger_is_named(onrecord, home, where):
    open_ledger(read_settings()).close()
    ledger = home / "ledger.db"
    page = 4096
    pages = ledger.read_bytes() if where == "inside" else b""
    ledger.write_bytes(pages[:page] + b"no database " * 10_000)
    for command in (["show"], ["publish", SAMPLE], ["run", SAMPLE]):
        code, _, complaint = onrecord(*command)
        assert code == Exit.UNAVAILABLE
        assert f"{ledger} is damaged" in complaint
        assert "backup" in complaint
    code, printed, _ = onrecord("doctor")
    assert code == Exit.PROBLEMS
    assert "is damaged" in " ".join(printed.split())


def test_an_export_into_a_file_is_refused_before_any_work(onrecord, home, tmp_path):
    (tmp_path / "file").touch()
    code, _, complaint = onrecord("run", SAMPLE, "--export", tmp_path / "file")
    assert code == Exit.USAGE
    assert f"cannot be written to {tmp_path / 'file'}" in complaint
    assert not home.exists()
    open_ledger(read_settings()).close()
    code, _, complaint = onrecord("export", tmp_path / "file")
    assert code == Exit.USAGE
    assert "Name a folder" in complaint


def test_a_run_of_nothing_that_can_be_read_starts_no_worker(onrecord, home, tmp_path):
    code, _, complaint = onrecord("run", tmp_path / "nofile.txt")
    assert code == Exit.PROBLEMS
    assert "nofile.txt: There is no such file" in complaint
    assert not (home / "worker.log").exists()


@pytest.mark.parametrize("command", ["publish", "read", "run"])
def test_a_file_that_is_refused_is_named_in_json_where_the_answer_would_be(
    onrecord, home, tmp_path, command
):
    code, printed, complaint = onrecord(command, tmp_path / "nofile.txt", "--json")
    assert (code, printed) == (Exit.PROBLEMS, "")
    (told,) = [each for each in map(json.loads, complaint.splitlines()) if "error" in each]
    assert told["code"] == Exit.PROBLEMS
    assert "nofile.txt: There is no such file" in told["error"]


@pytest.mark.parametrize(
    ("typed", "code"), [("--help", 0), ("--redy", 2), ("--read", 2), ("ready", 2)]
)
def test_a_health_check_that_is_mistyped_is_none(home, capsys, typed, code):
    with pytest.raises(SystemExit) as ended:
        alive.main([typed])
    assert ended.value.code == code
    assert "--ready" in "".join(capsys.readouterr())
