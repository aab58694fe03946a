"""The main job on the demo's reports: real workers on a real broker, then every window on the result."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "producers" / "samples"
ONRECORD = str(Path(sys.executable).parent / "onrecord")

pytestmark = [pytest.mark.flow, pytest.mark.timeout(240)]


def onrecord(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")
    }
    return subprocess.run(
        [ONRECORD, *map(str, arguments), "--home", str(home)],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip


def lines(done: subprocess.CompletedProcess[str]) -> list[dict]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo") / "home"
    done = onrecord(home, "demo", "--export", home / "export")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="module")
def picture(home):
    return lines(onrecord(home, "show", "--json"))


def figures(picture: list[dict], measure: str) -> list[dict]:
    return [each for one in picture for each in one["figures"] if each["measure"] == measure]


def test_the_demo_shows_what_a_ledger_of_claims_must_get_right(picture):
    """Two voices agree on the dead, and not on the wounded; the copy and the mended number do not count."""
    killed = [each for each in figures(picture, "killed") if each["best"] == 19]
    assert "corroborated" in {each["status"] for each in killed}
    assert "disputed" in {each["status"] for each in figures(picture, "wounded")}
    evacuated = figures(picture, "evacuated")
    assert {each["best"] for each in evacuated} <= {1180, 1200}
    assert all(each["high"] < 2100 for each in evacuated)
    reasons = {
        left["reason"] for one in picture for each in one["figures"] for left in each["excluded"]
    }
    assert {"copy", "superseded", "same-voice"} <= reasons
    standings = {each["status"] for one in picture for each in one["statements"]}
    assert "disputed" in standings


def test_every_claim_is_the_very_slice_of_its_report(home):
    for line in (home / "export" / "claims.jsonl").read_text(encoding="utf-8").splitlines():
        claim = json.loads(line)
        text = (SAMPLES / claim["report_ref"]).read_text(encoding="utf-8")
        assert text[claim["start"] : claim["end"]] == claim["text"]


def test_the_demo_done_again_changes_nothing(home, tmp_path):
    again = onrecord(home, "demo", "--export", tmp_path)
    assert again.returncode == 0, again.stderr
    for name in ("claims.jsonl", "situations.jsonl"):
        assert (tmp_path / name).read_bytes() == (home / "export" / name).read_bytes()


def test_every_figure_and_statement_tells_why(home, picture):
    one = max(picture, key=lambda each: len(each["figures"]))
    shown = onrecord(home, "show", one["id"]).stdout
    addresses = re.findall(r"[0-9a-f]{8}:s?\d+", shown)
    assert len(addresses) == len(one["figures"]) + len(one["statements"])
    for address in (addresses[0], addresses[-1]):
        done = onrecord(home, "why", address)
        assert done.returncode == 0, done.stderr
        assert "characters" in done.stdout
        assert ".txt" in done.stdout


def test_a_claim_tells_where_it_counts(home, picture):
    figure = figures(picture, "wounded")[0]
    done = onrecord(home, "why", figure["claims"][0])
    assert done.returncode == 0, done.stderr
    assert "counts" in done.stdout
    [told] = lines(onrecord(home, "why", figure["claims"][0], "--json"))
    for use in told["uses"]:
        assert use["address"] in done.stdout
        assert use["what"]
    assert any(use["left_out"] is None for use in told["uses"])


def test_a_report_is_followed_from_door_to_picture(home):
    [journey] = lines(onrecord(home, "trace", "01-red-sea-wire.txt", "--json"))
    assert [step["hop"] for step in journey["steps"]] == ["intake", "extract", "reconcile"]
    assert all(step["state"] == "done" for step in journey["steps"])
    log = (home / "worker.log").read_text(encoding="utf-8")
    assert log.count(journey["trace"]) >= 2


def test_no_word_of_a_report_is_in_the_log(home):
    log = (home / "worker.log").read_text(encoding="utf-8")
    assert "covered market" not in log


def test_nothing_waits_and_nothing_is_in_quarantine(home):
    assert {hop["waiting"] for hop in lines(onrecord(home, "queues", "--json"))} == {0}
    assert lines(onrecord(home, "quarantine", "list", "--json")) == []


def test_a_bad_report_in_a_run_is_named_and_kept_and_the_others_are_done(tmp_path):
    (tmp_path / "foreign.txt").write_text(
        "Au moins quatorze personnes ont été tuées jeudi matin dans le bombardement du marché de la ville, "
        "selon le directeur de l'hôpital. Les deux camps se rejettent la responsabilité de cette attaque."
    )
    (tmp_path / "empty.txt").write_text("")
    home = tmp_path / "home"
    done = onrecord(
        home, "run", tmp_path / "foreign.txt", tmp_path / "empty.txt", tmp_path / "gone.txt",
        SAMPLES / "08-un-relief-office.txt", "--published", "2021-05-09", "--workers", 1,
    )  # fmt: skip
    assert done.returncode == 1
    for words in ("foreign.txt is in quarantine", "English", "empty.txt: The file is empty", "gone.txt: There is no such"):  # fmt: skip
        assert words in done.stderr
    assert "evacuated" in done.stdout
    [entry] = [json.loads(line) for line in onrecord(home, "quarantine", "list", "--json").stdout.splitlines()]  # fmt: skip
    [shown] = lines(onrecord(home, "quarantine", "show", entry["id"], "--json"))
    assert "Au moins quatorze" in json.loads(shown["payload"])["data"]["text"]


def test_an_interrupted_run_leaves_no_process_and_loses_nothing(tmp_path):
    home = tmp_path / "home"
    running = subprocess.Popen(
        [ONRECORD, "demo", "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not (home / "ledger.db").exists() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.5)
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) != 0
    assert not processes_of(home)
    done = onrecord(home, "demo", "--json")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 1


def processes_of(home: Path) -> list[str]:
    """Processes that were started for this data folder and are still there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(home).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().decode().replace("\0", " "))
        except OSError:
            continue
    return found


def test_a_killed_run_leaves_no_worker_behind(tmp_path):
    home = tmp_path / "home"
    running = subprocess.Popen(
        [ONRECORD, "demo", "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    log = home / "worker.log"
    until = time.monotonic() + 60
    while not (log.exists() and "started" in log.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    running.kill()
    running.wait()
    until = time.monotonic() + 60
    while processes_of(home) and time.monotonic() < until:
        time.sleep(0.1)
    assert not processes_of(home)
    assert '"stopped"' in log.read_text()
