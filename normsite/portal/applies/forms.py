"""Shapes of the answers. Each form is asked on a page of its own; what was answered before goes along in hidden fields."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from norms.models import Norm
from normsite.foundation.choices import offer_rows
from normsite.foundation.unseen import isolated
from normsite.portal.applies.subjects import NO, NONE, UNSURE, YES, Choice, Subject, asked_norms
from riskreviews.models import Payer

MOST_NORMS = 20  # at a time; nobody answers more in three minutes
ANSWER_THIS = "Answer this, or say that you're not sure."
ANSWERS = [(YES, "Yes"), (NO, "No"), (UNSURE, "I'm not sure")]
WHO = [
    (Payer.SMALL.value, "A small firm, with fewer than 250 people"),
    (Payer.LARGE.value, "A larger firm"),
    (Payer.UNIVERSITY.value, "A university, or research without a firm"),
]


class NormsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # it takes none at run time
    """So many at most, before any of them is looked for."""

    def clean(self, value: Any) -> Any:
        if len(value or ()) > MOST_NORMS:
            raise ValidationError(f"Choose at most {MOST_NORMS} norms, then ask again about the others.")
        return super().clean(value)


class WhoForm(forms.Form):
    """Who asks, and about which norms."""

    payer = forms.ChoiceField(
        label="Who are you?",
        choices=WHO,
        widget=forms.RadioSelect,
        initial=Payer.SMALL.value,
        error_messages={"required": "Say who you are: it decides what it costs."},
    )
    norms = NormsField(
        Norm.objects.none(),
        label="What is it about?",
        help_text=f"At most {MOST_NORMS} at a time.",
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one norm.", "invalid_choice": "Choose among these norms."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_rows(self.fields["norms"], asked_norms(), lambda norm: isolated(norm.title))


class QuestionsForm(forms.Form):
    """Whether the scope of each norm is about oneself, which of those whom it binds one is and which of its cases one has, and
    whether what one does meets the criteria that touch it."""

    def __init__(self, *args: Any, subjects: Iterable[Subject], **options: Any) -> None:
        super().__init__(*args, **options)
        self.subjects = list(subjects)
        for subject in self.subjects:
            self.fields[subject.key] = self._asked("Is what you make, supply, run or study described there?")
            if addressees := subject.asked.addressees:
                self.fields[subject.addressees_key] = self._chosen("Which of these are you?", addressees)
            if cases := subject.asked.cases:
                self.fields[subject.cases_key] = self._chosen("Which of these do you have to do with?", cases)
            for question in subject.asked.questions:
                self.fields.setdefault(question.key, self._asked(question.words, required=False))

    @staticmethod
    def _asked(words: str, *, required: bool = True) -> forms.ChoiceField:
        field = forms.ChoiceField(
            label=words,
            choices=ANSWERS,
            widget=forms.RadioSelect,
            required=required,
            error_messages={"required": ANSWER_THIS, "invalid_choice": "Choose one."},
        )
        field.has_default = True  # type: ignore[attr-defined]  # needed within the scope
        return field

    @staticmethod
    def _chosen(words: str, choices: Iterable[Choice]) -> forms.MultipleChoiceField:
        field = forms.MultipleChoiceField(
            label=words,
            help_text="Choose all that fit.",
            choices=[*((one.value, isolated(one.name)) for one in choices), (NONE, "None of these"), (UNSURE, "I'm not sure")],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages={"invalid_choice": "Choose among these."},
        )
        field.has_default = True  # type: ignore[attr-defined]  # needed within the scope
        return field

    def clean(self) -> dict[str, Any]:
        """Outside of a scope nothing more has to be said of it."""
        given = super().clean() or {}
        within = [subject for subject in self.subjects if given.get(subject.key) != NO]
        for subject in within:
            for name in (subject.addressees_key, subject.cases_key):
                if name in self.fields and name not in self.errors:
                    self._check_chosen(name, given.get(name, []))
        for name in {question.key for subject in within for question in subject.asked.questions}:
            if name not in self.errors and not given.get(name):
                self.add_error(name, ANSWER_THIS)
        return given

    def _check_chosen(self, name: str, chosen: list[str]) -> None:
        if not chosen:
            self.add_error(name, "Choose what fits, or say that none does, or that you're not sure.")
        if NONE in chosen and len(chosen) > 1:
            self.add_error(name, "Choose “None of these” alone, or what fits.")

    def scopes(self) -> list[tuple[Subject, list[forms.BoundField]]]:
        """Each norm with what is asked of it alone: its scope, who one is, what one has."""
        names = [(one, (one.key, one.addressees_key, one.cases_key)) for one in self.subjects]
        return [(subject, [self[name] for name in asked if name in self.fields]) for subject, asked in names]

    def questions(self) -> list[tuple[str, forms.BoundField]]:
        """The questions about figures, each once, with where the criterion stands."""
        found = {question.key: question.place for subject in self.subjects for question in subject.asked.questions}
        return [(place, self[key]) for key, place in found.items()]
