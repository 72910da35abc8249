"""The objects of a JSON file one after another, so that a long file never lies in memory as a whole."""

import json
from collections.abc import Iterator
from typing import IO, Any

from normsite.foundation.errors import Refused

AT_ONCE = 256 * 1024
LONGEST = 4_000_000  # characters of one object
MEND = "Export it anew, or as CSV."
_DECODER = json.JSONDecoder(strict=False)


def objects(stream: IO[str]) -> Iterator[dict[str, Any]]:
    """The objects of a list, of the first list of objects within an object ({"data": [...]}), or those that follow each other,
    one on each line."""
    text = _Text(stream)
    if text.peek() == "[":
        yield from _listed(text)
    elif _follow_each_other(text):
        while text.peek():
            yield _object(text.value())
    elif _lead_to_list(text):
        yield from _listed(text)
    else:
        raise Refused("There is no list of objects in the file.", MEND)


class _Text:
    """A text of which more is read when it is needed; `at` is how far we are in what is here."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream, self.here, self.at, self.ended = stream, "", 0, False

    def more(self) -> None:
        rest = self.here[self.at :]
        new = self.stream.read(max(AT_ONCE, len(rest)))
        self.here, self.at, self.ended = rest + new, 0, not new

    def peek(self) -> str:
        """The next sign that is no blank; empty at the end."""
        while True:
            while self.at < len(self.here) and self.here[self.at] in " \t\r\n\ufeff":
                self.at += 1
            if self.at < len(self.here) or self.ended:
                return self.here[self.at : self.at + 1]
            self.more()

    def take(self, sign: str) -> bool:
        """Go past this sign if it is next."""
        is_next = self.peek() == sign
        self.at += is_next
        return is_next

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.here, self.at)
                if end < len(self.here) or self.ended:
                    self.at = end
                    return value
            except json.JSONDecodeError as fault:
                if self.ended or len(self.here) - self.at > LONGEST:
                    raise Refused(f"The file is no JSON any more from “{self.here[self.at :][:40]}” on.", MEND) from fault
            except (ValueError, RecursionError) as fault:
                raise Refused("The JSON holds a number that is too long, or is nested too deep.", MEND) from fault
            self.more()


def _listed(text: _Text) -> Iterator[dict[str, Any]]:
    text.take("[")
    while text.peek() not in ("]", ""):
        yield _object(text.value())
        if not text.take(",") and text.peek() != "]":
            raise Refused("The list in the file doesn't end: it was cut off.", MEND)
    if not text.take("]"):
        raise Refused("The list in the file doesn't end: it was cut off.", MEND)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(f"“{str(value)[:40]}” stands in the list where an object should.", MEND)
    return value


def _follow_each_other(text: _Text) -> bool:
    """Whether another object comes after the first. A first one that is longer than what is at hand is a list's frame."""
    if text.peek() != "{":
        return False
    try:
        _, end = _DECODER.raw_decode(text.here, text.at)
    except ValueError:
        return False
    except RecursionError as fault:
        raise Refused("The JSON is nested too deep.", MEND) from fault
    return text.here[end : end + 1000].lstrip()[:1] == "{"


def _lead_to_list(text: _Text) -> bool:
    """Go forward to the beginning of the first list of objects; whether there is one."""
    if not text.take("{"):
        return False
    while text.peek() == '"':
        text.value()
        text.take(":")
        if text.peek() == "[" and _begins_with_object(text):
            return True
        if text.peek() == "{":
            if _lead_to_list(text):
                return True
        else:
            text.value()
        text.take(",")
    text.take("}")
    return False


def _begins_with_object(text: _Text) -> bool:
    if len(text.here) - text.at < 1000 and not text.ended:
        text.more()
    return text.here[text.at + 1 : text.at + 1000].lstrip()[:1] == "{"
