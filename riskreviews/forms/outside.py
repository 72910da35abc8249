"""Shapes of input about reviews from outside: the invitation, and what the person who was invited gives."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from norms.models import Clause
from normsite.foundation.choices import offer
from normsite.foundation.conflicts import mark
from normsite.foundation.days import DayField
from normsite.foundation.lines import Line
from normsite.foundation.markup.fields import PlainField
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import VersionField
from riskreviews.forms.assessments import asks
from riskreviews.models import OutsideReview, OutsideVerdict, PointAnswer, Severity, WithheldBecause
from riskreviews.models.outside import LASTS, LONGEST_LASTS

LONGEST = 8_000
NAME_SHOWN = "shown"


def marks_of(review: OutsideReview) -> str:
    """Of its answers as they are kept, in their order, as a hidden field carries them."""
    return " ".join(mark(answer) for _, answer in review.answered)


def last_day() -> date:
    return timezone.localdate() + LASTS


class InviteForm(forms.Form):
    name = Line(label="Name", max_length=120, error_messages=asks("Say who is asked."))
    affiliation = Line(
        label="Affiliation",
        max_length=160,
        help_text="Where the person works, for example a university.",
        error_messages=asks("Say where the person works."),
    )
    email = forms.EmailField(label="E-mail address", error_messages=asks("Give the address to which the link is mailed."))
    until = DayField(label="The link opens until", initial=last_day, help_text=f"At most {LONGEST_LASTS.days} days from now.")
    questions = PlainField(
        label="Own questions",
        required=False,
        rows=3,
        max_length=6_000,
        help_text="One on each line, besides those that everybody is asked. All of them are published with the review.",
    )
    looked_at = forms.BooleanField(
        label="What control lists find in it was looked at by somebody who knows, and may leave the body", required=False
    )

    def __init__(self, *args: Any, asks_for_look: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_for_look:
            del self.fields["looked_at"]

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if not timezone.localdate() <= day <= timezone.localdate() + LONGEST_LASTS - timedelta(days=1):
            raise ValidationError(f"Give a day from today on, within {LONGEST_LASTS.days} days.")
        return day

    @property
    def facts(self) -> dict[str, Any]:
        """As the service takes them; the link opens until the end of the day."""
        given = dict(self.cleaned_data)
        end = datetime.combine(given.pop("until") + timedelta(days=1), time.min)
        return given | {"questions": given["questions"].split("\n"), "expires_at": timezone.make_aware(end)}


class InterestsForm(forms.Form):
    """Asked before anything is shown."""

    has_interests = forms.ChoiceField(
        label="Is there anything that could sway your judgement, or seem to?",
        choices=[("no", "None"), ("yes", "Yes, as follows")],
        widget=forms.RadioSelect,
        help_text="Employers, clients, grants, patents, shares, friends or rivals among those whom the norm touches.",
        error_messages=asks("Say whether there is anything."),
    )
    interests = PlainField(
        label="Which", required=False, rows=4, max_length=4_000, help_text="It is published with your review."
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("has_interests") == "yes" and not given.get("interests"):
            self.add_error("interests", "Say which.")
        if given.get("has_interests") == "no" and given.get("interests"):
            self.add_error("interests", "You chose that there are none: empty this, or choose the other.")
        return given

    @property
    def facts(self) -> dict[str, Any]:
        return {"has_interests": self.cleaned_data["has_interests"] == "yes", "interests": self.cleaned_data["interests"]}


class OutsideForm(forms.Form):
    """Answers, one more point, and the judgement, on one page. What must be there depends on the button: `gives` is whether the
    review is to be given, `adds` whether the point is to be added."""

    severity = forms.ChoiceField(label="How grave it is", choices=Severity.choices, widget=forms.RadioSelect, required=False)
    clause = forms.ChoiceField(label="About which clause", required=False)
    text = PlainField(label="What should be different", required=False, rows=4, max_length=LONGEST)
    verdict = forms.ChoiceField(
        label="What you come to", choices=OutsideVerdict.choices, widget=forms.RadioSelect, required=False
    )
    withheld = forms.ChoiceField(
        label="Your name",
        required=False,
        choices=[
            ("", "Choose"),
            (NAME_SHOWN, "Publish it"),
            *((one.value, f"Withhold it: {one.label}") for one in WithheldBecause),
        ],
        help_text="Where it is withheld, the reason is published in its place; your interests are published either way.",
    )
    version = VersionField(required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        review: OutsideReview,
        clauses: Sequence[Clause],
        gives: bool = False,
        adds: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.review, self.gives, self.adds = review, gives, adds
        self.taken_over: list[str] = []
        self.fields["version"].initial = review.version
        self.fields["shown"].initial = marks_of(review)
        self.clauses = {clause.anchor: clause for clause in clauses}
        offer(self.fields["clause"], [("", "The whole"), *((clause.anchor, isolated(clause)) for clause in clauses)])
        for number, (question, answer) in enumerate(review.answered, 1):
            self.fields[f"answer_{number}"] = PlainField(
                label=question, required=False, rows=4, max_length=LONGEST, initial=answer
            )
        if self.is_bound:
            self.take_over(review)

    def full_clean(self) -> None:
        """A part may be kept without the others; but what is asked for in the end is nowhere called optional."""
        super().full_clean()
        for name in ("verdict", "withheld", *(name for name in self.fields if name.startswith("answer_"))):
            self.fields[name].required = True

    @property
    def marks(self) -> list[str]:
        """The mark of each answer as this window was shown it; an empty one where it does not say."""
        return [*self.data.get("shown", "").split(), *[""] * len(self.review.questions)][: len(self.review.questions)]

    def take_over(self, review: OutsideReview) -> None:
        """Let the answers that this window left as they were shown be those of `review`, which another one has kept since."""
        data, marks = cast(QueryDict, self.data).copy(), self.marks
        for number, (question, kept) in enumerate(review.answered, 1):
            name, was = f"answer_{number}", marks[number - 1]
            if name in data and mark(str(data[name])) == was != mark(kept):
                data[name], marks[number - 1] = kept, mark(kept)
                self.taken_over.append(question)
        if self.taken_over:
            data["shown"] = " ".join(marks)
            self.data = data

    @property
    def questions(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if name.startswith("answer_"))

    @property
    def answers(self) -> list[str]:
        """Those that were sent; what a page left out stays as it was kept."""
        names = (name for name in self.fields if name.startswith("answer_"))
        kept = (answer for _, answer in self.review.answered)
        return [
            self.cleaned_data.get(name, "") if name in self.data else answer for name, answer in zip(names, kept, strict=True)
        ]

    @property
    def point(self) -> dict[str, Any] | None:
        """The point that was typed, if any was."""
        given = self.cleaned_data
        clause = self.clauses.get(given.get("clause", ""))
        return {"severity": given["severity"], "text": given["text"], "clause": clause} if given.get("text") else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (self.adds or given.get("text")) and not given.get("severity"):
            self.add_error("severity", "Say whether it is a nit or an issue.")
        if self.adds and not given.get("text"):
            self.add_error("text", "Say what should be different.")
        if self.gives:
            for name in (name for name in self.fields if name.startswith("answer_")):
                if not given.get(name):
                    self.add_error(name, "Say something, also where it is that you can’t say.")
            if not given.get("verdict"):
                self.add_error("verdict", "Say what you come to.")
            if not given.get("withheld"):
                self.add_error("withheld", "Say whether your name is published.")
        return given


class PointAnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="The point is",
        choices=PointAnswer.choices,
        widget=forms.RadioSelect,
        error_messages=asks("Say whether it is accepted."),
    )
    text = PlainField(
        label="What is done about it, or why not",
        rows=4,
        max_length=LONGEST,
        help_text="It is published beside the point.",
        error_messages=asks("Say what is done about it, or why not."),
    )
