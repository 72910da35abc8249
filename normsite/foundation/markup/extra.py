"""Markdown Extra with what kramdown and MkDocs add, read by python-markdown: attribute lists, notes, abbreviations."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from threading import local
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from normsite.foundation.markup.outline import (
    Definition,
    Heading,
    Outline,
    Unreadable,
    Use,
    Weigh,
    names_of,
    open_comments,
    with_anchors,
    words_of,
)

# python-markdown forgets where a line stood. So each line that may be a heading bears its number between two signs that no text
# may hold, and what has come out as a heading with such a number was one.
_SIGN = "\x06"
_MARK = re.compile(f"{_SIGN}(\\d{{1,7}}):(\\d{{1,7}}){_SIGN}")
_HEADING = re.compile(f"<h([1-6])([^<>]{{0,500}})>{_MARK.pattern}([^{_SIGN}]{{0,2000}}?)</h[1-6]>")
_BLOCK_TAG = re.compile(r"<(?!(?:a|span|code|em|strong|b|i)\b)")
_GLUED = re.compile(r"(?<=[^\s#\\])(?=#{1,9}[ \t]{0,9}(?:\{[^{}\n]{0,300}\}[ \t]{0,9})?$)")
_HASHES = re.compile(r"#{1,6}|<h[1-6]\b[^<>]{0,500}>", re.I)
_UNDERLINE = re.compile(r"(?:=+|-+)[ ]*")
ATTRIBUTES = r"\{:[ \t]?(?:[#.][\w-]|[\w-]{1,50}=|(?:no_)?toc\b)[^{}\n]{0,300}\}[ \t]{0,9}"
_TWO_LISTS = re.compile(r"(\{:?[ \t]?[#.][^{}\n]{0,300})\}[ \t]{0,9}\{:")
_OWN_LINE = re.compile(f" {{0,3}}{ATTRIBUTES}")
_BEARS_NONE = re.compile(r"\s*$|[^|\x02]*[|\x02]")  # an empty line, a row of a table, code that was put away
_CONTENTS = re.compile(r" {0,3}(?:\[TOC\]|\{:/?nomarkdown/?\}|\{::nomarkdown/?\}|\{:/\})[ \t]*")
_DEFINITION = re.compile(r" {0,3}(?:\[(\^?)([^\[\]^][^\[\]]{0,200})\]:|\*\[([^\[\]\\]{1,200})\][ ]?:)")
_BRACKETS = re.compile(r"\[(\^?)([^\[\]^][^\[\]]{0,200})\](?!:)")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_OPENS = re.compile(r"(`{3,}|~{3,})[ \t]*(?:[\w#.+-]{1,50}(?:[ \t,:={][^`]{0,500})?|(\{[ ]?[#.\w][^`]{0,500}\}))?")
_BARE = re.compile(r"(?:`{3,}|~{3,})[ \t]*")
_ABBREVIATION = re.compile(r" {0,3}\*\[[^\[\]\\]{1,200}\][ ]?:")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_kept = local()

MAX_MISSING = 2_000
MAX_ABBREVIATIONS = 300
MAX_UNCLOSED = 300
SURPLUS = "Give the head as many cells, or write \\| for the sign itself."


def to_html(source: str, weigh: Weigh | None = None) -> str:
    """Unclean HTML; `weigh` is told what is no code before anything is read."""
    if weigh:
        weigh(prose_of(source), 0)
    return _convert(source)


def outline(source: str) -> Outline:
    lines, prose = source.split("\n"), _prose(source)
    html = _convert("\n".join(_marked(lines)))
    headings = tuple(with_anchors(_heading(found), lines) for found in _HEADING.finditer(html))
    definitions = tuple(_definitions(prose))
    unclosed = ((index, "code", "it is read as words") for index, line in enumerate(prose) if _FENCE.match(line))
    return Outline(headings, definitions, tuple(_uses(prose, definitions)), tuple(unclosed))


def prose_of(source: str) -> str:
    """The source with empty lines in the place of code; refused is what python-markdown would read for too long."""
    prose = _prose(source)
    reason = f"More than {MAX_ABBREVIATIONS} abbreviations are defined"
    _check_few(prose, _ABBREVIATION, MAX_ABBREVIATIONS, reason, "Import the text in parts, or define fewer.")
    reason = "Too many lines begin with ``` or ~~~ and are followed by no such line that ends the code"
    _check_few(prose, _FENCE, MAX_UNCLOSED, reason, "End each piece of code with a line of as many signs.")
    return "\n".join(prose)


def _check_few(lines: Sequence[str], pattern: re.Pattern[str], most: int, reason: str, mend: str) -> None:
    beyond = next(islice((index for index, line in enumerate(lines) if pattern.match(line)), most, None), None)
    if beyond is not None:
        raise Unreadable(f"{reason}, one too many", mend, beyond)


def _prose(source: str) -> list[str]:
    lines = source.split("\n")
    for first, last in list(_fences(lines)):
        lines[first : last + 1] = [""] * (last + 1 - first)
    return lines


def _fences(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and the last line of each piece of fenced code; what is never closed is none."""
    ends: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if _BARE.fullmatch(line):
            ends.setdefault(line.rstrip(), []).append(index)
    last = -1
    for index, line in enumerate(lines):
        if index > last and (fence := _OPENS.fullmatch(line)) and not get_attrs_and_remainder((fence[2] or "")[1:-1])[1]:
            later = ends.get(fence[1], [])
            place = bisect_right(later, index)
            if place < len(later):
                last = later[place]
                yield index, last


