"""The public record: entries that are only ever added."""

import uuid

from django.db import models


class Act(models.TextChoices):
    """Every public act that leaves an entry."""

    ROLE_GRANTED = "role_granted", "Role granted"
    ROLE_TAKEN = "role_taken", "Role taken away"
    NORM_REGISTERED = "norm_registered", "Norm registered"
    STAGE_CHANGED = "stage_changed", "Stage changed"
    INTENT_CHANGED = "intent_changed", "Intended publication changed"
    APPLICABILITY_CHANGED = "applicability_changed", "Whom a norm binds, or in which cases, changed"
    REVISION_FROZEN = "revision_frozen", "Revision frozen"
    REVISION_RELEASED = "revision_released", "Revision made public"
    REVISION_RESTRICTED = "revision_restricted", "Revision restricted to named readers"
    RESTRICTION_LIFTED = "restriction_lifted", "Restriction of a revision lifted"
    OBLIGATION_LINKED = "obligation_linked", "Provision linked to an obligation"
    OBLIGATION_UNLINKED = "obligation_unlinked", "Provision no longer linked to an obligation"
    ASSESSMENT_AGREED = "assessment_agreed", "Risk assessment agreed by peer review"
    ASSESSMENT_REOPENED = "assessment_reopened", "Risk assessment returned to draft"
    OUTSIDE_REVIEW_GIVEN = "outside_review_given", "Review of a risk assessment from outside given"
    OUTSIDE_POINT_ANSWERED = "outside_point_answered", "Point of a review from outside answered"
    TIER_TABLE_IN_FORCE = "tier_table_in_force", "Table of tiers put in force"
    SCREENING_CONCLUDED = "screening_concluded", "Draft screened by a control list"
    SCREENING_REOPENED = "screening_reopened", "Screening of a draft taken up again"
    AUTHORITY_ASKED = "authority_asked", "Draft referred to an export-control authority"
    AUTHORITY_REPLIED = "authority_replied", "Reply of an export-control authority recorded"
    CONSULTATION_OPENED = "consultation_opened", "Consultation announced"
    CONSULTATION_CHANGED = "consultation_changed", "Consultation extended"
    COMMENT_RECEIVED = "comment_received", "Comment received"
    COMMENT_PUBLISHED = "comment_published", "Comment published"
    COMMENT_WITHHELD = "comment_withheld", "Comment withheld"
    COMMENT_WITHDRAWN = "comment_withdrawn", "Comment withdrawn"
    DISPOSITION_APPROVED = "disposition_approved", "Disposition approved"
    APPROVAL_TAKEN_BACK = "approval_taken_back", "Approval of a disposition no longer holds"
    DISPOSITIONS_PUBLISHED = "dispositions_published", "Dispositions published"
    REACTION_GIVEN = "reaction_given", "Commenter's reaction"
    NORM_PUBLISHED = "norm_published", "Norm and rationale published"
    POSITION_PUBLISHED = "position_published", "Position of a national body published"
    INDICATOR_SET = "indicator_set", "Indicator and its thresholds set"
    INDICATOR_ENDED = "indicator_ended", "Indicator no longer watched"
    READING_GIVEN = "reading_given", "Reading of an indicator given"
    READING_CORRECTED = "reading_corrected", "Reading of an indicator corrected"
    NORM_REVIEW_OPENED = "norm_review_opened", "Review of a norm opened"
    NORM_REVIEW_CONCLUDED = "norm_review_concluded", "Review of a norm concluded"
    CONTROL_LIST_IMPORTED = "control_list_imported", "Edition of a control list imported"
    CONTROL_LIST_DISCARDED = "control_list_discarded", "Edition of a control list discarded"
    CONTROL_LIST_IN_FORCE = "control_list_in_force", "Edition of a control list put in force"
    CRITERION_CONFIRMED = "criterion_confirmed", "Criterion for heightened screening confirmed"
    CRITERION_REJECTED = "criterion_rejected", "Criterion for heightened screening rejected"
    PART_WITHHELD = "part_withheld", "Part of the record withheld"
    WITHHOLDING_RENEWED = "withholding_renewed", "Part of the record withheld further"
    WITHHOLDING_LIFTED = "withholding_lifted", "Withheld part made public"


class Entry(models.Model):
    """One public act: what, about which code, when, and salted commitments to its facts. No personal data.

    `digest` is SHA-256 over `leaf` (canonical JSON). The database refuses to change or delete a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    act = models.CharField(max_length=32, choices=Act)
    code = models.CharField(max_length=32, db_index=True)
    leaf = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "entries"
        constraints = [models.CheckConstraint(condition=models.Q(act__in=Act.values), name="act_known")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.code}"


class Salt(models.Model):
    """The 32 random bytes (hexadecimal) behind one commitment; erasing a person deletes the row, the entry still stands."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="salts")
    field = models.CharField(max_length=40)
    salt = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="one_salt_for_each_field")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.field}"
