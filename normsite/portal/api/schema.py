"""What the description of the interface says of every operation."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse

from normsite.portal.api.serializers import NothingSerializer

NOTHING = {404: OpenApiResponse(NothingSerializer, description="Nothing is at this address, or it is not public.")}


class Described(AutoSchema):
    """Any address may lead nowhere, that of a list too: by a cursor that somebody made up."""

    def get_response_serializers(self) -> dict[int, Any]:  # type: ignore[override]  # a dict is allowed, but not annotated
        told = super().get_response_serializers()
        return (told if isinstance(told, dict) else {200: told}) | NOTHING
