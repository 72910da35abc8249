"""The EU's Annex I as JSON: paragraphs with a path, a depth and their own mark.

The path says in what a paragraph stands (four characters for each step); its own sublevel is its mark. Letters and numbers take
turns from level to level: where a mark has the wrong kind for its depth, the file has lost where it belongs. Where the marks of
neighbours begin anew, it has put a note's lines, or those of another paragraph, among them. Lists deeper than five levels stand
within the text of a paragraph, each line after a `<br>`; they are read as paragraphs of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from normsite.foundation.controls.codes import is_entry_code
from normsite.foundation.controls.reading.fields import Fields, objects, words
from normsite.foundation.controls.reading.marks import note_mark
from normsite.foundation.controls.reading.order import FIRST, comes_next, key
from normsite.foundation.controls.reading.pieces import Kind, ReadEntry, ReadList, Trouble, Unreadable
from normsite.foundation.controls.reading.placing import BELOW_UNCLEAR, UNREAD_MARK, Row, placed
from normsite.foundation.controls.reading.words import beginning, clean, one_line, quoted

SHAPE = "EU Annex I, JSON with paths"
STEP = 4

WRONG_KIND = "Its mark “{mark}” is {is_a} where the list has {has}: the file has lost where it belongs."
BEGINS_ANEW = "The marks beside it begin anew, so that some of them belong elsewhere."
BELOW_NOTE = "It stands below a note; whether it is the note's or the entry's, the file does not say."
NO_PARENT = "The file has nothing at the path in which it stands."
NO_CODE = "“{code}” stands where the code of an entry should, so that this was left out."

_MARK = re.compile(r"([a-z]{1,2}|[0-9]{1,3})[.)]?")
_LINE = re.compile(r"(?P<mark>[a-z]{1,2}|[0-9]{1,3})[.)]\s+(?P<text>.*)", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def fits(data: object) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("entries"), list)
        and all(isinstance(one, dict) and "paragraphs" in one for one in data["entries"])
    )


def read(data: Fields) -> ReadList:
    entries: list[ReadEntry] = []
    troubles: list[Trouble] = []
    for one in objects(data, "entries"):
        if is_entry_code(words(one, "code")):
            entries.append(_entry(one))
        else:
            sentence = NO_CODE.format(code=quoted(words(one, "code")))
            troubles.append(Trouble(beginning(words(one, "category_name")), beginning(words(one, "code")), sentence))
    if not entries:
        raise Unreadable("The file has the shape of the EU list, but no entry in it has a code.")
    count = sum(len(objects(one, "paragraphs")) for one in objects(data, "entries"))
    return ReadList(SHAPE, tuple(entries), tuple(troubles), count)


def _entry(one: Fields) -> ReadEntry:
    code, part = words(one, "code"), words(one, "part")
    reading = _Entry(objects(one, "paragraphs"))
    facts = {"regime": words(one, "regime"), "part": f"Part {part}" if part else ""}
    return ReadEntry(
        code=code,
        heading=one_line(reading.heading),
        category_name=words(one, "category_name"),
        group_name=words(one, "group_name"),
        facts={name: value for name, value in facts.items() if value},
        paragraphs=placed(code, _without_new_beginnings(reading.rows)),
    )


class _Entry:
    """The pieces of one entry as rows; its heading is the piece of depth 1."""

    def __init__(self, pieces: Sequence[Fields]) -> None:
        self.heading = ""
        self.rows: list[Row] = []
        self._at: dict[str, int | None] = {}
        for piece in pieces:
            self._take(piece)

    def _take(self, piece: Fields) -> None:
        text, *lines = _lines(words(piece, "text"))
        path = words(piece, "path")
        if words(piece, "depth") == "1":
            self.heading, self._at[path] = text, None
        else:
            row = self._row(piece, path[:-STEP], text)
            self._at[path] = len(self.rows)
            self.rows.append(row)
        self._take_lines(self._at[path], lines)

    def _row(self, piece: Fields, above: str, text: str) -> Row:
        inside, mark = self._at.get(above), words(piece, "mark")
        if words(piece, "note_type") != "base":
            return _note(mark, text, inside)
        depth = len(above) // STEP
        return self._item(mark, text, inside, depth, "" if above in self._at else NO_PARENT)

    def _item(self, written: str, text: str, inside: int | None, depth: int, problem: str = "") -> Row:
        """`depth` counts levels of codes: 1 for "a", where letters are, 2 where numbers are."""
        mark, above = _MARK.fullmatch(written.strip()), self.rows[inside] if inside is not None else None
        if not problem:
            problem = _problem(written.strip(), mark[1] if mark else "", above, depth)
        levels = (*(above.levels if above else ()), mark[1]) if mark and not problem else ()
        return Row(Kind.ITEM, text, mark=written.strip(), levels=levels, inside=inside, is_placed=True, problem=problem)

    def _take_lines(self, host: int | None, lines: Sequence[str]) -> None:
        """Lines within the text of a piece: the first of a list lies below the line before it, others beside the one before."""
        open_lines: list[int] = []
        is_note = host is not None and self.rows[host].kind != Kind.ITEM
        is_list = host is None or not self.rows[host].text or self.rows[host].text.endswith(":")
        for line in lines:
            found, note = _LINE.match(line), note_mark(line)
            if note:
                self.rows.append(Row(note[0], note[2], mark=note[1], inside=host, is_placed=True))
            elif found is None:
                self.rows.append(Row(Kind.OTHER, line, inside=host, is_placed=True))
            else:
                self._close(open_lines, found["mark"])
                inside = open_lines[-1] if open_lines else host
                self.rows.append(self._line(found["mark"], found["text"], inside, is_note and is_list))
                open_lines.append(len(self.rows) - 1)

    def _close(self, open_lines: list[int], mark: str) -> None:
        if mark in FIRST:
            return
        while open_lines:
            if comes_next(mark, self.rows[open_lines.pop()].mark.rstrip(".")):
                return

    def _line(self, mark: str, text: str, inside: int | None, is_note: bool) -> Row:
        above = self.rows[inside] if inside is not None else None
        if is_note and above:
            return Row(above.kind, text, mark=f"{mark}.", inside=inside, is_placed=True)
        return self._item(f"{mark}.", text, inside, len(above.levels) + 1 if above else 1)


def _problem(written: str, mark: str, above: Row | None, depth: int) -> str:
    if not mark:
        return UNREAD_MARK.format(mark=quoted(written))
    if above and above.kind != Kind.ITEM:
        return BELOW_NOTE
    if above and above.problem:
        return BELOW_UNCLEAR
    is_letter, has_letters = mark.isalpha(), depth % 2 == 1
    if is_letter != has_letters:
        kinds = ("letters", "a number") if has_letters else ("numbers", "a letter")
        return WRONG_KIND.format(mark=written, has=kinds[0], is_a=kinds[1])
    return ""


def _note(mark: str, text: str, inside: int | None) -> Row:
    """A note without the end of its mark, which the file has in the text as well ("Note 1:" and "1: It does not control")."""
    words = mark.split()
    for start in range(len(words)):
        end = " ".join(words[start:])
        if text.startswith(end):
            text = text[len(end) :].lstrip()
            break
    kind = note_mark(mark)
    if kind is None:
        return Row(Kind.OTHER, text, mark=mark, inside=inside, is_placed=True, problem=UNREAD_MARK.format(mark=quoted(mark)))
    return Row(kind[0], text, mark=mark.rstrip(": "), inside=inside, is_placed=True)


def _without_new_beginnings(rows: Sequence[Row]) -> list[Row]:
    """The rows, without codes for neighbours whose marks begin anew, and for what lies below them."""
    neighbours: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if row.levels:
            neighbours.setdefault(row.levels[:-1], []).append(row)
    anew = {above for above, beside in neighbours.items() if not _ascend([row.levels[-1] for row in beside])}
    return [_unsure(row, anew) if row.levels else row for row in rows]


def _ascend(marks: Sequence[str]) -> bool:
    return all(key(one) < key(other) for one, other in pairwise(marks))


def _unsure(row: Row, anew: set[tuple[str, ...]]) -> Row:
    if row.levels[:-1] in anew:
        return replace(row, levels=(), problem=BEGINS_ANEW)
    if any(row.levels[:length] in anew for length in range(len(row.levels) - 1)):
        return replace(row, levels=(), problem=BELOW_UNCLEAR)
    return row


def _lines(text: str) -> list[str]:
    return [clean(one_line(line.replace("&emsp;", " "))) for line in _BREAK.split(text)]
