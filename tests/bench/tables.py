"""Tables of figures: the same rows as text for people, as data for programs."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.load.figures import Part

NOTHING = "–"


def words(value: Any) -> str:
    return str(value)


def whole(value: float) -> str:
    return f"{value:,.0f}"


def rate(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def milliseconds(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:,.0f} ms" if value >= 10 else f"{value:.1f} ms" if value >= 1 else f"{value:.2f} ms"


def kilobytes(size: float) -> str:
    return f"{size / 1000:.1f} kB"


@dataclass(frozen=True)
class Column:
    """`key` names the value in a row, `head` stands above it, `form` makes words of it."""

    key: str
    head: str
    form: Callable[[Any], str] = words

    def cell(self, row: dict[str, Any]) -> str:
        value = row.get(self.key)
        missing = value is None or (isinstance(value, float) and math.isnan(value))
        return NOTHING if missing else self.form(value)


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]
    note: str = ""

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(column.cell(row) for column in self.columns) for row in self.rows)

    def text(self) -> str:
        part = Part(self.caption, tuple(column.head for column in self.columns), self.cells)
        return "\n".join([part.text(), *([f"  {self.note}"] if self.note else [])])


TIMES = (*(Column(name, name, milliseconds) for name in ("p50", "p95", "p99")), Column("processor", "CPU each", milliseconds))
RATE = Column("rate", "a second", rate)
WRONG = Column("wrong", "wrong", whole)


@dataclass
class Findings:
    """What a run has found, beside the machine that it ran on."""

    machine: dict[str, Any]
    tables: list[Table] = field(default_factory=list)

    def text(self) -> str:
        facts = "\n".join(f"  {name}: {fact}" for name, fact in self.machine.items())
        return "\n\n".join([f"=== Bench\n{facts}", *(table.text() for table in self.tables)])

    def facts(self) -> dict[str, Any]:
        tables = [{"caption": table.caption, "note": table.note, "rows": table.rows} for table in self.tables]
        return {"machine": self.machine, "tables": tables}

    def keep(self, path: Path) -> None:
        path.write_text(json.dumps(_without_nan(self.facts()), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _without_nan(value: Any) -> Any:
    """JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
