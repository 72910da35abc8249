"""Words out of files: one space between them, and the first of them for a report."""

import re

from normsite.foundation.lines import plain_lines
from normsite.foundation.unseen import isolated

_SPACE = re.compile(r"[ \t\r\f\v\xa0\u2000-\u200a\u202f]+")
BEGINNING = 80


def clean(text: str) -> str:
    """The text with single spaces, without blank lines and blanks at the ends of lines."""
    lines = (_SPACE.sub(" ", line).strip() for line in plain_lines(text).split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    return " ".join(text.split())


def beginning(text: str) -> str:
    """The first words, for somebody who looks for the place in the file."""
    line = one_line(text)
    return line if len(line) <= BEGINNING else line[: BEGINNING - 1].rsplit(" ", 1)[0] + "…"


def quoted(text: str) -> str:
    """The first words, for a sentence of ours."""
    return isolated(beginning(text))
