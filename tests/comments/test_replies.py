"""Published comments can be replied to and supported, where the consultation says so."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse

from comments.models import Attached, Attachment, Comment, Consultation, Disposition, NewComment
from comments.models.declaration import VERSION
from comments.queries import replies as queries_of_replies
from comments.services import (
    answer_support,
    decide_with_support,
    keep_files,
    publish_comment,
    withdraw_comment,
    withhold_comment,
)
from normsite.foundation.errors import Refused
from tests.comments.scenes import (
    SAID,
    Visitor,
    answered,
    frozen_revision,
    let_deadline_pass,
    only_comment,
    opened,
    published,
    send,
)

ON_KEYS = NewComment(text="Say how fast keys are erased.", kind="te", anchor="keys")


@pytest.fixture
def consultation(cast):
    return opened(cast, replies_allowed=True)


@pytest.fixture
def first(cast, consultation):
    return published(cast, consultation, ON_KEYS)


def reply(comment: Comment, text: str = "A minute is enough.", **more: Any) -> NewComment:
    return NewComment(text=text, in_reply_to=comment.code, **more)


def support(comment: Comment, text: str = "In support of it.") -> NewComment:
    return reply(comment, text, stance="support")


def refers_to(comment: Comment) -> tuple[str, str]:
    comment = only_comment_of(comment)
    return (comment.in_reply_to.code if comment.in_reply_to else "", comment.stance)


def only_comment_of(comment: Comment) -> Comment:
    return Comment.objects.select_related("in_reply_to").get(pk=comment.pk)


def test_a_reply_is_a_comment_on_what_the_comment_is_on(consultation, first):
    replied = only_comment(send(consultation, reply(first)))
    assert (refers_to(replied), replied.clause, replied.state) == ((first.code, ""), first.clause, "received")


def test_a_reply_to_an_answer_chooses_none_itself(cast):
    consultation = opened(cast, replies_allowed=True, questions=["Is a second enough? | Yes | No"])
    answer = published(cast, consultation, NewComment(text="Measured.", question=1, answer="No"))
    replied = only_comment(send(consultation, reply(answer)))
    assert (replied.question, replied.answer) == (answer.question, "")
    with pytest.raises(Refused):
        send(consultation, reply(answer, answer="Yes"))


def test_threads_have_one_level_and_support_stays_with_what_it_supports(cast, consultation, first):
    replied = published(cast, consultation, reply(first))
    of_reply = published(cast, consultation, support(replied))
    of_first = published(cast, consultation, support(first))
    sent = [reply(replied), support(replied), reply(of_reply), support(of_reply), reply(of_first), support(of_first)]
    assert [refers_to(only_comment(send(consultation, one))) for one in sent] == [
        (first.code, ""),
        (replied.code, "support"),
        (first.code, ""),
        (replied.code, "support"),
        (first.code, ""),
        (first.code, "support"),
    ]


def test_a_consultation_takes_none_unless_it_says_so(cast):
    consultation = opened(cast)
    comment = published(cast, consultation, ON_KEYS)
    for one in (reply(comment), support(comment)):
        with pytest.raises(Refused, match="takes no replies"):
            send(consultation, one)


def test_what_isnt_published_here_is_refused_in_the_same_words(cast, consultation, first):
    unread = only_comment(send(consultation, "Unread."))
    withheld = published(cast, consultation, "Rude.")
    withhold_comment(comment=withheld, ground="abuse", reason="Rude.", by=cast.sami)
    receipt = send(consultation, "Taken back.")
    withdrawn = publish_comment(comment=only_comment(receipt), by=cast.sami)
    withdraw_comment(comment=withdrawn, token=receipt.token)
    elsewhere = published(cast, opened(cast, replies_allowed=True), ON_KEYS)
    for code in (unread.code, withheld.code, withdrawn.code, elsewhere.code, "C-2026-99999"):
        with pytest.raises(Refused, match=f"{code} is not among the published comments of this consultation"):
            send(consultation, NewComment(text="No.", in_reply_to=code))
    assert Comment.objects.filter(in_reply_to__isnull=False).count() == 0


@pytest.mark.parametrize("code", ["N-1", "C-1", "C-2026-00001\0", "\ud800", "x" * 10_000, "' OR 1=1"])
def test_what_is_no_code_of_a_comment_is_refused(consultation, code):
    with pytest.raises(Refused):
        send(consultation, NewComment(text="No.", in_reply_to=code))


@pytest.mark.parametrize("wrong", [{"anchor": "scope"}, {"question": 1}, {"stance": "against"}])
def test_a_reply_elsewhere_or_with_another_stance_is_refused(consultation, first, wrong):
    with pytest.raises(Refused):
        send(consultation, reply(first, **wrong))


def test_support_of_nothing_is_refused(consultation):
    with pytest.raises(Refused):
        send(consultation, NewComment(text="Yes.", stance="support"))


def test_after_the_deadline_nothing_is_replied_to(consultation, first):
    let_deadline_pass(consultation)
    with pytest.raises(Refused, match="closed"):
        send(consultation, reply(first))


def test_the_same_reply_sent_twice_counts_once(consultation, first):
    once, again = (send(consultation, reply(first), key="k" * 32) for _ in range(2))
    assert (once.codes, first.replies.count()) == (again.codes, 1)


def test_the_record_commits_to_what_a_comment_refers_to(cast, consultation, first, client):
    receipt = send(consultation, reply(first), support(first))
    file = client.get(f"/receipts/{receipt.submission.code}/record.json?key={receipt.token}").json()
    told = {field: value for field, value in file["values"].items() if value == first.code}
    assert told == {"in reply to 1": first.code, "in support of 2": first.code}


def test_a_visitor_replies_from_the_page_of_the_comment(cast, consultation, first):
    visitor = Visitor(consultation)
    page = visitor.get(first.get_absolute_url()).text
    [way] = re.findall(r'href="([^"]*in_reply_to=[^"&]*)"', page)
    form = visitor.get(way)
    assert ["Say how fast keys are erased." in form.text, form.context["form"]["about"].value()] == [True, "c:keys"]
    visitor.write(in_reply_to=first.code, stance="reply", about="c:keys", text="A minute is enough.")
    assert f"In reply to {first.code}, on 2 Keys" in visitor.get(visitor.at("basket")).text
    visitor.say_who()
    visitor.send()
    replied = Comment.objects.get(text="A minute is enough.")
    assert refers_to(replied) == (first.code, "")
    publish_comment(comment=replied, by=cast.sami)
    assert "A minute is enough." in visitor.get(first.get_absolute_url()).text


def test_support_needs_no_words_of_its_own(consultation, first):
    visitor = Visitor(consultation)
    form = visitor.get(f"{visitor.at('start')}?in_reply_to={first.code}&stance=support").context["form"]
    assert (form["stance"].value(), form["kind"].value()) == ("support", "te")
    visitor.write(in_reply_to=first.code, stance="support", text="", proposed_change="")
    assert visitor.get(visitor.at("change", 1)).context["form"]["text"].value() == ""
    visitor.say_who()
    visitor.send()
    supporting = first.replies.get()
    assert (supporting.text, supporting.stance, supporting.clause) == (
        f"In support of {first.code}.",
        "support",
        first.clause,
    )


def test_support_without_words_says_of_which_comment_it_is_once_that_is_found(cast, consultation, first):
    of_first = published(cast, consultation, support(first))
    receipt = send(consultation, support(of_first, ""), key="k" * 32)
    assert (only_comment(receipt).text, only_comment(receipt).in_reply_to) == (f"In support of {first.code}.", first)
    assert send(consultation, support(of_first, ""), key="k" * 32).codes == receipt.codes
    for wordless in (reply(first, ""), NewComment(text="", stance=""), support(first, "\u200b")):
        with pytest.raises(Refused, match="no words"):
            send(consultation, wordless)


def test_one_submission_supports_a_comment_once(cast, consultation, first):
    of_first, replied = (published(cast, consultation, one) for one in (support(first), reply(first)))
    with pytest.raises(Refused, match=f"{first.code} is supported twice in this submission"):
        send(consultation, support(first), support(of_first))
    assert len(send(consultation, support(first), support(replied), reply(first), reply(first)).codes) == 4


def test_a_list_holds_support_of_a_comment_once(consultation, first):
    visitor = Visitor(consultation)
    supported = {"in_reply_to": first.code, "stance": "support", "text": "", "proposed_change": ""}
    assert visitor.write(**supported).status_code == 302
    page = visitor.write(**supported | {"text": "Kept Quince", "form_key": "another"})
    said = f"Your list has your support of {first.code} already."
    assert (page.status_code, said in page.text, "Kept Quince" in page.text) == (422, True, True)
    assert visitor.post(visitor.at("change", 1), SAID | supported | {"text": "And faster."}).status_code == 302


def test_each_choice_names_the_comment_to_which_it_would_refer(cast, consultation, first):
    replied = published(cast, consultation, reply(first))
    visitor = Visitor(consultation)
    form = visitor.get(f"{visitor.at('start')}?in_reply_to={replied.code}&stance=support").context["form"]
    labels = [label for _, label in form.fields["stance"].choices]
    assert labels == [f"Reply to {first.code}", f"Support {replied.code}", "Comment apart from it"]


def test_a_reply_without_words_is_asked_for_them(consultation, first):
    page = Visitor(consultation).write(in_reply_to=first.code, stance="reply", text="")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["text"])


def test_what_was_begun_as_a_reply_can_be_sent_apart_from_it(consultation, first):
    visitor = Visitor(consultation)
    visitor.write(in_reply_to=first.code, stance="own", text="By itself.")
    visitor.say_who()
    visitor.send()
    comment = Comment.objects.get(text="By itself.")
    assert (refers_to(comment), comment.clause) == (("", ""), first.clause)


def test_a_comment_that_is_gone_meanwhile_is_said_beside_the_choice_and_nothing_is_lost(cast, consultation, first):
    visitor = Visitor(consultation)
    withhold_comment(comment=first, ground="abuse", reason="Rude.", by=cast.sami)
    page = visitor.write(in_reply_to=first.code, stance="reply", text="Kept Quince")
    assert (page.status_code, list(page.context["form"].errors), "Kept Quince" in page.text) == (422, ["stance"], True)
    assert visitor.write(in_reply_to=first.code, stance="own", text="Kept Quince").status_code == 302


def test_what_is_gone_before_the_list_is_sent_is_refused_there(cast, consultation, first):
    visitor = Visitor(consultation)
    visitor.write(in_reply_to=first.code, stance="reply", text="Kept Quince")
    visitor.say_who()
    withhold_comment(comment=first, ground="abuse", reason="Rude.", by=cast.sami)
    page = visitor.send()
    said = f"{first.code} is not among the published comments of this consultation"
    assert (page.status_code, said in page.text, "Kept Quince" in page.text) == (409, True, True)
    assert visitor.get(visitor.at("change", 1)).status_code == 200


def test_with_one_more_press_the_whole_list_goes_and_what_referred_to_it_apart_from_it(cast, consultation, first):
    other = published(cast, consultation, "Another.")
    visitor = Visitor(consultation)
    visitor.write(in_reply_to=first.code, stance="support", text="")
    visitor.write(in_reply_to=other.code, stance="reply", text="Still a reply.")
    visitor.write(text="By itself.")
    visitor.say_who()
    withhold_comment(comment=first, ground="abuse", reason="Rude.", by=cast.sami)
    page = visitor.send()
    assert re.findall(r'name="apart" value="([^"]*)"', page.text) == [first.code]
    assert visitor.send(**visitor.hidden(), apart=first.code).status_code == 302
    sent = Comment.objects.filter(submission__name="Nadia Nowak").exclude(pk__in=[first.pk, other.pk]).order_by("id")
    assert [(one.text, one.clause.anchor if one.clause else "", refers_to(one)) for one in sent] == [
        (f"In support of {first.code}.", "keys", ("", "")),
        ("Still a reply.", "", (other.code, "")),
        ("By itself.", "keys", ("", "")),
    ]


@pytest.mark.parametrize("code", ["C-2026-99999", "c-2026-99999", "N-1", "x" * 5000, "\0", "؀"])
def test_an_address_that_names_no_such_comment_is_refused_in_a_sentence(consultation, code):
    visitor = Visitor(consultation)
    assert visitor.get(visitor.at("start"), {"in_reply_to": code}).status_code == 409
    assert visitor.write(in_reply_to=code, stance="reply").status_code == 422


def test_without_the_policy_no_page_offers_it(cast, client):
    comment = published(cast, opened(cast), ON_KEYS)
    docket = f"{comment.consultation.get_absolute_url()}comments/"
    for page in (comment.get_absolute_url(), docket):
        assert "in_reply_to" not in client.get(page).text
    assert "Not taken: each comment stands for itself." in client.get(comment.consultation.get_absolute_url()).text


def test_after_the_deadline_replies_stay_and_no_page_offers_more(cast, consultation, first, client):
    published(cast, consultation, reply(first, "Stays Quince"))
    let_deadline_pass(consultation)
    page = client.get(first.get_absolute_url()).text
    assert ["Stays Quince" in page, "in_reply_to" in page] == [True, False]


def test_the_desk_says_so_before_the_opening(cast, as_user):
    form = {"title": "With replies", "asks": "Well?", "opens_at": "", "closes_at": "2030-01-01T12:00"}
    form |= {"revision": str(frozen_revision(cast).pk), "replies_allowed": "on"}
    assert as_user(cast.sami).post("/desk/consultations/open/", form).status_code == 302
    assert Consultation.objects.get(title="With replies").replies_allowed


def body(organisation: str, **more: Any) -> dict[str, Any]:
    return {"capacity": "organisation", "organisation": organisation, "organisation_kind": "academia", **more}


def test_support_counts_each_name_once_and_nobody_for_their_own(cast, consultation, client):
    acme, rosa = body("Acme"), {"capacity": "individual", "name": "Rosa", "email": "rosa@home.example"}
    first = published(cast, consultation, ON_KEYS, **body("Beta"))
    for who in (acme, body("ACME", name="Another"), rosa, rosa, body("Beta")):
        published(cast, consultation, support(first), **who)
    for address in ("rosa@home.example", ""):
        published(cast, consultation, support(first), capacity="anonymous", email=address)
    page = client.get(first.get_absolute_url())
    assert page.context["comment"].support == {"number": 4, "bodies": 1, "is_cut": False}
    assert "Supported by <strong>4</strong> (of which 1 organisation)" in page.text
    assert "it's not a vote" in page.text
    assert len(page.context["said"].supporting) == 7


def test_a_reply_in_the_thread_shows_its_own_support(cast, consultation, first, client):
    replied = published(cast, consultation, reply(first), **body("Beta"))
    published(cast, consultation, support(replied), **body("Acme"))
    page = client.get(first.get_absolute_url())
    assert [one.support for one in page.context["said"].replies] == [{"number": 1, "bodies": 1, "is_cut": False}]
    assert (page.context["comment"].support, page.text.count("Supported by <strong>1</strong>")) == (None, 1)


def test_of_very_much_support_the_first_is_counted_and_that_is_said(consultation, cast, client, monkeypatch):
    monkeypatch.setattr(queries_of_replies, "MOST_COUNTED", 2)
    first = published(cast, consultation, ON_KEYS, **body("Beta"))
    for name in ("Beta", "Acme", "Aerolith", "Quince"):
        published(cast, consultation, support(first), **body(name))
    assert "Supported by at least <strong>2</strong> (of which 2 organisations)" in client.get(first.get_absolute_url()).text


def test_more_replies_than_are_shown_lead_to_all_comments_on_the_same(consultation, first, cast, client, monkeypatch):
    monkeypatch.setattr(queries_of_replies, "MOST_SHOWN", 1)
    for text in ("One.", "Two."):
        published(cast, consultation, reply(first, text))
    link = f'There are more, <a class="govuk-link" href="/consultations/{consultation.code}/comments/?clause=keys">'
    assert link in client.get(first.get_absolute_url()).text


def test_no_figure_tells_who_supports_without_a_name(cast, consultation, client):
    """Neither an account nor an address is asked who is the same: whoever sees the figure could tell."""
    rosa = {"email": "rosa@home.example", "user": cast.rosa}
    first = published(cast, consultation, ON_KEYS, capacity="individual", name="Rosa", **rosa)
    for _ in range(2):
        published(cast, consultation, support(first), capacity="anonymous", email="rosa@home.example")
    assert client.get(first.get_absolute_url()).context["comment"].support == {"number": 2, "bodies": 0, "is_cut": False}


def test_only_published_replies_and_support_are_shown_or_counted(cast, consultation, first, client):
    def pages() -> list[str]:
        docket = f"{consultation.get_absolute_url()}comments/"
        return [client.get(page).text for page in (first.get_absolute_url(), docket, consultation.get_absolute_url())]

    before = pages()[0]
    send(consultation, reply(first, "Unread Quince"), support(first, "Unread Quince"), **body("Quince Ltd"))
    for one in (reply(first, "Held Quince"), support(first, "Held Quince")):
        held = published(cast, consultation, one, **body("Quince Ltd"))
        withhold_comment(comment=held, ground="abuse", reason="Rude.", by=cast.sami)
        receipt = send(consultation, one, **body("Quince Ltd"))
        taken = publish_comment(comment=only_comment(receipt), by=cast.sami)
        withdraw_comment(comment=taken, token=receipt.token)
    after = pages()
    assert after[0] == before
    assert [("Quince" in page, "Supported by" in page, "In reply to" in page) for page in after] == [(False,) * 3] * 3
    told = client.get(f"/api/v1/consultations/{consultation.code}/comments/").json()["results"]
    listed = json.loads(client.get(f"{consultation.get_absolute_url()}comments.json").getvalue())
    assert {(one["in_reply_to"], one["stance"]) for one in (*told, *listed)} == {(None, "")}
    assert first.code not in client.get(f"{consultation.get_absolute_url()}comments.csv").getvalue().decode().replace(
        f'"{first.code}"', "", 1
    ).replace(f",{first.code}\r\n", "", 1)


def test_given_replies_stay_when_the_comment_is_no_longer_shown(cast, consultation, client):
    receipt = send(consultation, ON_KEYS)
    first = publish_comment(comment=only_comment(receipt), by=cast.sami)
    replied = published(cast, consultation, reply(first))
    withdraw_comment(comment=first, token=receipt.token)
    page = client.get(replied.get_absolute_url()).text
    assert ["a comment that is no longer shown" in page, "Reply to this comment" in page] == [True, False]


def test_programs_send_and_are_told_what_a_comment_refers_to(cast, consultation, first, client):
    supporting = published(cast, consultation, support(first, f"In support of {first.code}."))
    sent = {
        "idempotency_key": "k" * 40,
        "capacity": "individual",
        "name": "Pia Program",
        "declaration": VERSION,
        "comments": [
            {"kind": "te", "text": "A minute.", "in_reply_to": first.code},
            {"kind": "te", "in_reply_to": supporting.code, "stance": "support"},
        ],
    }
    address = f"/api/v1/consultations/{consultation.code}/"
    answer = client.post(f"{address}submissions/", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 201, answer.text
    for comment in Comment.objects.filter(submission__code=answer.json()["code"]):
        publish_comment(comment=comment, by=cast.sami)
    told = client.get(f"{address}comments/").json()["results"]
    facts = [(one["clause"], one["in_reply_to"], one["stance"], one["text"]) for one in told]
    assert facts[2:] == [
        ("keys", first.code, "", "A minute."),
        ("keys", first.code, "support", f"In support of {first.code}."),
    ]
    assert client.get(address).json()["replies_allowed"] is True
    listed = json.loads(client.get(f"{consultation.get_absolute_url()}comments.json").getvalue())
    assert [(one["in_reply_to"], one["stance"]) for one in listed] == [(one[1], one[2]) for one in facts]
    log = client.get(f"{consultation.get_absolute_url()}comments.csv").getvalue().decode()
    assert [f"{words} {first.code}" in log for words in ("In reply to", "In support of")] == [True, True]


@pytest.mark.parametrize("wrong", [{"in_reply_to": "N-1"}, {"in_reply_to": "C-1"}, {"stance": "against"}, {"in_reply_to": 7}])
def test_programs_are_told_which_field_is_wrong(consultation, client, wrong):
    one = {"kind": "te", "text": "A minute."} | wrong
    sent = {"idempotency_key": "k" * 40, "capacity": "anonymous", "declaration": VERSION, "comments": [one]}
    address = f"/api/v1/consultations/{consultation.code}/submissions/"
    answer = client.post(address, json.dumps(sent), content_type="application/json")
    assert (answer.status_code, list(answer.json()["comments"]["0"])) == (400, list(wrong))


def test_the_secretary_answers_what_supports_a_comment_along_with_it(cast, consultation, first, as_user):
    plain, worded, other = (
        published(cast, consultation, one)
        for one in (support(first, f"In support of {first.code}."), support(first, "And faster."), "Apart.")
    )
    unread = only_comment(send(consultation, support(first)))
    desk = as_user(cast.edda)
    form = desk.get(reverse("comments:decide", args=[first.code])).context["form"]
    assert ([code for code, _ in form.fields["supporting"].choices], form["supporting"].value()) == (
        [plain.code, worded.code],
        [plain.code],
    )
    said = {"outcome": "accepted", "effect": "substantive", "reason": "A second it is.", "version": "0"}
    desk.post(reverse("comments:decide", args=[first.code]), said | {"supporting": [plain.code]})
    answered = Disposition.objects.order_by("comment").values_list("comment__code", "outcome", "reason")
    assert list(answered) == [(one.code, "accepted", "A second it is.") for one in (first, plain)]
    for wrong in (other, unread, plain):
        with pytest.raises(Refused):
            decide_with_support(comment=worded, supporting=[wrong], outcome="noted", effect="none", reason="So.", by=cast.edda)
    assert not Disposition.objects.filter(comment=worded).exists()


def test_a_tick_that_no_longer_counts_is_said_and_one_behind_the_first_still_counts(
    cast, consultation, first, as_user, monkeypatch
):
    monkeypatch.setattr(queries_of_replies, "MOST_LIKEWISE", 1)
    one, other = (published(cast, consultation, support(first)) for _ in range(2))
    desk, page = as_user(cast.edda), reverse("comments:decide", args=[first.code])
    said = {"outcome": "accepted", "effect": "substantive", "reason": "A second it is.", "version": "0"}
    assert desk.post(page, said | {"supporting": [other.code]}).status_code == 302
    assert set(Disposition.objects.values_list("comment__code", flat=True)) == {first.code, other.code}
    answered(cast, one)
    again = desk.post(page, said | {"version": "1", "supporting": [one.code]})
    assert (again.status_code, f"{one.code} was answered meanwhile" in again.text) == (409, True)
    withdrawn = desk.post(page, said | {"version": "1", "supporting": ["C-2026-99999", "\0"]})
    assert (withdrawn.status_code, "waits for an answer of yours" in withdrawn.text) == (422, True)


def test_support_that_came_later_is_given_the_answer_that_stands(cast, consultation, first, as_user):
    answered(cast, first, "rejected", "A second it is.")
    later, other = (published(cast, consultation, support(first)) for _ in range(2))
    approved = Disposition.objects.get()
    desk, page = as_user(cast.edda), reverse("comments:decide", args=[first.code])
    said = {"outcome": "rejected", "effect": "none", "reason": "A second it is.", "version": "1", "then": "along"}
    assert desk.get(page).text.count("give it to what is ticked") == 1
    refused = [{}, {"reason": "Kept Quince", "supporting": [later.code]}, {"version": "0", "supporting": [later.code]}]
    for wrong in refused:
        assert desk.post(page, said | wrong).status_code == 409
    assert Disposition.objects.count() == 1
    told = desk.post(page, said | {"supporting": [later.code]}, follow=True)
    assert f"What is ticked is answered as {first.code} is" in told.text
    stands = Disposition.objects.get(comment=first)
    assert (stands.version, stands.approved_at, stands.approved_by) == (1, approved.approved_at, cast.april)
    given = Disposition.objects.get(comment=later)
    assert (given.outcome, given.reason, given.decided_by, given.approved_at) == (
        "rejected",
        "A second it is.",
        cast.edda,
        None,
    )
    with pytest.raises(Refused, match="has no answer that stands"):
        answer_support(comment=other, supporting=[later], by=cast.edda)


def test_support_with_anything_to_read_in_it_is_not_answered_along_unread(cast, consultation, first, as_user):
    words = f"In support of {first.code}."
    keep_files(files=[("letter.txt", b"Read me.")])
    file = Attachment.objects.get()
    more: list[dict[str, Any]] = [
        {},
        {"proposed_change": "Erase them within a minute."},
        {"confidential": "Ours leak.", "confidential_ground": "security", "confidential_reason": "A weakness."},
        {"attachments": (Attached(file.token, file.name, file.sha256),)},
    ]
    plain, change, kept, filed = (published(cast, consultation, reply(first, words, stance="support", **one)) for one in more)
    field = as_user(cast.edda).get(reverse("comments:decide", args=[first.code])).context["form"]["supporting"]
    assert field.value() == [plain.code]
    assert [label for _, label in field.field.choices] == [
        f"{plain.code}, Nadia Nowak",
        f"{change.code}, Nadia Nowak: Proposed change: Erase them within a minute.",
        f"{kept.code}, Nadia Nowak: A part of it is confidential",
        f"{filed.code}, Nadia Nowak: File: letter.txt",
    ]


def test_the_desk_lists_what_a_comment_refers_to_and_how_many_support_it(cast, consultation, first, as_user):
    published(cast, consultation, reply(first), **body("Acme"))
    published(cast, consultation, support(first), **body("Acme"))
    published(cast, consultation, support(first, f"In support of {first.code}."), **body("Acme"))
    page = as_user(cast.olu).get(f"/desk/consultations/{consultation.code}/comments/").text
    assert [page.count(words) for words in (f"In reply to {first.code}", f"In support of {first.code}")] == [1, 2]
    assert page.count("Supported by <strong>1</strong> (of which 1 organisation)") == 1


def test_no_figure_stands_beside_a_withheld_comment_for_it_would_leave_its_author_out(cast, consultation, client):
    first = published(cast, consultation, ON_KEYS, **body("Quince Ltd"))
    supporting = [published(cast, consultation, support(first), **body(name)) for name in ("Quince Ltd", "Acme")]
    withhold_comment(comment=first, ground="abuse", reason="Rude.", by=cast.sami)
    page = client.get(first.get_absolute_url()).text
    assert ["Supported by" in page, *(one.code in page for one in supporting)] == [False, True, True]
