"""What a program sends as comments, and what it gets for them."""

from typing import Any

from django.conf import settings
from django_countries import countries
from rest_framework import serializers

from comments.models import (
    BESIDE,
    MOST_COMMENTS,
    NAMES,
    REFERRING,
    TYPED,
    Capacity,
    CommentKind,
    ConfidentialGround,
    CountedBy,
    NewComment,
    Part,
    Stance,
)
from comments.models.declaration import SENTENCES, VERSION, WHERE
from comments.models.language import LONGEST_TAG
from normsite.foundation.accounts.models import OrganisationKind
from normsite.foundation.codes import DATED_CODE
from normsite.foundation.lines import one_line
from normsite.foundation.notifications.models import LONGEST_ADDRESS
from normsite.foundation.proof import LONGEST_SOLUTION
from normsite.foundation.unseen import can_be_seen
from normsite.portal.api.attaching import OwnKey, Tokens, attached
from normsite.portal.api.serializers.shapes import Prepared


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
    in_reply_to = serializers.RegexField(
        rf"^{DATED_CODE}\Z",
        required=False,
        allow_blank=True,
        default="",
        help_text="The code of a published comment, where the consultation takes replies: then it is on what that is on.",
    )
    stance = serializers.ChoiceField(
        choices=Stance.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Whether it supports that comment; empty: it replies. Support needs no `text`.",
    )
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
    attachments = Tokens()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return super().get_fields() | {part.name: Words(part) for part in TYPED}

    def to_internal_value(self, data: Any) -> Any:
        """Support needs no words of its own: of which comment it is, is known once that is found."""
        if not isinstance(data, dict) or data.get("stance") != Stance.SUPPORT or data.get("text"):
            return super().to_internal_value(data)
        return super().to_internal_value(data | {"text": Stance.SUPPORT.label}) | {"text": ""}


class SentComments(serializers.ListField):
    """The comments of a submission. Their number is looked at before any of them is: a body holds a million empty ones."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list):
            self.run_validators(data)
        return list(super().to_internal_value(data))


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
        comments = sent.pop("comments")
        items = [
            NewComment(
                kind=one["kind"],
                anchor=one["clause"],
                question=one["question"],
                passage_start=one["passage_start"],
                attachments=files,
                **{name: one[name] for name in (*NAMES, *BESIDE, *REFERRING)},
            )
            for one, files in zip(comments, attached(comments, sent["idempotency_key"]), strict=True)
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
