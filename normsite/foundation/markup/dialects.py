"""The dialects of Markdown that norms are written in: one place for all in which they differ."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from normsite.foundation.markup import commonmark, extra
from normsite.foundation.markup.outline import Outline, Weigh


class ToHtml(Protocol):
    def __call__(self, source: str, weigh: Weigh | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to read Markdown.

    `costs` are the microseconds for each of what is found in its prose, under its name; `counts_html` says that they are those
    of the parser alone, so that the tags it makes are to be counted too.
    """

    name: str
    to_html: ToHtml
    outline: Callable[[str], Outline]
    costs: tuple[tuple[re.Pattern[str], int, str], ...]
    counts_html: bool


def _costs(*costs: tuple[str, int, str]) -> tuple[tuple[re.Pattern[str], int, str], ...]:
    return tuple((re.compile(pattern, re.M), cost, name) for pattern, cost, name in costs)


COMMONMARK = "commonmark"
DIALECTS = {
    COMMONMARK: Dialect(
        "CommonMark, as GitHub reads it",
        commonmark.to_html,
        commonmark.outline,
        _costs((r"\[", 20, "brackets ["), (r"!\[", 30, "images"), ("$", 20, "lines")),
        counts_html=True,
    ),
    "extra": Dialect(
        "Markdown Extra, as kramdown and MkDocs read it",
        extra.to_html,
        extra.outline,
        _costs(
            (r"\n[ \t]{0,99}\n", 50, "paragraphs"),
            (r"(?:^[ \t]{0,99}|(?<=[-*+>] ))(?:[-*+>:•]|\d{1,9}[.)])", 50, "list items and quotations"),
            (r"^(?:#{1,6}|[ ]{0,3}(?:=+[ \t]{0,9}|(?:[-*_][ \t]{0,9}){3,99})$)", 190, "headings and rules"),
            (r"^[^|\n]{0,999}\|", 40, "table rows"),
            (r"\|", 38, "table cells"),
            ("<", 100, "tags and signs <"),
            ("@", 80, "signs @"),
            (r"\[\^", 190, "footnotes"),
            (r"\]:", 250, "definitions of links"),
            (r"\[", 35, "links"),
            (r"\]\(", 25, "addresses of links"),
            ("[*_`]", 24, "signs * _ `"),
            (r"[&\\:{]", 16, "signs & \\ : {"),
            ("  $", 30, "line breaks"),
            ("$", 5, "lines"),
            (r"\w{1,99}", 3, "words"),
        ),
        counts_html=False,
    ),
}
# What it is, and how it stands in a sentence.
_ONLY_EXTRA = (
    (re.compile(rf"(?: {{0,3}}|#.{{1,300}}[ \t])({extra.ATTRIBUTES})$", re.M), "an attribute list {}, as kramdown writes them"),
    (re.compile(r" {0,3}(\{::/?(?:comment|nomarkdown)/?\})"), "{}, as kramdown writes it"),
    (re.compile(r" {0,3}(!!! ?[a-z]{1,20})"), "a note {}, as MkDocs writes them"),
    (re.compile(r"[ \t]{0,9}<[a-z]{1,9}\b[^<>]{0,300}\s(markdown=\"?1)[^\n]{0,300}\n[ ]{0,3}[^\s<]"), "text in a box, with {}"),
    (re.compile(r"(\[TOC\])[ \t]{0,9}$", re.M), "{}, as Python-Markdown writes it"),
    (re.compile(r"(\*\[[^\[\]\n]{1,100}\]:)"), "an abbreviation {}, as Markdown Extra writes them"),
)


def likely_dialect(source: str) -> tuple[str, str]:
    """The dialect that a text seems to be written in, and why."""
    lines = source.split("\n")
    for index, line in extra.outside_code(lines):
        line_and_next = f"{line}\n{lines[index + 1] if index + 1 < len(lines) else ''}"
        for pattern, sign in _ONLY_EXTRA:
            if found := pattern.match(line_and_next):
                return "extra", f"line {index + 1:,} has {sign.replace('{}', found[1].strip())}"
    return "commonmark", "no line has a sign that another dialect alone reads"
