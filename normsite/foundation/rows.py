"""New rows, written by statements that are put together once for each table and not anew for each row.

What `bulk_create` does, at a fifth of its time: that counts where hundreds of comments come in a second.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection, models

from normsite.foundation.prepared import prepared

Shape = tuple[type[models.Model], bool, int]
"""So many rows of a table, with their keys or without."""


def insert(*rows: models.Model) -> None:
    """Write new rows, those of several tables in one statement, each table's together.

    Rows may refer to each other by keys that they have already. The keys that the database gives are read back for the last
    table alone.
    """
    groups = [list(group) for _, group in groupby(rows, type)]
    keys = _carry_out(_insertion(tuple(map(_shape, groups))), [row for group in groups for row in group])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    for row, key in zip(groups[-1], keys, strict=True):
        row.pk = key


def insert_once(row: models.Model) -> bool:
    """Write a new row that has its key, unless one stands there already with what must be unique; whether it was written."""
    return bool(_carry_out(_insertion((_shape([row]),), "ON CONFLICT DO NOTHING"), [row]))


def _carry_out(statement: str, rows: Sequence[models.Model]) -> list[Any]:
    """The keys that it returns."""
    values = [
        column.get_db_prep_save(column.pre_save(row, add=True), connection)
        for row in rows
        for column in _columns(type(row), row.pk is not None)
    ]
    with prepared() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]


def _shape(rows: Sequence[models.Model]) -> Shape:
    return type(rows[0]), rows[0].pk is not None, len(rows)


@lru_cache(maxsize=500)
def _insertion(shapes: tuple[Shape, ...], otherwise: str = "") -> str:
    *before, last = [_one_insertion(*shape) for shape in shapes]
    beside = ", ".join(f"written_{number} AS ({one})" for number, one in enumerate(before))
    key = connection.ops.quote_name(str(shapes[-1][0]._meta.pk.column))
    return f"{'WITH ' * bool(beside)}{beside} {last} {otherwise} RETURNING {key}"


def _one_insertion(model: type[models.Model], has_key: bool, count: int) -> str:
    quote, columns = connection.ops.quote_name, _columns(model, has_key)
    names = ", ".join(quote(str(column.column)) for column in columns)
    row = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([row] * count)}"  # noqa: S608  (our names)


@lru_cache
def _columns(model: type[models.Model], has_key: bool) -> tuple["models.Field[Any, Any]", ...]:
    return tuple(column for column in model._meta.concrete_fields if has_key or not column.primary_key)
