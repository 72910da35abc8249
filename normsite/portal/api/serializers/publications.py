"""What is published."""

from rest_framework import serializers

from normsite.portal.publication.models import Publication


class PublicationSerializer(serializers.ModelSerializer[Publication]):
    norm = serializers.CharField(source="revision.norm.code", read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True)

    class Meta:
        model = Publication
        fields = ["code", "norm", "revision", "digest", "published_at"]
