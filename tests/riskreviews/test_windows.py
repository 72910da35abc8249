"""Two windows with the same form: what only one of them changed stays, and what both changed is shown with both."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from normsite.foundation.accounts.models import User
from normsite.foundation.windows import NOT_OFFERED, VERSIONLESS
from riskreviews.models import Assessment, Referral, Safeguard, Scenario
from riskreviews.services import add_scenario, ask_authority, note_reply, start_assessment
from tests.riskreviews.indicators import indicator_on, public_norm
from tests.riskreviews.scenes import assessment_of, draft_text, safeguard_in, scenario_in
from tests.riskreviews.screenings import begun
from tests.riskreviews.test_pages import words
from tests.windows import Sent, opened, sent, stay, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(cast) -> Assessment:
    return assessment_of(draft_text(cast), cast)


@pytest.fixture
def places(cast, assessment) -> dict[str, str]:
    """Where the forms stand: of a scenario, of a safeguard, and of the assessment with both."""
    scenario = scenario_in(assessment, cast)
    desk = f"/desk/risk/{assessment.code}/"
    safeguard = safeguard_in(assessment, [scenario], cast)
    return {
        "assessment": f"{desk}edit/",
        "scenario": f"{desk}scenarios/{scenario.code}/",
        "safeguard": f"{desk}safeguards/{safeguard.code}/",
    }


# Where the form stands, then what the first window saves and the second one, and what is told of it.
FORMS: list[tuple[str, str, Sent, Sent, list[str], list[tuple[str, str, str]]]] = [
    (
        "assessment",
        "",
        {"title": "Keys of today", "scope": "Theirs."},
        {"scope": "Mine."},
        ["Title"],
        [("Scope", "Theirs.", "Mine.")],
    ),
    (
        "scenario",
        "",
        {"threat_source": "A rival", "title": "Their title"},
        {"description": "My words.", "title": "My title"},
        ["Threat source"],
        [("Title", "Their title", "My title")],
    ),
    (
        "scenario",
        "without/",
        {"initiation": "VL", "impact": "L"},
        {"adverse": "VH", "impact": "VL"},
        ["How likely is it that somebody starts it, or that it occurs?"],
        [("How grave is the harm?", "Low: 5-20 (2)", "Very Low: 0-4 (0)")],
    ),
    (
        "scenario",
        "consequences/",
        {"consequence_economy": "L", "consequence_economy_words": "Firms pay."},
        {"consequence_rights": "H", "consequence_rights_words": "People are watched."},
        ["Economy", "Economy, in a sentence"],
        [],
    ),
    (
        "scenario",
        "treatment/",
        {"reasoning": "Their reasons."},
        {"treatment": "avoid"},
        ["Why these levels"],
        [],
    ),
    (
        "safeguard",
        "tier/",
        {"governability_why": "Theirs.", "reach_why": "Their reach."},
        {"reach_why": "My reach."},
        ["Why this governability, in a sentence"],
        [("Why this reach, in a sentence", "Their reach.", "My reach.")],
    ),
    (
        "safeguard",
        "proportionality/",
        {"suitable": "Their\r\ntwo lines."},
        {"necessary": "Mine."},
        ["Why it is suitable"],
        [],
    ),
    (
        "safeguard",
        "weight/",
        {"gain_gravity": "2"},
        {"loss_gravity": "4"},
        ["How grave would it be for the aim to go without the safeguard?"],
        [],
    ),
    (
        "safeguard",
        "costs/",
        {"large_once_low": 7000, "small_basis": "Theirs."},
        {"large_once_low": 6000, "university_basis": "Mine."},
        ["What is counted for a small firm"],
        [("Large firm: once, to set it up, from", "7000", "6000")],
    ),
    (
        "safeguard",
        "ending/",
        {"declassification_trigger": "Theirs."},
        {"trigger": "date", "trigger_on": "2090-01-01"},
        ["What would lift it"],
        [],
    ),
]


@pytest.mark.parametrize(("kind", "step", "theirs", "mine", "taken", "both"), FORMS)
def test_what_one_window_changed_stays_and_what_both_changed_is_shown(
    as_user, cast, places, kind, step, theirs, mine, taken, both
):
    assert told(stay(as_user(cast.rhea), places[kind] + step, theirs, mine)) == (taken, both)


def test_boxes_that_one_window_ticked_stay_ticked_and_both_lists_are_shown_where_both_did(as_user, cast, assessment, places):
    others = [scenario_in(assessment, cast, title=title) for title in ("Escrow", "Theft")]
    rhea, own = as_user(cast.rhea), assessment.scenarios.first()
    wide = {"scenarios": [own.pk, others[0].pk]}
    assert told(stay(rhea, places["safeguard"], wide, {"title": "Mine"})) == (["Scenarios it answers"], [])
    both = [("Scenarios it answers", str(others[1]), "; ".join(sorted([str(own), str(others[1])])))]
    theirs, mine = {"scenarios": [others[1].pk]}, {"scenarios": [own.pk, others[1].pk]}
    assert told(stay(rhea, places["safeguard"], theirs, mine)) == ([], both)
    keys = str(assessment.revision.norm.provisions.get().pk)
    answered = told(stay(rhea, places["scenario"], {"provisions": [keys]}, {"threat_source": "A rival"}))
    assert answered == (["Provisions that answer it"], [])


@pytest.fixture
def estimated(cast) -> Callable[[str, str], str]:
    """Where a step of a new scenario stands, by its key and the method's."""

    def made(method: str, step: str) -> str:
        weighed = start_assessment(revision=draft_text(cast), title="Fires", scope="All.", method=method, by=cast.rhea)
        scenario = add_scenario(assessment=weighed, title="One", description="It happens.", by=cast.rhea)
        return f"/desk/risk/{weighed.code}/scenarios/{scenario.code}/{step}/"

    return made


