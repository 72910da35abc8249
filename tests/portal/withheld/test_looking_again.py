"""Another look at what is over, gone or confidential: each page and each form answers in a sentence and loses nothing typed."""

from functools import partial

import pytest
from django.utils import timezone

from comments.models import Comment, NewComment
from comments.services import open_confidential_part, publish_comment, withdraw_comment, withhold_comment
from norms.services import restrict_revision, save_clause, start_revision
from normsite.foundation.accounts.models import Role
from normsite.foundation.withholding.models import Withholding
from normsite.portal.withheld.deciding import make_public, renew_withholding
from riskreviews.services import carry_assessment, change_scenario, remove_scenario, reopen_assessment
from tests.cast import person
from tests.comments.scenes import only_comment, opened, send
from tests.portal.withheld.scenes import in_days, rationale_withheld, scenario_withheld, seen_at
from tests.riskreviews.scenes import agreed
from tests.riskreviews.test_pages import words

TYPED = "It can be read by anybody who types it."
KEPT = NewComment(
    text="See the figures.",
    anchor="keys",
    confidential="Yield is 40 percent.",
    confidential_ground="controlled",
    confidential_reason="Figures of a supplier.",
)
PUBLIC, GONE, CONFIDENTIAL = "was made public already", "not there any more", "so it can't be made public here"
UNREAD = "You have not opened this part yet."


def rationale(cast):
    return rationale_withheld(cast, agreed(cast))


def lifted(cast):
    made = rationale(cast)
    make_public(withholding=made, reason="It is mended.", by=cast.sami)
    return made


def ended(cast):
    made = rationale(cast)
    Withholding.objects.update(ended_at=timezone.now())
    return made


def gone(cast):
    assessment = agreed(cast, released=False)
    reopen_assessment(assessment=assessment, by=cast.rhea)
    made = scenario_withheld(cast, assessment)
    assessment.safeguards.all().delete()
    remove_scenario(scenario=assessment.scenarios.get(), by=cast.rhea)
    return made


def confidential(cast):
    publish_comment(comment=only_comment(send(opened(cast), KEPT)), by=cast.sami)
    return Withholding.objects.get()


def confidential_of_a_withheld_comment(cast):
    made = confidential(cast)
    withhold_comment(comment=Comment.objects.get(), ground="abuse", reason="It insults.", by=cast.sami)
    return made


def comment(cast, then=lambda cast, comment, receipt: None):
    receipt = send(opened(cast))
    one = only_comment(receipt)
    withhold_comment(comment=one, ground="abuse", reason="It insults.", by=cast.sami)
    made = Withholding.objects.get()
    one.refresh_from_db()
    then(cast, one, receipt)
    return made


comment_published = partial(comment, then=lambda cast, one, receipt: publish_comment(comment=one, by=cast.sami))
comment_withdrawn = partial(comment, then=lambda cast, one, receipt: withdraw_comment(comment=one, token=receipt.token))

# What was withheld, then what is told to whoever opens the page, makes it public, withholds it further (empty: it is done).
CASES = [
    (rationale, (200, ""), (302, ""), (302, "")),
    (lifted, (302, PUBLIC), (409, PUBLIC), (409, PUBLIC)),
    (ended, (302, GONE), (409, GONE), (409, GONE)),
    (gone, (404, GONE), (409, GONE), (409, GONE)),
    (confidential, (200, ""), (409, CONFIDENTIAL), (409, UNREAD)),
    (confidential_of_a_withheld_comment, (404, GONE), (409, GONE), (409, GONE)),
    (comment, (200, ""), (302, ""), (302, "")),
    (comment_published, (302, PUBLIC), (409, PUBLIC), (409, PUBLIC)),
    (comment_withdrawn, (404, GONE), (409, GONE), (409, GONE)),
]


