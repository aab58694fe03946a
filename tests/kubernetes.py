"""The Kubernetes example as a test reads it."""

from typing import Any

import yaml
from deployed import DEPLOY

FOLDER = DEPLOY / "kubernetes"
OBJECTS: list[dict[str, Any]] = [
    each for file in sorted(FOLDER.glob("*.yaml")) for each in yaml.safe_load_all(file.read_text())
]


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    """All of one kind, by name."""
    return {each["metadata"]["name"]: each for each in OBJECTS if each["kind"] == kind}


DEPLOYMENTS = of_kind("Deployment")
PODS: dict[str, dict[str, Any]] = {
    name: each["spec"]["template"]["spec"]
    for name, each in {**DEPLOYMENTS, **of_kind("Job")}.items()
}
SCALED = of_kind("ScaledObject")


def container(name: str) -> dict[str, Any]:
    """Each pod has just one."""
    (only,) = PODS[name]["containers"]
    found: dict[str, Any] = only
    return found


def query(hop: str) -> str:
    """What KEDA asks the ledger for a hop."""
    (asked,) = [each for each in SCALED[hop]["spec"]["triggers"] if each["type"] == "postgresql"]
    text: str = asked["metadata"]["query"]
    return text