def test_of_lines_that_both_windows_changed_nothing_is_mixed(as_user, cast, estimated):
    rhea, place = as_user(cast.rhea), estimated("bowtie-lopa", "without")
    lines = {"threat_1_name": "Theft", "threat_1_rate": "2", "threat_2_name": "Fire", "threat_2_rate": "2"}
    assert rhea.post(place, opened(rhea, place) | lines).status_code == 302
    before = opened(rhea, place)
    moved_up = {"threat_1_name": "Fire", "threat_2_name": "", "threat_2_rate": ""}
    assert rhea.post(place, before | moved_up).status_code == 302
    late = rhea.post(place, before | {"threat_1_rate": "5"})
    asked = "What could bring the event about, and how often a year would it, with nothing in its way?"
    assert told(late) == (
        [],
        [
            (f"{asked} Threat, line 1", "Fire", "Theft"),
            (f"{asked} Times a year, line 1", "2", "5"),
            (f"{asked} Threat, line 2", "", "Fire"),
            (f"{asked} Times a year, line 2", "", "2"),
        ],
    )
    kept = sent(late.context["form"])
    assert {name: kept[name] for name in lines} == lines | {"threat_1_rate": "5"}


def test_both_sides_of_an_estimate_are_one_answer(as_user, cast, estimated):
    rhea, place = as_user(cast.rhea), estimated("open-fair", "what-it-costs")
    numbers = {"pl_low": "1", "pl_likely": "2", "pl_high": "4"}
    with_safeguards = {"residual_pl_low": "1", "residual_pl_likely": "2", "residual_pl_high": "3"}
    assert rhea.post(place, opened(rhea, place) | numbers | with_safeguards).status_code == 302
    before = opened(rhea, place)
    assert rhea.post(place, before | {"pl_high": "3"}).status_code == 302
    late = rhea.post(place, before | {"residual_pl_high": "5"})
    asked = "What does one event cost whoever bears the risk?"
    assert told(late) == (
        [],
        [
            (f"{asked} Without safeguards, at most", "3", "4"),
            (f"{asked} With safeguards, at least", "", "1"),
            (f"{asked} With safeguards, most likely", "", "2"),
            (f"{asked} With safeguards, at most", "", "5"),
            (f"{asked} The same with safeguards", "ticked", ""),
        ],
    )
    assert rhea.post(place, sent(late.context["form"])).status_code == 302
    stands = opened(rhea, place)
    assert {name: stands[name] for name in numbers | with_safeguards} == numbers | with_safeguards | {"residual_pl_high": "5"}


def test_the_same_number_in_another_spelling_is_no_change(as_user, cast, places):
    rhea, costs = as_user(cast.rhea), f"{places['safeguard']}costs/"
    rhea.post(costs, opened(rhea, costs) | {"large_once_low": "6000", "large_once_high": "7000"})
    before = opened(rhea, costs)
    rhea.post(costs, before | {"large_once_low": "5000"})
    late = rhea.post(costs, before | {"large_once_low": "06000", "large_once_high": "07000", "university_basis": "Mine."})
    assert told(late) == (["Large firm: once, to set it up, from"], [])


