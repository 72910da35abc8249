"""Shapes of input about risks."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Prefetch, Q, QuerySet
from django.utils.text import Truncator

from norms.models import Clause, Provision, Revision, Statement
from normsite.foundation.accounts.models import User
from normsite.foundation.choices import offer, offer_rows
from normsite.foundation.days import DayField
from normsite.foundation.errors import Refused
from normsite.foundation.lines import Line, Words
from normsite.foundation.markup.fields import MarkdownField, PlainField
from normsite.foundation.numbers import whole
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import VersionedForm
from riskreviews import queries
from riskreviews.forms.judgements import Asked, asked, is_told_of_both, judgement_fields, same_name
from riskreviews.methods import METHODS, USUAL
from riskreviews.methods.questions import Lines, Question
from riskreviews.models import Assessment, Dimension, Gravity, Scenario, Treatment, Uncertainty, Verdict
from riskreviews.models.consequence import LONGEST as LONGEST_CONSEQUENCE
from riskreviews.models.consequence import MEANINGS
from riskreviews.rules import peers_for
from riskreviews.services import refuse_past

LONGEST = 20_000
MANY = 40  # more provisions than this are looked for, not listed
SHORT = 70  # characters of a provision under the title of its clause


def asks(sentence: str) -> dict[str, str]:
    """What the form says where a field was left empty."""
    return {"required": sentence}


def review_day(*, label: str = "Review date", required: bool = False) -> DayField:
    """The day of another look; one that is over says so at its field."""
    return DayField(label=label, required=required, validators=[not_over], error_messages=asks("Give the day."))


def not_over(day: date) -> None:
    try:
        refuse_past(day)
    except Refused as refused:
        raise ValidationError(str(refused)) from refused


def long_text(label: str, *, required: bool = True, hint: str = "", rows: int = 5, ask: str = "") -> MarkdownField:
    return MarkdownField(**_described(label, required, hint, rows, ask))


def plain_text(label: str, *, required: bool = True, hint: str = "", rows: int = 2, ask: str = "") -> PlainField:
    return PlainField(**_described(label, required, hint, rows, ask))


def _described(label: str, required: bool, hint: str, rows: int, ask: str) -> dict[str, Any]:
    messages = asks(ask) if ask else None
    return {
        "label": label,
        "required": required,
        "help_text": hint,
        "rows": rows,
        "max_length": LONGEST,
        "error_messages": messages,
    }


def offered_methods() -> list[tuple[str, str]]:
    return [(method.key, method.title) for method in METHODS.values()]


class MethodSelect(forms.RadioSelect):
    """The methods to choose one of, each with what its own words say of when to take it."""

    template_name = "riskreviews/_methods.html"

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """What Django makes of a choice, with the method itself."""
        return {**super().create_option(name, value, *args, **options), "method": METHODS[str(value)]}


class AssessmentForm(forms.Form):
    revision = forms.ModelChoiceField(
        Revision.objects.none(), label="Norm and revision", empty_label="Choose", error_messages=asks("Choose a text.")
    )
    title = Line(label="Title", max_length=200, error_messages=asks("Give it a title."))
    method = forms.ChoiceField(
        label="Method",
        choices=offered_methods,
        initial=USUAL,
        widget=MethodSelect,
        error_messages=asks("Choose a method."),
        help_text="It can't be changed later. Levels of all methods compare, so each assessment may take its own.",
    )
    scope = long_text(
        "Scope",
        ask="Say what is looked at, and what is left out.",
        hint="What is looked at, for whom, over which time, and what is left out. Markdown is understood.",
    )

    def __init__(self, *args: Any, reader: User, **options: Any) -> None:
        super().__init__(*args, **options)
        found = Revision.objects.seen_by(reader).select_related("norm").order_by("norm__title", "-number")
        offer_rows(self.fields["revision"], found, lambda one: f"{isolated(one.norm.title)}: {isolated(one.name)}")


class AssessmentWordsForm(VersionedForm):
    title = Line(label="Title", max_length=200, error_messages=asks("Give it a title."))
    scope = long_text(
        "Scope",
        ask="Say what is looked at, and what is left out.",
        hint="What is looked at, for whom, over which time, and what is left out. Markdown is understood.",
    )


class CarryForm(forms.Form):
    revision = forms.ModelChoiceField(
        Revision.objects.none(), label="Revision", empty_label="Choose", error_messages=asks("Choose a revision.")
    )

    def __init__(self, *args: Any, assessment: Assessment, reader: User, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Revision.objects.seen_by(reader).filter(norm=assessment.revision.norm).exclude(pk=assessment.revision_id)
        others = others.order_by("-number")
        offer_rows(self.fields["revision"], others, lambda one: one.name)


class ScenarioForm(VersionedForm):
    """One step of a scenario: fields of its own, or questions of its assessment's method.

    What is asked for before a peer is asked may be left open in a step; nothing of it is called optional.
    """

    title = Line(label="Title", max_length=200, error_messages=asks("Give it a title."))
    description = long_text(
        "What could happen", ask="Say what could happen.", hint="Who does what to whom, by which weakness, with what effect."
    )
    threat_source = Line(label="Threat source", max_length=200, required=False)
    clause = forms.ModelChoiceField(Clause.objects.none(), label="Clause that answers it", required=False, empty_label="None")
    provisions = forms.ModelMultipleChoiceField(
        Provision.objects.none(),
        label="Provisions that answer it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    find = Words(label="Find provisions", max_length=100, required=False, help_text="A clause number, a code, or words.")
    reasoning = long_text(
        "Why these levels", hint="So that another person could come to them. Needed before a peer is asked.", required=False
    )
    treatment = forms.ChoiceField(
        label="Treatment (ISO 31000)",
        choices=[("", "Choose"), *Treatment.choices],
        required=False,
        help_text="Needed before a peer is asked.",
    )
    uncertainty = forms.ChoiceField(
        label="How uncertain are these levels?", choices=Uncertainty.choices, widget=forms.RadioSelect, required=False
    )
    uncertainty_reason = plain_text("Why so", required=False)
    benefit_lost = plain_text(
        "The benefit lost by restricting",
        required=False,
        hint="What research, trade or safety would go without, if the provision were stricter still.",
    )
    owner = forms.ModelChoiceField(User.objects.none(), label="Owner", required=False, empty_label="Nobody")
    review_on = review_day()

    def __init__(
        self, *args: Any, assessment: Assessment, step: queries.Step, scenario: Scenario | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.method, self.step = assessment.risk_method, step
        self.kept = dict(scenario.judgements) if scenario else {}
        own = (*step.names, *VersionedForm.base_fields)
        self.fields = {name: field for name, field in self.fields.items() if name in own}
        self.fields["version"].required = scenario is not None
        self.fields.update(judgement_fields(step.page) if step.page else {})
        self._begin_with_what_is_chosen()
        self.fields.update(consequence_fields() if step == queries.CONSEQUENCES else {})
        self.order_fields(step.names)
        for name in {"reasoning", "treatment", "uncertainty", "uncertainty_reason"} & set(self.fields):
            self.fields[name].asked_later = True  # type: ignore[attr-defined]  # so that no page calls it optional
        if "owner" in self.fields:
            self._offer_owners(scenario)
        if "clause" in self.fields:
            offer_rows(self.fields["clause"], Clause.objects.outline().filter(revision=assessment.revision))
        if "provisions" in self.fields:
            self._offer_provisions(assessment, [one.pk for one in scenario.provisions.all()] if scenario else [])

    def _offer_owners(self, scenario: Scenario | None) -> None:
        """Everybody with a role, and whoever it is now: else it would be nobody as soon as the step is saved."""
        kept = scenario.owner_id if scenario else None
        here = Q(is_active=True, grants__isnull=False) | Q(pk=kept)
        offer_rows(self.fields["owner"], User.objects.filter(here).distinct().order_by("name"))

    def _begin_with_what_is_chosen(self) -> None:
        """Show the choices as they are read from the answers, and an answer that both sides share once."""
        for key, code in self.method.choices(self.kept).items():
            self.initial[key] = self.initial.get(key) or code
        for question in self._told_of_both():
            before, after = (question.side(residual=residual) for residual in (False, True))
            typed = [self.initial.get(name) for name in before]
            if all(typed) and typed == [self.initial.get(name) for name in after]:
                self.initial.update({same_name(question): True, **dict.fromkeys(after, "")})

    def _told_of_both(self) -> list[Question]:
        """The questions here whose sides stand beside each other."""
        page = self.step.page
        return [question for question in page.questions if is_told_of_both(question, page)] if page else []

    @property
    def units(self) -> list[list[str]]:
        """A line may have moved since, so all that is answered line by line is one; so are both sides of an estimate, and how
        grave a consequence is with its words."""
        page = self.step.page
        in_lines = [one for one in page.questions if isinstance(one, Lines)] if page else []
        lines = [name for one in in_lines for name in page.names_of(one)] if page else []
        sides = [[*one.side(residual=False), *one.side(residual=True), same_name(one)] for one in self._told_of_both()]
        consequences = [[f"consequence_{one.value}", f"consequence_{one.value}_words"] for one in Dimension]
        whole = {name: unit for unit in (lines, *sides, *consequences) for name in unit}
        return [whole.get(name, [name]) for name in self.facts_asked if whole.get(name, [name])[0] == name]

    def _offer_provisions(self, assessment: Assessment, kept: list[int]) -> None:
        """All provisions of a short text; of a long one the ticked ones and those that were looked for."""
        stated = queries.stated_provisions(assessment.revision)
        self.to_find = len(stated) if len(stated) > MANY else 0
        offered = {*stated, *kept}
        if self.to_find:
            words = str(self["find"].value() or "").strip()
            statements = queries.find_statements(assessment.revision, words) if words else Statement.objects.none()
            found = statements.values_list("provision", flat=True)
            self.found, self.many = len(found), MANY
            offered = {*found[:MANY], *(offered & self._ticked()), *kept}
        offer_provisions(self.fields["provisions"], assessment, offered)

    def _ticked(self) -> set[int]:
        values = self["provisions"].value() or []
        return {number for one in values if (number := whole(str(getattr(one, "pk", one)))) is not None}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._take_over(given)
        for residual in self.step.page.sides if self.step.page else ():
            for name, sentence in self._complaints(given, residual=residual).items():
                if name in self.fields and name not in self.errors and not self._is_taken_over(name):
                    self.add_error(name, sentence)
        for name in consequence_fields() if self.step == queries.CONSEQUENCES else ():
            if given.get(f"{name}_words") and not given.get(name):
                self.add_error(name, "Choose how grave it is.")
        return given

    def _complaints(self, given: dict[str, Any], *, residual: bool) -> dict[str, str]:
        """What is wrong with answers that are right one by one; nothing while one of them is not, or is missing."""
        if any(name in self.errors for name in self.method.names):
            return {}
        answers = {**self.kept, **{name: given.get(name, "") for name in self.method.names if name in self.fields}}
        if not self.method.unanswered(answers, residual=residual):
            return self.method.complaints(answers, residual=residual)
        begun = [one for one in self.method.fields if any(one.given(answers, residual=residual).values())]
        return {
            name: sentence for one in begun for name, sentence in one.complaints_by_name(answers, residual=residual).items()
        }

    def _take_over(self, given: dict[str, Any]) -> None:
        """Where safeguards change nothing, the answer with them is that without; another one typed there is never dropped."""
        for question in self._told_of_both():
            if not given.get(same_name(question)):
                continue
            for before, after in zip(question.side(residual=False), question.side(residual=True), strict=True):
                if given.get(after) and given[after] != given.get(before):
                    self.add_error(after, "“The same with safeguards” is ticked: empty this, or untick that.")
                else:
                    given[after] = given.get(before, "")

    def _is_taken_over(self, name: str) -> bool:
        """Whether it holds what was typed for the other side, where what is wrong with it is said."""
        return any(
            self.cleaned_data.get(same_name(question)) and name in question.side(residual=True)
            for question in self._told_of_both()
        )

    def consequences(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """How grave, and what: of each dimension."""
        return [(one.label, self[f"consequence_{one.value}"], self[f"consequence_{one.value}_words"]) for one in Dimension]

    def facts(self) -> dict[str, Any]:
        """What was typed here, as the services take it."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("version", "find", *map(same_name, self._told_of_both()))
        }
        if self.step == queries.CONSEQUENCES:
            given["consequences"] = {
                one.value: {
                    "level": given.pop(f"consequence_{one.value}"),
                    "words": given.pop(f"consequence_{one.value}_words"),
                }
                for one in Dimension
            }
        return given

    def questions(self) -> list[Asked]:
        """The questions of this step, each with its blanks."""
        page = self.step.page
        return [asked(one, page, self) for one in page.questions] if page else []

    def judgements(self) -> dict[str, str]:
        """What was answered so far, here and in other steps, right or not."""
        here = {name: str(self[name].value() or "") for name in self.method.names if name in self.fields}
        for question in self._told_of_both():
            if self[same_name(question)].value():
                sides = (question.side(residual=residual) for residual in (False, True))
                here |= {after: here[after] or here[before] for before, after in zip(*sides, strict=True)}
        return {**self.kept, **here}


