"""The desk: who may do what, and the same way from the first comment to the published answers in a browser without scripts."""

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Consultation, Disposition, NewComment
from comments.queries import PAGE, Spot, spot_of, work_by_clause
from comments.services import (
    decide_comment,
    extend_consultation,
    publish_comment,
    publish_dispositions,
    return_disposition,
    withdraw_comment,
)
from norms.services import save_clause, start_revision
from normsite.foundation.accounts.models import Role, RoleGrant
from tests.comments.scenes import answered, closed, frozen_revision, only_comment, opened, published, send

ON_CONSULTATION = ["desk", "desk_comments", "extend", "moderate", "approve", "publish_dispositions"]
ON_COMMENT = ["withhold", "decide"]
DECISION = {"outcome": "rejected", "effect": "none", "reason": "Clause 2 says so.", "version": "0"}


def at(page: str, subject=None) -> str:
    return reverse(f"comments:{page}", args=[subject.code] if subject else [])


def test_without_signing_in_every_page_leads_to_the_sign_in(client, cast):
    consultation = opened(cast)
    comment = only_comment(send(consultation))
    addresses = [at("desk_list"), at("open"), at("return", comment)]
    addresses += [at(page, consultation) for page in ON_CONSULTATION] + [at(page, comment) for page in ON_COMMENT]
    for address in addresses:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302
            assert answer.url == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("who", ["rosa", "nils"])
def test_an_account_without_a_role_sees_no_desk(cast, as_user, who):
    consultation = opened(cast)
    browser = as_user(getattr(cast, who))
    for address in [at("desk_list"), *(at(page, consultation) for page in ON_CONSULTATION)]:
        assert browser.get(address).status_code == 403


ACTS = {
    "open": ("sami",),
    "extend": ("sami",),
    "moderate": ("sami",),
    "withhold": ("sami",),
    "decide": ("sami", "edda"),
    "approve": ("april",),
    "return": ("april",),
    "publish_dispositions": ("sami",),
}
STAFF = ("ada", "sami", "edda", "rhea", "piet", "april", "olu")


@pytest.mark.parametrize("act", ACTS)
def test_only_the_right_roles_act(cast, as_user, act):
    consultation = closed(cast)
    comment = published(cast, consultation)
    decide_comment(comment=comment, outcome="noted", reason="x", effect="none", by=cast.sami)
    subject = {"open": None, "withhold": comment, "decide": comment, "return": comment}.get(act, consultation)
    allowed = tuple(who for who in STAFF if as_user(getattr(cast, who)).post(at(act, subject)).status_code != 403)
    assert allowed == ACTS[act]


def test_an_observer_reads_the_whole_desk(cast, as_user):
    consultation = opened(cast)
    comment = only_comment(send(consultation, "Unread words Quince"))
    browser = as_user(cast.olu)
    for address in (at("desk_list"), at("desk", consultation), at("moderate", consultation), at("decide", comment)):
        assert browser.get(address).status_code == 200
    assert "Unread words Quince" in browser.get(at("moderate", consultation)).content.decode()


def test_sami_opens_a_consultation_in_his_own_zone(cast, as_user):
    cast.sami.time_zone = "Asia/Tokyo"
    cast.sami.save()
    revision = frozen_revision(cast)
    day = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")) + timedelta(days=80)
    form = {"revision": revision.pk, "title": "T", "asks": "A", "questions": "One?\n\nTwo?", "opens_at": "", "short_reason": ""}
    form |= {"closes_at": f"{day:%Y-%m-%d}T17:00", "anonymous_allowed": "on"}
    answer = as_user(cast.sami).post(at("open"), form)
    consultation = Consultation.objects.get()
    assert answer.url == at("desk", consultation)
    assert f"{consultation.closes_at:%H:%M}" == "08:00"
    assert [question.text for question in consultation.questions.all()] == ["One?", "Two?"]


