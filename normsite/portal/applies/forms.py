"""Shapes of the answers. Each form is asked on a page of its own; what was answered before goes along in hidden fields."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from norms.models import Norm
from normsite.foundation.choices import offer_rows
from normsite.foundation.unseen import isolated
from normsite.portal.applies.subjects import NO, UNSURE, YES, Subject, asked_norms
from riskreviews.models import Payer

MOST_NORMS = 20  # at a time; nobody answers more in three minutes
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
    """Whether the scope of each norm is about oneself, and whether what one does meets the criteria that touch it."""

    def __init__(self, *args: Any, subjects: Iterable[Subject], **options: Any) -> None:
        super().__init__(*args, **options)
        self.subjects = list(subjects)
        for subject in self.subjects:
            self.fields[subject.key] = self._asked("Is what you make, supply, run or study described there?")
            for question in subject.questions:
                self.fields.setdefault(question.key, self._asked(question.words))

    @staticmethod
    def _asked(words: str) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=words,
            choices=ANSWERS,
            widget=forms.RadioSelect,
            error_messages={"required": "Answer this, or say that you're not sure.", "invalid_choice": "Choose one."},
        )

    def scopes(self) -> list[tuple[Subject, forms.BoundField]]:
        """Each norm with the question about its scope."""
        return [(subject, self[subject.key]) for subject in self.subjects]

    def questions(self) -> list[tuple[str, forms.BoundField]]:
        """The questions about figures, each once, with where the criterion stands."""
        found = {question.key: question.place for subject in self.subjects for question in subject.questions}
        return [(place, self[key]) for key, place in found.items()]