def consequence_fields() -> dict[str, forms.Field]:
    """How grave a scenario is in each dimension, and what that is."""
    fields: dict[str, forms.Field] = {}
    for one in Dimension:
        grave = [("", "None"), *Gravity.choices]
        fields[f"consequence_{one.value}"] = forms.ChoiceField(
            label=one.label, choices=grave, required=False, help_text=MEANINGS[one]
        )
        fields[f"consequence_{one.value}_words"] = Line(
            label=f"{one.label}, in a sentence", max_length=LONGEST_CONSEQUENCE, required=False
        )
    return fields


class EvidenceForm(forms.Form):
    citation = Line(
        label="Citation",
        max_length=300,
        help_text="Something another person can look up.",
        error_messages=asks("Say what another person can look up."),
    )
    url = forms.URLField(
        label="Address",
        max_length=400,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"], message="Give an address that starts with https:// or http://.")],
    )
    shows = Line(label="What it shows", max_length=400, required=False)


def offer_provisions(field: forms.Field, assessment: Assessment, keys: Collection[int]) -> None:
    """Let one choose among these provisions, each with its number and first words in the assessed text.

    One that was chosen before and isn't stated any more stays among them, so that no link is lost unseen.
    """
    here = Statement.objects.filter(clause__revision=assessment.revision).select_related("clause")
    here = here.only("provision", "text", "clause__number", "clause__title")
    offered = Provision.objects.filter(pk__in=keys).prefetch_related(Prefetch("statements", here))
    offer_rows(field, offered.order_by("id"), _first_words)


