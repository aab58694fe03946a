"""The deployment's own files, as a test uses them: what its script makes, and what stands in its lists."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "workers" / "deploy"


def make_secrets(folder: Path, **hosts: str) -> dict[str, str]:
    """All that workers/deploy/secrets.sh makes, by name."""
    subprocess.run(
        ["sh", str(DEPLOY / "secrets.sh"), str(folder)],
        env=os.environ | hosts,
        check=True,
        capture_output=True,
    )
    return {each.name: each.read_text() for each in folder.iterdir()}
