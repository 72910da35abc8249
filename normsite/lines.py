"""One line of text, as a name or a title is written: it may stand in a list, beside a comment, in a mail's subject."""

import re
from typing import Any

from django import forms

# Control characters, ends of lines, and the signs that turn around what is shown beside them.
UNTYPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


def one_line(words: str) -> str:
    """The words on one line; nothing where no letter and no digit would be seen."""
    line = " ".join(UNTYPED.sub(" ", words).split())
    return line if any(map(str.isalnum, line)) else ""


class Line(forms.CharField):
    """A field for one line, as the services will take it."""

    def to_python(self, value: Any) -> str:
        return super().to_python(one_line(str(value or ""))) or ""