def offer_by_clause(field: forms.Field, assessment: Assessment, keys: Collection[int]) -> None:
    """The same for a list to choose one of, under the clauses that state them; at the end what is stated in none any more."""
    offer_provisions(field, assessment, keys)
    left = dict(Provision.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "code"))
    groups: dict[str, list[tuple[int, str]]] = {}
    for one in _statements(assessment, keys):
        if left.pop(one.provision_id, None):
            words = f"{one.provision.code}: {isolated(Truncator(one.text).chars(SHORT))}"
            groups.setdefault(isolated(one.clause), []).append((one.provision_id, words))
    gone = [(key, f"{code}, no longer stated in this text") for key, code in left.items()]
    offer(field, [("", "None"), *groups.items(), *([("Elsewhere", gone)] if gone else [])])


def _statements(assessment: Assessment, keys: Collection[int]) -> QuerySet[Statement]:
    """Where the assessed text states these provisions, in reading order."""
    here = Statement.objects.filter(clause__revision=assessment.revision, provision__in=keys)
    here = here.select_related("clause", "provision").only("provision__code", "text", "clause__number", "clause__title")
    return here.order_by("clause__order", "position")


def _first_words(provision: Provision) -> str:
    statement = next(iter(provision.statements.all()), None)
    if statement is None:
        return f"{provision.code}, no longer stated in this text"
    return f"{provision.code}, {statement.clause.label}: {Truncator(statement.text).chars(90)}"


class AskForm(forms.Form):
    reviewer = forms.ModelChoiceField(
        User.objects.none(),
        label="Peer reviewer",
        empty_label="Choose",
        error_messages=asks("Choose who should review the assessment."),
        help_text="Only people who have not written in this assessment. They are told by mail.",
    )

    def __init__(self, *args: Any, assessment: Assessment, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_rows(self.fields["reviewer"], peers_for(assessment).order_by("name"))


class ReviewForm(forms.Form):
    """A judgement; `review` and `words` say which request, and which text, the peer has seen."""

    verdict = forms.ChoiceField(
        label="Your judgement", choices=Verdict.choices, widget=forms.RadioSelect, error_messages=asks("Say whether you agree.")
    )
    text = long_text(
        "Your words", required=False, hint="Needed unless you simply agree. They are published with the assessment."
    )
    looked_at = forms.BooleanField(
        label="Somebody who knows has looked at what the control lists find in it, and it may be published",
        required=False,
    )
    review = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asks_for_look: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_for_look:
            del self.fields["looked_at"]
