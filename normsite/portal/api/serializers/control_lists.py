"""Control lists, what is in them, and the criteria drawn from them."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from normsite.foundation.controls.models import ControlList, Criterion, Entry, Paragraph, Relation


class ControlListSerializer(serializers.ModelSerializer[ControlList]):
    """One edition. `in_force`: texts are screened by it here. `is_partial`: some entries stand without their paragraphs."""

    jurisdiction_name = serializers.CharField(read_only=True)
    url = serializers.SerializerMethodField(help_text="The page of this edition; /list.csv behind it is all of it as CSV.")

    class Meta:
        model = ControlList
        fields = [
            "series",
            "edition",
            "name",
            "jurisdiction",
            "jurisdiction_name",
            "as_of",
            "language",
            "source",
            "acknowledgement",
            "in_force",
            "is_partial",
            "imported_at",
            "url",
        ]

    def get_url(self, control_list: ControlList) -> str:
        return f"{settings.BASE_URL}{control_list.get_absolute_url()}"


class EntrySerializer(serializers.ModelSerializer[Entry]):
    """One entry without its paragraphs. `facts` are what else the list says of it, under our names for it."""

    facts = serializers.DictField(read_only=True)
    url = serializers.SerializerMethodField(help_text="The page of this entry; the marks behind its code are its anchors.")

    class Meta:
        model = Entry
        fields = ["code", "category", "category_name", "group", "group_name", "heading", "facts", "url"]

    def get_url(self, entry: Entry) -> str:
        return f"{settings.BASE_URL}{entry.get_absolute_url()}"


class ParagraphSerializer(serializers.ModelSerializer[Paragraph]):
    """One piece of an entry, in the order of the list. `inside` is the `position` of the piece in which it stands, empty right
    below the entry; `code` is empty for notes, and where `problem` says why it can't be told."""

    inside = serializers.IntegerField(source="parent.position", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Paragraph
        fields = ["position", "inside", "depth", "kind", "mark", "code", "text", "problem"]


class WholeEntrySerializer(EntrySerializer):
    """One entry with its paragraphs and notes."""

    paragraphs = ParagraphSerializer(many=True, read_only=True)

    class Meta(EntrySerializer.Meta):
        fields = [*EntrySerializer.Meta.fields, "paragraphs"]


class CorrespondenceSerializer(serializers.Serializer[Any]):
    """What corresponds to a paragraph in another list, in the edition for which a person has confirmed it. `asked` is the
    code of which that was said: the one asked for, or of what it stands in; `relation` is what that is to `code`, which is
    empty where the other list has nothing like it."""

    asked = serializers.CharField()
    relation = serializers.ChoiceField(choices=Relation.choices)
    series = serializers.CharField(source="control_list.series")
    edition = serializers.CharField(source="control_list.edition")
    code = serializers.CharField(allow_blank=True)
    compared_by = serializers.CharField(
        source="correlation.source", help_text="Who has compared the two, or where that is written."
    )


class CriterionSerializer(serializers.ModelSerializer[Criterion]):
    """A criterion for heightened screening that a person has confirmed. `sentence` is made of its data; `conditions` are those
    data: groups (`all`, `any`) of figures with parameter, comparator, value and unit."""

    series = serializers.CharField(source="control_list.series", read_only=True)
    edition = serializers.CharField(source="control_list.edition", read_only=True)
    sentence = serializers.CharField(read_only=True)
    subjects = serializers.ListField(child=serializers.CharField(), read_only=True)
    conditions = serializers.DictField(read_only=True)
    features = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Criterion
        fields = [
            "code",
            "version",
            "series",
            "edition",
            "entry_code",
            "paragraph_code",
            "sentence",
            "subjects",
            "conditions",
            "features",
            "exceptions",
            "effect",
            "decided_at",
        ]
