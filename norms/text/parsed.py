"""What reading a file yields."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should look at, with the line of the file (from 1)."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ParsedClause:
    """One clause: `level` from 1, `parent` is the index of the clause above in the list, `kind` is one of the clause kinds.

    `number` is as written in the file, `heading` the whole of its heading in plain words, and `names` are the names that the
    file gives it. `line` is that of the heading, `body_line` that in which the text begins, both counted from 1.
    """

    level: int
    number: str | None
    title: str
    anchor: str | None
    body_md: str
    kind: str
    line: int
    parent: int | None = None
    normative: bool = True
    names: tuple[str, ...] = ()
    heading: str = ""
    body_line: int = 1

    @property
    def name(self) -> str:
        """Number and title, as they stand in the file."""
        return f"{self.number or ''} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class ParsedNorm:
    """A whole file. `title` is the document's own title, empty when the file gives none; `reason` is why the text looks like
    its dialect, empty when it does not; `slugs` are the names that tools make of its headings, by line."""

    clauses: list[ParsedClause]
    meta: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    warnings: list[Remark] = field(default_factory=list)
    dialect: str = "commonmark"
    reason: str = ""
    slugs: tuple[tuple[int, str], ...] = ()
