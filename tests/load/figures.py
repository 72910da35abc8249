"""What was measured, as text: percentiles, tables, and the bars that a run has to reach."""

import json
import math
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_BEGAN = time.monotonic()
PERCENTILES = (0.5, 0.95, 0.99, 1.0)


def note(words: str) -> None:
    """Tell whoever waits how far it is; the tables come at the end."""
    print(f"{time.monotonic() - _BEGAN:6.0f} s  {words}", file=sys.stderr, flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values don't exceed (nearest rank); NaN without values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def milliseconds(seconds: float) -> str:
    return "–" if math.isnan(seconds) else f"{seconds * 1000:,.0f} ms" if seconds < 10 else f"{seconds:,.1f} s"


def spread(values: Sequence[float]) -> list[str]:
    """Median, p95, p99 and the longest, in milliseconds."""
    return [milliseconds(percentile(values, share)) for share in PERCENTILES]


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The rise of the line of least squares through the points."""
    count = len(points)
    if count < 2:
        return 0.0
    middle, level = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    width = sum((x - middle) ** 2 for x, _ in points)
    return sum((x - middle) * (y - level) for x, y in points) / width if width else 0.0


@dataclass(frozen=True)
class Part:
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        widths = [max(len(row[column]) for row in (self.head, *self.rows)) for column in range(len(self.head))]
        lines = [self._line(self.head, widths), "  ".join("-" * width for width in widths)]
        lines += [self._line(row, widths) for row in self.rows]
        return "\n".join([self.caption, *(f"  {line}" for line in lines)])

    @staticmethod
    def _line(row: tuple[str, ...], widths: list[int]) -> str:
        """The first column is words, the others are figures."""
        cells = [
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()


@dataclass(frozen=True)
class Bar:
    what: str
    found: str
    wanted: str
    holds: bool


@dataclass
class Report:
    """The tables of one run. It holds when every bar is reached."""

    title: str
    parts: list[Part] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    def add(self, caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        self.parts.append(Part(caption, tuple(head), tuple(tuple(str(cell) for cell in row) for row in rows)))

    def want(self, what: str, found: object, wanted: str, holds: bool) -> None:
        self.bars.append(Bar(what, str(found), wanted, holds))

    @property
    def holds(self) -> bool:
        return all(bar.holds for bar in self.bars)

    def text(self) -> str:
        rows = tuple((bar.what, bar.found, bar.wanted, "yes" if bar.holds else "NO") for bar in self.bars)
        bars = [Part("Bars", ("what", "found", "wanted", "holds"), rows)] if rows else []
        return "\n\n".join([f"=== {self.title}", *(part.text() for part in (*self.parts, *bars))])

    def facts(self) -> dict[str, Any]:
        parts = {part.caption: [dict(zip(part.head, row, strict=True)) for row in part.rows] for part in self.parts}
        return {"title": self.title, "holds": self.holds, "bars": [vars(bar) for bar in self.bars], "parts": parts}

    def keep(self, path: Path) -> None:
        path.write_text(json.dumps(self.facts(), indent=2, ensure_ascii=False))
