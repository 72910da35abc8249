"""Norms, their texts, whom their safeguards bind, and what national bodies say of them."""

from typing import Any

from rest_framework import serializers

from norms.models import CarveOut, Clause, Norm, Position, Revision
from riskreviews.models import Cost, Safeguard


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    class Meta:
        model = Revision
        fields = ["number", "label", "state", "fingerprint", "frozen_at", "released_at"]


class NormSerializer(serializers.ModelSerializer[Norm]):
    stage_name = serializers.CharField(read_only=True)

    class Meta:
        model = Norm
        fields = [
            "code",
            "designation",
            "title",
            "summary",
            "committee",
            "topic",
            "stage",
            "stage_name",
            "scheme",
            "dialect",
            "numbering",
            "intended_publication",
        ]


class ClauseSerializer(serializers.ModelSerializer[Clause]):
    """`body` is the source as it was written, in the norm's dialect; `html` and `text` are what everybody reads."""

    text = serializers.CharField(source="words", read_only=True, help_text="The plain words, a line for each block.")
    html = serializers.CharField(source="body_html", read_only=True, help_text="The text as the pages show it.")
    provisions = serializers.SerializerMethodField()

    class Meta:
        model = Clause
        fields = [
            "anchor",
            "number",
            "depth",
            "kind",
            "normative",
            "title",
            "body",
            "text",
            "html",
            "rationale",
            "provisions",
        ]

    def get_provisions(self, clause: Clause) -> list[dict[str, Any]]:
        return [
            {
                "code": statement.provision.code,
                "kind": statement.kind,
                "keyword": statement.keyword,
                "text": statement.text,
                "obligations": [link.obligation.code for link in statement.provision.obligation_links.all()],
                "traces": [
                    {"obligation": link.obligation.code, "relation": link.relation, "reason": link.note}
                    for link in statement.provision.obligation_links.all()
                ],
            }
            for statement in clause.statements.all()
        ]


class CostSerializer(serializers.ModelSerializer[Cost]):
    """From `low` to `high` in whole units. `frequency` is once or yearly, empty where nobody has said it. A payer may have one
    of each; they say the same of currency, year and basis."""

    class Meta:
        model = Cost
        fields = ["payer", "low", "high", "currency", "year", "frequency", "basis"]


class SafeguardSerializer(serializers.ModelSerializer[Safeguard]):
    """Whom a public safeguard binds, and in which cases; nobody named is everybody, no case named is always."""

    addressees = serializers.ListField(child=serializers.CharField(), read_only=True)
    cases = serializers.ListField(child=serializers.CharField(), read_only=True)
    costs = CostSerializer(many=True, read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Safeguard
        fields = ["code", "title", "tier", "reach", "addressees", "cases", "costs", "url"]


class CarveOutSerializer(serializers.ModelSerializer[CarveOut]):
    """A clause that doesn't hold as written there; `until` is the last day, null while it has no end."""

    clause = serializers.CharField(source="clause.anchor", read_only=True)
    number = serializers.CharField(source="clause.number", read_only=True)
    until = serializers.DateField(source="ends_on", read_only=True)

    class Meta:
        model = CarveOut
        fields = ["clause", "number", "reason", "legal_basis", "source", "until"]

    def get_fields(self) -> dict[str, Any]:
        """`from` can't be written as the name of an attribute."""
        return super().get_fields() | {"from": serializers.DateField(source="starts_on", read_only=True)}


class PositionSerializer(serializers.ModelSerializer[Position]):
    """What a national body says of a norm; `adoption` is idt, mod, neq or not."""

    body = serializers.CharField(source="body.name", read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True)
    carve_outs = CarveOutSerializer(many=True, read_only=True)

    class Meta:
        model = Position
        fields = [
            "jurisdiction",
            "body",
            "number",
            "revision",
            "adoption",
            "designation",
            "statement",
            "published_at",
            "carve_outs",
        ]
