"""`onrecord read --html`: the page as a file, and in a browser where there is one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from producers.options import Exit

SAMPLES = Path(__file__).parents[2] / "producers" / "samples"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture
def written(onrecord, tmp_path):
    path = tmp_path / "read.html"
    code, printed, said = onrecord("read", str(SAMPLES), "--html", str(path))
    assert code == Exit.DONE, said
    assert not printed
    assert f"reports are in {path}" in said
    return path


def test_a_page_holds_all_reports_and_can_be_written_again(written, onrecord):
    before = written.read_text(encoding="utf-8")
    assert before.count("<article") == len(list(SAMPLES.glob("*.txt")))
    onrecord("read", str(SAMPLES), "--html", str(written))
    assert written.read_text(encoding="utf-8") == before
    assert not list(written.parent.glob("*.part"))


def test_where_no_page_can_be_written_it_says_so_and_what_to_do(onrecord, tmp_path):
    path = tmp_path / "nowhere" / "read.html"
    code, _, said = onrecord("read", str(SAMPLES / "04-highland-front.txt"), "--html", str(path))
    assert code == Exit.USAGE
    assert str(path) in said and "Name another file" in said


def test_a_page_takes_the_place_of_no_report_and_of_no_folder(onrecord, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("Nine people died in Zabid on Monday.", encoding="utf-8")
    for page in (report, tmp_path):
        code, _, said = onrecord("read", str(report), "--html", str(page))
        assert code == Exit.USAGE
        assert "Name another file" in said
    assert report.read_text(encoding="utf-8").startswith("Nine people")


@pytest.mark.skipif(BROWSER is None, reason="NO BROWSER is installed: the page is only parsed")
def test_a_browser_shows_the_page_and_finds_nothing_to_complain_of(written, tmp_path):
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr"]  # fmt: skip
    done = subprocess.run(
        [BROWSER, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", written.as_uri()],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.count("<article") == len(list(SAMPLES.glob("*.txt")))
    assert not re.findall(r"CONSOLE.*", done.stderr)
