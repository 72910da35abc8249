"""Comments, and the submission in which a person sends one or several of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import MD5, Coalesce, Greatest, Least, Length, Now, Substr
from django.urls import reverse
from django_countries.fields import CountryField

from comments.models.consultation import Consultation
from comments.models.impartial import own_comments, own_dispositions
from comments.models.imports import CommentImport
from comments.models.language import LONGEST_TAG, language_name
from comments.models.parts import ANSWER, NAMES, OWN_REFERENCE, CommentKind, ConfidentialGround, Said, said_in
from comments.models.question import Question
from comments.models.replies import Stance, relation, support_of
from norms.text.quotes import MOST_CONTEXT
from normsite.foundation.accounts.access import Reader, sees_hidden
from normsite.foundation.accounts.models import OrganisationKind, User

if TYPE_CHECKING:
    from comments.models.attachment import Attachment
    from comments.models.disposition import Disposition


class Capacity(models.TextChoices):
    INDIVIDUAL = "individual", "For myself"
    ORGANISATION = "organisation", "For an organisation"
    ANONYMOUS = "anonymous", "Anonymously"


class CountedBy(models.TextChoices):
    """What tells the instant at which a submission counts as received."""

    ARRIVAL = "arrival", "by then its last byte had reached us"
    TICKET = "ticket", "by then it had reached us a first time, when we had no room for it"
    STORING = "storing", "by then it was in the record"
    SOURCE = "source", "so says the system that received it"


class Hold(models.TextChoices):
    """Why a submission that came without proof of work is held, to be read apart from the others: many came just then."""

    NETWORK = "network", "many came from the sender's network within a minute"
    CONSULTATION = "consultation", "many came to this consultation within a minute"
    SENDER = "sender", "the same sender sent many within a minute, shortly before the deadline"


class Submission(models.Model):
    """What one person sent at one instant. `token_hash` is SHA-256 of the receipt's secret, which only the sender has.

    `idempotency_key` comes with the form, so that a form sent twice is received once; `body_digest` tells a repeat from a
    misuse. What is `held` counts like the others; it is only moderated apart from them. `source` is the system that has
    received it, if that wasn't ours: then it says itself when, and `stored_at` is when the secretariat took it over.
    """

    code = models.CharField(max_length=16, unique=True)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="submissions")
    token_hash = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64, unique=True)
    body_digest = models.CharField(max_length=64)
    capacity = models.CharField(max_length=12, choices=Capacity)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind, blank=True)
    country = CountryField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(help_text="The instant that counts against the deadline.")
    stored_at = models.DateTimeField(db_default=Now(), help_text="When it was taken into the record.")
    counted_by = models.CharField(max_length=7, choices=CountedBy, default=CountedBy.STORING, db_default=CountedBy.STORING)
    held = models.CharField(max_length=12, choices=Hold, blank=True, default="", db_default="")
    declared = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="Which version of the declaration the sender has ticked.",
    )
    language = models.CharField(max_length=LONGEST_TAG, blank=True, default="", db_default="", help_text="A tag of BCP 47.")
    entry = models.ForeignKey("ledger.Entry", on_delete=models.PROTECT, related_name="+")
    source = models.CharField("other system", max_length=80, blank=True, default="", db_default="")
    imported = models.ForeignKey(
        CommentImport, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["received_at"]
        indexes = [
            HashIndex(fields=["token_hash"], name="receipt_by_key"),
            models.Index(fields=["imported"], condition=Q(imported__isnull=False), name="submission_by_import"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity="individual") & ~Q(name="") & Q(organisation="")
                | Q(capacity="organisation") & ~Q(organisation="") & ~Q(organisation_kind="")
                | Q(capacity="anonymous", name="", organisation="", user=None),
                name="capacity_says_who",
            ),
            models.CheckConstraint(condition=Q(held__in=["", *Hold.values]), name="hold_known"),
            models.CheckConstraint(
                condition=Q(source="", imported=None) & ~Q(counted_by="source")
                | ~Q(source="") & Q(imported__isnull=False, counted_by="source", email="", user=None),
                name="who_received_it_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def author(self) -> str:
        """How the author is shown to the public beside a published comment: organisation, name, or "Anonymous"."""
        return self.organisation or self.name or "Anonymous"

    @property
    def language_name(self) -> str:
        """In which language it is written, in English; empty where nobody said."""
        return language_name(self.language) if self.language else ""

    @property
    def person_behind(self) -> str:
        """Who wrote for the organisation, if they said so. Never published: `rules.can_see_person` says who sees it."""
        return self.name if self.organisation else ""


class CommentState(models.TextChoices):
    RECEIVED = "received", "Received"
    PUBLISHED = "published", "Published"
    WITHHELD = "withheld", "Withheld"
    WITHDRAWN = "withdrawn", "Withdrawn"


MOVES = {
    CommentState.RECEIVED: {CommentState.PUBLISHED, CommentState.WITHHELD, CommentState.WITHDRAWN},
    CommentState.PUBLISHED: {CommentState.WITHHELD, CommentState.WITHDRAWN},
    CommentState.WITHHELD: {CommentState.PUBLISHED, CommentState.WITHHELD, CommentState.WITHDRAWN},
    CommentState.WITHDRAWN: set(),
}


class WithholdingGround(models.TextChoices):
    ABUSE = "abuse", "Abusive or unlawful content"
    PERSONAL_DATA = "personal_data", "Personal data of others"
    TRADE_SECRET = "trade_secret", "Trade secret"
    SECURITY = "security", "Would disclose a weakness or controlled technology"


# The steps on the way to a published answer, each said once: a comment that stands waits at one of them, or is approved.
STANDING = ~Q(state=CommentState.WITHDRAWN)
MODERATED = Q(state__in=[CommentState.PUBLISHED, CommentState.WITHHELD])
DECIDED = MODERATED & Q(disposition__isnull=False)
APPROVED = DECIDED & Q(disposition__approved_at__isnull=False)
RETURNED = DECIDED & Q(disposition__approved_at=None) & ~Q(disposition__remark="")
TO_MODERATE = Q(state=CommentState.RECEIVED)
HELD = ~Q(submission__held="")
TO_DECIDE = MODERATED & Q(disposition=None) | RETURNED
TO_APPROVE = DECIDED & Q(disposition__approved_at=None, disposition__remark="")


# As `Submission.author` says it, but empty for who is anonymous.
AUTHOR = Case(
    When(submission__organisation="", then=F("submission__name")),
    default=F("submission__organisation"),
    output_field=models.CharField(),
)


LATE, EARLY = "after the deadline", "before the consultation opened"
# As `Comment.out_of_time` says it.
OUT_OF_TIME = Case(
    When(received_at__gte=F("consultation__closes_at"), then=Value(LATE)),
    When(received_at__lt=F("consultation__opens_at"), then=Value(EARLY)),
    default=Value(""),
    output_field=models.CharField(),
)


class CommentQuerySet(models.QuerySet["Comment"]):
    def for_consultation(self, consultation: Consultation) -> "CommentQuerySet":
        return self.filter(consultation=consultation)

    def public(self) -> "CommentQuerySet":
        """Comments whose words anybody may read."""
        return self.filter(state=CommentState.PUBLISHED)

    def on_record(self) -> "CommentQuerySet":
        """Comments of which anybody may know: all but those that nobody has read yet. The words of `public` ones alone."""
        return self.exclude(state=CommentState.RECEIVED)

    def seen_by(self, user: Reader) -> "CommentQuerySet":
        """Comments of which this reader may know: staff also those that nobody has read yet."""
        return self.all() if sees_hidden(user) else self.on_record()

    def replying(self) -> "CommentQuerySet":
        """Comments that reply to another one, without those that support it."""
        return self.filter(in_reply_to__isnull=False, stance="")

    def supporting(self) -> "CommentQuerySet":
        """Comments that support another one."""
        return self.filter(stance=Stance.SUPPORT)

    def with_replied(self) -> "CommentQuerySet":
        """With the comment to which each of them refers: its code, and whether anybody may read it."""
        rest = [one.name for one in Comment._meta.concrete_fields if one.name not in ("id", "code", "state")]
        return self.select_related("in_reply_to").defer(*(f"in_reply_to__{name}" for name in rest))

    def with_author(self) -> "CommentQuerySet":
        """With the `author` as `Submission.author` shows it: a search by it finds nobody whom the page doesn't name."""
        return self.annotate(author=AUTHOR)

    def with_context(self) -> "CommentQuerySet":
        """With at most `MOST_CONTEXT` characters of the clause before and after the passage, as `prefix` and `suffix`."""
        start, before = F("passage_start"), Least(F("passage_start"), Value(MOST_CONTEXT))
        return self.annotate(
            prefix=Substr("clause__words", Greatest(start - MOST_CONTEXT, Value(0)) + 1, before),
            suffix=Substr("clause__words", start + Length("passage") + 1, MOST_CONTEXT),
        )

    def standing(self) -> "CommentQuerySet":
        """Comments that must be answered: all but the withdrawn."""
        return self.filter(STANDING)

    def for_colleague(self, user: User) -> "CommentQuerySet":
        """Comments that this person may handle at the desk: all but those they sent themselves."""
        return self.exclude(own_comments(user))

    def for_second_person(self, user: User) -> "CommentQuerySet":
        """Comments whose answer this person may approve: all but their own, and those they decided on themselves."""
        return self.exclude(own_dispositions(user))

    def in_text_order(self) -> "CommentQuerySet":
        """By clause, those on the whole text first; `place` is the clause's order, for pages that go on from one comment."""
        place = Coalesce("clause__order", -1, output_field=models.IntegerField())
        return self.annotate(place=place).order_by("place", "id")

    def awaiting_moderation(self) -> "CommentQuerySet":
        return self.filter(TO_MODERATE)

    def held(self) -> "CommentQuerySet":
        """Comments that came without proof of work while many came."""
        return self.filter(HELD)

    def not_held(self) -> "CommentQuerySet":
        return self.filter(~HELD)

    def moderated(self) -> "CommentQuerySet":
        return self.filter(MODERATED)

    def awaiting_decision(self) -> "CommentQuerySet":
        """Moderated comments without an answer, or whose answer the approver has returned."""
        return self.filter(TO_DECIDE)

    def returned(self) -> "CommentQuerySet":
        """Moderated comments whose answer the approver has sent back."""
        return self.filter(RETURNED)

    def awaiting_approval(self) -> "CommentQuerySet":
        """Moderated comments with an answer that nobody has approved or returned yet."""
        return self.filter(TO_APPROVE)

    def awaiting_anything(self) -> "CommentQuerySet":
        """Comments that stand and have no approved answer yet."""
        return self.filter(TO_MODERATE | TO_DECIDE | TO_APPROVE)