def test_what_the_form_does_not_offer_is_never_said_to_stand_in_it(as_user, cast):
    screening = begun(cast)
    today = timezone.localdate()
    referral = ask_authority(
        screening=screening, authority="Office", number="7/26", sent_on=today, question="May it?", by=cast.rhea
    )
    reply = note_reply(referral=referral, replied_on=today, reply="licensed", until=today + timedelta(days=1), by=cast.rhea)
    rhea, place = as_user(cast.rhea), f"{screening.get_absolute_url()}checklist/"
    before = opened(rhea, place)
    assert rhea.post(place, before | {"reply": reply.pk}).status_code == 302
    Referral.objects.update(until=today - timedelta(days=1))
    late = rhea.post(place, before | {"end_use": "Locks."})
    assert told(late) == ([], [("Reply of an authority relied on", NOT_OFFERED, "")])


def test_an_owner_who_has_left_stays_until_another_is_chosen(as_user, cast, places):
    rhea, place = as_user(cast.rhea), f"{places['scenario']}treatment/"
    assert rhea.post(place, opened(rhea, place) | {"owner": cast.piet.pk}).status_code == 302
    User.objects.filter(pk=cast.piet.pk).update(is_active=False)
    assert rhea.post(place, opened(rhea, place) | {"reasoning": "Mine."}).status_code == 302
    assert Scenario.objects.get().owner == cast.piet


def test_so_it_is_with_an_indicator_a_checklist_and_the_table_of_tiers(as_user, cast):
    norm, other = public_norm(cast), public_norm(cast, "Transport of keys")
    edit = f"/desk/indicators/{indicator_on(norm, cast).code}/edit/"
    theirs, mine = {"norms": [norm.pk, other.pk], "warning": "700"}, {"warning": "600", "unit": "good qubits"}
    assert told(stay(as_user(cast.rhea), edit, theirs, mine)) == (
        ["Norms that are looked at again"],
        [("Warning value", "700", "600")],
    )
    checklist = f"{begun(cast).get_absolute_url()}checklist/"
    codes = {"answer_codes": "harmless", "note_codes": "Of no use."}
    (question, note), both = told(stay(as_user(cast.rhea), checklist, codes, {"end_use": "Locks."}))
    assert (note, both) == (f"{question} In words", [])
    theirs, mine = {"L-listed": "T0 T1 T2 T4 T4", "reason": "So."}, {"L-open": "T0 T0 T1 T2 T2", "reason": "So."}
    late = stay(as_user(cast.ada), "/desk/risk/tiers/", theirs, mine, save="1")
    assert len(told(late)[0]) == 1
    assert 'id="moved"' not in late.text  # of the rows that were sent; the form shows others


def test_a_page_that_does_not_say_what_it_was_shown_counts_as_changed_in_all_that_differs(as_user, cast, assessment, places):
    rhea, before = as_user(cast.rhea), opened(as_user(cast.rhea), places["assessment"])
    rhea.post(places["assessment"], before | {"title": "Theirs"})
    for shown in ("", "title", "title=", "=\0", "é" * 9000):
        late = rhea.post(places["assessment"], before | {"shown": shown, "scope": "Mine."})
        assert told(late) == ([], [("Title", "Theirs", assessment.title), ("Scope", assessment.scope, "Mine.")])


def test_a_page_of_which_another_part_was_changed_is_saved_at_once(as_user, cast, places):
    rhea, tier = as_user(cast.rhea), f"{places['safeguard']}tier/"
    before, judged = opened(rhea, places["safeguard"]), opened(rhea, tier)
    assert rhea.post(tier, judged | {"reach_why": "Theirs."}).status_code == 302
    assert rhea.post(places["safeguard"], before | {"title": "Mine"}).status_code == 302
    safeguard = Safeguard.objects.get()
    assert (safeguard.title, safeguard.reach_why) == ("Mine", "Theirs.")


@pytest.mark.parametrize("version", ["", "soon", "-1", "9" * 5000, "\0"])
@pytest.mark.parametrize("step", ["assessment", "scenario", "safeguard"])
def test_a_version_that_is_missing_or_forged_is_told_in_one_sentence_and_what_was_typed_stays(
    as_user, cast, places, step, version
):
    rhea = as_user(cast.rhea)
    answer = rhea.post(places[step], opened(rhea, places[step]) | {"title": "Mine, typed", "version": version})
    assert (answer.status_code, answer.context["form"].errors) == (422, {"version": [VERSIONLESS]})
    assert VERSIONLESS in words(answer)
    assert "Version:" not in words(answer)
    assert answer.context["form"]["title"].value() == "Mine, typed"
