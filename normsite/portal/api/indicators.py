"""What programs read of indicators, and how one that has a key gives a reading."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from normsite.foundation.errors import Refused
from normsite.portal.api import serializers
from normsite.portal.api.paging import ByCode
from normsite.portal.api.parsers import WholeJSON
from normsite.portal.api.schema import NOTHING
from riskreviews.models import Indicator, IndicatorKey, Reading
from riskreviews.services import correct_reading, give_reading, key_of

SCHEME = "Bearer "
BY_KEY = OpenApiParameter("Authorization", str, OpenApiParameter.HEADER, required=True, description="`Bearer` and the key.")


class Indicators(ListAPIView[Indicator]):
    """What is measured outside and could make a norm need another look."""

    serializer_class = serializers.IndicatorSerializer
    pagination_class = ByCode
    queryset = Indicator.objects.prefetch_related("norms")


class Readings(ListAPIView[Reading]):
    """The readings of an indicator in the order in which they were given, corrected ones too."""

    serializer_class = serializers.ReadingSerializer
    pagination_class = ByCode
    parser_classes = (WholeJSON,)

    def get_queryset(self) -> QuerySet[Reading]:
        return Reading.objects.filter(indicator=self._indicator())

    def _indicator(self) -> Indicator:
        return get_object_or_404(Indicator, code=self.kwargs["code"])

    @extend_schema(
        parameters=[BY_KEY],
        request=serializers.SentReading,
        responses={
            201: serializers.ReadingSerializer,
            400: OpenApiResponse(description="A field has the wrong shape; each is named with a sentence."),
            401: OpenApiResponse(description="No key of this indicator came along, or one that was ended."),
            **NOTHING,
            409: OpenApiResponse(serializers.RefusalSerializer, description="The indicator does not take this."),
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Give a reading with a key of the indicator, which its keepers make. The same reading sent twice is given once."""
        indicator = self._indicator()
        key = _key_on(request, indicator)
        sent = serializers.SentReading(data=request.data)
        sent.is_valid(raise_exception=True)
        return Response(serializers.ReadingSerializer(_given(indicator, key, **sent.validated_data)).data, status=201)

    def get_authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="readings"'


def _key_on(request: Request, indicator: Indicator) -> IndicatorKey:
    told = request.headers.get("Authorization", "")
    key = key_of(indicator, told.removeprefix(SCHEME)) if told.startswith(SCHEME) else None
    if key is None:
        raise NotAuthenticated("Send the key of this indicator as `Authorization: Bearer`.")
    return key


def _given(indicator: Indicator, key: IndicatorKey, *, day: date, correction: str, **sent: Any) -> Reading:
    """A reading of a day that has none, or in the place of the one that it has."""
    if not correction:
        return give_reading(indicator=indicator, key=key, day=day, **sent)
    stands = Reading.objects.standing().filter(indicator=indicator, day=day).first()
    if stands is None:
        raise Refused("There is no reading of that day to correct.", "Send it without `correction`.")
    return correct_reading(reading=stands, key=key, correction=correction, **sent)
