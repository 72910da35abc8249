"""What the interface shows and takes. Nothing here names an e-mail address of a person."""

from functools import cache
from typing import Any

from django.conf import settings
from django_countries import countries
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.utils.serializer_helpers import BindingDict

from comments.documents import told_file, told_passage
from comments.models import (
    BESIDE,
    MOST_COMMENTS,
    NAMES,
    TYPED,
    Capacity,
    Comment,
    CommentKind,
    CommentState,
    ConfidentialGround,
    Consultation,
    CountedBy,
    NewComment,
    Part,
    Question,
    WithholdingGround,
)
from comments.models.declaration import SENTENCES, VERSION, WHERE
from comments.models.language import LONGEST_TAG
from comments.services.intake import SHORTEST_KEY
from norms.models import CarveOut, Clause, Norm, Position, Revision
from normsite.foundation.accounts.models import OrganisationKind
from normsite.foundation.controls.models import ControlList, Criterion, Entry, Paragraph, Relation
from normsite.foundation.lines import one_line
from normsite.foundation.notifications.models import LONGEST_ADDRESS
from normsite.foundation.proof import LONGEST_SOLUTION
from normsite.foundation.unseen import can_be_seen
from normsite.foundation.uploads import KINDS
from normsite.portal.publication.models import Publication


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
            "short_reason",
            "questions",
            "answers",
        ]

    def get_answers(self, consultation: Consultation) -> list[list[str]]:
        return [question.answers for question in consultation.questions.all()]


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
    """A file of a comment. `size` is in bytes, `sha256` of the bytes at `address`."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(KINDS))
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    address = serializers.URLField()


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment as the public may see it: words only when published, the answer only when the consultation is concluded."""

    consultation = serializers.CharField(source="consultation.code", read_only=True)
    clause = serializers.SerializerMethodField()
    question = serializers.SerializerMethodField()
    author = serializers.SerializerMethodField()
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

    @extend_schema_field(AttachmentSerializer(many=True))
    def get_attachments(self, comment: Comment) -> list[dict[str, Any]] | None:
        if comment.state != CommentState.PUBLISHED:
            return None
        return [told_file(comment.code, one.number, one.name, one.kind, one.size, one.sha256) for one in comment.files]

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


class PublicationSerializer(serializers.ModelSerializer[Publication]):
    norm = serializers.CharField(source="revision.norm.code", read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True)

    class Meta:
        model = Publication
        fields = ["code", "norm", "revision", "digest", "published_at"]


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


class Words(serializers.CharField):
    """One part of a comment: a text as typed, to the last space, a line as one line; what nobody would see is nothing."""

    def __init__(self, part: Part) -> None:
        self._clean = str if part.rows else one_line
        needed = {"min_length": 1} if part.needed else {"required": False, "allow_blank": True, "default": ""}
        super().__init__(max_length=part.most, trim_whitespace=False, help_text=part.hint, **needed)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str):
            data = self._clean(data) if can_be_seen(data) else ""
        return super().run_validation(data)