def _heading(found: re.Match[str]) -> Heading:
    after = int(found[4]) + found[5].count("\n")
    return Heading(int(found[1]), words_of(found[5]), names_of(f"<h1{found[2]}>{found[5]}"), int(found[3]), after)


def _marked(lines: Sequence[str]) -> Iterator[str]:
    for index, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        if hashes := _HASHES.match(line):
            yield f"{hashes[0]}{_SIGN}{index}:{index + 1}{_SIGN}{line[hashes.end() :]}"
        elif line[:1].strip() and _UNDERLINE.fullmatch(below) and not _BLOCK_TAG.match(line):
            yield f"{_SIGN}{index}:{index + 2}{_SIGN}{line}"
        else:
            yield line


def outside_code(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that are no fenced code, nor open such, in any dialect."""
    closing = ""
    for index, line in enumerate(lines):
        fence = _FENCE.match(line)
        if closing:
            closing = "" if fence and fence[1].startswith(closing) else closing
        elif fence:
            closing = fence[1]
        if not closing:
            yield index, line


def _definitions(lines: Sequence[str]) -> Iterator[Definition]:
    for index, line in enumerate(lines):
        if found := _DEFINITION.match(line):
            kind = "abbreviation" if found[3] else "footnote" if found[1] else "link"
            label = found[3] or (found[2] if found[1] else found[2].lower())
            yield Definition(kind, label, index, _end(lines, index + 1) if kind == "footnote" else index + 1)


def _end(lines: Sequence[str], after: int) -> int:
    """The line behind a footnote, of which all further paragraphs are indented."""
    for index in range(after, len(lines)):
        line = lines[index]
        begins = not lines[index - 1].strip() or _DEFINITION.match(line)
        if line.strip() and begins and not line.startswith(("    ", "\t")):
            break
        if line.strip():
            after = index + 1
    return after


def _uses(lines: Sequence[str], definitions: Sequence[Definition]) -> Iterator[Use]:
    defined = {(found.kind, found.label) for found in definitions}
    short = [re.escape(found.label) for found in definitions if found.kind == "abbreviation"]
    words = re.compile(rf"\b(?:{'|'.join(short)})\b") if short else None
    for index, line in enumerate(lines):
        for caret, label in _BRACKETS.findall(line):
            use = ("footnote", label) if caret else ("link", label.lower())
            if use in defined:
                yield Use(*use, index)
        if words and not _DEFINITION.match(line):
            yield from (Use("abbreviation", label, index) for label in dict.fromkeys(words.findall(line)))


def _convert(source: str) -> str:
    """The HTML, by the converter of this thread: to make one takes longer than to convert a paragraph."""
    if not hasattr(_kept, "converter"):
        _kept.converter = _converter()
    _kept.lines = source.split("\n")
    try:
        return str(_kept.converter.reset().convert(source))
    except BaseException as trouble:
        del _kept.converter  # it stopped in the middle of something
        if isinstance(trouble, RecursionError):
            raise Unreadable("Lists or quotations are nested too deep", "Use fewer levels.", 0) from trouble
        raise


def _line_of(words: str) -> int:
    """The last line that ends with the words."""
    return max((index for index, line in enumerate(_kept.lines) if line.rstrip().endswith(words.strip())), default=0)


def _converter() -> Markdown:
    footnotes = _Footnotes(SEPARATOR="-", BACKLINK_TITLE="Back to footnote %d in the text")
    others = ["abbr", "attr_list", "def_list", "md_in_html", "sane_lists"]
    return Markdown(extensions=[*others, TableExtension(), footnotes, _Kramdown()], output_format="html")


class _Kramdown(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that python-markdown calls
        md.ESCAPED_CHARS.append("<")
        md.preprocessors.register(_Fences(md, {"lang_prefix": ""}), "fences", 25)
        md.preprocessors.register(_Lines(md), "lines", 22)  # after fenced code is put away, before HTML is looked for
        md.parser.blockprocessors.register(_Admonition(md.parser), "admonition", 105)
        md.parser.blockprocessors.register(_Table(md.parser, {"use_align_attribute": True}), "table", 75)
        md.treeprocessors.register(_Top(md), "top", 5)


class _Fences(FencedBlockPreprocessor):
    """python-markdown's own looks for the end of code from each line anew, and takes one word behind the signs."""

    def run(self, lines: list[str]) -> list[str]:
        ready, place = [], 0
        for first, last in _fences(lines):
            opening = _OPENS.sub(r"\1\2", lines[first], count=1)
            ready += [*lines[place:first], *super().run([opening, *lines[first + 1 : last + 1]])]
            place = last + 1
        return [*ready, *lines[place:]]


class _Lines(Preprocessor):
    """Comments of several lines go, and lines that hold nothing but attributes: those of a heading are written behind it."""

    def run(self, lines: list[str]) -> list[str]:
        lines = _without_long_comments("\n".join(lines)).split("\n")
        ready: list[str] = []
        hidden = False
        endings = sum(line.strip() in ("{:/comment}", "{:/}") for line in lines)
        for line in lines:
            ends = line.strip() in ("{:/comment}", "{:/}")
            endings -= ends
            hidden = (hidden and not ends) or (endings > 0 and line.strip() == "{::comment}")
            before = ready[-1] if ready else ""
            if _OWN_LINE.fullmatch(line) and before.startswith("#"):
                ready[-1:] = [_TWO_LISTS.sub(r"\1 ", f"{before} {line.strip()}"), ""]
            elif hidden or ends or _CONTENTS.fullmatch(line) or (_OWN_LINE.fullmatch(line) and _BEARS_NONE.match(before)):
                ready.append("")
            else:
                ready.append(_GLUED.sub(r"\\", line, count=1) if line.startswith("#") else line)  # "Bindings for C#"
        return ready


def _without_long_comments(text: str) -> str:
    """The text without the comments of several lines, which python-markdown knows at the head of a paragraph only; what is
    indented may be code."""
    kept, place = [], 0
    for opening, closing in open_comments(text).values():
        if opening >= place and not text.startswith("    ", text.rfind("\n", 0, opening) + 1):
            kept.append(text[place:opening])
            place = closing + 3
    return "".join([*kept, text[place:]])


class _Admonition(AdmonitionProcessor):
    CLASSNAME = CLASSNAME_TITLE = ""

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        return match[1].lower().split()[0], f"**{match[2]}**" if match[2] else None


class _Table(TableProcessor):
    def run(self, parent: Element, blocks: list[str]) -> None:
        rows = blocks[0].split("\n")
        if (len(self.separator) - 1) * len(rows) - blocks[0].count("|") > MAX_MISSING:
            mend = "Give each row as many cells as its head."
            raise Unreadable(f"A table lacks more than {MAX_MISSING:,} cells", mend, _line_of(rows[0]))
        super().run(parent, blocks)

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        if any(cell.strip() for cell in self._split_row(row)[len(align) :]):  # type: ignore[attr-defined]  # private: not in the stubs
            raise Unreadable("A row of a table has more cells than its head", SURPLUS, _line_of(row))
        super()._build_row(row, parent, align)  # type: ignore[misc]  # likewise


class _Footnotes(FootnoteExtension):
    def setFootnote(self, id: str, text: str) -> None:  # noqa: A002, N802 - named by python-markdown
        if id in self.footnotes:
            reason = f"The footnote {id} is defined a second time"
            raise Unreadable(reason, "Give it a name of its own.", _line_of(text.partition("\n")[0]))
        super().setFootnote(id, text)


class _Top(Treeprocessor):
    """What is no heading of the text itself loses its number."""

    def run(self, root: Element) -> None:
        top = set(root)
        for element in root.iter():
            if element.tag in _HEADINGS and element not in top:
                element.text = _MARK.sub("", element.text or "")
            elif element.tag == "div" and (kind := element.get("class")):
                element.set("class", kind.strip())
