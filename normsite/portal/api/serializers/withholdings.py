"""What is withheld."""

from django.conf import settings
from rest_framework import serializers

from normsite.foundation.withholding.models import Withholding


class WithholdingSerializer(serializers.ModelSerializer[Withholding]):
    """A gap in the record. `about` and `place` say where it stands, `length` counts characters, of a file bytes."""

    authorised_by = serializers.CharField(source="authorised_by.name", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Withholding
        fields = [
            "code",
            "kind",
            "about",
            "place",
            "norm",
            "basis",
            "reason",
            "length",
            "since",
            "authorised_by",
            "until",
            "lifted_at",
            "lift_reason",
            "url",
        ]

    def get_url(self, withholding: Withholding) -> str:
        return f"{settings.BASE_URL}{withholding.get_absolute_url()}"
