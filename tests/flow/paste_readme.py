"""`make readme`: run the README's commands and put what they print under them.

Of the demo the statements nobody disputes, and the voices, are left out.
"""

import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from test_readme import CUT, NOT_RUN, README, printed, steps

FIRST = 9
"""Lines of what has changed: the disputed, and some."""
ENTRY = re.compile(r"^ \S+:s\d+ ")


def shown(command: str, output: str) -> str:
    """Without log lines, trailing spaces and runs of blank lines."""
    lines = [line.rstrip() for line in output.splitlines() if not line.startswith("{")]
    if command == "make demo":
        lines = only_disputed(lines)
    if command.endswith("changes"):
        lines = [*lines[:FIRST], CUT, lines[-1]]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def only_disputed(lines: list[str]) -> list[str]:
    starts = [place for place, line in enumerate(lines) if ENTRY.match(line)]
    end = next(place for place in range(starts[-1], len(lines)) if not lines[place])
    kept = lines[: starts[0]]
    for start, after in zip(starts, [*starts[1:], end], strict=True):
        if lines[start].endswith("disputed"):
            kept += lines[start:after]
        elif kept[-1] != CUT:
            kept.append(CUT)
    return [
        *kept,
        *([] if kept[-1] == CUT else [CUT]),
        *[line for line in lines[end:] if "onrecord" in line],
    ]


def main() -> None:
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for command, old in list(steps()):
            if command in NOT_RUN:
                continue
            done = printed(command, Path(folder) / "home")
            if done.returncode:
                sys.exit(f"{command} failed:\n{done.stdout}")
            text = text.replace(
                f"$ {command}\n{old}", f"$ {command}\n{shown(command, done.stdout)}", 1
            )
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
