"""Indicators, their readings, and how a program gives one."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from riskreviews.models import Indicator, Reading
from riskreviews.models.indicator import DIGITS, PLACES

LONGEST_WORDS = 400


class IndicatorSerializer(serializers.ModelSerializer[Indicator]):
    """One indicator. At `crossing`, on the side of `direction`, the `norms` are looked at again. `ended_at`: since when it is
    no longer watched; null while it is."""

    norms = serializers.SerializerMethodField(help_text="The codes of the norms tied to it.")
    url = serializers.SerializerMethodField(help_text="Its page.")

    class Meta:
        model = Indicator
        fields = [
            "code",
            "title",
            "why",
            "unit",
            "source",
            "source_url",
            "direction",
            "warning",
            "crossing",
            "cadence",
            "norms",
            "ended_at",
            "url",
        ]

    def get_norms(self, indicator: Indicator) -> list[str]:
        return [norm.code for norm in indicator.norms.all()]

    def get_url(self, indicator: Indicator) -> str:
        return f"{settings.BASE_URL}{indicator.get_absolute_url()}"


class ReadingSerializer(serializers.ModelSerializer[Reading]):
    """One reading. `superseded_at`: since when a correction stands in its place; `correction`: why it took another's."""

    class Meta:
        model = Reading
        fields = ["day", "value", "note", "source", "given_at", "superseded_at", "correction"]


class SentReading(serializers.Serializer[Any]):
    """A reading by a program. With `correction`, which says why, it takes the place of the one that stands for the day."""

    day = serializers.DateField()
    value = serializers.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    note = serializers.CharField(max_length=LONGEST_WORDS, required=False, allow_blank=True, default="")
    source = serializers.CharField(  # type: ignore[assignment]  # the name of the column; the option of a field is another
        max_length=LONGEST_WORDS, required=False, allow_blank=True, default=""
    )
    correction = serializers.CharField(max_length=LONGEST_WORDS, required=False, allow_blank=True, default="")
