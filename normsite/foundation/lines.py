"""Words as people type them: where a line ends; a line that may stand alone, or a text; their fields; what fits."""

import re
from argparse import ArgumentTypeError
from typing import Any

from django import forms
from django.db import models

from normsite.foundation.errors import Refused
from normsite.foundation.unseen import UNKEPT, can_be_named, can_be_seen

# Where a line must end, says Unicode (UAX #14: BK, CR, LF, NL); `str.splitlines` ends some at other signs too.
_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Control characters, ends of lines, and the signs that turn around what is shown beside them.
UNTYPED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


def plain_lines(text: str) -> str:
    """The text with a line feed at the end of each line and no other sign that ends one: all who read lines read the same."""
    return _ENDS.sub("\n", text)


def one_line(words: str) -> str:
    """The words on one line; nothing where no letter, no digit and no picture would be seen."""
    line = " ".join(UNTYPED.sub(" ", words).split())
    return line if can_be_named(line) else ""


class Words(forms.CharField):
    """A field for text in any language, which runs in its own direction; a text of which nothing can be seen is none."""

    def to_python(self, value: Any) -> str:
        words = str(super().to_python(value) or "")
        return words if can_be_seen(words) else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "dir": "auto"}


class Line(Words):
    """A field for one line, as the services will take it."""

    def to_python(self, value: Any) -> str:
        return super().to_python(one_line(str(value or "")))


def argument(words: str) -> str:
    """An argument of a command, as argparse takes it: refused where its bytes are no text."""
    if UNKEPT.search(words):
        raise ArgumentTypeError("this is no text in UTF-8.")
    return words


def check_words(model: type[models.Model], **words: object) -> None:
    """Refuse what the columns of `model` named here can't hold, and what nobody could read, before anything is looked up.

    Refused: more characters than fit, control characters, halves of characters, and text of which nothing can be seen; an empty
    line only where the model wants one. Values that are not text pass.
    """
    for field in model._meta.fields:
        value = words.get(field.name)
        if isinstance(value, str) and isinstance(field, models.CharField | models.TextField):
            _check(field, value.strip())


def _check(field: "models.CharField[Any, Any] | models.TextField[Any, Any]", words: str) -> None:
    name = f"The {field.verbose_name}"
    if field.max_length and len(words) > field.max_length:
        raise Refused(f"{name} has {len(words):,} characters; the most is {field.max_length:,}.", "Shorten it.")
    if stray := UNKEPT.search(words):
        raise Refused(f"{name} holds a control character (U+{ord(stray[0]):04X}).", "Delete it, or type the words again.")
    is_needed = isinstance(field, models.CharField) and not field.blank
    if (words or is_needed) and not can_be_seen(words):
        raise Refused(
            f"{name} says nothing that can be seen.", "Write it in letters." if is_needed else "Write it, or leave it out."
        )
