"""What the rooms have in common: shapes that are made once, and answers that refuse."""

from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.utils.serializer_helpers import BindingDict


class Prepared(serializers.Serializer[Any]):
    """Its fields are made once, and read every request: none of them keeps anything of what it reads.

    Django REST Framework copies them for each request, a list of countries too: that took longer than all that is then checked.
    """

    @property
    def fields(self) -> BindingDict:
        return _prepared(type(self))


@cache
def _prepared(shape: type[Prepared]) -> BindingDict:
    return super(Prepared, shape()).fields


class NothingSerializer(serializers.Serializer[dict[str, object]]):
    """Why nothing is found."""

    detail = serializers.CharField()


class RefusalSerializer(serializers.Serializer[dict[str, object]]):
    """Why not, and what to do instead (may be empty)."""

    reason = serializers.CharField()
    mend = serializers.CharField()
