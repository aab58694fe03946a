"""The terminal: where things are printed, and what may reach it.

A report is a stranger's text. It may carry escape sequences that move the cursor, rename the window or hide
words, and characters that turn the reading order around; nothing of a report is printed before `plain`.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import fields, is_dataclass
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console
from rich.text import Text

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_RAW_IN_JSON = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text without control characters; line feeds and tabs stay."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The text on one line, without control characters and runs of white space."""
    return " ".join(plain(text).split())


def words(text: str, style: str = "") -> Text:
    """A stranger's words as rich text: never read as markup."""
    return Text(one_line(text), style=style)


def out() -> Console:
    """Where results go. Piped, it is 100 columns wide and has no colours."""
    return Console(
        highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 100
    )


def err() -> Console:
    """Where progress and complaints go."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def busy(sentence: str) -> AbstractContextManager[object]:
    """A sign of life while something takes its time; nothing at all when nobody watches."""
    console = err()
    return console.status(plain(sentence)) if console.is_terminal else nullcontext()


@contextmanager
def counting(what: str, total: float) -> Iterator[Callable[[float], None]]:
    """A bar on standard error that is told how many of `total` are done; nothing when nobody watches."""
    console = err()
    if not console.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


def say(sentence: str) -> None:
    """One sentence for the person at the terminal, apart from results."""
    err().print(plain(sentence))


def invocation(arguments: str, home: Path | None) -> str:
    """A command to go on with, as this person has to type it: with the path and the folder he used."""
    found = shutil.which("onrecord")
    typed = sys.argv[0] if Path(sys.argv[0]).name == "onrecord" else "onrecord"
    on_path = found is not None and Path(typed).is_file() and Path(found).samefile(typed)
    folder = "" if home is None else f" --home {shlex.quote(str(home))}"
    return f"{'onrecord' if on_path else typed} {arguments}{folder}"


def jsonable(value: object) -> object:
    """Records in the field names of the export contract."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: jsonable(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {key: jsonable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(each) for each in value]
    return value


def json_line(value: object) -> str:
    """One line of JSON, keys sorted; characters a terminal would act upon are escaped, which JSON reads alike."""
    return _harmless(
        json.dumps(
            jsonable(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        )
    )


def json_page(value: object) -> str:
    """JSON for people: over several lines, in the order it has, with the same characters escaped."""
    return _harmless(json.dumps(value, ensure_ascii=False, indent=2))


def _harmless(line: str) -> str:
    return _RAW_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def print_json(values: Iterable[object]) -> None:
    """One JSON object a line."""
    for value in values:
        sys.stdout.write(json_line(value) + "\n")
