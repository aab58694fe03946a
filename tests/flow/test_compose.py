"""docker-compose.yml cannot be run here: its commands are, as local processes on test servers."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from deployed import DEPLOY, make_secrets
from redis_servers import free_port

from shared.embedded import program
from shared.hops import Hop
from shared.ledger import open_ledger
from shared.settings import read_settings

pytestmark = [pytest.mark.flow, pytest.mark.timeout(240)]

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
VENV = Path(sys.executable).parent
PROVISIONING = DEPLOY / "grafana" / "provisioning"


HOPS = {hop: SERVICES[hop] for hop in Hop}
WORKERS = {"worker": SERVICES["worker"], **HOPS}
ONCE = ("migrate",)


def test_the_small_form_is_one_worker_for_all_hops() -> None:
    always = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert always == {"redis", "postgres", "migrate", "worker"}
    assert f"--queues={','.join(Hop)}" in SERVICES["worker"]["command"]


def test_the_scaled_form_has_a_service_for_each_hop_and_nothing_else_listens_to_it() -> None:
    scaled = {name for name, service in SERVICES.items() if "scaled" in service.get("profiles", ())}
    assert scaled == set(Hop)
    for hop, service in HOPS.items():
        assert f"--queues={hop}" in service["command"]
        assert "container_name" not in service, "it could not be scaled"
        assert "ports" not in service, "it could not be scaled"


def test_what_watches_the_line_is_reached_from_this_machine_only() -> None:
    ops = {name for name, service in SERVICES.items() if service.get("profiles") == ["ops"]}
    assert ops == {"exporter", "flower", "prometheus", "grafana"}
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    asked = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    (target,) = asked["scrape_configs"][0]["static_configs"][0]["targets"]
    host, port = target.split(":")
    command = SERVICES[host]["command"]
    assert command[command.index("--port") + 1] == port
    source = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_text())
    assert source["datasources"][0]["url"] == "http://prometheus:9090"
    boards = yaml.safe_load((PROVISIONING / "dashboards" / "onrecord.yml").read_text())
    mounted = SERVICES["grafana"]["volumes"][0].split(":")
    assert boards["providers"][0]["options"]["path"] == mounted[1]
    assert (ROOT / mounted[0]) == DEPLOY / "grafana"


def test_workers_wait_for_the_migration_and_it_for_postgres() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for service in (*WORKERS.values(), SERVICES["exporter"]):
        waits = service["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert waits["redis"]["condition"] == "service_healthy"


def test_each_lasting_service_has_a_health_check_and_comes_back() -> None:
    for name, service in SERVICES.items():
        if name not in ONCE:
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name


def test_no_container_may_do_more_than_it_needs() -> None:
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"\d+[mg]", service["mem_limit"]), name
        assert "privileged" not in service, name
    for name in ("redis", "postgres", "migrate", *WORKERS, "exporter"):
        assert SERVICES[name]["user"] not in ("root", "0"), name


def test_redis_writes_a_file_evicts_nothing_and_knows_its_users() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert "--aclfile /run/secrets/redis_users" in command


def test_secrets_are_in_files_that_the_script_makes(tmp_path: Path) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.findall(r"://[^/\s\"]*@", text)
    made = make_secrets(tmp_path / "secrets")
    for name, secret in COMPOSE["secrets"].items():
        assert secret["file"] == f"${{ONRECORD_SECRETS:-./secrets}}/{name}"
        assert made[name]
    for name, service in SERVICES.items():
        given = service.get("environment", {})
        assert not [key for key in given if re.search("PASSWORD$|URL$", key)], name
        files = [value for key, value in given.items() if key.endswith("_FILE")]
        assert {f"/run/secrets/{each}" for each in service.get("secrets", ())} >= set(files), name
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_nobody_gets_a_secret_of_another_s() -> None:
    who = {
        each: {name for name, service in SERVICES.items() if each in service.get("secrets", ())}
        for each in COMPOSE["secrets"]
    }
    assert who["ledger_url_owner"] == {"migrate"}
    assert who["ledger_url_worker"] == who["broker_url"] == set(WORKERS)
    assert who["ledger_url_reader"] == who["broker_url_watcher"] == {"exporter"}
    assert who["broker_url_flower"] == {"flower"}
    assert who["redis_users"] == {"redis"}


def test_grace_is_longer_than_a_worker_takes_to_end() -> None:
    longest = read_settings().drain_seconds
    for service in WORKERS.values():
        assert int(service["stop_grace_period"].rstrip("m")) * 60 > longest


def _local(command: list[str]) -> list[str]:
    """The command with this environment's programs."""
    return [str(VENV / command[0]), *command[1:]]


