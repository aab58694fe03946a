"""docker-compose.yml cannot be run here: its commands are, as local processes on test servers."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from shared.embedded import program
from shared.hops import Hop
from shared.ledger import open_ledger
from shared.settings import read_settings

pytestmark = [pytest.mark.flow, pytest.mark.timeout(90)]

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
VENV = Path(sys.executable).parent


def test_there_is_a_service_for_each_hop_and_nothing_else_listens_to_it() -> None:
    for hop in Hop:
        assert f"--queues={hop}" in SERVICES[hop]["command"]
        assert "container_name" not in SERVICES[hop], "it could not be scaled"
        assert "ports" not in SERVICES[hop], "it could not be scaled"


def test_workers_wait_for_the_migration_and_it_for_postgres() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for hop in Hop:
        waits = SERVICES[hop]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert waits["redis"]["condition"] == "service_healthy"


def test_each_lasting_service_has_a_health_check_and_comes_back() -> None:
    for name, service in SERVICES.items():
        if name != "migrate":
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name


def test_redis_writes_a_file_and_evicts_nothing() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_no_secret_is_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for value in re.findall(r"(?im)^\s*\w*password: *(.+)$", text):
        assert value.startswith("${"), value
    for password in re.findall(r"://[^:/\s]*:([^@\n]+)@", text):
        assert password.startswith("${"), password


def test_grace_is_longer_than_a_task_may_take() -> None:
    longest = read_settings().task_seconds
    for hop in Hop:
        minutes = int(SERVICES[hop]["stop_grace_period"].rstrip("m"))
        assert minutes * 60 > longest


def _local(command: list[str]) -> list[str]:
    """The command with this environment's programs."""
    return [str(VENV / command[0]), *command[1:]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def composed_redis(tmp_path: Path) -> Iterator[str]:
    """Redis by the very command of the file."""
    port = _free_port()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "redis-server").symlink_to(program())
    shell, flag, script = SERVICES["redis"]["command"]
    environment = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "REDIS_PASSWORD": "for-the-test",
    }
    server = subprocess.Popen(
        [shell, flag, f"{script.replace('$$', '$')} --port {port} --bind 127.0.0.1"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://:for-the-test@127.0.0.1:{port}/0"
    with redis.Redis.from_url(url) as client:
        for _ in range(200):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
    yield url
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
    check = _local(SERVICES["intake"]["healthcheck"]["test"][1:])
    before = subprocess.run(check, env=environment, cwd=ROOT, capture_output=True, check=False)
    assert before.returncode == 1
    workers = [
        subprocess.Popen(
            [*_local(SERVICES[hop]["command"]), f"--hostname={hop}@test"],
            env=environment,
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        for hop in Hop
    ]
    ledger = open_ledger(settings)
    try:
        for _ in range(300):
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
    assert codes == [0, 0, 0]


def test_the_health_check_names_a_setting_that_cannot_be_used() -> None:
    check = _local(SERVICES["intake"]["healthcheck"]["test"][1:])
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
