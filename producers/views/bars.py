"""A figure as a picture: from nothing to the highest number claimed."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style

from producers.phrases import STYLES
from shared.picture import Figure

WIDTH = 16


@dataclass(frozen=True)
class Signs:
    nothing: str
    claimed: str
    best: str
    end: str
    more: str


DRAWN = Signs("·", "━", "●", "┃", "▶")
TYPED = Signs(".", "=", "O", "|", ">")


@dataclass(frozen=True)
class Bar:
    """`········┃━━━━━●`: dots up to the lowest claim, a line to the highest, a ball on the best."""

    figure: Figure
    width: int = WIDTH
    top: float | None = None
    """The number at its right end; the figure's highest, unless several are drawn to one scale."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        signs = TYPED if options.ascii_only else DRAWN
        yield Segment(
            drawn(self.figure, self.width, signs, self.top), Style.parse(STYLES[self.figure.status])
        )

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(self.width, self.width)


def drawn(figure: Figure, width: int, signs: Signs, scale: float | None = None) -> str:
    """The bar as text. A figure in which nothing counts is an empty bar."""
    numbers = [
        each for each in (figure.low, figure.best, figure.high) if each is not None and each >= 0
    ]
    highest = max(numbers, default=0)
    top = scale or highest
    if not highest:
        return signs.nothing * width
    cells = [signs.nothing] * width
    first, last = (round(each / top * (width - 1)) for each in (min(numbers), highest))
    cells[first : last + 1] = [signs.claimed] * (last + 1 - first)
    cells[first] = signs.end
    cells[last] = signs.more if figure.open else signs.end
    if figure.best is not None:
        cells[round(figure.best / top * (width - 1))] = signs.best
    return "".join(cells)
