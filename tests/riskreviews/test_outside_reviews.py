"""Reviews from outside the body: the private link, interests first, points and their answers, and a name that is withheld."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from norms.services import ReaderFacts, name_reader, restrict_revision, upload_sanctions_list
from normsite.foundation.accounts.models import User
from normsite.foundation.documents import export
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.pages.tasks_due import tasks_for
from normsite.portal.publication.publishing import publish
from normsite.portal.publication.rationale import build
from riskreviews.checks import before_peer_review, before_publishing, open_issues
from riskreviews.models import AssessmentState, OutsidePoint, OutsideReview
from riskreviews.models.outside import QUESTIONS
from riskreviews.queries import assessment_fingerprint, stated_provisions, text_fingerprint
from riskreviews.services import (
    add_evidence,
    add_point,
    answer_point,
    change_assessment,
    change_scenario,
    declare_interests,
    give_outside_review,
    invite_outsider,
    remove_point,
    review_of,
    take_back_invitation,
    write_answers,
)
from tests import scenes
from tests.portal.publication.pages import every_page
from tests.riskreviews.scenes import agreed, asked, assessment_of, draft_text, judged, safeguard_in, scenario_in
from tests.riskreviews.test_pages import words

OLA = {"name": "Ola Outsider", "affiliation": "Fjord University", "email": "ola@outside.example"}
SAID = ["They are.", "They can.", "It does.", "In a year."]
LINK = re.compile(r"/outside-review/[\w-]+/")


@pytest.fixture
def assessment(cast):
    made = assessment_of(draft_text(cast), cast)
    scenario_in(made, cast)
    return made


def invited(assessment, cast, **facts):
    expires_at = timezone.now() + timedelta(days=30)
    return invite_outsider(assessment=assessment, by=cast.rhea, **({"expires_at": expires_at} | OLA | facts))


def link_in_mail() -> str:
    mail = OutboxMail.objects.get(occasion__startswith="outside-asked/")
    return LINK.search(mail.text)[0]


def seen(assessment):
    """The fingerprints of what stands, as whoever has just read it."""
    return {"words": text_fingerprint(assessment.revision), "read": assessment_fingerprint(assessment)}


def given(assessment, cast, *, points=("issue",), verdict="issues", withheld="", **facts):
    """A review, declared, with these points."""
    review = declare_interests(review=invited(assessment, cast, **facts), has_interests=False)
    for number, severity in enumerate(points, 1):
        add_point(review=review, severity=severity, text=f"Point {number} should be different.")
    answers = [*SAID, *["So."] * (len(review.questions) - len(SAID))]
    return give_outside_review(review=review, **seen(assessment), answers=answers, verdict=verdict, withheld=withheld)


# --- the link ----------------------------------------------------------------------------------------------------------


def test_the_link_is_in_one_mail_and_we_keep_only_its_hash(assessment, cast):
    review = invited(assessment, cast)
    (mail,) = OutboxMail.objects.filter(to=OLA["email"])
    token = link_in_mail().split("/")[2]
    assert review_of(token) == review
    assert token not in str(OutsideReview.objects.values().get())
    assert "Ola" not in mail.text + mail.subject


def test_a_link_that_was_taken_back_or_is_over_opens_nothing(assessment, cast, client):
    review = invited(assessment, cast)
    link = link_in_mail()
    assert client.get(link).status_code == 200
    OutsideReview.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    ended = client.get(link)
    OutsideReview.objects.update(expires_at=timezone.now() + timedelta(days=1))
    take_back_invitation(review=review, by=cast.sami)
    taken = client.get(link)
    never = client.get("/outside-review/guessed/")
    assert [answer.status_code for answer in (ended, taken, never)] == [404, 404, 404]
    assert {"Key storage" in answer.text for answer in (ended, taken, never)} == {False}
    assert OutboxMail.objects.filter(to=OLA["email"]).count() == 2
    with pytest.raises(Refused, match="link to this review has ended"):
        declare_interests(review=review, has_interests=False)


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize(("how", "told"), [("taken back", "The invitation was taken back on"), ("over", "The link ended on")])
def test_who_was_writing_when_the_link_ended_gets_it_all_back_with_the_day_and_whom_to_ask(
    assessment, cast, client, declared, how, told
):
    review = invited(assessment, cast, questions=["Is the depot of Oslo safe?"])
    if declared:
        declare_interests(review=review, has_interests=False)
    if how == "over":
        OutsideReview.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        take_back_invitation(review=review, by=cast.sami)
    typed = {"answer_1": "LONG WORK\r\nof two hours", "answer_5": "It <is>.", "text": "A point.", "severity": "issue"}
    typed |= {"clause": "keys", "interests": "I sell modules.", "verdict": "not_ready", "withheld": "safety", "give": "1"}
    late = client.post(link_in_mail(), typed)
    review.refresh_from_db()
    assert (late.status_code, f"{told} {review.ended_at:%-d %B %Y}" in words(late)) == (409, True)
    assert f"write to {cast.rhea.name}" in words(late)
    assert list(late.context["typed"].values()) == [
        ("A point", "A point."),
        ("How grave the point is", "Issue"),
        ("The clause that the point is about", "keys"),
        ("Your interests", "I sell modules."),
        ("Your answer to question 1", "LONG WORK\nof two hours"),
        ("Your answer to question 5", "It <is>."),
        ("What you come to", "Not ready"),
        ("Your name", "Withhold it: personal safety"),
    ]
    assert ("It &lt;is&gt;." in late.text, "no-store" in late["Cache-Control"]) == (True, True)
    for hidden in ("Key storage", "depot of Oslo", "A key is read out", OLA["name"], OLA["email"], assessment.code):
        assert hidden not in late.text
    guessed = client.post("/outside-review/guessed/", typed)
    assert (guessed.status_code, guessed.text) == (404, client.get("/outside-review/guessed/").text)
    assert cast.rhea.name not in guessed.text
    assert (review.answers, review.points.count(), review.given_at) == ([], 0, None)


def test_the_page_of_a_link_is_kept_by_nobody_and_tells_no_other_site_its_address(assessment, cast, client):
    invited(assessment, cast)
    page = client.get(link_in_mail())
    assert ("no-store" in page["Cache-Control"], page["Referrer-Policy"]) == (True, "same-origin")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"email": "RHEA@people.example"}, "has written in the assessment"),
        ({"email": "edda@people.example"}, "works for the body"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "opens for 180 days at most"),
        ({"expires_at": timezone.now() + timedelta(days=200)}, "opens for 180 days at most"),
        ({"name": "\u200b"}, "says nothing that can be seen"),
        ({"questions": ["x" * 301]}, "at most 300 characters"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(assessment, cast, facts, why):
    with pytest.raises(Refused, match=why):
        invited(assessment, cast, **facts)
    assert (OutsideReview.objects.count(), OutboxMail.objects.filter(occasion__startswith="outside").count()) == (0, 0)


def test_an_address_has_one_link_at_a_time(assessment, cast):
    first = invited(assessment, cast)
    with pytest.raises(Refused, match="has been invited already"):
        invited(assessment, cast)
    take_back_invitation(review=first, by=cast.rhea)
    assert invited(assessment, cast).questions == list(QUESTIONS)


def test_inviting_tells_nobody_whose_review_was_given_without_its_name(assessment, cast, as_user):
    given(assessment, cast, withheld="reprisals")
    given(assessment, cast, email="named@outside.example")
    rhea, answers = as_user(cast.rhea), {}
    for email in ("OLA@outside.example", "never@outside.example", "named@outside.example"):
        form = OLA | {"email": email, "until": timezone.localdate() + timedelta(days=9)}
        answer = rhea.post(f"/desk/risk/{assessment.code}/outside/", form, follow=True)
        said = [str(message) for message in answer.context["messages"]]
        answers[email] = (answer.status_code, said, OutboxMail.objects.filter(to=email, occasion__contains="asked").count())
    assert answers["OLA@outside.example"] == answers["never@outside.example"]
    assert (answers["never@outside.example"][0], answers["never@outside.example"][2]) == (200, 1)
    assert answers["named@outside.example"][0] == 409


def test_own_questions_are_asked_besides_those_of_everybody(assessment, cast):
    review = invited(assessment, cast, questions=["Is a second enough?", "", "Is a second enough?", QUESTIONS[0]])
    assert review.questions == [*QUESTIONS, "Is a second enough?"]


def test_a_published_assessment_is_not_reviewed_any_more(cast):
    story = scenes.ready(cast)
    publish(revision=story.second, by=cast.april)
    with pytest.raises(Refused, match="was published with its text"):
        invited(story.assessment, cast)


def test_of_a_restricted_text_a_link_is_for_a_named_reader_who_is_signed_in(assessment, cast, as_user, client):
    upload_sanctions_list(issuer="EU", as_of=timezone.localdate(), content=b"name\nViktor Malvo\n", by=cast.sami)
    restrict_revision(revision=assessment.revision, reason="It names depots.", by=cast.rhea)
    assessment.refresh_from_db()
    with pytest.raises(Refused, match="none of its named readers"):
        invited(assessment, cast)
    nora = User.objects.create_user("nora@outside.example", name="Nora")
    facts = ReaderFacts(nora, "DE", "DE", "Fjord University", "By decision 7.")
    name_reader(revision=assessment.revision, facts=facts, by=cast.rhea)
    invited(assessment, cast, email="nora@outside.example")
    link, title = link_in_mail(), assessment.title
    for browser, opens in ((client, False), (as_user(cast.nils), False), (as_user(nora), True)):
        answer = browser.get(link)
        assert (answer.status_code == 200, "First, your interests" in answer.text) == (opens, opens)
        assert title not in answer.text
    assert title not in OutboxMail.objects.get(occasion__startswith="outside-asked/").text


# --- what is given -----------------------------------------------------------------------------------------------------


def test_interests_come_first_then_the_assessment_and_all_of_it_by_the_link_alone(assessment, cast):
    invited(assessment, cast)
    browser, link = Client(), link_in_mail()
    first = browser.get(link).text
    assert ("First, your interests" in first, "A key is read out" in first) == (True, False)
    wrong = browser.post(link, {"has_interests": "yes", "interests": ""})
    assert (wrong.status_code, "Say which." in wrong.text) == (422, True)
    assert browser.post(link, {"has_interests": "yes", "interests": "I sell modules."}).status_code == 302
    page = browser.get(link)
    assert "A key is read out" in page.text
    typed = {f"answer_{number}": said for number, said in enumerate(SAID, 1)}
    half = browser.post(link, typed | {"severity": "", "text": "Erase within a second.", "add": "1"})
    assert (half.status_code, "Say whether it is a nit or an issue." in half.text) == (422, True)
    assert ("Erase within a second." in half.text, SAID[0] in half.text) == (True, True)
    added = browser.post(link, typed | {"severity": "issue", "clause": "keys", "text": "Erase within a second.", "add": "1"})
    assert added["Location"] == f"{link}#points"
    kept = browser.get(link).text
    assert (SAID[3] in kept, "Erase within a second." in kept) == (True, True)
    browser.post(link, typed | {"severity": "nit", "text": "A comma.", "keep": "1"})
    browser.post(link, typed | {"remove": "2"})
    assert list(OutsidePoint.objects.values_list("number", "text", "clause__anchor")) == [(1, "Erase within a second.", "keys")]
    now = seen(assessment)
    empty = browser.post(link, typed | {"give": "1", **now})
    assert (empty.status_code, "Say whether your name is published." in empty.text) == (422, True)
    refused = browser.post(link, typed | {"give": "1", **now, "verdict": "ready", "withheld": "shown"})
    assert (refused.status_code, "Ready means without points." in refused.text) == (409, True)
    assert browser.post(link, typed | {"give": "1", **now, "verdict": "issues", "withheld": "shown"}).status_code == 302
    assert "Your review is given" in browser.get(link).text
    review = OutsideReview.objects.get()
    assert (review.verdict, review.withheld, review.answers, review.interests) == ("issues", "", SAID, "I sell modules.")
    leaf = Entry.objects.get(act=Act.OUTSIDE_REVIEW_GIVEN).leaf
    assert '"public":{"points":"1","verdict":"issues"}' in leaf


@pytest.mark.parametrize(
    ("points", "verdict", "why"),
    [
        (("nit",), "ready", "Ready means without points"),
        ((), "nits", "has nits and no issue"),
        (("nit", "issue"), "nits", "has nits and no issue"),
        (("nit",), "issues", "needs at least one issue"),
        ((), "not_ready", "needs at least one issue"),
        ((), "perhaps", "Say what you came to"),
    ],
)
def test_a_verdict_says_no_other_than_its_points(assessment, cast, points, verdict, why):
    with pytest.raises(Refused, match=why):
        given(assessment, cast, points=points, verdict=verdict)


@pytest.mark.parametrize(
    ("points", "verdict"), [((), "ready"), (("nit",), "nits"), (("nit", "issue"), "issues"), (("issue",), "not_ready")]
)
def test_a_verdict_that_its_points_bear_out_is_taken(assessment, cast, points, verdict):
    assert given(assessment, cast, points=points, verdict=verdict).verdict == verdict


def test_nothing_is_given_before_interests_nor_on_words_that_changed_nor_twice(assessment, cast):
    review = invited(assessment, cast)
    now = seen(assessment)
    with pytest.raises(Refused, match="Declare your interests first"):
        give_outside_review(review=review, **now, answers=SAID, verdict="ready")
    declare_interests(review=review, has_interests=False)
    with pytest.raises(Refused, match="text was changed while you were reading"):
        give_outside_review(review=review, **now | {"words": "0" * 64}, answers=SAID, verdict="ready")
    with pytest.raises(Refused, match="assessment was changed while you were reading"):
        give_outside_review(review=review, **now | {"read": "0" * 64}, answers=SAID, verdict="ready")
    with pytest.raises(Refused, match="A question is not answered yet"):
        give_outside_review(review=review, **now, answers=[*SAID[:3], " "], verdict="ready")
    with pytest.raises(Refused, match="Say why the name is withheld"):
        give_outside_review(review=review, **now, answers=SAID, verdict="ready", withheld="modesty")
    first = give_outside_review(review=review, **now, answers=SAID, verdict="ready")
    again = give_outside_review(review=review, **now, answers=SAID, verdict="ready")
    assert first.given_at == again.given_at
    with pytest.raises(Refused, match="given this review already"):
        give_outside_review(review=review, **now, answers=SAID, verdict="nits")
    for act in (
        lambda: write_answers(review=review, answers=SAID),
        lambda: add_point(review=review, severity="nit", text="A comma."),
        lambda: remove_point(review=review, number=1),
        lambda: declare_interests(review=review, has_interests=True, interests="Late."),
        lambda: take_back_invitation(review=review, by=cast.rhea),
    ):
        with pytest.raises(Refused, match="already"):
            act()


def other_scenario(assessment, cast):
    one = assessment.scenarios.get()
    change_scenario(scenario=one, version=one.version, by=cast.rhea, title="A key is read out from afar")


def more_evidence(assessment, cast):
    add_evidence(scenario=assessment.scenarios.get(), citation="A paper", url="", shows="That it is so.", by=cast.rhea)


def other_scope(assessment, cast):
    facts = {"title": assessment.title, "scope": "Keys, and what unlocks them."}
    change_assessment(assessment=assessment, version=assessment.version, by=cast.rhea, **facts)


def one_safeguard_more(assessment, cast):
    safeguard_in(assessment, list(assessment.scenarios.all()), cast)


CHANGES = [other_scenario, more_evidence, other_scope, one_safeguard_more]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_meanwhile_is_said_before_a_review_is_given_and_nothing_typed_is_lost(assessment, cast, change):
    declare_interests(review=invited(assessment, cast), has_interests=False)
    browser, link = Client(), link_in_mail()
    page = browser.get(link)
    now = {name: page.context[name] for name in ("words", "read")}
    assert now == seen(assessment)
    change(assessment, cast)
    assessment.refresh_from_db()
    typed = {f"answer_{number}": said for number, said in enumerate(SAID, 1)} | {"withheld": "reprisals"}
    lacking = browser.post(link, typed | now | {"give": "1"})
    assert (lacking.status_code, {name: lacking.context[name] for name in now}) == (422, now)
    typed |= {"verdict": "ready"}
    late = browser.post(link, typed | now | {"give": "1"})
    assert (late.status_code, "The assessment was changed while you were reading." in late.text) == (409, True)
    assert {name: late.context["form"][name].value() for name in typed} == typed
    assert {name: late.context[name] for name in now} == seen(assessment)
    assert browser.post(link, typed | seen(assessment) | {"give": "1"}).status_code == 302
    review = OutsideReview.objects.get()
    assert {"words": review.fingerprint, "read": review.assessment_fingerprint} == seen(assessment)


def test_who_keeps_what_is_written_hears_too_that_the_assessment_was_changed(assessment, cast):
    declare_interests(review=invited(assessment, cast), has_interests=False)
    browser, link, now = Client(), link_in_mail(), seen(assessment)
    said = "was changed while you were reading"
    assert said not in browser.post(link, now | {"keep": "1"}, follow=True).text
    other_scenario(assessment, cast)
    assert said in browser.post(link, now | {"keep": "1"}, follow=True).text


def test_an_old_window_overwrites_no_answer_and_is_shown_both(assessment, cast):
    declare_interests(review=invited(assessment, cast), has_interests=False)
    browser, link = Client(), link_in_mail()
    opened = {"version": browser.get(link).context["form"]["version"].value()}
    first = {f"answer_{number}": said for number, said in enumerate(SAID, 1)}
    assert browser.post(link, opened | first | {"keep": "1"}).status_code == 302
    second = first | {"answer_1": "They aren't.", "severity": "nit", "text": "A comma."}
    late = browser.post(link, opened | second | {"keep": "1"})
    shown = [(one.theirs, one.mine) for one in late.context["differences"]]
    assert (late.status_code, shown) == (409, [("They are.", "They aren't.")])
    assert ("A comma." in late.text, OutsideReview.objects.get().answers, OutsidePoint.objects.count()) == (True, SAID, 0)
    again = {"version": late.context["form"]["version"].value()}
    assert browser.post(link, again | second | {"keep": "1"}).status_code == 302
    assert OutsideReview.objects.get().answers == ["They aren't.", *SAID[1:]]
    assert browser.post(link, opened | second | {"keep": "1"}).status_code == 302  # sent twice, it says what stands


def two_windows(link):
    browser = Client()
    opened = {name: browser.get(link).context["form"][name].value() for name in ("version", "shown")}
    return browser, opened | {f"answer_{number}": "" for number in range(1, len(SAID) + 1)}


def test_two_windows_that_answer_different_questions_keep_both_answers(assessment, cast):
    declare_interests(review=invited(assessment, cast), has_interests=False)
    link = link_in_mail()
    browser, opened = two_windows(link)
    browser.post(link, opened | {"answer_1": "They\r\nare.", "keep": "1"})
    assert browser.post(link, opened | {"answer_2": "They can.", "keep": "1"}).status_code == 302
    assert OutsideReview.objects.get().answers == ["They\nare.", "They can.", "", ""]
    browser, opened = two_windows(link)
    opened |= {"answer_1": "They\r\nare.", "answer_2": "They can."}
    browser.post(link, opened | {"answer_1": "", "keep": "1"})
    browser.post(link, opened | {"answer_3": "It does.", "keep": "1"})
    assert OutsideReview.objects.get().answers == ["", "They can.", "It does.", ""]


def test_of_two_windows_only_what_both_changed_is_asked_about_and_the_rest_is_merged(assessment, cast):
    declare_interests(review=invited(assessment, cast), has_interests=False)
    link = link_in_mail()
    browser, opened = two_windows(link)
    browser.post(link, opened | {"answer_1": "A one.", "answer_2": "A two.", "keep": "1"})
    late = browser.post(link, opened | {"answer_2": "B two.", "answer_3": "B three.", "keep": "1"})
    form = late.context["form"]
    shown = [(one.label, one.theirs, one.mine) for one in late.context["differences"]]
    assert (late.status_code, shown) == (409, [(QUESTIONS[1], "A two.", "B two.")])
    again = {name: form[name].value() for name in opened}
    assert [again[f"answer_{number}"] for number in (1, 2, 3, 4)] == ["A one.", "B two.", "B three.", ""]
    assert OutsideReview.objects.get().answers == ["A one.", "A two.", "", ""]
    assert browser.post(link, again | {"keep": "1"}).status_code == 302
    assert OutsideReview.objects.get().answers == ["A one.", "B two.", "B three.", ""]


def test_answers_that_were_taken_over_are_looked_at_before_the_review_is_given(assessment, cast):
    declare_interests(review=invited(assessment, cast), has_interests=False)
    link = link_in_mail()
    browser, opened = two_windows(link)
    browser.post(link, opened | {"answer_1": SAID[0], "keep": "1"})
    rest = {f"answer_{number}": said for number, said in enumerate(SAID, 1) if number > 1}
    gives = opened | rest | seen(assessment) | {"verdict": "ready", "withheld": "shown", "give": "1"}
    first = browser.post(link, gives)
    assert (first.status_code, "kept in another window were taken over below" in words(first)) == (409, True)
    again = gives | {name: first.context["form"][name].value() for name in opened}
    assert (again["answer_1"], OutsideReview.objects.get().given_at) == (SAID[0], None)
    assert browser.post(link, again).status_code == 302
    assert (OutsideReview.objects.get().answers, OutsideReview.objects.get().verdict) == (SAID, "ready")


def test_what_is_refused_in_the_end_is_sent_again_without_a_conflict_with_oneself(assessment, cast):
    declare_interests(review=invited(assessment, cast), has_interests=False)
    browser, link = Client(), link_in_mail()
    first = browser.get(link).context["form"]["version"].value()
    typed = {f"answer_{number}": said for number, said in enumerate(SAID, 1)} | {"withheld": "shown", "give": "1"}
    typed |= seen(assessment)
    refused = browser.post(link, typed | {"version": first, "verdict": "nits"})
    assert refused.status_code == 409
    typed |= {"version": refused.context["form"]["version"].value(), "answer_1": "They are, all.", "verdict": "ready"}
    assert browser.post(link, typed).status_code == 302


def test_what_is_sent_after_the_review_was_given_is_shown_to_be_copied_and_not_recorded(assessment, cast):
    review = given(assessment, cast)
    link = link_in_mail()
    typed = {f"answer_{number}": said for number, said in enumerate(SAID, 1)}
    same = Client().post(link, typed | {"give": "1", "verdict": "issues"})
    assert (same.status_code, "is not recorded" in same.text) == (200, False)
    late = Client().post(
        link, typed | {"answer_2": "They can't.", "text": "One more <point>.", "verdict": "ready", "give": "1"}
    )
    assert late.status_code == 409
    assert list(late.context["late"].values()) == [
        ("A point", "One more <point>."),
        (QUESTIONS[1], "They can't."),
        ("What you come to", "Ready"),
    ]
    assert f"given on {review.given_at:%-d %B %Y}" in words(late)
    review.refresh_from_db()
    assert (review.answers, review.points.count()) == (SAID, 1)


def test_a_late_point_is_shown_with_all_that_was_chosen_for_it_and_one_that_stands_is_not(assessment, cast):
    given(assessment, cast)
    link, stands = link_in_mail(), {"severity": "issue", "text": "Point 1 should be different.", "give": "1"}
    assert Client().post(link, stands).status_code == 200
    late = Client().post(link, stands | {"severity": "nit", "clause": "keys"})
    assert (late.status_code, list(late.context["late"].values())) == (
        409,
        [
            ("A point", "Point 1 should be different."),
            ("How grave the point is", "Nit"),
            ("The clause that the point is about", "keys"),
        ],
    )
    assert list(OutsidePoint.objects.values_list("severity", "clause")) == [("issue", None)]


@pytest.mark.parametrize(
    ("given_as", "chosen", "told"),
    [
        ("", "employer", "Withhold it: the employer does not allow it"),
        ("reprisals", "shown", "Publish it"),
        ("reprisals", "safety", "Withhold it: personal safety"),
    ],
)
def test_what_is_chosen_late_for_the_name_is_said_not_to_be_taken_and_whom_to_ask(assessment, cast, given_as, chosen, told):
    review = given(assessment, cast, withheld=given_as)
    link = link_in_mail()
    late = Client().post(link, {"verdict": "issues", "withheld": chosen, "give": "1"})
    assert (late.status_code, list(late.context["late"].values())) == (409, [("Your name", told)])
    assert "What you chose now for your name was not taken" in words(late)
    assert f"Ask {cast.rhea.name} at once if that has to change." in words(late)
    same = Client().post(link, {"verdict": "issues", "withheld": given_as or "shown", "give": "1"})
    assert (same.status_code, "was not taken" in words(same)) == (200, False)
    review.refresh_from_db()
    assert review.withheld == given_as


def test_an_old_window_takes_out_the_point_it_shows_or_none_and_says_so(assessment, cast):
    review = declare_interests(review=invited(assessment, cast), has_interests=False)
    for text in ("A comma.", "A colon."):
        add_point(review=review, severity="nit", text=text)
    browser, link = Client(), link_in_mail()
    browser.post(link, {"remove": "2"})
    add_point(review=review, severity="issue", text="Erase within a second.")
    late = browser.post(link, {"remove": "2", "answer_1": SAID[0]})
    assert (late.status_code, "Point 2 is not there any more, so nothing was taken out." in words(late)) == (409, True)
    assert list(review.points.values_list("number", "text")) == [(1, "A comma."), (3, "Erase within a second.")]
    review.refresh_from_db()
    assert review.answers[0] == SAID[0]
    remove_point(review=review, number=1)
    assert add_point(review=review, severity="nit", text="A dash.").number == 4


# --- points, and what they block ---------------------------------------------------------------------------------------


def test_an_issue_that_nobody_has_answered_blocks_asking_agreeing_and_publishing_and_a_nit_blocks_nothing(assessment, cast):
    request = asked(assessment, cast)
    given(assessment, cast, points=("nit", "issue"))
    issue = OutsidePoint.objects.get(severity="issue")
    with pytest.raises(Refused, match=r"Issue 2 of a review of .* is not answered"):
        judged(request, "agree", "It holds.", cast)
    judged(request, "disagree", "Answer the issue.", cast)
    assessment.refresh_from_db()
    with pytest.raises(Refused, match="is not answered"):
        asked(assessment, cast)
    findings = before_peer_review(assessment, assessment.scenarios.all(), [], stated_provisions(assessment.revision))
    assert [one.href for one in findings.blocking] == [f"/desk/risk/{assessment.code}/points/{issue.pk}/"]
    answer_point(point=issue, answer="not_accepted", text="A minute is enough, see SC-1.", by=cast.rhea)
    judged(asked(assessment, cast), "agree", "It holds.", cast)
    assessment.refresh_from_db()
    assert (assessment.state, list(open_issues(assessment))) == (AssessmentState.AGREED, [])


def test_an_issue_raised_after_the_agreement_blocks_publishing(cast):
    assessment = agreed(cast, released=False)
    assert before_publishing(assessment.revision).blocking == ()
    given(assessment, cast)
    (finding,) = before_publishing(assessment.revision).blocking
    assert "is not answered" in finding.sentence


def test_a_point_is_answered_once_with_words_by_an_analyst(assessment, cast, as_user):
    given(assessment, cast)
    point = OutsidePoint.objects.get()
    address = f"/desk/risk/{assessment.code}/points/{point.pk}/"
    assert as_user(cast.piet).post(address, {"answer": "accepted", "text": "So."}).status_code == 403
    rhea = as_user(cast.rhea)
    tasks = [task.href for task in tasks_for(cast.rhea)]
    assert f"/desk/risk/{assessment.code}/#outside-reviews" in tasks
    wrong = rhea.post(address, {"answer": "", "text": "Erased in time."})
    assert (wrong.status_code, "Erased in time." in wrong.text) == (422, True)
    assert rhea.post(address, {"answer": "partly", "text": "Erased in time."}).status_code == 302
    assert rhea.post(address, {"answer": "accepted", "text": "After all."}).status_code == 409
    assert f"/desk/risk/{assessment.code}/#outside-reviews" not in [task.href for task in tasks_for(cast.rhea)]
    point.refresh_from_db()
    assert (point.answer, point.answered_by) == ("partly", cast.rhea)
    assert Entry.objects.filter(act=Act.OUTSIDE_POINT_ANSWERED, code=assessment.code).count() == 1


# --- the name ----------------------------------------------------------------------------------------------------------


def test_a_name_that_is_published_stands_with_interests_answers_and_points(cast, client):
    assessment = agreed(cast)
    given(assessment, cast, points=("nit",), verdict="nits")
    page = client.get(assessment.get_absolute_url()).text
    for word in (
        "Ola Outsider",
        "Fjord University",
        "Ready, with nits",
        "None declared.",
        SAID[1],
        "Point 1 should be different.",
    ):
        assert word in page
    assert OLA["email"] not in page


def test_a_name_that_is_withheld_is_told_nowhere(cast, as_user, client):
    story = scenes.ready(cast)
    review = given(story.assessment, cast, withheld="reprisals")
    answer_point(point=review.points.get(), answer="accepted", text="Done.", by=cast.rhea)
    pages = [as_user(one).get(f"/desk/risk/{story.assessment.code}/").text for one in (cast.ada, cast.rhea, cast.sami)]
    document = build(
        revision=story.second,
        consulted=story.first,
        consultations=[story.consultation],
        code="PUB-9",
        at=timezone.now(),
        by=cast.april,
    )
    written = [export(document, key) for key in ("html", "json", "csv")]
    publication = publish(revision=story.second, by=cast.april)
    pages.append(client.get(story.assessment.get_absolute_url()).text)
    record = [page.text for page in every_page(client, publication).values()]
    for page in (*pages, "".join(record)):
        assert "An outside reviewer, name withheld: fear of reprisals" in page
        assert "None declared." in page
    assert "An outside reviewer, name withheld: fear of reprisals" in written[1].decode()
    told = "".join([*pages, *record, *(one.decode() for one in written), *Entry.objects.values_list("leaf", flat=True)])
    told += "".join(mail.text + mail.html + mail.subject for mail in OutboxMail.objects.exclude(to=OLA["email"]))
    for word in ("Ola", "Fjord", "outside.example"):
        assert word not in told


def test_who_was_asked_is_for_the_desk_alone_until_the_review_is_given(assessment, cast, as_user, client):
    invited(agreed(cast, title="Transport"), cast)
    page = client.get(OutsideReview.objects.get().assessment.get_absolute_url()).text
    assert ("Ola" in page, "from outside" in page) == (False, False)
    desk = as_user(cast.rhea).get(f"/desk/risk/{OutsideReview.objects.get().assessment.code}/").text
    assert ("Ola Outsider" in desk, OLA["email"] in desk) == (True, False)


# --- the desk ----------------------------------------------------------------------------------------------------------


def test_somebody_is_invited_and_the_invitation_taken_back_by_form(assessment, cast, as_user):
    address = f"/desk/risk/{assessment.code}/outside/"
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    assert as_user(cast.piet).get(address).status_code == 403
    rhea = as_user(cast.rhea)
    assert QUESTIONS[0] in rhea.get(address).text
    wrong = rhea.post(address, OLA | {"until": until, "email": "ola"})
    assert (wrong.status_code, "Fjord University" in wrong.text) == (422, True)
    made = rhea.post(address, OLA | {"until": until, "questions": "Is a second enough?\n\nAnd a minute?"})
    assert made["Location"] == f"/desk/risk/{assessment.code}/"
    review = OutsideReview.objects.get()
    assert review.questions[4:] == ["Is a second enough?", "And a minute?"]
    assert rhea.post(address, OLA | {"until": until}).status_code == 409
    assert rhea.post(f"{address}{review.pk}/take-back/").status_code == 302
    assert not OutsideReview.objects.standing().exists()


def test_the_public_page_asks_as_many_questions_for_three_reviews_as_for_one(cast, client):
    assessment = agreed(cast)

    def questions():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(assessment.get_absolute_url()).status_code == 200
        return len(captured)

    given(assessment, cast)
    one = questions()
    for number in (2, 3):
        given(assessment, cast, points=("nit", "issue"), email=f"ola{number}@outside.example")
    assert questions() == one


def test_another_window_that_still_asks_for_interests_wipes_nothing_and_says_so(assessment, cast, client):
    invited(assessment, cast)
    page = link_in_mail()
    client.post(page, {"has_interests": "no"})
    client.post(page, {"answer_1": "The scale fits.", "keep": ""})
    late = client.post(page, {"has_interests": "yes", "interests": "I own shares in the maker."})
    assert (late.status_code, "You have said before what your interests are." in words(late)) == (409, True)
    assert "I own shares in the maker." in words(late)
    review = OutsideReview.objects.get()
    assert (review.answers[0], review.has_interests) == ("The scale fits.", False)


def test_who_has_no_interests_names_none(assessment, cast, client):
    invited(assessment, cast)
    answer = client.post(link_in_mail(), {"has_interests": "no", "interests": "Shares in the maker."})
    assert answer.context["form"].errors == {"interests": ["You chose that there are none: empty this, or choose the other."]}
    assert OutsideReview.objects.get().declared_at is None


def test_whoever_asks_a_peer_and_the_peer_are_shown_the_remarks_that_are_open(assessment, cast, as_user):
    request = asked(assessment, cast)
    issue, nit = given(assessment, cast, points=("issue", "nit")).points.all()
    desk, page = f"/desk/risk/{assessment.code}/", f"/desk/risk/{assessment.code}/review/"
    shown = as_user(request.reviewer).get(page).context["open_points"]
    assert shown == [issue, nit]
    answer_point(point=issue, answer="accepted", text="It is done.", by=cast.rhea)
    assert as_user(cast.rhea).get(desk).context["open_points"] == [nit]
    assert as_user(request.reviewer).get(page).context["open_points"] == [nit]
    assert "Remarks from outside that nobody has answered yet" in as_user(request.reviewer).get(page).text
