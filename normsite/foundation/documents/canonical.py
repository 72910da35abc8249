"""Frozen dataclasses to plain JSON values and back, losing nothing and guessing nothing.

A field whose value is its empty default (None, "" or ()) is left out, so that a field added later leaves the bytes, and with
them the digest, of every older record as they were.
"""

import dataclasses
import json
import types
import typing
from functools import cache
from typing import Any, TypeVar

from normsite.foundation.errors import Refused

# RFC 8785 writes numbers as a double would hold them; beyond this an integer is no longer exact.
LARGEST_INTEGER = 2**53 - 1
EMPTY = (None, "", ())

T = TypeVar("T")


def canonical_json(plain: object) -> bytes:
    """The one way to write `plain` as JSON, after RFC 8785: sorted keys, no spaces, UTF-8, nothing escaped needlessly.

    Numbers are integers only; floats have no place in a record.
    """
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def to_plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, integers and None; a block bears its `kind`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain = {"kind": value.kind} if hasattr(value, "kind") else {}
        kept = (f for f in dataclasses.fields(value) if not _is_empty_default(f, getattr(value, f.name)))
        return plain | {f.name: to_plain(getattr(value, f.name)) for f in kept}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], plain: Any) -> T:
    """Build the dataclass `kind`; Refused when a field is unknown, missing or of another type than declared."""
    if not isinstance(plain, dict):
        raise _unreadable(kind.__name__)
    fields: dict[str, Any] = _fields(kind)  # type: ignore[arg-type]  # a class is hashable
    values = {name: value for name, value in plain.items() if name != "kind" or "kind" in fields}
    if unknown := sorted(set(values) - set(fields)):
        raise _unreadable(f"{kind.__name__}.{unknown[0]}")
    try:
        return kind(**{name: _read(fields[name], value, f"{kind.__name__}.{name}") for name, value in values.items()})
    except (TypeError, ValueError) as error:
        raise _unreadable(f"{kind.__name__}: {error}") from error


def _is_empty_default(field: "dataclasses.Field[Any]", value: object) -> bool:
    return field.default in EMPTY and value == field.default


@cache
def _fields(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _read(expected: Any, plain: Any, where: str) -> Any:
    if typing.get_origin(expected) is tuple:
        if not isinstance(plain, list):
            raise _unreadable(where)
        return tuple(_read(typing.get_args(expected)[0], item, where) for item in plain)
    if typing.get_origin(expected) in (types.UnionType, typing.Union):
        return _read(_choose(typing.get_args(expected), plain, where), plain, where)
    if dataclasses.is_dataclass(expected):
        return from_plain(typing.cast(type, expected), plain)
    if type(plain) is not expected:
        raise _unreadable(where)
    return plain


def _choose(members: tuple[Any, ...], plain: Any, where: str) -> Any:
    """Which member of a union `plain` is: by its `kind` when it is a mapping, else by its type."""
    for member in members:
        if isinstance(plain, dict):
            if dataclasses.is_dataclass(member) and getattr(member, "kind", None) == plain.get("kind"):
                return member
        elif member is type(plain):
            return member
    raise _unreadable(where)


def _unreadable(where: str) -> Refused:
    return Refused(f"This record cannot be read: {where} is not as its form demands.")
