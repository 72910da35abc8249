"""Shapes of input about safeguards: one form for each step, each as tall as two screens at most."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Manager

from norms.models import Applicability, ApplicabilityKind, Provision
from normsite.foundation.choices import offer_rows
from normsite.foundation.lines import Line
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import VersionedForm
from riskreviews import queries
from riskreviews.checks.safeguards import ASKED
from riskreviews.forms.assessments import asks, long_text, offer_by_clause, plain_text, review_day
from riskreviews.models import Assessment, Frequency, Payer, ReappraisalOutcome, Safeguard, Scenario, Tier, TierTable, Trigger
from riskreviews.proportionality import GAINED, QUESTIONS, TAKEN, Question
from riskreviews.services import Priced
from riskreviews.services.safeguards import EARLIEST, LATEST
from riskreviews.tiering import GOVERNABILITY, MEANINGS, REACHES, Cell

AS_THE_TABLE_SAYS = [("", "As the table says")]
CURRENCIES = [
    "AUD",
    "BRL",
    "CAD",
    "CHF",
    "CNY",
    "DKK",
    "EUR",
    "GBP",
    "INR",
    "JPY",
    "KRW",
    "MXN",
    "NOK",
    "NZD",
    "PLN",
    "SEK",
    "SGD",
    "TRY",
    "USD",
    "ZAR",
]
MOST_MONEY = 10**12


class StepForm(VersionedForm):
    """What the steps have in common: they are made for a safeguard, which the first of them may still have to add."""

    def __init__(self, *args: Any, assessment: Assessment, safeguard: Safeguard | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["version"].required = safeguard is not None
        self.prepare(assessment, safeguard)

    def prepare(self, assessment: Assessment, safeguard: Safeguard | None) -> None:
        """Offer what can be chosen here."""

    @classmethod
    def stored(cls, safeguard: Safeguard) -> dict[str, Any]:
        """With what it begins."""
        found = {name: getattr(safeguard, name) for name in cls.base_fields if name != "shown"}
        return {name: list(value.all()) if isinstance(value, Manager) else value for name, value in found.items()}

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


APPLICABLE = {"addressees": ApplicabilityKind.ADDRESSEE, "cases": ApplicabilityKind.CASE}


def _bound(label: str, hint: str) -> "forms.ModelMultipleChoiceField[Any]":
    none = Applicability.objects.none()
    return forms.ModelMultipleChoiceField(
        none, label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple
    )


class SafeguardForm(StepForm):
    """Step 1: what is done, and what it answers."""

    title = Line(label="Title", max_length=200, error_messages=asks("Give it a title."))
    description = long_text("What is done", rows=3, ask="Say what is done.")
    scenarios = forms.ModelMultipleChoiceField(
        Scenario.objects.none(),
        label="Scenarios it answers",
        widget=forms.CheckboxSelectMultiple,
        error_messages=asks("Choose at least one scenario."),
    )
    provision = forms.ModelChoiceField(
        Provision.objects.none(), label="Provision that puts it into words", required=False, empty_label="None"
    )
    addressees = _bound("Who has to do it", "Choose none if it binds everybody.")
    cases = _bound("In which cases", "Choose none if it holds always.")

    def prepare(self, assessment: Assessment, safeguard: Safeguard | None) -> None:
        offer_rows(self.fields["scenarios"], assessment.scenarios.all())
        kept = {safeguard.provision_id} if safeguard and safeguard.provision_id else set()
        offer_by_clause(self.fields["provision"], assessment, queries.stated_provisions(assessment.revision) | kept)
        for name, kind in APPLICABLE.items():
            rows = assessment.revision.norm.applicabilities.filter(kind=kind)
            offer_rows(self.fields[name], rows, lambda one: isolated(one.name))
            if not rows and name not in self.data:  # what was chosen before the last one was removed is told, not dropped
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        found = super().given()
        return found | {"applies_to": [one for name in APPLICABLE for one in found.pop(name, ())]}


def _with_meaning(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, f"{label.capitalize()}. {MEANINGS[code]}") for code, label in words.items()]


class TierForm(StepForm):
    """Step 2: what the table asks, and the tier. Where another one is chosen than the table gives, the reason is needed."""

    governability = forms.ChoiceField(
        label="Governability",
        choices=_with_meaning(GOVERNABILITY),
        widget=forms.RadioSelect,
        error_messages=asks("Choose how governable it is."),
    )
    governability_why = Line(label="Why this governability, in a sentence", max_length=400, error_messages=asks("Say why."))
    reach = forms.ChoiceField(
        label="Reach of the clause",
        choices=_with_meaning(REACHES),
        widget=forms.RadioSelect,
        error_messages=asks("Choose how far it reaches."),
    )
    reach_why = Line(label="Why this reach, in a sentence", max_length=400, error_messages=asks("Say why."))
    tier = forms.ChoiceField(label="Tier", choices=[*AS_THE_TABLE_SAYS, *Tier.choices], required=False)
    departure = plain_text(
        "Why another tier than the table's", required=False, hint="Needed where you choose another one; it is published."
    )

    def prepare(self, assessment: Assessment, safeguard: Safeguard | None) -> None:
        self.safeguard, self.table = safeguard, TierTable.objects.in_force()
        for name in ("tier", "departure"):
            self.fields[name].has_default = True  # type: ignore[attr-defined]  # the first choice says what nothing means

    @classmethod
    def stored(cls, safeguard: Safeguard) -> dict[str, Any]:
        cell = safeguard.cell
        as_proposed = cell is not None and cell.tier == safeguard.tier
        return super().stored(safeguard) | ({"tier": ""} if as_proposed else {})

    def proposed(self) -> str:
        """What the table in force gives for what is chosen here, as its sentence, and which other tier is taken; empty while
        something is missing."""
        cell = self._cell(str(self["governability"].value()), str(self["reach"].value()))
        tier = str(self["tier"].value())
        return self.table.sentence(cell, tier if tier in Tier.values else "") if cell else ""

    def _cell(self, governability: str, reach: str) -> Cell | None:
        return self.table.read(self.safeguard.risk if self.safeguard else "", governability, reach)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        cell = self._cell(given.get("governability", ""), given.get("reach", ""))
        if cell and given.get("tier") not in ("", cell.tier, None) and not given.get("departure"):
            self.add_error("departure", f"The table gives {cell.tier}. Say why {given['tier']} was chosen; it is published.")
        return given


class ProportionalityForm(StepForm):
    """Step 3: the four parts of the test."""

    legitimate_aim = plain_text("Legitimate aim", ask=ASKED["legitimate_aim"])
    suitable = plain_text("Why it is suitable", ask=ASKED["suitable"])
    necessary = plain_text("Why nothing less restrictive would do", ask=ASKED["necessary"])
    proportionate = plain_text("Why the gain outweighs the burden", ask=ASKED["proportionate"])


def _weighed(question: Question) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.question,
        choices=[(value, f"{value}: {words}") for value, words in question.values.items()],
        widget=forms.RadioSelect,
        error_messages=asks("Choose one."),
    )


class WeightForm(StepForm):
    """Step 4: the six factors of the weight, those of the gain and those of the burden."""

    def prepare(self, assessment: Assessment, safeguard: Safeguard | None) -> None:
        self.fields.update({question.key: _weighed(question) for question in QUESTIONS})

    @classmethod
    def stored(cls, safeguard: Safeguard) -> dict[str, Any]:
        return {**safeguard.weighing, "version": safeguard.version}

    def given(self) -> dict[str, Any]:
        return {"weighing": super().given()}

    def sides(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions of each side, under its name."""
        named = (("What it gains", GAINED), ("What it takes", TAKEN))
        return [(name, [self[question.key] for question in side]) for name, side in named]


