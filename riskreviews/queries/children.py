"""Rows that belong to others, read in the same query as these."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=Model)


def with_children(found: "QuerySet[Row]", *names: str) -> list[Row]:
    """The rows with what belongs to them under these names, in one query; it is there as if it were prefetched."""
    rows = list(found.annotate(**{f"{name}_read": _children(found.model, name) for name in names}))
    for row in rows:
        for name in names:
            keep(row, name, [_child(row, name, values) for values in getattr(row, f"{name}_read")])
    return rows


def keep(row: Any, name: str, related: Sequence[Model]) -> None:
    """Let a row have these under the name of a relation, as if they were prefetched."""
    kept = getattr(row, name).get_queryset()
    kept.__dict__.update(_result_cache=list(related), _prefetch_done=True)  # as `prefetch_related` does
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept


def _children(model: type[Model], name: str) -> ArraySubquery:
    relation: Any = model._meta.get_field(name)
    child = relation.related_model
    found = child.objects.filter(**{relation.field.name: OuterRef("pk")}).order_by(*child._meta.ordering)
    return ArraySubquery(found.values_list(JSONObject(**{one.attname: one.attname for one in child._meta.concrete_fields})))


def _child(row: Model, name: str, values: dict[str, Any]) -> Model:
    """Days and instants come as words."""
    relation: Any = row._meta.get_field(name)
    fields = relation.related_model._meta.concrete_fields
    child: Model = relation.related_model.from_db(
        row._state.db, [one.attname for one in fields], [one.to_python(values[one.attname]) for one in fields]
    )
    relation.field.set_cached_value(child, row)
    return child
