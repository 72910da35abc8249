"""Fields of JSON objects of which nobody knows whether they are there and what they hold."""

from typing import Any

from normsite.foundation.controls.reading.pieces import Unreadable
from normsite.foundation.controls.reading.words import quoted

Fields = dict[str, Any]


def objects(value: Fields, name: str) -> list[Fields]:
    """The objects of a list; none where it is missing or null. Anything else is refused."""
    found = value.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable(f"“{name}” of {quoted(str(value))} should be a list of objects.")
    return found


def words(value: Fields, name: str) -> str:
    """A text or a number as text; empty where it is missing or null. Anything else is refused."""
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str | int) or isinstance(found, bool):
        raise Unreadable(f"“{name}” of {quoted(str(value))} should be a text.")
    return str(found)
