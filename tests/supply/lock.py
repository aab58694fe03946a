"""The lock of what runs in production, as it is written: pins, hashes, who asked for it; and licences."""

import re
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "runtime.lock"
PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)(?: *; *(?P<marker>[^\\\n]+))?"
)
US = "onrecord"


@dataclass(frozen=True)
class Pin:
    """One package in one version."""

    name: str
    version: str
    marker: str | None
    """Where it is installed at all, as `sys_platform == 'win32'`."""
    hashes: tuple[str, ...]
    """SHA-256 of its files; one of them is installed."""
    wanted_by: tuple[str, ...]
    """Packages that need it; `onrecord` for what we ask for ourselves."""


def pins(lock: str | None = None) -> tuple[Pin, ...]:
    blocks = re.split(
        r"(?m)^(?=[a-z0-9])", LOCK.read_text(encoding="utf-8") if lock is None else lock
    )
    return tuple(_pin(block) for block in blocks if PIN.match(block))


def _pin(block: str) -> Pin:
    match = PIN.match(block)
    assert match is not None
    via = re.findall(r"(?m)^    #(?: via|  ) +([A-Za-z0-9][A-Za-z0-9._-]*)", block)
    return Pin(
        name=match["name"],
        version=match["version"],
        marker=(match["marker"] or "").strip() or None,
        hashes=tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block)),
        wanted_by=tuple(via),
    )


def ours() -> dict[str, str]:
    """Name, version, licence and description of our own distribution."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {name: project[name] for name in ("name", "version", "license", "description")}


def licence(name: str) -> str | None:
    """As the installed package says of itself: an SPDX expression, or words; `None` if it is not here."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classified = [
        each.rsplit(" :: ", 1)[-1]
        for each in about.get_all("Classifier") or ()
        if each.startswith("License :: OSI Approved :: ")
    ]
    words = (about.get("License") or "").strip().split("\n", 1)[0]
    return about.get("License-Expression") or " OR ".join(classified) or words or "not said"