class AlternativeForm(forms.Form):
    """Step 5: one alternative."""

    what = plain_text("What would be less restrictive", ask="Say what would be less restrictive.")
    fails = plain_text("Why it fails", ask="Say why it fails.")


ENDS = {"low": "from", "high": "to"}


@dataclass(frozen=True)
class CostLine:
    """The fields of one payer: for each kind of cost its name and its two ends, then what is counted. `unsaid` is what it was
    said to cost before it was asked how often."""

    payer: Payer
    unsaid: str
    kinds: list[tuple[str, list[tuple[str, forms.BoundField]]]]
    basis: forms.BoundField


class CostsForm(StepForm):
    """Step 6: what it costs whom, once and each year. Of a payer either may stay empty, or all."""

    currency = forms.ChoiceField(label="Currency", choices=[(one, one) for one in CURRENCIES], initial="EUR")
    year = forms.IntegerField(
        label="At the prices of", min_value=EARLIEST, max_value=LATEST, error_messages=asks("Give the year.")
    )

    def prepare(self, assessment: Assessment, safeguard: Safeguard | None) -> None:
        for payer in Payer:
            for often in Frequency:
                for end, word in ENDS.items():
                    label = f"{payer.label}: {often.label.lower()}, {word}"
                    self.fields[f"{payer}_{often}_{end}"] = self._amount(label)
            self.fields[f"{payer}_basis"] = Line(
                label=f"What is counted for a {payer.label.lower()}", max_length=300, required=False
            )
        self.unsaid = {one.payer: one.said for one in safeguard.costs.all() if not one.frequency} if safeguard else {}
        for name in self.fields:
            self.fields[name].has_default = True  # type: ignore[attr-defined]  # a payer may be left out, or one of the two kinds

    @staticmethod
    def _amount(label: str) -> forms.IntegerField:
        return forms.IntegerField(label=label, min_value=0, max_value=MOST_MONEY, required=False)

    @classmethod
    def stored(cls, safeguard: Safeguard) -> dict[str, Any]:
        found: dict[str, Any] = {"version": safeguard.version}
        for cost in safeguard.costs.all():
            found |= {"currency": cost.currency, "year": cost.year, f"{cost.payer}_basis": cost.basis}
            found |= {f"{cost.payer}_{cost.frequency}_{end}": getattr(cost, end) for end in ENDS if cost.frequency}
        return found

    def lines(self) -> list[CostLine]:
        """The fields of each payer, with what was said before it was asked how often."""
        return [CostLine(payer, self.unsaid.get(payer, ""), self._kinds(payer), self[f"{payer}_basis"]) for payer in Payer]

    def _kinds(self, payer: Payer) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """What comes once, and each year: each with its two ends."""
        return [
            (often.label, [(word.capitalize(), self[f"{payer}_{often}_{end}"]) for end, word in ENDS.items()])
            for often in Frequency
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for payer in Payer:
            for often in Frequency:
                self._check_ends(f"{payer}_{often}", given)
            self._check_basis(payer, given)
        return given

    def _check_ends(self, stem: str, given: dict[str, Any]) -> None:
        low, high = given.get(f"{stem}_low"), given.get(f"{stem}_high")
        if low is not None and high is not None and low > high:
            self.add_error(f"{stem}_high", "This is less than where it begins.")
        missing = [f"{stem}_{end}" for end, value in (("low", low), ("high", high)) if value is None]
        if len(missing) == 1 and missing[0] not in self.errors:
            self.add_error(missing[0], "Give both ends, or neither.")

    def _check_basis(self, payer: Payer, given: dict[str, Any]) -> None:
        """Amounts need what is counted, and what is counted needs an amount."""
        amounts = [f"{payer}_{often}_{end}" for often in Frequency for end in ENDS]
        has_amount = any(given.get(name) is not None or name in self.errors for name in amounts)
        basis = f"{payer}_basis"
        if has_amount and not given.get(basis) and basis not in self.errors:
            self.add_error(basis, "Say what is counted.")
        if given.get(basis) and not has_amount:
            self.add_error(amounts[0], "Give what it costs once or each year. If it costs nothing, give 0 to 0.")

    def priced(self) -> list[Priced]:
        """What is filled in."""
        kinds = [(payer, often) for payer in Payer for often in Frequency]
        return [self._priced(*kind) for kind in kinds if self.cleaned_data["{}_{}_low".format(*kind)] is not None]

    def _priced(self, payer: Payer, often: Frequency) -> Priced:
        given = self.cleaned_data
        return Priced(
            payer=payer.value,
            low=given[f"{payer}_{often}_low"],
            high=given[f"{payer}_{often}_high"],
            currency=given["currency"],
            year=given["year"],
            basis=given[f"{payer}_basis"],
            frequency=often.value,
        )


class EndingForm(StepForm):
    """Step 7: when it is looked at again, and what lifts it."""

    review_on = review_day(required=True)
    declassification_trigger = Line(label="What would lift it", max_length=300, error_messages=asks("Say what would lift it."))
    trigger = forms.ChoiceField(
        label="How one knows that it has come",
        help_text="For an indicator, write its code (such as IND-2) into “What would lift it”.",
        choices=Trigger.choices,
        widget=forms.RadioSelect,
        initial=Trigger.EVENT,
        error_messages=asks("Choose one."),
    )
    trigger_on = review_day(label="The day, where a day lifts it")

    def prepare(self, assessment: Assessment, safeguard: Safeguard | None) -> None:
        self.fields["trigger_on"].has_default = True  # type: ignore[attr-defined]  # needed for a day alone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("trigger") == Trigger.DATE and not given.get("trigger_on") and "trigger_on" not in self.errors:
            self.add_error("trigger_on", "Give the day on which it is lifted.")
        words = given.get("declassification_trigger", "")
        if given.get("trigger") == Trigger.INDICATOR and words and not queries.names_indicator(words):
            self.add_error("declassification_trigger", "Name the indicator by its code, such as IND-3.")
        if given.get("trigger") != Trigger.DATE:
            given["trigger_on"] = None
        return given


class EventForm(forms.Form):
    """That what would lift a safeguard has happened."""

    what = Line(
        label="What has happened",
        max_length=300,
        help_text="One line, which is published.",
        error_messages=asks("Say what has happened."),
    )


class ReappraisalForm(forms.Form):
    """What comes of a safeguard that is due."""

    outcome = forms.ChoiceField(
        label="What comes of it",
        choices=ReappraisalOutcome.choices,
        widget=forms.RadioSelect,
        error_messages=asks("Say what comes of it."),
    )
    reason = plain_text("Why", hint="It is published.", ask="Say why.")
    next_on = review_day(label="Looked at again on, where it is kept")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["next_on"].has_default = True  # type: ignore[attr-defined]  # needed where it is kept

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("outcome") == ReappraisalOutcome.KEEP and not given.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", "Give the day on which it is looked at again.")
        return given
