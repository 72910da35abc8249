"""Control lists as CSV: our own columns, which an export writes and an import reads.

One row for each entry (`kind` is "entry"; its heading is `text`), followed by those of its paragraphs in order. `entry` and
`kind` are needed in every row; `code` in paragraphs of kind "item"; `inside` is the number (`row`) of the row in which a
paragraph stands, empty right below the entry. `category_name`, `group_name` and `facts` (JSON) belong to rows of entries. An
apostrophe before a sign of formulas is the export's, and is taken away.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from normsite.foundation.controls.codes import entry_code, is_entry_code, normal_code
from normsite.foundation.controls.reading.pieces import FACTS, Kind, ReadEntry, ReadList, ReadParagraph, Trouble, Unreadable
from normsite.foundation.controls.reading.words import beginning, quoted
from normsite.foundation.documents.formats.csv import as_written
from normsite.foundation.lines import plain_lines

SHAPE = "CSV"
COLUMNS = ("row", "entry", "kind", "inside", "mark", "code", "text", "problem", "category_name", "group_name", "facts")
ENTRY = "entry"

TWICE = "The code {code} stands in more than one row."
NOT_ITS = "The code “{code}” is none of {entry}."


def fits(data: bytes) -> bool:
    first = plain_lines(data[:2000].removeprefix(b"\xef\xbb\xbf").decode("latin-1")).partition("\n")[0]
    return {"entry", "kind", "text"} <= {name.strip(' "').lower() for name in first.split(",")}


def read(data: bytes) -> ReadList:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise Unreadable(f"The file is no text in UTF-8: byte {trouble.start:,} is none. Save it as “CSV UTF-8”.") from trouble
    reading = _Table()
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text, newline=""), strict=True), start=2):
            said = {name.strip().lower(): as_written(cell) for name, cell in row.items() if name and isinstance(cell, str)}
            reading.take(number, said)
    except csv.Error as trouble:
        raise Unreadable(f"The file is no CSV: {trouble}.") from trouble
    entries = tuple(reading.entries())
    if not entries:
        raise Unreadable("The file has the columns of a list, but no row whose kind is “entry”.")
    return ReadList(SHAPE, entries, tuple(reading.troubles), sum(len(entry.paragraphs) for entry in entries))


class _Table:
    """Gathers entries from rows in order."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self._found: list[dict[str, Any]] = []
        self._places: dict[str, int] = {}

    def entries(self) -> Iterator[ReadEntry]:
        for found in self._found:
            yield ReadEntry(**found | {"paragraphs": tuple(_once(found["paragraphs"]))})

    def take(self, number: int, row: dict[str, str]) -> None:
        kind = row.get("kind", "").strip().lower()
        if kind == ENTRY:
            self._take_entry(number, row)
        elif not self._found or row.get("entry", "").strip() != self._found[-1]["code"]:
            self._tell(number, row, "It follows on no row of its entry.")
        elif kind not in set(Kind):
            self._tell(number, row, f"“{quoted(kind)}” is no kind: entry, {', '.join(Kind)}.")
        else:
            self._take_paragraph(row, Kind(kind))

    def _take_entry(self, number: int, row: dict[str, str]) -> None:
        code = normal_code(row.get("entry", ""))
        if not is_entry_code(code):
            self._tell(number, row, f"“{quoted(row.get('entry', ''))}” is no code of an entry.")
            return
        facts = self._facts(number, row)
        names = {name: row.get(name, "").strip() for name in ("category_name", "group_name")}
        self._found.append({"code": code, "heading": row.get("text", "").strip(), "facts": facts, "paragraphs": [], **names})
        self._places = {}

    def _facts(self, number: int, row: dict[str, str]) -> dict[str, Any]:
        if not row.get("facts", "").strip():
            return {}
        try:
            facts = json.loads(row["facts"])
        except (ValueError, RecursionError):
            facts = None
        if not isinstance(facts, dict) or not set(facts) <= set(FACTS):
            self._tell(number, row, f"Its facts are no JSON object with the names {', '.join(FACTS)}; they were left out.")
            return {}
        return facts

    def _take_paragraph(self, row: dict[str, str], kind: Kind) -> None:
        entry = self._found[-1]
        parent = self._places.get(row.get("inside", "").strip()) if row.get("inside", "").strip() else None
        code, problem = self._code(row, kind, entry["code"])
        above = entry["paragraphs"][parent] if parent is not None else None
        if row.get("row", "").strip():
            self._places[row["row"].strip()] = len(entry["paragraphs"])
        entry["paragraphs"].append(
            ReadParagraph(
                kind=kind,
                text=row.get("text", "").strip(),
                mark=row.get("mark", "").strip(),
                code=code,
                parent=parent,
                depth=above.depth + 1 if above else 1,
                problem=problem,
            )
        )

    def _code(self, row: dict[str, str], kind: Kind, entry: str) -> tuple[str, str]:
        written, told = row.get("code", "").strip(), row.get("problem", "").strip()
        if kind != Kind.ITEM or told or not written:
            return "", told
        code = normal_code(written)
        if not code or code == entry or entry_code(code) != entry:
            return "", NOT_ITS.format(code=quoted(written), entry=entry)
        return code, ""

    def _tell(self, number: int, row: dict[str, str], sentence: str) -> None:
        self.troubles.append(Trouble(f"row {number}", beginning(row.get("text", "")), sentence))


def _once(paragraphs: Sequence[ReadParagraph]) -> Iterator[ReadParagraph]:
    """The paragraphs, without a code that more than one of them has."""
    counts = Counter(paragraph.code for paragraph in paragraphs if paragraph.code)
    for paragraph in paragraphs:
        is_twice = counts[paragraph.code] > 1
        yield replace(paragraph, code="", problem=TWICE.format(code=paragraph.code)) if is_twice else paragraph
