"""Consultations, and their comments as the public may see them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comments.documents import told_file, told_passage
from comments.models import (
    NAMES,
    Comment,
    CommentState,
    ConfidentialGround,
    Consultation,
    Question,
    Stance,
    WithholdingGround,
)
from normsite.foundation.uploads import KINDS


class ConsultationSerializer(serializers.ModelSerializer[Consultation]):
    norm = serializers.CharField(source="revision.norm.code", read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True)
    phase = serializers.CharField(read_only=True)
    questions: serializers.SlugRelatedField[Question] = serializers.SlugRelatedField(
        slug_field="text", many=True, read_only=True
    )
    answers = serializers.SerializerMethodField(help_text="Of each question the answers to choose among; none for free words.")

    class Meta:
        model = Consultation
        fields = [
            "code",
            "title",
            "asks",
            "norm",
            "revision",
            "phase",
            "opens_at",
            "closes_at",
            "concluded_at",
            "anonymous_allowed",
            "replies_allowed",
            "short_reason",
            "questions",
            "answers",
        ]

    def get_answers(self, consultation: Consultation) -> list[list[str]]:
        return [question.answers for question in consultation.questions.all()]


class PublicWords(serializers.CharField):
    """Words of a comment, which are told only while it is published."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **options)

    def get_attribute(self, comment: Comment) -> str | None:
        return super().get_attribute(comment) if comment.state == CommentState.PUBLISHED else None


class SelectorSerializer(serializers.Serializer[None]):
    """A `TextQuoteSelector` (`exact`, `prefix`, `suffix`) or a `TextPositionSelector` (`start`, `end`) of the Web Annotation
    Data Model. Positions count characters of the clause's `text` from 0."""

    type = serializers.ChoiceField(choices=["TextQuoteSelector", "TextPositionSelector"])
    exact = serializers.CharField(required=False)
    prefix = serializers.CharField(required=False)
    suffix = serializers.CharField(required=False)
    start = serializers.IntegerField(required=False)
    end = serializers.IntegerField(required=False)


class AttachmentSerializer(serializers.Serializer[Any]):
    """A file of a comment. `size` is in bytes, `sha256` of the bytes at `address`; of one that is `withheld`, by the decision
    with that code, name, hash and address are empty."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(KINDS))
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    address = serializers.URLField()
    withheld = serializers.CharField()


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment as the public may see it: words only when published, the answer only when the consultation is concluded."""

    consultation = serializers.CharField(source="consultation.code", read_only=True)
    clause = serializers.SerializerMethodField()
    question = serializers.SerializerMethodField()
    author = serializers.SerializerMethodField()
    in_reply_to = serializers.SerializerMethodField(help_text="The code of the comment to which it refers.")
    stance = serializers.SerializerMethodField()
    passage_start = serializers.SerializerMethodField()
    selector = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField(help_text="In which it is written, as a tag of BCP 47; empty: nobody said.")
    confidential_ground = serializers.SerializerMethodField()
    confidential_reason = serializers.SerializerMethodField()
    withheld_ground = serializers.SerializerMethodField()
    withheld_reason = serializers.SerializerMethodField()
    received_by = serializers.CharField(
        source="submission.source", read_only=True, help_text="The other system that received it; empty: it came here."
    )
    out_of_time = serializers.CharField(
        read_only=True, help_text="Of what another system received: before the opening or after the deadline, in words."
    )
    disposition = serializers.SerializerMethodField()
    attachments = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = [
            "code",
            "consultation",
            "clause",
            "question",
            "kind",
            "state",
            "author",
            *NAMES,
            "in_reply_to",
            "stance",
            "passage_start",
            "selector",
            "language",
            "confidential_ground",
            "confidential_reason",
            "withheld_ground",
            "withheld_reason",
            "received_at",
            "received_by",
            "out_of_time",
            "disposition",
            "attachments",
        ]

    def build_field(self, field_name: str, *known: Any) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        return (PublicWords, {}) if field_name in NAMES else super().build_field(field_name, *known)

    def get_clause(self, comment: Comment) -> str | None:
        return comment.clause.anchor if comment.clause else None

    def get_question(self, comment: Comment) -> int | None:
        return comment.question.position if comment.question else None

    def get_in_reply_to(self, comment: Comment) -> str | None:
        referred = comment.in_reply_to if comment.state == CommentState.PUBLISHED else None
        return referred.code if referred else None

    @extend_schema_field(serializers.ChoiceField(choices=Stance.choices, allow_blank=True))
    def get_stance(self, comment: Comment) -> str:
        """What it is to that comment: `support`, or empty where it replies."""
        return comment.stance if comment.state == CommentState.PUBLISHED else ""

    @extend_schema_field(AttachmentSerializer(many=True))
    def get_attachments(self, comment: Comment) -> list[dict[str, Any]] | None:
        if comment.state != CommentState.PUBLISHED:
            return None
        told = [(one.number, one.name, one.kind, one.size, one.sha256, one.withheld_as) for one in comment.files]
        return [told_file(comment.code, *one) for one in told]

    def get_author(self, comment: Comment) -> str | None:
        return comment.submission.author if comment.state == CommentState.PUBLISHED else None

    def get_passage_start(self, comment: Comment) -> int | None:
        return comment.passage_start if comment.state == CommentState.PUBLISHED else None

    @extend_schema_field(SelectorSerializer(many=True))
    def get_selector(self, comment: Any) -> list[dict[str, str | int]]:
        """The passage as the Web Annotation Data Model selects it in the clause's `text`; empty without one."""
        return told_passage(comment.passage, self.get_passage_start(comment), comment.prefix, comment.suffix)

    def get_language(self, comment: Comment) -> str:
        return comment.submission.language if comment.state == CommentState.PUBLISHED else ""

    @extend_schema_field(serializers.ChoiceField(choices=ConfidentialGround.choices, allow_blank=True))
    def get_confidential_ground(self, comment: Comment) -> str:
        return comment.confidential_ground if comment.state == CommentState.PUBLISHED else ""

    def get_confidential_reason(self, comment: Comment) -> str:
        return comment.confidential_reason if comment.state == CommentState.PUBLISHED else ""

    @extend_schema_field(serializers.ChoiceField(choices=WithholdingGround.choices, allow_blank=True))
    def get_withheld_ground(self, comment: Comment) -> str:
        return comment.withheld_ground if comment.state == CommentState.WITHHELD else ""

    def get_withheld_reason(self, comment: Comment) -> str:
        return comment.withheld_reason if comment.state == CommentState.WITHHELD else ""

    def get_disposition(self, comment: Comment) -> dict[str, str] | None:
        disposition = comment.published_disposition
        if disposition is None:
            return None
        return {
            "outcome": disposition.outcome,
            "reason": disposition.reason,
            "effect": disposition.effect,
            "reaction": disposition.reaction,
        }
