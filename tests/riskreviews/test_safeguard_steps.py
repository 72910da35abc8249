"""A safeguard written in steps, each saved by itself."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from norms.services import add_applicability, add_clause, freeze_revision, remove_applicability, save_clause, start_revision
from normsite.foundation.errors import Refused
from normsite.foundation.unseen import isolated
from riskreviews import services
from riskreviews.models import Safeguard
from riskreviews.queries import assessment_fingerprint
from riskreviews.services import Priced
from riskreviews.services.assessments import write_in
from riskreviews.templatetags.riskreviews_scales import by_frequency
from tests.riskreviews.scenes import COSTS, FACTS, JUDGED, WEIGHING, asked, assessment_of, draft_text, safeguard_in, scenario_in
from tests.riskreviews.test_pages import words
from tests.windows import opened

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
        facts |= {f"{cost.payer}_{cost.frequency}_{end}": getattr(cost, end) for end in ("low", "high")}
        facts |= {f"{cost.payer}_basis": cost.basis}
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
    (card,) = page.context["safeguard_cards"]
    assert card["lacks"] == [
        (place(safeguard, "weight/"), "Weight"),
        (place(safeguard, "alternatives/"), "Alternatives"),
        (place(safeguard, "costs/"), "Costs"),
        (place(safeguard, "ending/"), "Review and end"),
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
        {"trigger": "date", "large_once_low": "3", "tier": "T0", **(JUDGED if step == "tier/" else {}), "departure": ""},
    )
    assert wrong.status_code == 422
    assert called_optional & set(wrong.context["form"].errors) == set()


def kinds_of(safeguard):
    return [(one.payer, one.frequency, one.low, one.high, one.basis) for one in safeguard.costs.all()]


def test_each_payer_has_what_comes_once_and_what_comes_each_year_or_either(as_user, cast, assessment, scenario):
    safeguard, rhea = safeguard_in(assessment, [scenario], cast, costs=()), as_user(cast.rhea)
    yearly = {"large_yearly_low": "500", "large_yearly_high": "900", "small_yearly_low": "100", "small_yearly_high": "200"}
    typed = money(**yearly, small_once_low="", small_once_high="")
    assert rhea.post(place(safeguard, "costs/"), typed).url == place(safeguard, "ending/")
    assert kinds_of(safeguard) == [
        ("large", "once", 8_000, 12_000, "One test."),
        ("large", "yearly", 500, 900, "One test."),
        ("small", "yearly", 100, 200, "One test, and help with it."),
        ("university", "once", 0, 0, "Nothing is sold."),
    ]
    form = rhea.get(place(safeguard, "costs/")).context["form"]
    assert {name: str(form[name].value() or "") for name in yearly} == yearly


def test_what_is_half_said_of_a_cost_is_asked_for_beside_its_field(as_user, cast, assessment, scenario):
    safeguard, rhea = safeguard_in(assessment, [scenario], cast, costs=()), as_user(cast.rhea)
    nothing = {"university_once_low": "", "university_once_high": ""}
    typed = money(**nothing, large_basis="", large_yearly_high="5", small_once_high="1")
    half = rhea.post(place(safeguard, "costs/"), typed)
    assert half.context["form"].errors == {
        "large_yearly_low": ["Give both ends, or neither."],
        "large_basis": ["Say what is counted."],
        "small_once_high": ["This is less than where it begins."],
        "university_once_low": ["Give what it costs once or each year. If it costs nothing, give 0 to 0."],
    }
    assert {name: half.context["form"][name].value() for name in typed if name != "version"} == {
        name: value for name, value in half.wsgi_request.POST.items() if name != "version"
    }
    assert not safeguard.costs.exists()
    whole = rhea.post(place(safeguard, "costs/"), money(**nothing, university_basis=""))
    assert whole.url == place(safeguard, "ending/")
    assert [one.payer for one in safeguard.costs.all()] == ["large", "small"]


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({}, "Large firm: two costs come equally often."),
        ({"frequency": "yearly", "basis": "Another test."}, "Large firm: what comes once and each year differ in currency"),
        ({"frequency": "yearly", "year": 2025}, "Large firm: what comes once and each year differ in currency"),
    ],
)
def test_two_costs_of_a_payer_agree_in_all_but_how_often_they_come(cast, assessment, scenario, other, sentence):
    with pytest.raises(Refused, match=sentence):
        safeguard_in(assessment, [scenario], cast, costs=[COSTS[0], replace(COSTS[0], **other)])
    assert not Safeguard.objects.exists()


def test_what_two_analysts_wrote_of_the_costs_is_shown_to_the_second(as_user, cast, assessment, scenario):
    safeguard = safeguard_in(assessment, [scenario], cast)
    version = safeguard.version
    services.change_costs(safeguard=safeguard, version=version, costs=COSTS[:2], by=cast.rhea)
    late = as_user(cast.rhea).post(place(safeguard, "costs/"), money(large_once_low="7000", version=version))
    assert late.status_code == 409
    assert ("Large firm: once, to set it up, from", "8000", "7000") in {
        (one.label, one.theirs, one.mine) for one in late.context["differences"]
    }
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
    addressee = add_applicability(norm=assessment.revision.norm, kind="addressee", name="Makers of modules", by=cast.sami)
    both = [*COSTS, replace(COSTS[0], frequency="yearly")]
    safeguard_in(assessment, [scenario], cast, applies_to=[addressee], costs=both)
    revision = freeze_revision(revision=assessment.revision, by=cast.edda)
    copy = services.carry_assessment(
        assessment=assessment, revision=start_revision(revision=revision, by=cast.edda), by=cast.rhea
    )
    twin = copy.safeguards.get()
    assert [(one.what, one.fails) for one in twin.alternatives.all()] == [
        ("A declaration of the maker.", "Two of seven were wrong.")
    ]
    assert [(one.payer, one.frequency) for one in twin.costs.all()] == [(one.payer, one.frequency) for one in both]
    assert list(twin.applies_to.all()) == [addressee]
    assert (twin.tier_table, twin.weighing) == (safeguard_of(assessment).tier_table, WEIGHING)
    assert [safeguard_of(assessment).alternatives.count(), safeguard_of(assessment).costs.count()] == [1, 4]


def test_whom_it_binds_and_in_which_cases_is_chosen_on_the_first_step(as_user, cast, assessment, scenario):
    rhea, norm = as_user(cast.rhea), assessment.revision.norm
    first = {"title": "Test by a laboratory", "description": "Each type is opened.", "scenarios": [scenario.pk]}
    assert "Who has to do it" not in rhea.get(f"/desk/risk/{assessment.code}/safeguards/new/").text
    makers = add_applicability(norm=norm, kind="addressee", name="Makers of modules", by=cast.sami)
    buyers = add_applicability(norm=norm, kind="addressee", name="Buyers", by=cast.sami)
    sealed = add_applicability(norm=norm, kind="case", name="Modules of level 3", by=cast.sami)

    rhea.post(f"/desk/risk/{assessment.code}/safeguards/new/", first | {"addressees": [makers.pk], "cases": [sealed.pk]})
    safeguard = Safeguard.objects.get()
    assert (safeguard.addressees, safeguard.cases) == ([makers], [sealed])
    shown = rhea.get(place(safeguard)).context["form"]
    assert (shown["addressees"].value(), shown["cases"].value()) == ([makers.pk], [sealed.pk])
    rhea.post(place(safeguard), first | {"addressees": [buyers.pk], "cases": [], "version": safeguard.version})
    changed = Safeguard.objects.get()
    assert (changed.addressees, changed.cases, changed.version) == ([buyers], [], safeguard.version + 1)
    services.change_safeguard(safeguard=changed, version=changed.version, title="Another title", by=cast.rhea)
    assert safeguard_of(assessment).addressees == [buyers]


@pytest.mark.parametrize("others", [[], ["Buyers"]])
def test_whoever_chose_what_was_removed_meanwhile_is_told_without_its_key(as_user, cast, assessment, scenario, others):
    norm = assessment.revision.norm
    makers, *_ = (add_applicability(norm=norm, kind="addressee", name=name, by=cast.sami) for name in ("Makers", *others))
    remove_applicability(applicability=makers, by=cast.sami)
    typed = {"title": "A second person", "description": "Two look.", "scenarios": [scenario.pk], "addressees": [makers.pk]}
    late = as_user(cast.rhea).post(f"/desk/risk/{assessment.code}/safeguards/new/", typed)
    assert late.status_code == 422
    assert late.context["form"].errors == {"addressees": ["What you chose is not there any more. Choose again."]}
    assert 'value="A second person"' in late.text
    assert not assessment.safeguards.exists()


def test_what_is_none_of_the_norm_any_more_cannot_be_chosen(cast, assessment, scenario):
    other = draft_text(cast, "Another norm").norm
    elsewhere = add_applicability(norm=other, kind="addressee", name="Makers of modules", by=cast.sami)
    with pytest.raises(Refused, match="none of this norm any more"):
        safeguard_in(assessment, [scenario], cast, applies_to=[elsewhere])
    assert not Safeguard.objects.exists()


def test_what_comes_once_and_what_comes_each_year_share_no_scale(as_user, cast, assessment, scenario):
    yearly = [replace(one, low=1, high=2, frequency="yearly") for one in COSTS[:2]]
    safeguard = safeguard_in(assessment, [scenario], cast, costs=[COSTS[0], *yearly])
    assert [(often, [one.payer for one in some]) for often, some in by_frequency(safeguard.costs.all())] == [
        ("Once, to set it up", ["large"]),
        ("Each year, to keep it up", ["large", "small"]),
    ]
    page = as_user(cast.rhea).get(f"/desk/risk/{assessment.code}/")
    assert page.text.count('<div class="drawing">') == 3  # the weight, and two of costs
    heads = "For a Once, to set it up Each year, to keep it up What is counted"
    large = "large firm 8,000 to 12,000 EUR 1 to 2 EUR One test. Prices of 2026"
    small = "small firm none recorded 1 to 2 EUR One test, and help with it. Prices of 2026"
    assert f"{heads} {large} {small}" in words(page)


def test_a_cost_of_before_it_was_asked_stands_until_its_step_is_saved_anew(as_user, cast, assessment, scenario):
    old = Priced(payer="large", low=8_000, high=12_000, currency="EUR", year=2026, basis="One test.")
    safeguard, rhea = safeguard_in(assessment, [scenario], cast, costs=[old, *COSTS[1:]]), as_user(cast.rhea)
    desk, step = f"/desk/risk/{assessment.code}/", place(safeguard, "costs/")
    unsaid = "Not said whether once or each year"
    assert f"For a Once, to set it up {unsaid} What is counted large firm none recorded 8,000 to 12,000 EUR" in words(
        rhea.get(desk)
    )
    lack = f"{safeguard.code} doesn't say whether what it costs a large firm comes once or each year."
    assert [(one.sentence, one.href) for one in rhea.get(desk).context["check"].blocking] == [(lack, step)]

    form = rhea.get(step)
    assert "Until now 8,000 to 12,000 EUR, not said whether once or each year." in words(form)
    assert (form.context["form"]["large_once_low"].value(), form.context["form"]["large_basis"].value()) == (None, "One test.")
    silent = money(large_once_low="", large_once_high="")
    assert list(rhea.post(step, silent).context["form"].errors) == ["large_once_low"]
    assert safeguard.costs.filter(frequency="").count() == 1

    rhea.post(step, money())
    assert [(one.payer, one.frequency) for one in safeguard.costs.all()] == [(one.payer, "once") for one in COSTS]
    assert unsaid not in words(rhea.get(desk))


def safeguard_of(assessment):
    return Safeguard.objects.get(assessment=assessment)


def test_a_weight_by_which_the_burden_outweighs_is_said_with_what_to_do(as_user, cast, assessment, scenario):
    safeguard, rhea = safeguard_in(assessment, [scenario], cast, **JUDGED), as_user(cast.rhea)
    heavy = {**WEIGHING, "gain_gravity": "1", "gain_importance": "1", "gain_sureness": "1/4"}
    said = "What it takes outweighs what it gains: 1/4 against 2, W = 1/8. Choose something less restrictive, judge the factors"

    saved = rhea.post(place(safeguard, "weight/"), {**heavy, "version": safeguard.version}, follow=True)
    step, desk = rhea.get(place(safeguard, "weight/")), rhea.get(f"/desk/risk/{assessment.code}/")
    rhea.post(place(safeguard, "weight/"), {**WEIGHING, "version": safeguard.version + 1})
    mended = rhea.get(place(safeguard, "weight/"))

    assert [said in words(page) for page in (saved, step, desk, mended)] == [True, True, True, False]


def test_a_step_says_that_more_follow_above_t1(as_user, cast, assessment, scenario):
    rhea = as_user(cast.rhea)
    few = safeguard_in(assessment, [scenario], cast, tier="", **dict.fromkeys(JUDGED, ""))
    many = safeguard_in(assessment, [scenario], cast, title="A test", **JUDGED)
    assert few.is_above_t1 is False
    assert "Step 1 of 2, or of 7 above tier T1" in words(rhea.get(f"/desk/risk/{assessment.code}/safeguards/new/"))
    assert "Step 2 of 2, or of 7 above tier T1 ·" in words(rhea.get(place(few, "tier/")))
    assert "Step 2 of 7 ·" in words(rhea.get(place(many, "tier/")))


def test_what_comes_each_year_is_part_of_what_a_reviewer_from_outside_has_read(cast):
    assessment = assessment_of(draft_text(cast), cast)
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast)
    before = assessment_fingerprint(assessment)
    both = [*COSTS, replace(COSTS[0], frequency="yearly")]
    services.change_costs(safeguard=safeguard, version=safeguard.version, costs=both, by=cast.rhea)
    assert assessment_fingerprint(assessment) != before


def test_the_tier_that_follows_is_shown_before_it_is_saved(as_user, cast, assessment, scenario):
    rhea, safeguard = as_user(cast.rhea), safeguard_in(assessment, [scenario], cast, tier="", **dict.fromkeys(JUDGED, ""))
    address, chosen = place(safeguard, "tier/"), {"governability": "L", "reach": "listed", "reach_why": "Half a", "version": 1}
    said = "Risk high without safeguards, governability low, reach listed: T3 by table 1, cell L-listed-H."

    assert "Choose a governability and a reach to see which tier the table gives." in words(rhea.get(address))
    looked = rhea.post(address, {**chosen, "preview": "1"})
    assert (looked.status_code, looked.context["form"]["reach_why"].value()) == (200, "Half a")
    assert f"{said} It counts once you save." in words(looked)
    assert safeguard_of(assessment).tier == ""

    rhea.post(f"{address}?preview", {**chosen, "governability_why": "Anybody can."})  # and it is saved
    assert f"{said} So it is saved." in words(rhea.get(address))
    other = rhea.post(address, {**chosen, "reach": "open", "preview": "1"})
    assert f"T1 by table 1, cell L-open-H. It counts once you save. Saved until now: {said}" in words(other)
    departing = rhea.post(address, {**chosen, "tier": "T2", "departure": "So.", "version": 2, "preview": "1"})
    assert f"{said} It has T2 all the same. It counts once you save." in words(departing)
    rhea.post(address, {**chosen, "governability_why": "Anybody can.", "tier": "T2", "departure": "So.", "version": 2})
    assert f"{said} It has T2 all the same. So it is saved." in words(rhea.get(address))
    for strange in ("\0", "x" * 9000, "L-listed"):
        assert "Choose a governability" in words(rhea.post(address, {**chosen, "reach": strange, "preview": "1"}))


def test_where_no_scenario_is_judged_the_step_says_why_there_is_no_tier(as_user, cast, assessment):
    unjudged = services.add_scenario(assessment=assessment, by=cast.rhea, title="Escrow", description="A copy is kept.")
    safeguard = safeguard_in(assessment, [unjudged], cast, tier="", **dict.fromkeys(JUDGED, ""))
    page = words(as_user(cast.rhea).get(place(safeguard, "tier/")))
    assert "No scenario that it answers has a level without safeguards yet, so the table gives no tier." in page


def test_provisions_to_choose_from_stand_under_their_clauses(as_user, cast):
    revision = draft_text(cast)
    more = "The module shall count its uses.\n\nIt shall tell " + "of each of them " * 20 + "at once."
    add_clause(revision=revision, title="Counting", anchor="counting", body=more, by=cast.edda)
    assessment = assessment_of(revision, cast)
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast)
    first, second, third = revision.norm.provisions.order_by("pk")
    services.change_safeguard(safeguard=safeguard, version=1, by=cast.rhea, provision=first)
    keys = revision.clauses.get(anchor="keys")
    save_clause(clause=keys, version=keys.version, by=cast.edda, title="Keys", body="It erases keys.", rationale="Leaks.")

    choices = as_user(cast.rhea).get(place(safeguard)).context["form"].fields["provision"].choices
    groups = [(name, [key for key, _ in found]) for name, found in choices[1:]]
    assert choices[0] == ("", "None")
    assert groups == [(isolated("3 Counting"), [second.pk, third.pk]), ("Elsewhere", [first.pk])]
    assert [len(label) < 100 for _, label in choices[1][1]] == [True, True]
    kept = {"title": "A test", "description": "Done.", "scenarios": [assessment.scenarios.get().pk], "provision": first.pk}
    assert as_user(cast.rhea).post(place(safeguard), {**kept, "version": 2}).status_code == 302
    assert safeguard_of(assessment).provision == first


def test_what_is_typed_of_what_somebody_has_removed_is_given_back(as_user, cast, assessment, scenario):
    rhea, safeguard = as_user(cast.rhea), safeguard_in(assessment, [scenario], cast)
    risks = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/"
    services.remove_safeguard(safeguard=safeguard, by=cast.rhea)
    services.remove_scenario(scenario=scenario, by=cast.rhea)
    for address, anew in (
        (place(safeguard), "safeguards/new/"),
        (risks, "scenarios/new/"),
        (f"{risks}evidence/", "scenarios/new/"),
    ):
        typed = {"title": "Half a <thought>", "scenarios": "4711", "provisions": "4711", "version": "1", "go": "desk"}
        late = rhea.post(address, typed)
        assert (late.status_code, late.context["typed"]) == (404, [("Title", "Half a <thought>", 0)])
        assert 'value="Half a &lt;thought&gt;"' in late.text
        assert f'href="/desk/risk/{assessment.code}/{anew}"' in late.text
        assert [rhea.post(address, {"go": "desk"}).context.get("typed"), rhea.get(address).status_code] == [None, 404]
    for step in STEPS[1:]:
        assert rhea.post(place(safeguard, step), {"words": "Mine"}).context["typed"] == [("Words", "Mine", 0)]
    assert as_user(cast.olu).post(place(safeguard), {"title": "Mine"}).status_code == 403


def test_who_saves_in_the_instant_of_the_removal_keeps_what_was_typed(as_user, cast, assessment, scenario, monkeypatch):
    rhea, safeguard = as_user(cast.rhea), safeguard_in(assessment, [scenario], cast)
    risk = f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/"
    rooms = (
        (services.safeguards, safeguard, place(safeguard, "costs/"), "large_basis"),
        (services.scenarios, scenario, risk, "title"),
    )
    for room, row, page, field in rooms:
        typed = opened(rhea, page) | {field: "Mine, typed"}

        def when_it_is_gone(assessment, by, row=row):
            type(row).objects.filter(pk=row.pk).delete()  # the other window was quicker
            return write_in(assessment, by)

        monkeypatch.setattr(room, "write_in", when_it_is_gone)
        late = rhea.post(page, typed)
        assert (late.status_code, late.context["form"][field].value()) == (409, "Mine, typed")
        assert f"{row.code} was removed meanwhile. Copy what you typed" in words(late)