@pytest.mark.parametrize(("make", "opened_page", "public", "further"), CASES)
def test_each_look_again_is_answered_in_a_sentence_that_keeps_what_was_typed(cast, as_user, make, opened_page, public, further):
    made = make(cast)
    somebody = as_user(person("Sana", Role.SECRETARY))
    address = f"/desk/withheld/{made.code}/"
    renewing = {"decision": "renew", "reason": TYPED, "basis": made.basis, "until": in_days(90)}
    lifting = {"decision": "lift", "reason": TYPED}
    before = [(one.code, one.lifted_at, one.ended_at) for one in Withholding.objects.order_by("pk")]
    for (status, sentence), ask in (
        (opened_page, lambda: somebody.get(address)),
        (further, lambda: somebody.post(address, renewing | seen_at(somebody, address))),
        (public, lambda: somebody.post(address, lifting | seen_at(somebody, address))),
    ):
        answer = ask()
        assert answer.status_code == status
        said = words(somebody.get(answer["Location"]) if status == 302 else answer)
        assert sentence in said
        if status == 409:
            assert TYPED in answer.text
    if public[0] == 409:
        assert [(one.code, one.lifted_at, one.ended_at) for one in Withholding.objects.order_by("pk")] == before


def test_whoever_decides_in_an_old_tab_is_shown_what_was_decided_meanwhile(cast, as_user):
    made = rationale(cast)
    page, april = f"/desk/withheld/{made.code}/", as_user(cast.april)
    seen = april.get(page).context["form"]["seen"].value()
    renew_withholding(withholding=made, basis="trade_secret", reason="Still so.", until=in_days(90), by=cast.sami)
    answer = april.post(page, {"decision": "lift", "reason": TYPED, "seen": seen})
    assert (answer.status_code, TYPED in answer.text, "Still so." in answer.text) == (409, True, True)
    assert "Somebody has decided on it meanwhile." in words(answer)
    again = april.post(page, {"decision": "lift", "reason": TYPED, "seen": answer.context["form"]["seen"].value()})
    assert again.status_code == 302
    made.refresh_from_db()
    assert made.lift_reason == TYPED


def test_nobody_decides_on_words_that_they_were_not_shown(cast, as_user):
    assessment = agreed(cast, released=False)
    reopen_assessment(assessment=assessment, by=cast.rhea)
    scenario, sami = assessment.scenarios.get(), as_user(cast.sami)
    new = f"/desk/withheld/new/description/{scenario.code}/"
    seen = sami.get(new).context["form"]["seen"].value()
    scenario = change_scenario(scenario=scenario, version=scenario.version, by=cast.rhea, description="Other words.")
    first = {"basis": "trade_secret", "reason": TYPED, "until": in_days(90)}
    answer = sami.post(new, {**first, "seen": seen})
    assert (answer.status_code, TYPED in answer.text, "Other words." in answer.text) == (409, True, True)
    again = {**first, "seen": answer.context["form"]["seen"].value()}
    assert sami.post(new, again).status_code == 302
    page = f"/desk/withheld/{Withholding.objects.get().code}/"
    seen = sami.get(f"{page}?decision=lift").context["form"]["seen"].value()
    change_scenario(scenario=scenario, version=scenario.version, by=cast.rhea, description="New words.")
    answer = sami.post(page, {"decision": "lift", "reason": TYPED, "seen": seen})
    assert (answer.status_code, TYPED in answer.text, "New words." in answer.text) == (409, True, True)
    assert Withholding.objects.standing().count() == 1