class Comment(models.Model):
    """One comment, on a clause or on the whole text. The words are kept as typed; withheld is a state."""

    code = models.CharField(max_length=16, unique=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="comments")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    position = models.PositiveSmallIntegerField()
    clause = models.ForeignKey("norms.Clause", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    in_reply_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies", db_index=False
    )
    stance = models.CharField(
        max_length=7, choices=Stance, blank=True, default="", db_default="", help_text="Empty: it replies, if it is a reply."
    )
    kind = models.CharField("type", max_length=2, choices=CommentKind)
    text = models.TextField("comment")
    proposed_change = models.TextField("proposed change", blank=True)
    own_reference = models.CharField("own reference", max_length=OWN_REFERENCE.most, blank=True, default="", db_default="")
    passage = models.TextField("passage", blank=True, default="", db_default="")
    answer = models.CharField("answer", max_length=ANSWER.most, blank=True, default="", db_default="")
    passage_start = models.PositiveIntegerField(null=True, editable=False, help_text="In characters of the clause's words.")
    confidential_ground = models.CharField(
        max_length=13, choices=ConfidentialGround, blank=True, default="", db_default="", help_text="Empty: no such part."
    )
    confidential_reason = models.CharField(
        "reason for a confidential part", max_length=300, blank=True, default="", db_default=""
    )
    state = models.CharField(max_length=9, choices=CommentState, default=CommentState.RECEIVED)
    withheld_ground = models.CharField(max_length=14, choices=WithholdingGround, blank=True)
    withheld_reason = models.CharField(max_length=300, blank=True)
    moderated_at = models.DateTimeField(null=True, editable=False)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    received_at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["consultation", "id"], name="docket_order"),
            models.Index(fields=["consultation", "id"], condition=~Q(state="received"), name="docket_on_record"),
            models.Index(fields=["consultation", "id"], condition=Q(state="published"), name="docket_public"),
            models.Index(fields=["in_reply_to", "stance", "id"], condition=Q(state="published"), name="replies_in_order"),
            models.Index(
                fields=["in_reply_to", "id"],
                condition=Q(stance="support", state__in=["published", "withheld"]),
                name="support_to_answer",
            ),
            models.Index(F("consultation"), MD5("text"), F("id"), name="same_words_in_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="comment_placed_once"),
            models.CheckConstraint(condition=Q(kind__in=CommentKind.values), name="comment_kind_known"),
            models.CheckConstraint(condition=Q(state__in=CommentState.values), name="comment_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=~Q(state="withheld") | (~Q(withheld_ground="") & ~Q(withheld_reason="")),
                name="withheld_says_why",
            ),
            models.CheckConstraint(
                condition=Q(confidential_ground="", confidential_reason="")
                | Q(confidential_ground__in=ConfidentialGround.values) & ~Q(confidential_reason=""),
                name="confidential_says_why",
            ),
            models.CheckConstraint(
                condition=Q(stance="") | Q(stance="support", in_reply_to__isnull=False), name="support_is_of_a_comment"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.code])

    @property
    def about(self) -> str:
        """What it is on, in words: its clause, its question by number, or the whole text."""
        if self.question is not None:
            return f"question {self.question.position}"
        return str(self.clause or "the whole text")

    @property
    def relation(self) -> str:
        """What it is to the comment to which it refers, in words that stand before that code; empty where it refers to none."""
        return relation(self.stance) if self.in_reply_to_id else ""

    @property
    def adds_words(self) -> bool:
        """Of one that supports another: whether its text says more than that."""
        return self.in_reply_to is not None and self.text != support_of(self.in_reply_to.code)

    @property
    def says_more(self) -> bool:
        """Of one that supports another: whether there is anything to read in it, in whichever of its parts."""
        beside = self.proposed_change or self.passage or self.confidential_ground
        return self.adds_words or bool(beside) or any(True for _ in self.files)

    @property
    def out_of_time(self) -> str:
        """In words, if it was received before the consultation opened or after its deadline, as only another system does."""
        if self.received_at >= self.consultation.closes_at:
            return LATE
        return EARLY if self.received_at < self.consultation.opens_at else ""

    @property
    def said(self) -> list[Said]:
        """Its words, part by part. Whether a reader may see them is not asked here."""
        return said_in({name: getattr(self, name) for name in NAMES})

    @property
    def files(self) -> "Iterable[Attachment]":
        """What is attached to it, read with it (`queries.with_files`) or by itself. Whether a reader may see that is not asked
        here."""
        files = self.attachments
        read: list[dict[str, Any]] | None = getattr(self, "files_read", None)
        return files.all() if read is None else [files.model(**one) for one in read]

    @property
    def standing_disposition(self) -> "Disposition | None":
        """What was decided on it; nothing once it is withdrawn, whatever was decided before."""
        return None if self.state == CommentState.WITHDRAWN else getattr(self, "disposition", None)

    @property
    def published_disposition(self) -> "Disposition | None":
        """The answer that anybody may read: when all those of the consultation are published."""
        return None if self.consultation.concluded_at is None else self.standing_disposition
