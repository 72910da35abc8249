"""A safeguard written in steps, each saved by itself."""

from fractions import Fraction
from typing import Any

import pytest

from norms.services import freeze_revision, start_revision
from riskreviews import services
from riskreviews.models import Safeguard
from tests.riskreviews.scenes import COSTS, FACTS, JUDGED, WEIGHING, asked, assessment_of, draft_text, safeguard_in, scenario_in

pytestmark = pytest.mark.django_db
STEPS = ("", "tier/", "proportionality/", "weight/", "alternatives/", "costs/", "ending/")


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


@pytest.fixture
def scenario(assessment, cast):
    return scenario_in(assessment, cast)


def place(safeguard, step=""):
    return f"/desk/risk/{safeguard.assessment.code}/safeguards/{safeguard.code}/{step}"


def money(**changed):
    facts: dict[str, Any] = {"currency": "EUR", "year": "2026", "version": "1"}
    for cost in COSTS:
        facts |= {f"{cost.payer}_low": cost.low, f"{cost.payer}_high": cost.high, f"{cost.payer}_basis": cost.basis}
    return facts | changed


def test_from_the_first_step_to_the_last_and_to_the_peer(as_user, cast, assessment, scenario):
    rhea = as_user(cast.rhea)
    first = {"title": "Test by a laboratory", "description": "Each type is opened.", "scenarios": [scenario.pk]}
    tests = {name: FACTS[name] for name in ("legitimate_aim", "suitable", "necessary", "proportionate")}
    ending = {"review_on": FACTS["review_on"], "declassification_trigger": "No finding.", "trigger": "event"}

    there = rhea.post(f"/desk/risk/{assessment.code}/safeguards/new/", first).url
    safeguard = Safeguard.objects.get()
    assert there == place(safeguard, "tier/")
    assert f"{safeguard.code} isn't judged by the table of tiers yet." in rhea.get(
        f"/desk/risk/{assessment.code}/"
    ).text.replace("&#x27;", "'")
    there = rhea.post(there, {**JUDGED, "tier": "", "departure": "", "version": 1}).url
    assert there == place(safeguard, "proportionality/")
    there = rhea.post(there, {**tests, "version": 2}).url
    assert there == place(safeguard, "weight/")
    there = rhea.post(there, {**WEIGHING, "version": 3}).url
    assert there == place(safeguard, "alternatives/")
    assert rhea.post(there, {"what": "A declaration.", "fails": "Two were wrong."}).url == there
    there = rhea.post(place(safeguard, "costs/"), money(version="4")).url
    assert there == place(safeguard, "ending/")
    assert rhea.post(there, {**ending, "version": 5}).url == f"/desk/risk/{assessment.code}/"

    safeguard.refresh_from_db()
    assert (safeguard.tier, safeguard.version, safeguard.weight.quotient) == ("T3", 6, Fraction(8))
    assert [(one.what, one.fails) for one in safeguard.alternatives.all()] == [("A declaration.", "Two were wrong.")]
    assert [one.said for one in safeguard.costs.all()] == ["8,000 to 12,000 EUR", "8,000 to 15,000 EUR", "0 EUR"]
    assert asked(assessment, cast).reviewer == cast.piet


def test_below_t2_two_steps_are_enough(as_user, cast, assessment, scenario):
    safeguard = safeguard_in(assessment, [scenario], cast, tier="")
    typed = {**JUDGED, "tier": "T1", "version": 1}
    assert as_user(cast.rhea).post(place(safeguard, "tier/"), typed).url == f"/desk/risk/{assessment.code}/"


def test_what_is_missing_is_named_with_the_way_to_its_step(as_user, cast, assessment, scenario):
    safeguard = safeguard_in(assessment, [scenario], cast, weighing={}, alternatives=(), costs=(), review_on=None)
    page = as_user(cast.rhea).get(f"/desk/risk/{assessment.code}/")
    found = [(one.sentence, one.href) for one in page.context["check"].blocking]
    code = safeguard.code
    assert found == [
        (f"{code} isn't weighed yet.", place(safeguard, "weight/")),
        (f"{code} names no less restrictive alternative.", place(safeguard, "alternatives/")),
        (f"{code} doesn't say what it costs a large firm, a small firm, a university.", place(safeguard, "costs/")),
        (f"{code} has no review date.", place(safeguard, "ending/")),
    ]
    step = as_user(cast.rhea).get(place(safeguard, "costs/"))
    assert [one.title for one, _, lacks in step.context["steps"] if lacks] == [
        "Weight",
        "Alternatives",
        "Costs",
        "Review and end",
    ]


