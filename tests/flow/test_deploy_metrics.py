"""Dashboard and alerts, held against what a real exporter says of a real line."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from promql import History, Labels, evaluate, selectors, values
from scraped import Series, series
from standins import PROSE, pending, submit

from shared.broker import Bell
from shared.embedded import ensure
from shared.hops import Hop
from shared.ledger import open_ledger
from shared.messages import task
from shared.processes import worker_command
from shared.settings import read_settings

pytestmark = [pytest.mark.flow, pytest.mark.timeout(180)]

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "workers" / "deploy"
PATH = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "flow")))
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
CASES = tomllib.loads((ROOT / "tests" / "cases" / "alerts.toml").read_text())["case"]
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana" / "onrecord.json").read_text())
PANELS = [each for each in DASHBOARD["panels"] if each["type"] != "row"]
PROMETHEUS_OWN = {"ALERTS": {"alertname"}}
NOW = 300
"""The minute at which alerts are looked at."""


@pytest.fixture(scope="module")
def scrapes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Series, Series]]:
    """Over HTTP: reports were worked by a real worker, one of them into quarantine; then rubbish was pushed."""
    settings = read_settings(home=tmp_path_factory.mktemp("line"), relay_seconds=0.3)
    environment = os.environ | settings.environment() | {"PYTHONPATH": PATH}
    lease, ledger = ensure(settings.home), open_ledger(settings)
    bell = Bell(lease.url, settings)
    commands = (
        worker_command(2, app="standin_app"),
        [str(Path(sys.executable).parent / "onrecord"), "metrics", "--port", "0"],
    )
    started = []
    for number, command in enumerate(commands):
        with (settings.home / f"{number}.log").open("w") as log:
            started.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
    try:
        texts = (PROSE, PROSE, "FAULTY " + PROSE)
        bell.ring(Hop.INTAKE, [submit(ledger, n, text).report for n, text in enumerate(texts)])
        patiently(lambda: not pending(ledger) and ledger.situations() and ledger.leader())
        address = re.compile(r"http://\S+/metrics")
        log = settings.home / "1.log"
        patiently(lambda: address.search(log.read_text()))
        url = address.search(log.read_text())[0]
        quiet = series(urllib.request.urlopen(url, timeout=20).read().decode())
        no_envelopes = [task(Hop.INTAKE, f"This is no envelope: {number}.") for number in range(9)]
        bell.client.lpush(Hop.INTAKE, *no_envelopes, *(f"rubbish {number}" for number in range(9)))
        patiently(lambda: len(ledger.quarantined()) == 1 + 18)
        yield quiet, series(urllib.request.urlopen(url, timeout=20).read().decode())
        started[1].terminate()
        assert started[1].wait(20) == 0
    finally:
        for each in started:
            each.terminate()
            each.wait(30)
        bell.close()
        ledger.close()
        lease.release()


@pytest.fixture
def scraped(scrapes: tuple[Series, Series]) -> Series:
    return scrapes[0]


def patiently(there: Any) -> None:
    deadline = time.monotonic() + 120
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def expressions(panel: dict[str, Any]) -> list[str]:
    return [target["expr"].replace("$__rate_interval", "5m") for target in panel["targets"]]


ASKED = [
    *(pytest.param(rule["expr"], id=rule["alert"]) for rule in RULES),
    *(
        pytest.param(expression, id=f"{panel['title']} {number}")
        for panel in PANELS
        for number, expression in enumerate(expressions(panel))
    ),
]


@pytest.mark.parametrize("expression", ASKED)
def test_what_is_asked_for_is_there(scraped: Series, expression: str) -> None:
    """Every name, every label, and every value that a label must have for anything to be found."""
    for each in selectors(promql_parser.parse(expression)):
        if each.name in PROMETHEUS_OWN:
            continue
        found = [dict(labels) for name, labels in scraped if name == each.name]
        assert found, each.name
        for matcher in each.matchers.matchers:
            values = {labels.get(matcher.name) for labels in found}
            assert None not in values, matcher.name
            if str(matcher.op) in ("MatchOp.Equal", "MatchOp.Re"):
                assert set(matcher.value.split("|")) <= values, matcher.value
    told = {name for _, labels in scraped for name, _ in labels}
    grouped = re.findall(r"\b(?:by|on) \(([^)]*)\)", expression)
    assert {name.strip() for names in grouped for name in names.split(",")} - {""} <= told


def test_each_panel_says_what_it_shows_and_stands_beside_the_others() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert max(x for x, _ in cells) < 24, panel["title"]
        assert not cells & taken, panel["title"]
        taken |= cells
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in PANELS:
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
    legends = {
        (name, expression)
        for panel in PANELS
        for target, expression in zip(panel["targets"], expressions(panel), strict=True)
        for name in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])
    }
    assert legends
    assert not [name for name, expression in legends if name not in expression]


def test_grafana_finds_the_dashboard_and_where_its_figures_come_from() -> None:
    provisioning = DEPLOY / "grafana" / "provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yml").read_text())[
        "datasources"
    ]
    asked = {target["datasource"]["uid"] for panel in PANELS for target in panel["targets"]}
    assert asked == {source["uid"]}
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "onrecord.yml").read_text())[
        "providers"
    ]
    assert provider["type"] == "file"


def test_prometheus_reads_the_alerts() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    folder = DEPLOY / "prometheus"
    assert folder / "alerts.yml" in [
        path for each in config["rule_files"] for path in folder.glob(each)
    ]


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")


def test_each_alert_says_how_bad_it_is_what_is_wrong_and_where_is_written_what_to_do() -> None:
    page = (ROOT / "workers" / "RUNNING.md").read_text(encoding="utf-8")
    anchors = {anchor(heading) for heading in re.findall(r"(?m)^#+ (.+)$", page)}
    for rule in RULES:
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["annotations"]["runbook"] == f"workers/RUNNING.md#{rule['alert'].lower()}"
        assert rule["alert"].lower() in anchors, "nobody has written what to do"
    assert {case["alert"] for case in CASES} == {rule["alert"] for rule in RULES}


def named(text: str) -> tuple[str, Labels]:
    name, _, labels = text.partition("{")
    return name, frozenset(re.findall(r'(\w+)="([^"]*)"', labels))


def history(rule: dict[str, Any], quiet: Series, changed: dict[str, str]) -> History:
    """What the rule asks for, of a line that has nothing to do for hours but what is said of it."""
    asked = {each.name for each in selectors(promql_parser.parse(rule["expr"]))}
    told: dict[tuple[str, Labels], list[float | None]] = {
        ours: [value] * (NOW + 100) for ours, value in quiet.items() if ours[0] in asked
    }
    for text, notation in changed.items():
        ours = named(text)
        if notation.startswith("_x"):
            told = {each: those for each, those in told.items() if each[0] != ours[0]}
        told[ours] = values(notation)
    return told


def minutes(rule: dict[str, Any]) -> int:
    amount = rule.get("for", "0m")
    return int(amount[:-1]) * {"m": 1, "h": 60}[amount[-1]]


def comes(rule: dict[str, Any], line: History) -> list[Labels]:
    """With which labels it comes: it must have held for its time."""
    held = [
        set(evaluate(rule["expr"], line, minute)) for minute in range(NOW - minutes(rule), NOW + 1)
    ]
    return sorted(set.intersection(*held), key=sorted)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_quiet_line_raises_no_alert(scraped: Series, rule: dict[str, Any]) -> None:
    assert comes(rule, history(rule, scraped, {})) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["alert"])
def test_an_alert_comes_when_it_should_and_not_when_it_should_not(
    scraped: Series, case: dict[str, Any]
) -> None:
    (rule,) = [each for each in RULES if each["alert"] == case["alert"]]
    labels = frozenset(case["labels"].items())
    assert labels in comes(rule, history(rule, scraped, case["comes"]))
    assert comes(rule, history(rule, scraped, case["stays_away"])) == [], case.get("why")


def test_a_feed_of_nothing_but_rubbish_is_noticed(scrapes: tuple[Series, Series]) -> None:
    """Of what the line itself tells before and after: no series here is made up."""
    (rule,) = [each for each in RULES if each["alert"] == "OnrecordManyRefused"]
    before, after = (history(rule, each, {}) for each in scrapes)
    line = {each: before[each][: NOW - 10] + after[each][NOW - 10 :] for each in after}
    assert comes(rule, line) == [frozenset({("hop", "intake")})]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not installed")
def test_prometheus_itself_comes_to_the_same(scraped: Series, tmp_path: Path) -> None:
    rules = str(DEPLOY / "prometheus" / "alerts.yml")
    asked = [
        _promtool_test(scraped, case, way) for case in CASES for way in ("comes", "stays_away")
    ]
    file = tmp_path / "tests.yml"
    file.write_text(yaml.safe_dump({"rule_files": [rules], "tests": asked}))
    for command in (["check", "rules", rules], ["test", "rules", str(file)]):
        done = subprocess.run(["promtool", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def _promtool_test(quiet: Series, case: dict[str, Any], way: str) -> dict[str, Any]:
    (rule,) = [each for each in RULES if each["alert"] == case["alert"]]
    line = history(rule, quiet, case[way])
    alerts = [
        {
            "exp_labels": dict(labels) | rule["labels"],
            "exp_annotations": {
                name: filled(text, dict(labels)) for name, text in rule["annotations"].items()
            },
        }
        for labels in comes(rule, line)
    ]
    # Prometheus is spared the hours before that matter to no rule but one.
    first = max(0, NOW - minutes(rule) - 70)
    return {
        "name": f"{case['alert']} {way}",
        "interval": "1m",
        "input_series": [
            {
                "series": name + "{" + ",".join(f'{k}="{v}"' for k, v in labels) + "}",
                "values": " ".join("_" if each is None else repr(each) for each in those[first:]),
            }
            for (name, labels), those in line.items()
        ],
        "alert_rule_test": [
            {"eval_time": f"{NOW - first}m", "alertname": case["alert"], "exp_alerts": alerts}
        ],
    }


def filled(text: str, labels: dict[str, str]) -> str:
    return re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda match: labels[match[1]], text)