@pytest.fixture
def composed_redis(tmp_path: Path) -> Iterator[str]:
    """Redis by the very command of the file, with the users that the script makes."""
    port = free_port()
    made = make_secrets(tmp_path / "secrets", REDIS_HOST=f"127.0.0.1:{port}")
    (tmp_path / "data").mkdir()
    places = {"/run/secrets": str(tmp_path / "secrets"), "/data": str(tmp_path / "data")}
    _, *options = SERVICES["redis"]["command"]
    for there, here in places.items():
        options = [
            each.replace(there, here) if each.startswith(there) else each for each in options
        ]
    server = subprocess.Popen(
        [program(), *options, "--port", str(port), "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    )
    with redis.Redis(port=port) as client:
        for _ in range(200):
            try:
                client.ping()  # as the file's health check, without a password
                break
            except redis.ConnectionError:
                time.sleep(0.05)
    yield made["broker_url"].strip()
    server.terminate()
    server.wait(10)


def test_every_services_command_runs(
    composed_redis: str, postgres_empty: str, tmp_path: Path
) -> None:
    settings = read_settings(
        home=tmp_path, broker_url=composed_redis, ledger_url=postgres_empty, relay_seconds=0.2
    )
    environment = os.environ | settings.environment()
    migrated = subprocess.run(
        _local(SERVICES["migrate"]["command"]), env=environment, cwd=ROOT, timeout=30, check=False
    )
    assert migrated.returncode == 0
    check = _local(SERVICES["worker"]["healthcheck"]["test"][1:])
    before = subprocess.run(check, env=environment, cwd=ROOT, capture_output=True, check=False)
    assert before.returncode == 1
    workers = [
        subprocess.Popen(
            [*_local(service["command"]), f"--hostname={name}@test"],
            env=environment,
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        for name, service in WORKERS.items()
    ]
    ledger = open_ledger(settings)
    try:
        for _ in range(900):
            if len(ledger.workers()) == len(workers):
                break
            assert all(worker.poll() is None for worker in workers)
            time.sleep(0.1)
        assert len(ledger.workers()) == len(workers)
        assert subprocess.run(check, env=environment, cwd=ROOT, check=False).returncode == 0
    finally:
        ledger.close()
        for worker in workers:
            worker.terminate()
        codes = [worker.wait(30) for worker in workers]
    assert codes == [0, 0, 0, 0]


def test_the_health_check_names_a_setting_that_cannot_be_used() -> None:
    check = _local(SERVICES["worker"]["healthcheck"]["test"][1:])
    wrong = os.environ | {"ONRECORD_LEDGER_URL": "nonsense"}
    told = subprocess.run(check, env=wrong, cwd=ROOT, capture_output=True, check=False)
    assert told.returncode == 1
    assert told.stderr.startswith(b"The setting ONRECORD_LEDGER_URL cannot be used")


def test_the_image_has_what_the_commands_need() -> None:
    text = (ROOT / "Dockerfile").read_text()
    for package in ("shared", "workers", "producers"):
        assert f"COPY {package} {package}" in text
    assert "USER onrecord" in text
    assert "--require-hashes -r runtime.lock" in text
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", text, re.M)
    assert {f"!{name}" for line in copied for name in line.split()} <= set(ignored)
