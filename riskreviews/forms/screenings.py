"""Shapes of input about screenings."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from normsite.foundation.accounts.models import User
from normsite.foundation.choices import offer_rows
from normsite.foundation.days import DayField
from normsite.foundation.lines import Line
from normsite.foundation.markup.fields import PlainField
from normsite.foundation.numbers import whole
from normsite.foundation.unseen import can_be_seen
from normsite.foundation.windows import VersionedForm
from riskreviews import queries
from riskreviews.checklist import ANSWER_CHOICES, NONE, QUESTIONS, Answers, Question
from riskreviews.forms.assessments import LONGEST, asks, plain_text
from riskreviews.models import Audience, Outcome, Referral, Relevance, Reply, Screening
from riskreviews.services.screenings import LONGEST_NOTE


def day(label: str, ask: str, *, required: bool = True, hint: str = "") -> DayField:
    return DayField(label=label, required=required, help_text=hint, error_messages=asks(ask))


class AskedLater(forms.ChoiceField):
    """A choice that must be made before the reviewers are asked, and may be left open until then."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class WordsAskedLater(PlainField):
    """Words that may be left out until the reviewers are asked."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class ChecklistForm(VersionedForm):
    """The checklist as far as it is filled in; what is missing is asked for before the reviewers are."""

    audience = AskedLater(
        label="Who will read the text",
        choices=[("", "Choose"), *Audience.choices],
        help_text="Whoever hears of it counts: telling a foreign member of a committee may be an export.",
    )
    end_use = WordsAskedLater(
        label="What the examples are for", help_text="Their end use; or that there are none.", max_length=LONGEST, rows=2
    )
    exclusion = Line(
        label="Exclusion relied on",
        max_length=300,
        required=False,
        help_text="The rule by which the text is free although it touches the list, with its article. Public with the norm.",
    )
    reply = forms.ModelChoiceField(
        Referral.objects.none(), label="Reply of an authority relied on", required=False, empty_label="None"
    )

    def __init__(self, *args: Any, screening: Screening, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        for question in QUESTIONS:
            self.fields |= _asked(question)
        offer_rows(self.fields["reply"], queries.replies_for(screening, by))
        self.hits = queries.hits_by_question(screening)

    def questions(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, int]]:
        """Each question with its note, and how many findings speak to it."""
        for one in QUESTIONS:
            yield self[f"answer_{one.key}"], self[f"note_{one.key}"], self.hits[one.key]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for one in QUESTIONS:
            if given.get(f"answer_{one.key}", NONE) not in ("", NONE) and not can_be_seen(given.get(f"note_{one.key}") or ""):
                self.add_error(f"note_{one.key}", "Say what it is.")
        given["answers"] = self._answers(given)
        return given

    def _answers(self, given: dict[str, Any]) -> Answers:
        return {
            one.key: {"answer": given.pop(f"answer_{one.key}", ""), "note": given.pop(f"note_{one.key}", "")}
            for one in QUESTIONS
        }


def _asked(question: Question) -> dict[str, forms.Field]:
    answer = AskedLater(label=question.question, choices=ANSWER_CHOICES, widget=forms.RadioSelect, help_text=question.help)
    label = format_html('In words, unless it is no<span class="govuk-visually-hidden">: {}</span>', question.question)
    note = WordsAskedLater(label=label, max_length=LONGEST_NOTE, rows=4)
    note.in_full = f"{question.question} In words"  # type: ignore[attr-defined]  # where it doesn't stand beside its question
    return {f"answer_{question.key}": answer, f"note_{question.key}": note}


def filled_in(screening: Screening) -> dict[str, Any]:
    """What the checklist begins with."""
    found: dict[str, Any] = {
        name: getattr(screening, name) for name in ("audience", "end_use", "exclusion", "reply", "version")
    }
    for question in QUESTIONS:
        given = screening.answers.get(question.key, {})
        found |= {f"answer_{question.key}": given.get("answer", ""), f"note_{question.key}": given.get("note", "")}
    return found


class AnswerForm(forms.Form):
    """What is said of the findings that are ticked."""

    relevance = forms.ChoiceField(
        label="The ticked findings",
        choices=Relevance.choices,
        widget=forms.RadioSelect,
        error_messages=asks("Say whether it may be controlled."),
    )
    reason = plain_text("Why", required=False, hint="Needed where it is not; the reviewers read it.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("relevance") == Relevance.NOT_RELEVANT and not can_be_seen(given.get("reason") or ""):
            self.add_error("reason", "Say why it is not relevant. Another person must be able to follow it.")
        return given

    def ticked(self) -> list[int]:
        """The keys of the findings that are ticked; what is no number is none."""
        data = self.data
        given = data.getlist("hit") if hasattr(data, "getlist") else []
        return [number for one in given if (number := whole(one)) is not None]


class OpinionForm(forms.Form):
    """What a reviewer comes to; `words` says on which text."""

    outcome = forms.ChoiceField(
        label="The outcome", choices=Outcome.choices, widget=forms.RadioSelect, error_messages=asks("Say what the outcome is.")
    )
    until = day("Valid until", "Say until which day this holds.", hint="It is screened again by then at the latest.")
    reason = plain_text("Why", rows=4, ask="Say why. Another person must be able to follow it.")
    words = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise ValidationError("The day is over. Give a day to come.")
        return until


class ReferralForm(forms.Form):
    authority = Line(label="Authority", max_length=200, error_messages=asks("Say who was asked."))
    number = Line(label="File number", max_length=80, error_messages=asks("Give the number under which it was asked."))
    sent_on = day("Sent on", "Say when it was sent.")
    question = plain_text("What was asked", rows=4, ask="Say what was asked.")


class ReplyForm(forms.Form):
    reply = forms.ChoiceField(
        label="What the authority answers",
        choices=Reply.choices,
        widget=forms.RadioSelect,
        error_messages=asks("Say what the authority answers."),
    )
    reply_number = Line(label="Number of the reply", max_length=80, required=False)
    replied_on = day("Dated", "Say when it was given.")
    conditions = plain_text("Conditions", required=False, hint="As the authority words them.")
    until = day("Valid until", "", required=False, hint="Empty where the reply names no day.")
