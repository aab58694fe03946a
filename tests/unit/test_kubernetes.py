"""The Kubernetes example says what the code and the compose file say."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from deployed import ROOT, make_secrets
from kubernetes import DEPLOYMENTS, OBJECTS, PODS, SCALED, container, of_kind

from shared.broker_address import read_address
from shared.hops import Hop
from shared.settings import PREFIX, Settings, read_settings
from shared.urls import check_ledger

SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
SECRETS: dict[str, dict[str, str]] = {
    name: each["stringData"] for name, each in of_kind("Secret").items()
}
BYTES = {"m": 1 << 20, "g": 1 << 30, "Mi": 1 << 20, "Gi": 1 << 30}


def amount(written: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(\w+)", written).groups()  # type: ignore[union-attr]
    return int(number) * BYTES[unit]


def processes_of(hop: str) -> int:
    (told,) = re.findall(r"--concurrency=(\d+)", " ".join(container(hop)["command"]))
    return int(told)


def test_each_object_is_named_once_and_in_the_one_namespace() -> None:
    (namespace,) = of_kind("Namespace")
    names = [(each["kind"], each["metadata"]["name"]) for each in OBJECTS]
    assert len(set(names)) == len(names)
    for each in OBJECTS:
        assert each["apiVersion"]
        if each["kind"] != "Namespace":
            assert each["metadata"]["namespace"] == namespace, each["metadata"]["name"]


@pytest.mark.parametrize("name", PODS)
def test_a_pod_does_what_its_service_in_compose_does(name: str) -> None:
    ours, theirs = container(name), SERVICES[name]
    assert ours["command"] == theirs["command"]
    assert ours["image"] == theirs["image"]
    assert amount(ours["resources"]["limits"]["memory"]) == amount(theirs["mem_limit"])
    files = {each["name"] for each in ours["env"]}
    given = theirs["environment"]
    assert files == {key for key in given if key.endswith("_FILE")}
    (settings,) = [each["configMapRef"]["name"] for each in ours["envFrom"]]
    shared = of_kind("ConfigMap")[settings]["data"]
    assert {key: given[key] for key in given if not key.endswith("_FILE")}.items() <= shared.items()
    grace = PODS[name].get("terminationGracePeriodSeconds")
    minutes = theirs.get("stop_grace_period", "").rstrip("m")
    assert grace == (int(minutes) * 60 if minutes else None)


@pytest.mark.parametrize("name", PODS)
def test_what_a_pod_is_given_is_there_and_is_a_setting(name: str) -> None:
    (volume,) = [each["secret"] for each in PODS[name]["volumes"] if "secret" in each]
    (mount,) = [each for each in container(name)["volumeMounts"] if each["name"] == "secrets"]
    for variable in container(name)["env"]:
        field = variable["name"].removeprefix(PREFIX).removesuffix("_FILE").lower()
        assert field in Settings.model_fields
        folder, _, key = variable["value"].rpartition("/")
        assert folder == mount["mountPath"]
        assert key in SECRETS[volume["secretName"]]
    assert set(SECRETS[volume["secretName"]]) == {
        each["value"].rpartition("/")[2] for each in container(name)["env"]
    }, "no pod is given more than it reads"


@pytest.mark.parametrize("name", PODS)
def test_a_pod_may_do_no_more_than_it_needs(name: str) -> None:
    pod, ours = PODS[name], container(name)
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == int(SERVICES[name]["user"])
    assert f"--uid {pod['securityContext']['runAsUser']}" in (ROOT / "Dockerfile").read_text()
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert ours["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    account = of_kind("ServiceAccount")[pod["serviceAccountName"]]
    assert account["automountServiceAccountToken"] is False


def test_labels_lead_to_the_pods_they_mean() -> None:
    for each in DEPLOYMENTS.values():
        labels = each["spec"]["template"]["metadata"]["labels"]
        assert each["spec"]["selector"]["matchLabels"] == labels
        assert labels["app.kubernetes.io/component"] == each["metadata"]["name"]
    for name, budget in of_kind("PodDisruptionBudget").items():
        assert name in set(Hop)
        selector = budget["spec"]["selector"]["matchLabels"]
        assert selector == DEPLOYMENTS[name]["spec"]["selector"]["matchLabels"]
    (service,) = of_kind("Service").values()
    assert service["spec"]["selector"] == DEPLOYMENTS["exporter"]["spec"]["selector"]["matchLabels"]
    (port,) = container("exporter")["ports"]
    assert service["spec"]["ports"][0]["targetPort"] == port["name"]
    assert str(port["containerPort"]) in container("exporter")["command"]


@pytest.mark.parametrize("hop", Hop)
def test_a_worker_is_asked_for_progress_and_has_time_to_end(hop: Hop) -> None:
    ours = container(hop)
    check = SERVICES[hop]["healthcheck"]["test"][1:]
    for probe in ("startupProbe", "livenessProbe"):
        assert ours[probe]["exec"]["command"] == check
    assert ours["readinessProbe"]["exec"]["command"] == [*check, "--ready"]
    settings = read_settings()
    assert PODS[hop]["terminationGracePeriodSeconds"] > settings.drain_seconds
    assert ours["resources"]["limits"]["memory"]
    allowed = settings.memory_mb(hop) * processes_of(hop)
    assert amount(ours["resources"]["limits"]["memory"]) > allowed << 20, "our limit comes first"


def test_each_hop_is_scaled_on_the_age_of_what_waits_and_on_its_own_list() -> None:
    assert set(SCALED) == set(Hop)
    (auth,) = of_kind("TriggerAuthentication").values()
    given = {each["parameter"]: each for each in auth["spec"]["secretTargetRef"]}
    assert {each["key"] for each in given.values()} <= set(SECRETS["onrecord-keda"])
    broker = read_address(SECRETS["onrecord-reader"]["broker_url"])
    settings = read_settings()
    for hop, scaled in SCALED.items():
        spec = scaled["spec"]
        assert spec["scaleTargetRef"]["name"] in DEPLOYMENTS
        assert "replicas" not in DEPLOYMENTS[hop]["spec"], "two would set them"
        assert spec["minReplicaCount"] >= 1, "its relay is the only one"
        age, length = spec["triggers"]
        assert (age["type"], length["type"]) == ("postgresql", "redis")
        assert f"hop = '{hop}'" in age["metadata"]["query"]
        told = length["metadata"]
        (host, port), *_ = broker.hosts
        assert (told["address"], told["databaseIndex"]) == (f"{host}:{port}", str(broker.database))
        assert told["listName"] == hop
        most = spec["maxReplicaCount"] * processes_of(hop)
        assert settings.window >= most, "else some of them are never woken"


def test_the_template_has_addresses_of_the_form_that_the_script_makes(tmp_path: Path) -> None:
    made = make_secrets(tmp_path / "secrets")
    forms = {
        ("onrecord-owner", "ledger_url"): "ledger_url_owner",
        ("onrecord-worker", "ledger_url"): "ledger_url_worker",
        ("onrecord-worker", "broker_url"): "broker_url",
        ("onrecord-reader", "ledger_url"): "ledger_url_reader",
        ("onrecord-reader", "broker_url"): "broker_url_watcher",
    }
    for (secret, key), name in forms.items():
        template = SECRETS[secret][key]
        assert "CHANGE-ME" in template
        assert re.sub(r":[^:@/]+@", ":CHANGE-ME@", made[name].strip()) == template
        (read_address if key == "broker_url" else check_ledger)(template)