class SentComment(Prepared):
    clause = serializers.SlugField(
        required=False,
        allow_blank=True,
        allow_unicode=True,
        default="",
        help_text="The clause's anchor; empty for the whole text.",
    )
    question = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="Or the question it answers, counted from 1."
    )
    kind = serializers.ChoiceField(choices=CommentKind.choices)
    passage_start = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        help_text="Where the passage begins in the words of the clause; needed where it stands there more than once.",
    )
    confidential_ground = serializers.ChoiceField(
        choices=ConfidentialGround.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Why there is a confidential part; public. Needed with one.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return super().get_fields() | {part.name: Words(part) for part in TYPED}


class SentComments(serializers.ListField):
    """The comments of a submission. Their number is looked at before any of them is: a body holds a million empty ones."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list):
            self.run_validators(data)
        return list(super().to_internal_value(data))


class OwnKey(serializers.CharField):
    """The key that a program makes up for one submission."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=SHORTEST_KEY, max_length=64, **options)


class AskedChallenge(serializers.Serializer[None]):
    """For which submission the proof of work will be: the `idempotency_key` that it will be sent with."""

    idempotency_key = OwnKey()


class ChallengeParameters(serializers.Serializer[dict[str, object]]):
    algorithm = serializers.CharField()
    cost = serializers.IntegerField()
    keyLength = serializers.IntegerField()  # noqa: N815  these are the names of the scheme
    keyPrefix = serializers.CharField()  # noqa: N815
    keySignature = serializers.CharField()  # noqa: N815
    nonce = serializers.CharField()
    salt = serializers.CharField()
    expiresAt = serializers.IntegerField(help_text="In seconds since 1970.")  # noqa: N815
    data = serializers.DictField()  # type: ignore[assignment]  # the name of the scheme; a property of ours is not asked for


class ChallengeSerializer(serializers.Serializer[dict[str, object]]):
    """A challenge as ALTCHA writes it, good for half an hour and for one submission."""

    parameters = ChallengeParameters()
    signature = serializers.CharField()


DECLARE = f"With “{VERSION}” whoever sends declares what stands, word for word, at {settings.BASE_URL}{WHERE}."


class SentSubmission(Prepared):
    """One or several comments by one author. `idempotency_key` is yours: sending the same again gives no second submission."""

    idempotency_key = OwnKey()
    altcha = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_SOLUTION,
        help_text="The solved challenge, asked for while many submissions come.",
    )
    capacity = serializers.ChoiceField(choices=Capacity.choices)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    email = serializers.EmailField(max_length=LONGEST_ADDRESS, required=False, allow_blank=True, default="")
    organisation = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    organisation_kind = serializers.ChoiceField(choices=OrganisationKind.choices, required=False, allow_blank=True, default="")
    country = serializers.ChoiceField(choices=list(countries), required=False, allow_blank=True, default="")
    language = serializers.CharField(
        max_length=LONGEST_TAG,
        required=False,
        allow_blank=True,
        default="",
        help_text="In which language the comments are written, as a tag of BCP 47, such as de or pt-BR.",
    )
    declaration = serializers.ChoiceField(
        choices=[VERSION],
        error_messages=dict.fromkeys(("required", "null", "invalid_choice"), DECLARE),
        help_text=f"{DECLARE} It says: {' '.join(SENTENCES)}",
    )
    comments = SentComments(child=SentComment(), min_length=1, max_length=MOST_COMMENTS)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """The comments as the service takes them, under `items`."""
        items = [
            NewComment(
                kind=one["kind"],
                anchor=one["clause"],
                question=one["question"],
                passage_start=one["passage_start"],
                **{name: one[name] for name in (*NAMES, *BESIDE)},
            )
            for one in sent.pop("comments")
        ]
        return sent | {"items": items}


class ReceiptSerializer(Prepared):
    """The receipt: `code` is public, `key` opens the receipt page and is told only now (and when the same is sent again)."""

    code = serializers.CharField()
    key = serializers.CharField()
    url = serializers.URLField()
    received_at = serializers.DateTimeField(help_text="The instant that counts against the deadline.")
    stored_at = serializers.DateTimeField(help_text="When it was taken into the record.")
    counted_by = serializers.ChoiceField(choices=CountedBy.choices, help_text="What tells `received_at`.")
    held = serializers.BooleanField(help_text="It came without proof of work while many came, and is read apart; it counts.")
    comments = serializers.ListField(child=serializers.CharField())


class NothingSerializer(serializers.Serializer[dict[str, object]]):
    """Why nothing is found."""

    detail = serializers.CharField()


class RefusalSerializer(serializers.Serializer[dict[str, object]]):
    """Why not, and what to do instead (may be empty)."""

    reason = serializers.CharField()
    mend = serializers.CharField()
