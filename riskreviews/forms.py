"""Shapes of input about risks."""

from typing import Any

from django import forms

from norms.models import Clause, Provision, Revision
from normsite.accounts.models import Role, User
from riskreviews.methods import METHODS
from riskreviews.methods.nist_sp_800_30 import LEVELS
from riskreviews.models import Assessment, Scenario, Tier, Treatment, Verdict
from riskreviews.services import missing_justification

LONGEST = 20_000
LEVEL_CHOICES = [(level.value, f"{level.label} ({level.range})") for level in LEVELS]
PEOPLE = User.objects.filter(is_active=True, grants__isnull=False).distinct().order_by("name")


def long_text(label: str, *, required: bool = True, hint: str = "", rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class AssessmentForm(forms.Form):
    revision = forms.ModelChoiceField(Revision.objects.none(), label="Norm and revision")
    title = forms.CharField(label="Title", max_length=200)
    method = forms.ChoiceField(label="Method", choices=[(method.key, method.title) for method in METHODS.values()])
    scope = long_text(
        "Scope", hint="What is looked at, for whom, over which time, and what is left out. Markdown is understood."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = Revision.objects.select_related("norm").order_by("norm__title", "-number")
        self.fields["revision"].queryset = found  # type: ignore[attr-defined]
        self.fields["revision"].label_from_instance = lambda one: f"{one.norm.title}: {one.name}"  # type: ignore[attr-defined]


class AssessmentWordsForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    scope = long_text(
        "Scope", hint="What is looked at, for whom, over which time, and what is left out. Markdown is understood."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CarryForm(forms.Form):
    revision = forms.ModelChoiceField(Revision.objects.none(), label="Revision")

    def __init__(self, *args: Any, assessment: Assessment, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Revision.objects.filter(norm=assessment.revision.norm).exclude(pk=assessment.revision_id).order_by("-number")
        self.fields["revision"].queryset = others  # type: ignore[attr-defined]
        self.fields["revision"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]


def level(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=LEVEL_CHOICES, widget=forms.RadioSelect)


class LevelsForm(forms.Form):
    """The six levels of a scenario, each with its semi-quantitative range."""

    initiation = level("How likely is it that somebody starts it, or that it occurs?")
    adverse = level("If so, how likely is harm?")
    impact = level("How grave is the harm?")
    residual_initiation = level("With safeguards: how likely is it that somebody starts it?")
    residual_adverse = level("With safeguards: how likely is harm?")
    residual_impact = level("With safeguards: how grave is the harm?")


class ScenarioForm(LevelsForm):
    title = forms.CharField(label="Title", max_length=200)
    description = long_text("What could happen", hint="Who does what to whom, by which weakness, with what effect.")
    threat_source = forms.CharField(label="Threat source", max_length=200, required=False)
    clause = forms.ModelChoiceField(Clause.objects.none(), label="Clause that answers it", required=False)
    reasoning = long_text("Why these levels", hint="So that another person could come to them.", required=False)
    treatment = forms.ChoiceField(label="Treatment (ISO 31000)", choices=Treatment.choices)
    owner = forms.ModelChoiceField(PEOPLE, label="Owner", required=False)
    review_on = forms.DateField(
        label="Review date", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = (
        "title",
        "description",
        "threat_source",
        "clause",
        "initiation",
        "adverse",
        "impact",
        "residual_initiation",
        "residual_adverse",
        "residual_impact",
        "reasoning",
        "treatment",
        "owner",
        "review_on",
    )

    def __init__(self, *args: Any, assessment: Assessment, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["clause"].queryset = Clause.objects.outline().filter(revision=assessment.revision)  # type: ignore[attr-defined]

    def levels_bound(self) -> list[forms.BoundField]:
        return [self[name] for name in LevelsForm.base_fields]


class EvidenceForm(forms.Form):
    citation = forms.CharField(label="Citation", max_length=300, help_text="Something another person can look up.")
    url = forms.URLField(label="Address", max_length=400, required=False, assume_scheme="https")
    shows = forms.CharField(label="What it shows", max_length=400, required=False)


class SafeguardForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    description = long_text("What is done", rows=3)
    scenarios = forms.ModelMultipleChoiceField(
        Scenario.objects.none(), label="Scenarios it answers", widget=forms.CheckboxSelectMultiple
    )
    provision = forms.ModelChoiceField(Provision.objects.none(), label="Provision that puts it into words", required=False)
    tier = forms.ChoiceField(
        label="Tier", choices=Tier.choices, widget=forms.RadioSelect, help_text="Above T1 everything below is needed."
    )
    legitimate_aim = long_text("Legitimate aim", required=False, rows=2)
    suitable = long_text("Why it is suitable", required=False, rows=2)
    necessary = long_text("Why nothing less restrictive would do", required=False, rows=2)
    proportionate = long_text("Why the gain outweighs the burden", required=False, rows=2)
    alternative = long_text("A less restrictive alternative, and why it fails", required=False, rows=2)
    review_on = forms.DateField(
        label="Review date", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    declassification_trigger = forms.CharField(label="What would lift it", max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, assessment: Assessment, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scenarios"].queryset = assessment.scenarios.all()  # type: ignore[attr-defined]
        stated = Provision.objects.filter(statements__clause__revision=assessment.revision).distinct()
        self.fields["provision"].queryset = stated.prefetch_related("statements")  # type: ignore[attr-defined]
        self.fields["provision"].label_from_instance = _first_words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in missing_justification(given.get("tier", ""), given):
            self.add_error(name, "A safeguard above T1 needs this. Fill it in, or choose T0 or T1.")
        return given


def _first_words(provision: Provision) -> str:
    words = next((statement.text for statement in provision.statements.all()), "")
    return f"{provision.code} {words[:80]}"


class AskForm(forms.Form):
    reviewer = forms.ModelChoiceField(User.objects.none(), label="Peer reviewer")

    def __init__(self, *args: Any, assessment: Assessment, **options: Any) -> None:
        super().__init__(*args, **options)
        peers = PEOPLE.filter(grants__role=Role.PEER_REVIEWER).exclude(pk=assessment.created_by_id)
        self.fields["reviewer"].queryset = peers  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(label="Your judgement", choices=Verdict.choices, widget=forms.RadioSelect)
    text = long_text(
        "Your words", required=False, hint="Needed unless you simply agree. They are published with the assessment."
    )
