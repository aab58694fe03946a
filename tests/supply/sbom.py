"""`make sbom`: what runs in production, as CycloneDX 1.6 in JSON, straight from runtime.lock.

The same lock gives the same bytes: no moment and nothing random is in it.
"""

import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

from tests.supply.lock import ROOT, US, Pin, licence, ours, pins

INTO = ROOT / "build" / "sbom.json"
OPERATORS = {"AND", "OR", "WITH"}
SHORT = {"MIT", "ISC", "0BSD", "Zlib", "Unlicense"}


def sbom() -> dict[str, Any]:
    project, locked = ours(), pins()
    root = {
        "type": "application",
        "bom-ref": US,
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "licenses": [{"expression": project["license"]}],
    }
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root, "lifecycles": [{"phase": "build"}]},
        "components": [_component(pin) for pin in locked],
        "dependencies": [
            {"ref": US, "dependsOn": _wanted(locked, US)},
            *({"ref": _purl(pin), "dependsOn": _wanted(locked, pin.name)} for pin in locked),
        ],
    }
    number = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(document, sort_keys=True))
    return document | {"serialNumber": number.urn}


def _component(pin: Pin) -> dict[str, Any]:
    found = licence(pin.name)
    return {
        "type": "library",
        "bom-ref": _purl(pin),
        "name": pin.name,
        "version": pin.version,
        "purl": _purl(pin),
        **({"licenses": [_licence(found)]} if found else {}),
        "externalReferences": [
            {
                "type": "distribution",
                "url": _purl(pin),
                "comment": "The files that may be installed; one of them is.",
                "hashes": [{"alg": "SHA-256", "content": each} for each in pin.hashes],
            }
        ],
        **(
            {"properties": [{"name": "onrecord:only-where", "value": pin.marker}]}
            if pin.marker
            else {}
        ),
    }


def _licence(found: str) -> dict[str, Any]:
    """An expression of SPDX names as one, and words as words."""
    names = [each for each in re.split(r"[\s()]+", found) if each and each not in OPERATORS]
    spdx = all(
        each in SHORT or re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9.]+)+", each) for each in names
    )
    return {"expression": found} if spdx else {"license": {"name": found}}


def _wanted(locked: tuple[Pin, ...], by: str) -> list[str]:
    return sorted(_purl(pin) for pin in locked if by in pin.wanted_by)


def _purl(pin: Pin) -> str:
    return f"pkg:pypi/{pin.name}@{pin.version.replace('+', '%2B')}"


def main(into: Path = INTO) -> None:
    into.parent.mkdir(parents=True, exist_ok=True)
    document = sbom()
    into.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    unknown = [each["name"] for each in document["components"] if "licenses" not in each]
    print(
        f"{len(document['components'])} packages of runtime.lock are in {into.relative_to(ROOT)}."
    )
    if unknown:
        print(f"Not installed here, so without a licence: {', '.join(unknown)}.")


if __name__ == "__main__":
    sys.exit(main())
