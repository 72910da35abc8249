"""What the desk fills in: a consultation, an extension, a withholding, a decision, a remark."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from comments.forms.fields import Instant, LongText, MarkdownText
from comments.models import (
    DEFAULT_DAYS,
    LONGEST_QUESTION,
    Comment,
    Consultation,
    Effect,
    Outcome,
    WithholdingGround,
    new_question,
)
from comments.models.disposition import why_reason
from norms.models import Revision
from normsite.foundation.choices import offer, offer_rows
from normsite.foundation.days import DayField
from normsite.foundation.errors import Refused
from normsite.foundation.lines import Line, one_line
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import VersionField

MOST_QUESTIONS = 20
LONGEST_LINE = 120


class OpenForm(forms.Form):
    """What the desk says when it opens a consultation."""

    revision = forms.ModelChoiceField(
        queryset=Revision.objects.none(),
        label="Text",
        help_text="Frozen revisions that are not consulted on now.",
        empty_label="Choose",
    )
    title = Line(
        label="Title", max_length=200, help_text="For example: Committee draft of remote update for unmanned aircraft."
    )
    asks = MarkdownText(
        label="What we ask", help_text="Why comments are sought, and on what above all. Markdown is understood."
    )
    questions = LongText(
        label="Questions",
        help_text="One on each line; a comment can answer one of them. Answers to choose among stand behind bars: "
        "“Is a second enough? | Yes | No”. So does a scale from 1 to 5 with its ends: “How clear is it? | not at all … fully”.",
        required=False,
        rows=4,
    )
    opens_at = Instant(label="Opens", required=False, help_text="Leave empty to open it now.")
    closes_at = Instant(label="Closes", help_text="The first instant at which comments are refused.")
    short_reason = LongText(
        label=f"Reason for a period shorter than {DEFAULT_DAYS} days",
        required=False,
        rows=2,
        most=2_000,
        help_text=f"Only if it is shorter. Published. {DEFAULT_DAYS} days is what the WTO's code of good practice asks for.",
    )
    anonymous_allowed = forms.BooleanField(label="Anonymous comments are allowed", required=False, initial=True)
    replies_allowed = forms.BooleanField(
        label="Published comments can be replied to and supported",
        required=False,
        help_text="Replies and support are comments too: they are read, published and answered like all others.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        running = Consultation.objects.filter(concluded_at=None).values("revision")
        frozen = (
            Revision.objects.exclude(fingerprint="").exclude(is_restricted=True).exclude(pk__in=running).select_related("norm")
        )
        frozen = frozen.order_by("norm__title", "-number")
        offer_rows(self.fields["revision"], frozen, lambda one: f"{isolated(one.norm.title)}: {isolated(one.name)}")

    def clean_questions(self) -> list[str]:
        questions = [line for line in map(one_line, self.cleaned_data["questions"].split("\n")) if line]
        if len(questions) > MOST_QUESTIONS:
            raise ValidationError(f"At most {MOST_QUESTIONS} questions.")
        for question in questions:
            _refuse_wrong_question(question)
        return questions


def _refuse_wrong_question(line: str) -> None:
    try:
        asked = new_question(line)
    except Refused as refused:
        raise ValidationError(str(refused)) from refused
    if len(asked.text) > LONGEST_QUESTION:
        raise ValidationError(f"A question is longer than {LONGEST_QUESTION} characters.")


class ExtendForm(forms.Form):
    closes_at = Instant(label="New deadline")
    reason = LongText(
        label="Reason",
        help_text="One or two sentences. Published.",
        most=2_000,
        rows=3,
        error_messages={"required": "Say why there is more time."},
    )


class WithholdForm(forms.Form):
    ground = forms.ChoiceField(
        label="Ground",
        choices=WithholdingGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the ground."},
    )
    reason = Line(
        label="Reason",
        max_length=300,
        help_text="Public. Don't repeat what the comment says.",
        error_messages={"required": "Write the reason."},
    )
    until = DayField(
        label="Until when is it looked at again?",
        help_text="Public. Usually a year, three at most. For one that is withheld, another day takes another person.",
        required=False,
    )
    until.has_default = True  # type: ignore[attr-defined]  # the day is in the form when it is shown


class DecisionForm(forms.Form):
    """The answer to one comment. `version` is that of the answer on the screen."""

    outcome = forms.ChoiceField(
        label="What do we decide?",
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.WITHDRAWN],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a decision."},
    )
    effect = forms.ChoiceField(
        label="Effect on the text",
        choices=Effect.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what it does to the text."},
    )
    reason = LongText(
        label="Reason",
        help_text="The commenter and the public read it. Needed but for “Accepted” with a change of the text.",
        rows=6,
    )
    supporting = forms.MultipleChoiceField(
        label="Answer likewise what supports it",
        help_text="Ticked is what says no more than that. Take a tick away to answer that one by itself.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "%(value)s is no support that waits for an answer of yours. Save again without it."},
    )
    version = VersionField()

    def __init__(self, *args: Any, supporting: Sequence[Comment] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer(supporting)
        outcome, effect = self["outcome"].value(), self["effect"].value()
        if outcome in Outcome.values:
            needed = why_reason(outcome, effect)
            self.fields["reason"].required = bool(needed)
            self.fields["reason"].error_messages["required"] = f"{needed} needs a reason."

    def _offer(self, supporting: Sequence[Comment]) -> None:
        if not supporting and not self["supporting"].value():
            del self.fields["supporting"]
            return
        offer(self.fields["supporting"], [(one.code, _in_a_line(one)) for one in supporting])
        self.fields["supporting"].initial = [one.code for one in supporting if not one.says_more]


def _in_a_line(comment: Comment) -> str:
    """Whose it is, and what there is to read in it before it is answered along."""
    said = [_begun(comment.text)] if comment.adds_words else []
    said += [f"{one.part.label}: {_begun(one.words)}" for one in comment.said if one.part.label]
    said += [f"File: {isolated(file.name)}" for file in comment.files]
    said += ["A part of it is confidential"] if comment.confidential_ground else []
    return ": ".join([f"{comment.code}, {isolated(comment.submission.author)}", *filter(None, ["; ".join(said)])])


def _begun(words: str) -> str:
    return isolated(words if len(words) <= LONGEST_LINE else f"{words[:LONGEST_LINE].rstrip()} …")


class RemarkForm(forms.Form):
    """Why an answer is returned. `version` is that of the answer on the screen."""

    remark = LongText(label="What should be different?", most=2_000, rows=3)
    version = VersionField()
