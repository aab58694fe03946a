"""`make audit`: what runs in production, against licences that we may not use and known weaknesses.

Exit codes: 0 nothing found; 1 something was; 3 no advisories could be had, so nobody knows.
pip-audit itself ends well, with "No known vulnerabilities found", when its database knows none of the
packages, as behind a mirror that has files and no advisories: each package that it has passed over counts here.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.supply.lock import LOCK, licence, pins

FORBIDDEN = re.compile(
    r"\b(A?GPL|SSPL|BUSL|RSAL|Commons Clause)\b|(?<!Lesser )General Public", re.I
)
SERVICES = ("pypi", "osv")


def licences() -> list[str]:
    """What is wrong with them, a sentence each."""
    found = []
    for name in sorted({pin.name for pin in pins()}):
        told = licence(name)
        if told is not None and (told == "not said" or FORBIDDEN.search(told)):
            found.append(
                f"{name} may not be used, or only after somebody has looked: its licence is {told}."
            )
    return found


def advisories(service: str) -> tuple[list[str], int, int]:
    """Weaknesses, how many packages were audited, and how many there are. `OSError` when nothing answers."""
    program = Path(sys.executable).parent / "pip-audit"
    asked = ("-s", service, "-r", str(LOCK), "--disable-pip", "--progress-spinner", "off")
    done = subprocess.run(
        [program, *asked, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    try:
        answer = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise OSError(re.sub(r"https?://\S+", "its address", last[0])[:200]) from None
    return read(answer)


def read(answer: list[dict[str, Any]]) -> tuple[list[str], int, int]:
    """pip-audit's answer."""
    weak = [
        f"{each['name']} {each['version']} has {weakness['id']}, mended in "
        f"{', '.join(weakness['fix_versions']) or 'no version yet'}."
        for each in answer
        for weakness in each.get("vulns", ())
    ]
    return weak, sum("skip_reason" not in each for each in answer), len(answer)


def main() -> int:
    wrong = licences()
    print(*wrong or ["No package of runtime.lock has a licence that we may not use."], sep="\n")
    for service in SERVICES:
        try:
            weak, audited, all_of_them = advisories(service)
        except OSError as error:
            print(f"The advisories of {service} cannot be had: {error}")
            continue
        if not audited:
            print(
                f"The advisories of {service} cannot be had: it knows none of {all_of_them} packages."
            )
            continue
        print(
            *weak,
            f"{service} knows {audited} of {all_of_them} packages: {len(weak)} weaknesses.",
            sep="\n",
        )
        return 1 if weak or wrong or audited < all_of_them else 0
    print(
        "Nobody knows whether runtime.lock has known weaknesses: no advisory database could be reached "
        "from here. Run make audit where one can be."
    )
    return 1 if wrong else 3


if __name__ == "__main__":
    sys.exit(main())