def test_nobody_decides_by_a_form_that_does_not_say_what_it_showed(cast, as_user):
    assessment, sami = agreed(cast), as_user(cast.sami)
    new = f"/desk/withheld/new/rationale/{assessment.revision.norm.code}/keys/"
    given = {"basis": "trade_secret", "reason": TYPED, "until": in_days(90)}
    answer = sami.post(new, given)
    assert (answer.status_code, TYPED in answer.text, "Leaks." in answer.text) == (409, True, True)
    assert not Withholding.objects.exists()
    assert sami.post(new, given | {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    made, april = Withholding.objects.get(), as_user(cast.april)
    page, decisions = f"/desk/withheld/{made.code}/", ({**given, "decision": "lift"}, {**given, "decision": "renew"})
    for decision in decisions:
        for seen in ({}, {"seen": "1"}, {"seen": "1-"}):
            answer = april.post(page, decision | seen)
            assert (answer.status_code, TYPED in answer.text, "Leaks." in answer.text) == (409, True, True)
            assert "The form did not say what you had read of it." in words(answer)
    assert made.decisions.count() == 1
    again = {**given, "decision": "renew", "seen": answer.context["form"]["seen"].value()}
    assert april.post(page, again).status_code == 302


def test_a_confidential_part_is_withheld_further_by_whoever_has_opened_it(cast, as_user):
    made = confidential(cast)
    renewing = {"decision": "renew", "reason": TYPED, "basis": made.basis, "until": in_days(90)}
    address = f"/desk/withheld/{made.code}/"
    rhea = as_user(cast.rhea)
    page = words(rhea.get(f"{address}?decision=renew"))
    assert (KEPT.confidential in page, KEPT.confidential_reason in page, "Make it public" in page) == (False, True, False)
    renewing |= seen_at(rhea, address)
    assert (rhea.post(address, renewing).status_code, as_user(cast.april).post(address, renewing).status_code) == (409, 403)
    open_confidential_part(comment=Comment.objects.get(), by=cast.rhea)
    assert rhea.post(address, renewing).status_code == 302
    made.refresh_from_db()
    assert made.authorised_by == cast.rhea


def test_who_makes_it_public_is_asked_for_a_reason_alone_and_who_withholds_it_further_for_ground_and_day(cast, as_user):
    made = rationale(cast)
    asked = {}
    for decision in ("", "lift", "renew"):
        page = as_user(cast.sami).get(f"/desk/withheld/{made.code}/", {"decision": decision})
        asked[decision] = [name for name in ("reason", "basis", "until") if f'name="{name}"' in page.text]
    assert asked == {"": [], "lift": ["reason"], "renew": ["reason", "basis", "until"]}
    for page in ("/desk/withheld/", made.get_absolute_url()):
        shown = {person: f"{made.code}/?decision=lift" in as_user(person).get(page).text for person in (cast.sami, cast.rhea)}
        assert shown == {cast.sami: True, cast.rhea: False}


def test_whoever_may_not_withhold_it_further_is_told_before_they_fill_anything_in(cast, as_user):
    assessment = agreed(cast)
    made, writer = rationale_withheld(cast, assessment), person("Wanda", Role.EDITOR, Role.SECRETARY)
    second = start_revision(revision=assessment.revision, by=writer)
    clause = second.clauses.get(anchor="keys")
    save_clause(clause=clause, version=clause.version, by=writer, title=clause.title, body=clause.body, rationale="They leak.")
    page = f"/desk/withheld/{made.code}/"
    for by, because in (
        (writer, "You have written in it yourself."),
        (cast.april, "You decided before that it is withheld."),
        (cast.sami, ""),
    ):
        asked, choice, lifting = (as_user(by).get(f"{page}{query}") for query in ("?decision=renew", "", "?decision=lift"))
        assert ('name="basis"' in asked.text, because in words(asked)) == (not because, True)
        assert ["decision=renew" in one.text for one in (choice, lifting)] == [not because, not because]


def test_whoever_makes_one_place_public_is_told_which_others_stay_withheld_as_far_as_they_see_them(cast, as_user):
    assessment = agreed(cast)
    second = start_revision(revision=assessment.revision, by=cast.edda)
    carried = carry_assessment(assessment=assessment, revision=second, by=cast.rhea)
    sami, scenario = as_user(cast.sami), assessment.scenarios.get()
    new = f"/desk/withheld/new/description/{scenario.code}/"
    given = {"basis": "security", "reason": TYPED, "until": in_days(90)} | seen_at(sami, new)
    done = words(sami.post(new, given, follow=True))
    made, twin = Withholding.objects.order_by("pk")
    assert f"along with it {twin.code}, which say the same." in done
    april = as_user(cast.april)
    named = {made: carried.scenarios.get().code, twin: scenario.code}
    for one, other in ((made, twin), (twin, made)):
        page = words(april.get(f"/desk/withheld/{one.code}/?decision=lift"))
        assert f"each is made public by itself: {other.code} Description of {named[one]}" in page
    restrict_revision(revision=second, reason="It says how fast the laser pulses.", by=cast.sami)
    assert twin.code not in april.get(f"/desk/withheld/{made.code}/?decision=lift").text


def test_the_desk_says_from_where_each_thing_is_withheld_and_the_form_what_each_ground_means(cast, as_user):
    made = rationale(cast)
    desk = as_user(cast.sami).get("/desk/withheld/")
    said = words(desk).partition("Everything is withheld from where it stands:")[2]
    assert [said.count(word) for word in ("assessment ,", "norm ,", "consultation it was sent to")] == [1, 1, 1]
    further = words(as_user(cast.sami).get(f"/desk/withheld/{made.code}/?decision=renew"))
    assert "What each ground means Export control Published, it would give away" in further