def test_a_refused_opening_keeps_what_was_typed(cast, as_user):
    revision = frozen_revision(cast)
    soon = timezone.now() + timedelta(days=10)
    form = {"revision": revision.pk, "title": "Kept title Quince", "asks": "A", "closes_at": f"{soon:%Y-%m-%dT%H:%M}"}
    response = as_user(cast.sami).post(at("open"), form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "9 days and 23 hours is shorter than the usual 60 days." in page
    assert "Kept title Quince" in page
    assert Consultation.objects.count() == 0


def test_sami_publishes_the_ticked_comments_and_no_others(cast, as_user):
    consultation = opened(cast)
    first, second = only_comment(send(consultation)), only_comment(send(consultation))
    foreign = only_comment(send(opened(cast)))
    as_user(cast.sami).post(at("moderate", consultation), {"comment": [first.code, foreign.code]})
    states = dict(Comment.objects.values_list("code", "state"))
    assert states == {first.code: "published", second.code: "received", foreign.code: "received"}


@pytest.mark.parametrize(("page", "field"), [("moderate", "comment"), ("approve", "answer")])
def test_a_code_that_is_none_chooses_nothing(cast, as_user, page, field):
    browser = as_user(cast.sami if page == "moderate" else cast.april)
    answer = browser.post(at(page, opened(cast)), {field: ["\0", "C-\0", "", "nothing:9", "9" * 300]})
    assert answer.status_code == 302


def test_withholding_asks_for_a_ground_and_a_reason(cast, as_user):
    comment = only_comment(send(opened(cast)))
    browser = as_user(cast.sami)
    assert browser.post(at("withhold", comment), {"ground": "abuse", "reason": ""}).status_code == 422
    assert browser.post(at("withhold", comment), {"ground": "abuse", "reason": "Insults."}).status_code == 302
    comment.refresh_from_db()
    assert (comment.state, comment.withheld_reason) == ("withheld", "Insults.")


def test_the_ground_and_the_reason_of_a_withheld_comment_can_be_corrected(cast, as_user, client):
    comment = only_comment(send(opened(cast)))
    browser = as_user(cast.sami)
    browser.post(at("withhold", comment), {"ground": "abuse", "reason": "Names Nadia Quince."})
    page = browser.get(at("withhold", comment)).content.decode()
    assert "Correct it" in page
    browser.post(at("withhold", comment), {"ground": "personal_data", "reason": "Names a neighbour."})
    shown = client.get(comment.get_absolute_url()).content.decode()
    assert ["Personal data of others: <bdi>Names a neighbour.</bdi>" in shown, "Quince" in shown] == [True, False]


@pytest.mark.parametrize("concluded", [True, False])
def test_withholding_says_that_what_is_frozen_stays(cast, as_user, concluded):
    consultation = closed(cast)
    comment = answered(cast, published(cast, consultation))
    if concluded:
        publish_dispositions(consultation=consultation, by=cast.sami)
    page = as_user(cast.sami).get(at("withhold", comment)).content.decode()
    assert ("stay in that page and its files" in page) is concluded


def test_two_editors_at_once_see_both_answers_and_lose_none(cast, as_user):
    comment = published(cast, opened(cast))
    as_user(cast.edda).post(at("decide", comment), DECISION | {"reason": "Edda's words 815"})
    response = as_user(cast.sami).post(at("decide", comment), DECISION | {"reason": "Sami's words Quince"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Edda&#x27;s words 815" in page
    assert "Sami&#x27;s words Quince" in page
    assert Disposition.objects.get().reason == "Edda's words 815"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    as_user(cast.sami).post(at("decide", comment), DECISION | {"reason": "Both", "version": version})
    assert Disposition.objects.get().reason == "Both"


def test_after_an_answer_the_next_comment_without_one_is_shown(cast, as_user):
    consultation = opened(cast)
    first, second = published(cast, consultation), published(cast, consultation)
    browser = as_user(cast.edda)
    assert browser.post(at("decide", first), DECISION).url == at("decide", second)
    assert browser.post(at("decide", second), DECISION).url == at("desk", consultation)


def test_a_decision_without_its_reason_is_shown_beside_the_field(cast, as_user):
    comment = published(cast, opened(cast))
    response = as_user(cast.edda).post(at("decide", comment), DECISION | {"reason": ""})
    assert response.status_code == 422
    assert "“Rejected” needs a reason." in response.content.decode()


def test_nothing_is_decided_before_somebody_chooses_and_yes_without_a_change_is_asked_why(cast, as_user):
    comment = published(cast, opened(cast))
    browser = as_user(cast.edda)
    assert "checked" not in browser.get(at("decide", comment)).text
    unsaid = browser.post(at("decide", comment), {"outcome": "accepted", "reason": "", "version": "0"})
    assert (unsaid.status_code, unsaid.context["form"].errors["effect"]) == (422, ["Say what it does to the text."])
    unchanged = browser.post(at("decide", comment), {"outcome": "accepted", "effect": "none", "reason": "", "version": "0"})
    assert unchanged.context["form"].errors == {"reason": ["“Accepted” without a change of the text needs a reason."]}
    assert Disposition.objects.count() == 0


def test_april_approves_what_she_has_read_and_returns_the_rest(cast, as_user):
    consultation = opened(cast)
    good, poor = published(cast, consultation), published(cast, consultation)
    for comment in (good, poor):
        decide_comment(comment=comment, outcome="noted", reason="x", effect="none", by=cast.edda)
    browser = as_user(cast.april)
    browser.post(at("approve", consultation), {"answer": [f"{good.code}:1", f"{poor.code}:7", "nonsense"]})
    approved = {answer.comment.code: answer.approved_by for answer in Disposition.objects.select_related("approved_by")}
    assert approved == {good.code: cast.april, poor.code: None}
    assert browser.post(at("return", poor), {"remark": "", "version": "1"}).status_code == 422
    browser.post(at("return", poor), {"remark": "Name the clause.", "version": "1"})
    assert Disposition.objects.get(comment=poor).remark == "Name the clause."
    assert "Name the clause." in as_user(cast.edda).get(at("decide", poor)).content.decode()


def test_publishing_lists_what_blocks_and_then_publishes(cast, as_user):
    consultation = closed(cast)
    comment = published(cast, consultation)
    browser = as_user(cast.sami)
    assert comment.code in browser.get(at("publish_dispositions", consultation)).content.decode()
    refused = browser.post(at("publish_dispositions", consultation))
    assert refused.status_code == 409
    assert f"{comment.code} has no answer yet." in refused.content.decode()
    answered(cast, comment)
    assert browser.post(at("publish_dispositions", consultation)).url == at("desk", consultation)
    consultation.refresh_from_db()
    assert consultation.phase == "concluded"


@pytest.mark.parametrize("page", ["desk_list", "desk", "moderate", "approve", "publish_dispositions"])
def test_more_rows_need_no_more_queries(cast, as_user, page):
    consultation, browser = closed(cast), as_user(cast.sami)

    def fill() -> None:
        only_comment(send(consultation))
        decide_comment(comment=published(cast, consultation), outcome="noted", reason="x", effect="none", by=cast.edda)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(at(page, None if page == "desk_list" else consultation)).status_code == 200
        return len(found)

    fill()
    with_one = queries()
    fill()
    fill()
    closed(cast)
    assert queries() == with_one


def test_beside_a_comment_stand_those_on_the_same_thing(cast, as_user):
    consultation = closed(cast)
    items = [NewComment(text=f"Quince {n}", **on) for on in ({"anchor": "keys"}, {"question": 1}, {}) for n in (1, 2)]
    send(consultation, *items)
    comments = [publish_comment(comment=comment, by=cast.sami) for comment in consultation.comments.order_by("id")]
    for one, other, heading in zip(
        comments[::2], comments[1::2], ["this clause", "this question", "the whole text"], strict=True
    ):
        page = as_user(cast.sami).get(at("decide", one)).text
        shown = re.findall(r'<details class="neighbour">\s*<summary>\s*<span class="code">(\S+)</span>', page)
        assert shown == [other.code]
        assert f"Others on {heading}" in page


def test_more_neighbours_need_no_more_queries(cast, as_user):
    consultation, browser = opened(cast), as_user(cast.edda)
    comment = published(cast, consultation)

    def queries() -> int:
        answered(cast, published(cast, consultation))
        with CaptureQueriesContext(connection) as found:
            browser.get(at("decide", comment))
        return len(found)

    assert queries() == queries() == queries()


def test_a_remark_on_words_that_are_gone_is_not_sent_but_kept(cast, as_user):
    comment = published(cast, opened(cast))
    for reason in ("Words that April read.", "New words Quince."):
        decide_comment(comment=comment, outcome="noted", reason=reason, effect="none", by=cast.edda)
    response = as_user(cast.april).post(at("return", comment), {"remark": "My remark Medlar", "version": "1"})
    page = response.content.decode()
    assert response.status_code == 409
    assert ["New words Quince." in page, "My remark Medlar" in page] == [True, True]
    assert Disposition.objects.get().remark == ""
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    as_user(cast.april).post(at("return", comment), {"remark": "Still", "version": version})
    assert Disposition.objects.get().remark == "Still"


def waiting_answers(cast, consultation, number: int, by) -> list[Comment]:
    found = [published(cast, consultation) for _ in range(number)]
    for comment in found:
        decide_comment(comment=comment, outcome="noted", reason="x", effect="none", by=by)
    return found


def test_nothing_is_approved_when_one_of_those_ticked_may_not_be(cast, as_user):
    consultation = opened(cast)
    other, own = (published(cast, consultation, user=user) for user in (cast.rosa, cast.april))
    for comment in (other, own):
        decide_comment(comment=comment, outcome="rejected", effect="none", reason="Clause 2 says so.", by=cast.edda)

    refused = as_user(cast.april).post(at("approve", consultation), {"answer": [f"{other.code}:1", f"{own.code}:1"]})

    assert refused.status_code == 403
    assert not Disposition.objects.exclude(approved_at=None).exists()


def test_an_approver_pages_through_what_others_decided_in_the_order_of_the_text(cast, as_user):
    consultation = opened(cast)
    on_alarms = published(cast, consultation, NewComment(text="On alarms", anchor="alarms"))
    decide_comment(comment=on_alarms, outcome="noted", reason="x", effect="none", by=cast.edda)
    RoleGrant.objects.create(user=cast.april, role=Role.EDITOR)
    waiting_answers(cast, consultation, PAGE + 1, by=cast.april)
    others = waiting_answers(cast, consultation, PAGE, by=cast.edda)
    browser, address = as_user(cast.april), at("approve", consultation)
    first = browser.get(address).content.decode()
    second = browser.get(f"{address}?after={others[-1].code}").content.decode()
    listed = [re.findall(r'name="answer"\s+value="(C-[\d-]+):1"', page) for page in (first, second)]
    assert listed == [[comment.code for comment in others], [on_alarms.code]]
    assert [f'href="?after={others[-1].code}"' in page for page in (first, second)] == [True, False]
    assert f"{PAGE + 1} of them are not listed: you decided on them" in first


def test_the_desk_goes_from_comment_to_comment_in_the_order_of_the_text(cast, as_user):
    consultation = opened(cast)
    alarms, keys, whole = (
        published(cast, consultation, NewComment(text="x", anchor=anchor)) for anchor in ("alarms", "keys", "")
    )
    only_comment(send(consultation, "Not moderated yet"))
    assert [spot_of(comment) for comment in (whole, keys, alarms)] == [
        Spot(1, 3, "", keys.code),
        Spot(2, 3, whole.code, alarms.code),
        Spot(3, 3, keys.code, ""),
    ]
    page = as_user(cast.edda).get(at("decide", keys)).content.decode()
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', page) == [
        ("prev", at("decide", whole)),
        ("next", at("decide", alarms)),
    ]


def test_nobody_at_the_desk_is_offered_a_comment_of_their_own(cast, as_user):
    consultation = opened(cast)
    own, other = (only_comment(send(consultation, user=user)) for user in (cast.sami, cast.rosa))
    browser = as_user(cast.sami)
    page = browser.get(at("moderate", consultation)).content.decode()
    assert re.findall(r'name="comment"\s+value="(C-[\d-]+)"', page) == [other.code]
    assert browser.get(at("withhold", own)).status_code == 403
    RoleGrant.objects.create(user=cast.nils, role=Role.SECRETARY)
    for comment in (own, other):
        publish_comment(comment=comment, by=cast.nils)
    assert "You sent this comment yourself" in browser.get(at("decide", own)).content.decode()
    assert browser.post(at("decide", own), DECISION).status_code == 403
    assert browser.post(at("decide", other), DECISION).url == at("desk", consultation)


def test_an_approver_reads_the_clause_and_what_changed_in_it_since(cast, as_user):
    consultation = opened(cast)
    on_keys, on_alarms = (published(cast, consultation, NewComment(text="x", anchor=anchor)) for anchor in ("keys", "alarms"))
    for comment in (on_keys, on_alarms):
        decide_comment(comment=comment, outcome="accepted", reason="Right.", effect="substantive", by=cast.edda)
    browser = as_user(cast.april)
    assert browser.get(at("approve", consultation)).text.count(on_keys.clause.body_html) == 1

    draft = start_revision(revision=consultation.revision, by=cast.edda)
    keys = draft.clauses.get(anchor="keys")
    save_clause(
        clause=keys, version=keys.version, title="Keys", body="The module shall erase keys at once.", rationale="", by=cast.edda
    )
    rows = browser.get(at("approve", consultation)).context["rows"]
    assert [(row.comment, row.change.kind, row.change.words) for row in rows] == [
        (on_keys, "changed", "2 words added."),
        (on_alarms, "unchanged", "Its text is the same."),
    ]


def test_ticks_stay_when_another_answer_is_returned(cast, as_user):
    consultation = opened(cast)
    good, poor, other = waiting_answers(cast, consultation, 3, by=cast.edda)
    ticked = [f"{good.code}:1", f"{poor.code}:1"]
    browser = as_user(cast.april)
    remark = {"remark": "Name the clause.", "version": "1", "answer": ticked}
    page = browser.post(at("return", poor), remark, follow=True)
    assert [(row.value, row.is_ticked) for row in page.context["rows"]] == [
        (f"{good.code}:1", True),
        (f"{other.code}:1", False),
    ]
    unsaid = browser.post(at("return", other), {"remark": "", "version": "1", "answer": ticked})
    assert re.findall(r'type="hidden" name="answer" value="([^"]+)"', unsaid.text) == ticked


def test_approving_nothing_says_so(cast, as_user):
    consultation = opened(cast)
    waiting_answers(cast, consultation, 1, by=cast.edda)
    page = as_user(cast.april).post(at("approve", consultation), {}, follow=True)
    assert "Nothing was chosen: tick the answers that you approve." in page.text


def test_the_desk_counts_answers_to_each_question_apart(cast):
    consultation = opened(cast, questions=["How long?", "How loud?"])
    on_question, whole = (
        published(cast, consultation, NewComment(text="A year.", question=2)),
        published(cast, consultation, "All."),
    )
    lines = [(line.title, line.total, line.first) for line in work_by_clause(consultation)]
    assert lines == [("The whole text", 1, whole.code), ("Question 2", 1, on_question.code)]


def test_only_submissions_with_a_comment_that_stands_are_counted_as_mails(cast, as_user):
    consultation = closed(cast)
    stands, gone = (send(consultation, "x", email=f"{name}@home.example") for name in ("nadia", "walter"))
    answered(cast, publish_comment(comment=only_comment(stands), by=cast.sami))
    withdraw_comment(comment=only_comment(gone), token=gone.token)
    assert as_user(cast.sami).get(at("publish_dispositions", consultation)).context["mails"] == 1


def test_the_reason_for_a_short_period_is_that_of_the_first_deadline(cast, client):
    start = timezone.now() - timedelta(days=1)
    consultation = opened(cast, closes_at=start + timedelta(days=20), short_reason="The committee meets soon.")
    address = consultation.get_absolute_url()
    assert "<dt>Deadline less than 60 days away, because</dt>" in client.get(address).text
    extend_consultation(consultation=consultation, closes_at=start + timedelta(days=80), reason="Asked for.", by=cast.sami)
    assert "<dt>First deadline less than 60 days away, because</dt>" in client.get(address).text


def test_the_list_of_comments_is_narrowed_by_step_place_and_words(cast, as_user):
    consultation = opened(cast)
    unread = only_comment(send(consultation, "Unread"))
    to_answer = published(cast, consultation, NewComment(text="A question answered", question=1))
    returned = published(cast, consultation, NewComment(text="Sent back Quince", anchor="alarms"))
    waits = published(cast, consultation, NewComment(text="Waits", anchor="keys"))
    gone = send(consultation, "Taken back")
    withdraw_comment(comment=only_comment(gone), token=gone.token)
    for comment in (returned, waits):
        decide_comment(comment=comment, outcome="noted", reason="x", effect="none", by=cast.edda)
    return_disposition(disposition=returned.disposition, by=cast.april, remark="Why?")
    approved = answered(cast, published(cast, consultation, NewComment(text="Done", anchor="keys")))

    browser, page = as_user(cast.olu), at("desk_comments", consultation)

    def listed(**wanted):
        return [(comment.text, comment.step) for comment in browser.get(page, wanted).context["page"].comments]

    assert dict(listed()) == {
        "Unread": "To moderate",
        "A question answered": "To answer",
        "Taken back": "Withdrawn",
        "Waits": "To approve",
        "Done": "Approved",
        "Sent back Quince": "Returned by the approver",
    }
    assert listed(step="answer") == [("A question answered", "To answer"), ("Sent back Quince", "Returned by the approver")]
    assert listed(step="approved") == [("Done", "Approved")]
    assert listed(about="whole") == [("Unread", "To moderate"), ("Taken back", "Withdrawn")]
    assert listed(about="q:1") == [("A question answered", "To answer")]
    assert listed(about="keys", step="approve") == [("Waits", "To approve")]
    assert listed(words="quince") == [("Sent back Quince", "Returned by the approver")]
    assert listed(words="nothing like it") == []
    codes = re.findall(r'class="govuk-link code"\s+href="([^"]+)"', browser.get(page).text)
    assert codes[0] == f"{at('moderate', consultation)}#{unread.code}"
    assert set(codes[1:]) >= {at("decide", one) for one in (to_answer, returned, waits, approved)}


def test_a_long_list_of_comments_comes_in_pages_and_asks_as_few_questions(cast, as_user):
    consultation = opened(cast)
    send(consultation, *(NewComment(text=f"{n}", anchor="keys") for n in range(PAGE + 1)))
    browser, page = as_user(cast.olu), at("desk_comments", consultation)
    with CaptureQueriesContext(connection) as found:
        first = browser.get(page, {"about": "keys"})
    assert len(found) < 12
    assert len(first.context["page"].comments) == PAGE
    after = first.context["page"].next
    assert f'href="?about=keys&amp;after={after}"' in first.text
    assert [comment.text for comment in browser.get(page, {"after": after}).context["page"].comments] == [str(PAGE)]


def test_the_public_docket_tells_the_whole_text_from_the_questions(cast, client):
    consultation = opened(cast)
    for item in (NewComment(text="Answer Quince", question=1), NewComment(text="Whole Medlar")):
        published(cast, consultation, item)
    shown = {about: client.get(at("docket", consultation), {"clause": about}).text for about in ("whole", "q:1")}
    assert {about: ("Quince" in page, "Medlar" in page) for about, page in shown.items()} == {
        "whole": (False, True),
        "q:1": (True, False),
    }


def test_rows_are_listed_by_what_tells_them_apart(cast):
    consultation = opened(cast)
    comment = answered(cast, published(cast, consultation))
    later = consultation.closes_at + timedelta(days=7)
    extend_consultation(consultation=consultation, closes_at=later, reason="A holiday lies between.", by=cast.sami)
    rows = (
        consultation,
        consultation.questions.get(),
        consultation.extensions.get(),
        comment.submission,
        comment,
        comment.disposition,
    )
    assert [str(one) for one in rows] == [
        "Draft of quantum key modules",
        "Is a year long enough?",
        f"{consultation.code} until {later:%Y-%m-%d %H:%M}",
        comment.submission.code,
        comment.code,
        f"{comment.code}: Rejected",
    ]


def test_a_comment_that_says_word_for_word_what_an_earlier_one_says_tells_which(cast, as_user):
    consultation = opened(cast)
    said = NewComment(text="Erase them.", anchor="keys", proposed_change="At once.")
    for comment in (said, said, replace(said, anchor="alarms"), replace(said, proposed_change=""), said):
        send(consultation, comment)
    first, *others = consultation.comments.order_by("pk")
    desk = as_user(cast.sami)
    page = desk.get(reverse("comments:moderate", args=[consultation.code])).text
    articles = re.findall(r'<article class="comment" id="([^"]+)">(.*?)</article>', page, re.DOTALL)
    doubles = {code: re.findall(r"Word for word the same as <a[^>]*>([^<]+)</a>", words) for code, words in articles}
    assert doubles == {
        first.code: [],
        **dict(zip([one.code for one in others], [[first.code], [], [], [first.code]], strict=True)),
    }
    answer = desk.get(reverse("comments:decide", args=[others[-1].code])).text
    assert (desk.get(reverse("comments:decide", args=[first.code])).status_code, "Word for word the same as" in answer) == (
        200,
        True,
    )


def test_what_was_withdrawn_or_said_elsewhere_is_no_double(cast, as_user):
    consultation, other = opened(cast), opened(cast)
    receipt = send(consultation, "Erase them.")
    withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    send(other, "Erase them.")
    send(consultation, "Erase them.")
    assert "Word for word" not in as_user(cast.sami).get(reverse("comments:moderate", args=[consultation.code])).text


def test_support_without_words_and_replies_to_different_comments_are_no_doubles(cast, as_user):
    consultation = opened(cast, replies_allowed=True)
    codes = [published(cast, consultation, words).code for words in ("The first.", "The second.")]
    for code in codes:
        send(consultation, NewComment(text="Agreed.", in_reply_to=code))
    for _ in range(2):
        send(consultation, NewComment(text=f"In support of {codes[0]}.", in_reply_to=codes[0], stance="support"))
    send(consultation, NewComment(text="Agreed.", in_reply_to=codes[0], stance="support"))
    agreed = consultation.comments.get(text="Agreed.", stance="", in_reply_to__code=codes[1]).code
    assert doubles_on(as_user(cast.sami), consultation) == {}
    send(consultation, NewComment(text="Agreed.", in_reply_to=codes[1]))
    last = consultation.comments.order_by("pk").last()
    assert doubles_on(as_user(cast.sami), consultation) == {last.code: agreed}


def doubles_on(desk, consultation) -> dict[str, str]:
    """By the code of each comment on the page of moderation the one that it is said to repeat."""
    page = desk.get(reverse("comments:moderate", args=[consultation.code])).text
    articles = re.findall(r'<article class="comment" id="([^"]+)">(.*?)</article>', page, re.DOTALL)
    told = {code: re.search(r"Word for word the same as <a[^>]*>([^<]+)</a>", words) for code, words in articles}
    return {code: found[1] for code, found in told.items() if found}