@pytest.mark.parametrize("step", STEPS)
def test_no_field_is_called_optional_that_is_refused_when_it_is_empty(as_user, cast, assessment, scenario, step):
    safeguard = safeguard_in(assessment, [scenario], cast)
    rhea = as_user(cast.rhea)
    shown = rhea.get(place(safeguard, step)).context["form"]
    called_optional = {
        field.name for field in shown if not field.field.required and not getattr(field.field, "has_default", False)
    } - {"version"}
    wrong = rhea.post(
        place(safeguard, step),
        {"trigger": "date", "large_low": "3", "tier": "T0", **(JUDGED if step == "tier/" else {}), "departure": ""},
    )
    assert wrong.status_code == 422
    assert called_optional & set(wrong.context["form"].errors) == set()


def test_costs_are_whole_lines_from_the_least_to_the_most(as_user, cast, assessment, scenario):
    safeguard, rhea = safeguard_in(assessment, [scenario], cast, costs=()), as_user(cast.rhea)
    half = rhea.post(place(safeguard, "costs/"), money(large_basis="", small_high="1"))
    assert half.context["form"].errors == {
        "large_basis": ["Say what is counted."],
        "small_high": ["The most is less than the least."],
    }
    assert not safeguard.costs.exists()
    without = rhea.post(place(safeguard, "costs/"), money(university_low="", university_high="", university_basis=""))
    assert without.url == place(safeguard, "ending/")
    assert [one.payer for one in safeguard.costs.all()] == ["large", "small"]


def test_what_two_analysts_wrote_of_the_costs_is_shown_to_the_second(as_user, cast, assessment, scenario):
    safeguard = safeguard_in(assessment, [scenario], cast)
    version = safeguard.version
    services.change_costs(safeguard=safeguard, version=version, costs=COSTS[:2], by=cast.rhea)
    late = as_user(cast.rhea).post(place(safeguard, "costs/"), money(large_low="7000", version=version))
    assert late.status_code == 409
    assert ("At least", "8000", "7000") in {(one.label, one.theirs, one.mine) for one in late.context["differences"]}
    assert safeguard.costs.count() == 2


def test_an_alternative_is_added_once_and_taken_away_without_what_is_typed_of_the_next(as_user, cast, assessment, scenario):
    safeguard, rhea = safeguard_in(assessment, [scenario], cast, alternatives=()), as_user(cast.rhea)
    address, words = place(safeguard, "alternatives/"), {"what": "A notice.", "fails": "Nobody reads it."}
    assert rhea.post(address, words).url == address
    assert rhea.post(address, words).status_code == 409
    half = rhea.post(address, {"what": "Half", "fails": "", "remove": safeguard.alternatives.get().pk})
    assert (half.status_code, half.context["form"]["what"].value()) == (200, "Half")
    assert not safeguard.alternatives.exists()
    assert as_user(cast.olu).post(address, words).status_code == 403


def test_another_tier_without_a_reason_is_said_at_the_reason(as_user, cast, assessment, scenario):
    safeguard = safeguard_in(assessment, [scenario], cast, tier="")
    typed = {**JUDGED, "tier": "T4", "departure": "", "version": 1}
    refused = as_user(cast.rhea).post(place(safeguard, "tier/"), typed)
    assert refused.context["form"].errors == {"departure": ["The table gives T3. Say why T4 was chosen; it is published."]}


def test_a_day_lifts_only_where_it_is_given_and_an_event_has_none(as_user, cast, assessment, scenario):
    safeguard, rhea = safeguard_in(assessment, [scenario], cast), as_user(cast.rhea)
    typed = {"review_on": FACTS["review_on"], "declassification_trigger": "The day.", "version": safeguard.version}
    lacking = rhea.post(place(safeguard, "ending/"), {**typed, "trigger": "date"})
    assert lacking.context["form"].errors == {"trigger_on": ["Give the day on which it is lifted."]}
    rhea.post(place(safeguard, "ending/"), {**typed, "trigger": "date", "trigger_on": FACTS["review_on"]})
    safeguard.refresh_from_db()
    assert safeguard.trigger_on == FACTS["review_on"]
    rhea.post(
        place(safeguard, "ending/"),
        {**typed, "trigger": "event", "trigger_on": FACTS["review_on"], "version": safeguard.version},
    )
    safeguard.refresh_from_db()
    assert safeguard.trigger_on is None


def test_carried_on_it_takes_alternatives_and_costs_along(cast, assessment, scenario):
    safeguard_in(assessment, [scenario], cast)
    revision = freeze_revision(revision=assessment.revision, by=cast.edda)
    copy = services.carry_assessment(
        assessment=assessment, revision=start_revision(revision=revision, by=cast.edda), by=cast.rhea
    )
    twin = copy.safeguards.get()
    assert [(one.what, one.fails) for one in twin.alternatives.all()] == [
        ("A declaration of the maker.", "Two of seven were wrong.")
    ]
    assert [one.payer for one in twin.costs.all()] == ["large", "small", "university"]
    assert (twin.tier_table, twin.weighing) == (safeguard_of(assessment).tier_table, WEIGHING)
    assert [safeguard_of(assessment).alternatives.count(), safeguard_of(assessment).costs.count()] == [1, 3]


def safeguard_of(assessment):
    return Safeguard.objects.get(assessment=assessment)
