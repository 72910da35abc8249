"""One submission, worked on over days and by several people, by private links and without accounts."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.guards.drafts import link_of
from comments.models import Attachment, Comment, Draft, DraftLink, Submission
from comments.services import begin_draft, end_link, extend_consultation, invite_colleague
from comments.tasks import forget_drafts, remind_of_drafts
from comments.views import drafts
from comments.views.drafts import A_BROWSER_MAILS
from normsite.foundation.errors import Refused
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.throttle import spend
from tests.comments.scenes import NADIA as NADIA_HERSELF
from tests.comments.scenes import SAID, Visitor, let_deadline_pass, opened

pytestmark = pytest.mark.django_db
NADIA, PAVEL = "nadia@home.example", "pavel@work.example"


@pytest.fixture
def consultation(cast):
    return opened(cast)


@pytest.fixture
def nadia(consultation):
    """With one comment in her list."""
    visitor = another(consultation)
    visitor.write(text="Why a year?")
    return visitor


def another(consultation):
    """A browser of which nothing is known."""
    return Visitor(consultation)


def keep(visitor, email=NADIA, name="Nadia"):
    """She keeps her list for later: the link that was mailed."""
    assert visitor.post(visitor.at("later"), {"email": email, "name": name}).url == visitor.at("shared")
    return link_to(email)


def link_to(email):
    mail = OutboxMail.objects.filter(to=email, occasion__startswith="draft-").latest("created_at")
    return re.search(r"/drafts/[\w-]+/", mail.text)[0]


def invite(visitor, email=PAVEL):
    visitor.post(visitor.at("shared"), {"email": email})
    return link_to(email)


def come_by(link, consultation, name="", **more):
    """Another browser, which opens the link."""
    visitor = another(consultation)
    assert visitor.post(link, {"name": name, **more}).url == visitor.at("basket")
    return visitor


def texts(visitor):
    return [item["text"] for item in visitor.get(visitor.at("basket")).context["basket"].items]


def newest(visitor):
    """The comment that stands last, as its form shows it."""
    return visitor.get(visitor.at("basket")).context["basket"].items[-1]


def read(page):
    """The words of a page, as they are read."""
    return " ".join(re.sub(r"<[^>]+>|[\u2066-\u2069]", "", page.text).split())


def letter() -> io.BytesIO:
    file = io.BytesIO(b"Keys are lost.")
    file.name = "letter.txt"
    return file


def changed(visitor, shown, text):
    return visitor.post(visitor.at("change", shown["number"]), SAID | {"text": text, "version": shown["version"]})


def test_what_is_written_on_one_device_is_gone_on_with_on_another_and_sent_from_there(nadia, consultation):
    elsewhere = come_by(keep(nadia), consultation)
    elsewhere.write(text="And who counts it?")
    assert texts(elsewhere) == texts(nadia) == ["Why a year?", "And who counts it?"]
    elsewhere.say_who()
    elsewhere.send()
    assert list(Comment.objects.order_by("position").values_list("text", flat=True)) == ["Why a year?", "And who counts it?"]


def test_the_mail_has_the_link_and_no_word_of_anybody(nadia):
    nadia.say_who(name="Nadia Nowak")
    keep(nadia, name="Zebra")
    mail = OutboxMail.objects.get()
    assert [word for word in ("Why a year?", "Nowak", "Zebra") if word in mail.text + mail.html + mail.subject] == []
    assert "deleted 30 days after" in mail.text


def test_only_the_hash_of_a_link_is_kept(nadia):
    token = keep(nadia).split("/")[2]
    assert len(DraftLink.objects.get().token_hash) == 64
    assert token not in str([*Draft.objects.values(), *DraftLink.objects.values()])


def test_the_drafts_of_a_session_and_the_one_that_is_opened_are_locked_by_one_statement(nadia, consultation, cast):
    link = keep(nadia)
    browser = another(opened(cast))
    browser.write(text="On another text.")
    keep(browser, PAVEL)
    with CaptureQueriesContext(connection) as asked:
        browser.post(link, {"name": ""})
    locked = [one["sql"] for one in asked if 'FOR UPDATE OF "comments_draft"' in one["sql"]]
    keys = DraftLink.objects.order_by("-pk").values_list("pk", flat=True)
    assert [f"IN ({', '.join(map(str, keys))})" in sql for sql in locked] == [True]


def test_looking_at_a_link_changes_nothing_and_shows_no_word(nadia, consultation):
    link = keep(nadia)
    before = [*Draft.objects.values(), *DraftLink.objects.values()]
    scanner = another(consultation)
    page = scanner.get(link)
    assert (page.status_code, "Why a year?" in page.text, "Go on with 1 comment" in page.text) == (200, False, True)
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert [*Draft.objects.values(), *DraftLink.objects.values()] == before
    assert scanner.get(scanner.at("basket")).url == scanner.at("start")


def test_looking_at_the_link_to_a_sent_list_shows_neither_a_word_nor_the_key_of_its_receipt(nadia, consultation):
    link = keep(nadia)
    nadia.say_who()
    key = nadia.send().url.partition("?key=")[2]
    page = another(consultation).get(link)
    kept = DraftLink.objects.get().draft.key
    assert [word for word in (key, "key=", kept, "Why a year?") if word in page.text] == []
    assert (page.status_code, "Open the receipt" in page.text) == (200, True)


@pytest.mark.parametrize("token", ["x", "x" * 43, "\N{SNOWMAN}", "x" * 3_000])
def test_a_link_that_was_never_there_says_so(consultation, token):
    page = another(consultation).get(f"/drafts/{token}/")
    assert (page.status_code, "This link opens nothing" in page.text) == (404, True)


def test_an_empty_list_is_not_kept(consultation):
    visitor = another(consultation)
    assert [ask(visitor.at("later")).url for ask in (visitor.get, visitor.post)] == [visitor.at("basket")] * 2
    with pytest.raises(Refused, match="There is nothing to keep yet"):
        begin_draft(consultation=consultation, items=[], sender={}, key="k" * 43, email=NADIA)
    assert not Draft.objects.exists()


def test_what_no_database_holds_is_left_out(consultation):
    items = [{"about": "whole", "kind": "ge", "text": "One\x00\ud800two.", "passage_start": None}]
    begin_draft(consultation=consultation, items=items, sender={}, key="k" * 43, email=NADIA)
    assert Draft.objects.get().items == [
        {"about": "whole", "kind": "ge", "text": "Onetwo.", "passage_start": None, "number": 1_001}
    ]


@pytest.mark.parametrize(
    "typed", [{"email": ""}, {"email": "no address"}, {"email": "a@b.example\x00"}, {"email": NADIA, "name": "x" * 81}]
)
def test_what_is_mistyped_keeps_nothing_and_loses_nothing(nadia, typed):
    assert nadia.post(nadia.at("later"), typed).status_code == 422
    assert (Draft.objects.count(), texts(nadia)) == (0, ["Why a year?"])


def test_an_address_gets_so_many_mails_and_then_one_later(consultation):
    for _ in range(5):
        visitor = another(consultation)
        visitor.write()
        keep(visitor)
    answer = visitor.post(visitor.at("shared"), {"email": NADIA.upper()})
    assert (answer.status_code, "has got several such mails lately" in answer.text) == (409, True)
    assert OutboxMail.objects.count() == 5


def test_a_browser_asks_for_so_many_mails_and_then_waits(nadia):
    keep(nadia)
    spend(*[A_BROWSER_MAILS.of(nadia.session.session_key)] * 20)
    refused = nadia.post(nadia.at("shared"), {"email": PAVEL})
    assert (refused.status_code, "Retry-After" in refused, PAVEL in refused.text) == (429, True, True)
    assert DraftLink.objects.count() == 1


def test_a_list_has_so_many_links(nadia):
    keep(nadia)
    for number in range(20):
        answer = nadia.post(nadia.at("shared"), {"email": f"colleague-{number}@work.example"})
    assert (answer.status_code, "at most 20 links" in answer.text) == (409, True)
    assert DraftLink.objects.count() == 20


def test_two_clicks_keep_one_list(nadia):
    keep(nadia)
    assert nadia.post(nadia.at("later"), {"email": NADIA}).url == nadia.at("shared")
    assert (Draft.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_what_the_other_browser_had_written_waits_or_comes_along(nadia, consultation):
    link = keep(nadia)
    own = another(consultation)
    own.write(text="My own.")
    own.post(link, {"name": "Pavel"})
    assert texts(own) == ["Why a year?"]
    own.post(own.at("leave_draft"))
    assert texts(own) == ["My own."]
    own.post(link, {"name": "Pavel", "take": "on"})
    assert texts(own) == texts(nadia) == ["Why a year?", "My own."]
    own.post(own.at("leave_draft"))
    assert own.get(own.at("basket")).url == own.at("start")


def test_who_is_signed_in_finds_the_list_without_the_link(consultation, cast):
    rosa, stranger = another(consultation), another(consultation)
    rosa.force_login(cast.rosa)
    rosa.write(text="Rosa's.")
    keep(rosa, email="rosa@home.example")
    number = DraftLink.objects.get().pk
    again = another(consultation)
    again.force_login(cast.rosa)
    with CaptureQueriesContext(connection) as asked:
        found = again.get(reverse("comments:find_receipt"))
    assert f"{consultation.title}: 1 comment, changed" in read(found)
    assert [one["sql"] for one in asked if '"comments_draft"."items",' in one["sql"]] == []
    assert again.post(reverse("comments:take_up", args=[number])).url == again.at("basket")
    assert texts(again) == ["Rosa's."]
    assert stranger.post(reverse("comments:take_up", args=[number])).status_code == 404
    stranger.force_login(cast.edda)
    assert stranger.post(reverse("comments:take_up", args=[number])).status_code == 404


# --- several people ---


def test_each_sees_what_the_others_wrote_and_who_wrote_it_and_the_public_does_not(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel of the laboratory")
    pavel.write(text="Measured otherwise.")
    assert "by Pavel of the laboratory" in read(nadia.get(nadia.at("basket")))
    nadia.say_who()
    nadia.send()
    shown = [str([*model.objects.values()]) for model in (Submission, Comment)]
    assert [words for words in shown if "Pavel" in words] == []


def test_one_of_them_sends_and_the_others_are_told_by_whom_with_the_receipt(nadia, consultation):
    own_link = keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    nadia.say_who()
    receipt = nadia.send().url
    code = Submission.objects.get().code
    told = pavel.get(pavel.at("basket"), follow=True)
    assert ("Sent by Nadia," in read(told), code in read(told)) == (True, True)
    assert pavel.post(pavel.at("shared"), {"receipt": "yes"}).url == receipt
    assert another(consultation).post(own_link, {"receipt": "yes"}).url == receipt
    assert another(consultation).get(receipt).status_code == 200
    assert (Draft.objects.get().items, Draft.objects.get().sender) == ([], {})


def test_the_same_comment_changed_by_two_is_shown_to_the_second_with_both_texts(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    seen_by_nadia, seen_by_pavel = newest(nadia), newest(pavel)
    changed(pavel, seen_by_pavel, "Why a year, says Pavel?")
    conflict = changed(nadia, seen_by_nadia, "Why a year, says Nadia?")
    assert conflict.status_code == 409
    both = read(conflict)
    assert ("What stands now, by Pavel Why a year, says Pavel?" in both, "Why a year, says Nadia?" in both) == (True, True)
    assert texts(nadia) == ["Why a year, says Pavel?"]
    version = re.search(r'name="version" value="([^"]+)"', conflict.text)[1]
    assert changed(nadia, seen_by_nadia | {"version": version}, "Both.").status_code == 302
    assert texts(pavel) == ["Both."]


def test_a_file_of_a_colleague_and_their_confidential_part_are_not_replaced_unseen(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    seen = newest(nadia)
    apart = {"confidential": "Our yield.", "confidential_ground": "trade_secret", "confidential_reason": "Yields of our line."}
    with_file = SAID | {"text": "Why a year?", "version": seen["version"], "new_files": letter()}
    pavel.post(pavel.at("change", seen["number"]), with_file | apart)
    nothing_apart = nadia.post(nadia.at("change", seen["number"]), SAID | {"text": "Why a year?", "version": seen["version"]})
    same_words = nadia.post(
        nadia.at("change", seen["number"]), SAID | {"text": "Why a year?", "version": seen["version"]} | apart
    )
    assert [one.status_code for one in (nothing_apart, same_words)] == [409, 409]
    stands = read(same_words).partition("What stands now")[2].partition("Below is what you wrote")[0]
    assert ["letter.txt" in stands, "Our yield." in stands, "trade secret. Yields of our line." in stands] == [True, True, True]
    assert [one["name"] for one in newest(pavel)["attachments"]] == ["letter.txt"]


def test_the_second_click_of_a_change_with_a_file_is_no_conflict(nadia, consultation):
    keep(nadia)
    seen = newest(nadia)
    address, words = nadia.at("change", seen["number"]), SAID | {"text": "Once.", "version": seen["version"]}
    assert [nadia.post(address, words | {"new_files": letter()}).status_code for _ in range(2)] == [302, 302]


def test_the_second_click_of_a_change_is_no_conflict(nadia, consultation):
    keep(nadia)
    seen = newest(nadia)
    assert [changed(nadia, seen, "Once.").status_code for _ in range(2)] == [302, 302]


def test_what_a_colleague_has_changed_meanwhile_is_not_removed_unseen(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    seen = newest(nadia)
    changed(pavel, newest(pavel), "Better.")
    answer = nadia.post(nadia.at("remove", seen["number"]), {"version": seen["version"]}, follow=True)
    assert "was changed after your list was shown" in answer.text
    assert texts(nadia) == ["Better."]


def test_what_a_colleague_has_removed_meanwhile_comes_back_as_a_new_comment(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    seen = newest(nadia)
    pavel.write(text="Another.")
    pavel.post(pavel.at("remove", seen["number"]), {"version": seen["version"]})
    changed(nadia, seen, "Not lost.")
    assert texts(pavel) == ["Another.", "Not lost."]


def test_nobody_sends_what_a_colleague_has_changed_since_they_looked(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    nadia.say_who()
    form = nadia.hidden()
    pavel.write(text="One more.")
    refused = nadia.send(**form)
    assert (refused.status_code, "Your list has changed since this page was shown." in refused.text) == (409, True)
    assert not Submission.objects.exists()


def test_what_two_send_counts_once(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    nadia.say_who()
    form = pavel.hidden()
    nadia.send(**form)
    assert nadia.send(**form).url.startswith("/receipts/")
    assert pavel.send(**form).url == pavel.at("shared")
    assert Submission.objects.count() == 1


def test_what_is_written_while_a_colleague_sends_stands_in_a_list_of_ones_own(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    seen = newest(pavel)
    nadia.say_who()
    nadia.send()
    changed(pavel, seen, "Written too late for the list.")
    assert texts(pavel) == ["Written too late for the list."]
    assert "What stands here is in a list of your own." in read(pavel.get(pavel.at("basket")))
    pavel.say_who(name="Pavel")
    pavel.send()
    assert Submission.objects.count() == 2


def test_a_link_that_is_ended_opens_nothing_and_the_browser_goes_on_by_itself(nadia, consultation):
    keep(nadia)
    link = invite(nadia)
    pavel = come_by(link, consultation, "Pavel")
    nadia.post(nadia.at("end_link", DraftLink.objects.get(email=PAVEL).pk))
    assert another(consultation).get(link).status_code == 404
    pavel.write(text="Mine alone.")
    assert (texts(pavel), texts(nadia)) == (["Mine alone."], ["Why a year?"])
    assert "was ended" in pavel.get(pavel.at("basket")).text


def test_the_last_link_is_not_ended(nadia):
    keep(nadia)
    answer = nadia.post(nadia.at("end_link", DraftLink.objects.get().pk))
    assert (answer.status_code, DraftLink.objects.count()) == (409, 1)


def test_nobody_ends_the_link_to_another_list(nadia, consultation):
    keep(nadia)
    stranger = another(consultation)
    stranger.write()
    keep(stranger, email="zoe@home.example")
    invite(stranger, email="yann@home.example")
    stranger.post(stranger.at("end_link", DraftLink.objects.get(email=NADIA).pk))
    assert DraftLink.objects.filter(email=NADIA).exists()


# --- the deadline, and after it ---


def test_after_the_deadline_the_link_gives_the_words_back_and_sends_nothing(nadia, consultation):
    link = keep(nadia)
    nadia.say_who()
    form = nadia.hidden()
    let_deadline_pass(consultation)
    page = another(consultation).get(link).text
    assert ("can't be sent any more" in page, "kept until" in page) == (True, True)
    late = come_by(link, consultation)
    given_back = late.get(late.at("basket"))
    assert (given_back.status_code, "Why a year?" in given_back.text) == (409, True)
    assert "Why a year?" in late.get(late.at("draft")).text
    assert nadia.send(**form).status_code == 409
    assert not Submission.objects.exists()


def test_a_list_is_deleted_thirty_days_after_the_close_and_not_before(nadia, consultation):
    keep(nadia)
    for days, left in ((29, 1), (31, 0)):
        with time_machine.travel(consultation.closes_at + timedelta(days=days)):
            forget_drafts()
        assert (Draft.objects.count(), DraftLink.objects.count()) == (left, left)


def test_a_sent_list_is_deleted_thirty_days_after_it_was_sent(nadia):
    keep(nadia)
    nadia.say_who()
    nadia.send()
    for days, left in ((29, 1), (31, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            forget_drafts()
        assert Draft.objects.count() == left
    assert Submission.objects.count() == 1


def test_an_extension_keeps_the_list_longer(nadia, consultation, cast):
    keep(nadia)
    before = consultation.closes_at
    extend_consultation(consultation=consultation, closes_at=before + timedelta(days=20), reason="Holidays.", by=cast.sami)
    with time_machine.travel(before + timedelta(days=31)):
        forget_drafts()
    assert Draft.objects.count() == 1


def test_whoever_has_not_sent_three_days_before_the_close_is_told_once(nadia, consultation, cast):
    keep(nadia)
    invite(nadia)
    sent = another(consultation)
    sent.write()
    keep(sent, email="zoe@home.example")
    sent.say_who()
    sent.send()
    reminders = OutboxMail.objects.filter(occasion__startswith="draft-reminder/")
    with time_machine.travel(consultation.closes_at - timedelta(days=4)):
        remind_of_drafts()
    assert not reminders.exists()
    for hours in (70, 40, 2):
        with time_machine.travel(consultation.closes_at - timedelta(hours=hours)):
            remind_of_drafts()
    assert sorted(reminders.values_list("to", flat=True)) == [NADIA, PAVEL]
    assert "/drafts/" not in reminders.first().text


def test_who_began_within_the_last_three_days_needs_no_reminder(consultation):
    with time_machine.travel(consultation.closes_at - timedelta(days=1)):
        visitor = another(consultation)
        visitor.write()
        keep(visitor)
        remind_of_drafts()
    assert OutboxMail.objects.count() == 1


def test_the_database_keeps_no_words_of_a_list_that_is_sent(nadia):
    keep(nadia)
    nadia.say_who()
    nadia.send()
    with pytest.raises(IntegrityError, match="sent_draft_keeps_no_words"):
        Draft.objects.update(items=[{"text": "Still here."}])


def test_whoever_began_the_list_is_not_shut_out_by_a_colleague(nadia, consultation):
    keep(nadia)
    pavel = come_by(invite(nadia), consultation, "Pavel")
    first = DraftLink.objects.get(email=NADIA)
    refused = pavel.post(pavel.at("end_link", first.pk))
    assert (refused.status_code, DraftLink.objects.filter(pk=first.pk).exists()) == (409, True)


def test_whose_link_was_ended_has_no_key_by_which_the_list_counts(nadia, consultation):
    keep(nadia)
    come_by(invite(nadia), consultation, "Pavel")
    key = Draft.objects.get().key
    nadia.post(nadia.at("end_link", DraftLink.objects.get(email=PAVEL).pk))
    assert Draft.objects.get().key != key


# --- what a colleague might do with a list that is not theirs alone ---


def shared_by_two(nadia, consultation):
    keep(nadia)
    return come_by(invite(nadia), consultation, "Pavel")


def file_of(visitor):
    """A comment with a file in the list, and the token by which its form names that."""
    visitor.post(visitor.at("start"), SAID | {"text": "With a file.", "new_files": letter()})
    return newest(visitor)["attachments"][0]["token"]


ELSEWHERE = "A file is no longer here, or it is another comment's or list's. Attach it again."


def test_a_file_of_the_shared_list_is_in_no_other_and_the_words_beside_it_stand(nadia, consultation):
    pavel = shared_by_two(nadia, consultation)
    token = file_of(nadia)
    pavel.post(pavel.at("leave_draft"))
    refused = pavel.post(pavel.at("start"), SAID | {"text": "Kept words Quince", "attached": [token]})
    assert (refused.status_code, refused.context["form"].errors) == (422, {"attached": [ELSEWHERE]})
    assert "Kept words Quince" in refused.text
    pavel.write()
    keep(pavel, "zoe@home.example")
    assert pavel.post(pavel.at("start"), SAID | {"attached": [token]}).status_code == 422
    nadia.say_who()
    assert nadia.send().url.startswith("/receipts/")


def test_a_file_of_one_comment_is_in_no_second_one_of_the_same_list(nadia, consultation):
    pavel = shared_by_two(nadia, consultation)
    refused = pavel.post(pavel.at("start"), SAID | {"attached": [file_of(nadia)]})
    assert refused.context["form"].errors == {"attached": [ELSEWHERE]}


def test_a_file_that_no_form_could_name_is_not_sent_from_another_list_either(nadia, consultation):
    token = file_of(nadia)
    other = another(consultation)
    other.write()
    session = other.session
    session[f"comments:basket:{consultation.code}"]["items"][0]["attachments"] = newest(nadia)["attachments"]
    session.save()
    other.say_who()
    assert "An attached file is no longer here." in other.send().text
    assert Attachment.objects.get(token=token).comment is None


def test_files_of_a_list_that_the_version_before_shared_are_sent_with_it_and_from_no_other(nadia, consultation, monkeypatch):
    """It moves none of them. They stay in their comment when that is changed, and in their draft."""
    monkeypatch.setattr("comments.services.drafts.move_files", lambda **_: None)
    token = file_of(nadia)
    pavel = shared_by_two(nadia, consultation)
    zoe = another(consultation)
    zoe.write()
    keep(zoe, "zoe@home.example")
    refused = zoe.post(zoe.at("start"), SAID | {"attached": [token]})
    assert refused.context["form"].errors == {"attached": [ELSEWHERE]}
    changed = pavel.post(pavel.at("change", newest(pavel)["number"]), said_again(newest(pavel), text="Changed."))
    pavel.say_who()
    assert (changed.status_code, pavel.send().url.startswith("/receipts/")) == (302, True)
    assert Attachment.objects.get(token=token).comment.text == "Changed."


def test_files_come_along_into_the_shared_list_and_are_sent_from_there(nadia, consultation):
    file_of(nadia)
    pavel = another(consultation)
    file_of(pavel)
    pavel.post(keep(nadia), {"name": "Pavel", "take": "on"})
    pavel.post(pavel.at("change", newest(pavel)["number"]), said_again(newest(pavel), text="With a file, changed."))
    pavel.say_who()
    pavel.send()
    assert list(Comment.objects.order_by("position").values_list("text", "attachments__name")) == [
        ("Why a year?", None),
        ("With a file.", "letter.txt"),
        ("With a file, changed.", "letter.txt"),
    ]


def said_again(shown, **words):
    return SAID | {"version": shown["version"], "attached": [one["token"] for one in shown["attachments"]]} | words


def test_who_does_not_say_which_words_they_saw_neither_removes_nor_replaces_any(nadia, consultation):
    pavel = shared_by_two(nadia, consultation)
    number = newest(nadia)["number"]
    removed = pavel.post(pavel.at("remove", number), follow=True)
    replaced = pavel.post(pavel.at("change", number), SAID | {"text": "Unseen."})
    assert "was changed after your list was shown" in removed.text
    assert (replaced.status_code, "What stands now" in replaced.text, "Unseen." in replaced.text) == (409, True, True)
    assert texts(nadia) == ["Why a year?"]


def test_the_back_button_does_not_put_the_first_words_over_those_of_a_colleague(nadia, consultation):
    pavel = shared_by_two(nadia, consultation)
    first = SAID | {"text": "The first words.", "form_key": "from-one-form"}
    nadia.post(nadia.at("start"), first)
    assert nadia.post(nadia.at("start"), first | {"text": "The second words."}).status_code == 302
    seen = newest(pavel)
    better = said_again(seen, text="Better.", form_key=seen["form_key"])
    pavel.post(pavel.at("change", seen["number"]), better)
    refused = nadia.post(nadia.at("start"), first | {"text": "The third words."})
    assert (refused.status_code, "Better." in refused.text, "The third words." in refused.text) == (409, True, True)
    version = refused.context["form"]["version"].value()
    assert nadia.post(nadia.at("start"), first | {"text": "Both.", "version": version}).status_code == 302
    assert texts(pavel) == ["Why a year?", "Both."]


def said_by(visitor, **who):
    """What the page shows to have stood there, with something else typed over it."""
    return NADIA_HERSELF | {"shown": visitor.get(visitor.at("sender")).context["shown"]} | who


def test_what_two_say_of_who_sends_is_shown_to_the_slower_one_who_loses_nothing(nadia, consultation):
    pavel = shared_by_two(nadia, consultation)
    nadia.post(nadia.at("sender"), said_by(nadia))
    slower, quicker = said_by(nadia, name="Nadia Quince"), said_by(pavel, name="Pavel Papaya")
    pavel.post(pavel.at("sender"), quicker)
    again = nadia.post(nadia.at("sender"), slower | {"country": ""} | {"capacity": ""})
    refused = nadia.post(nadia.at("sender"), slower | {"shown": again.context["shown"]})
    assert [again.status_code, refused.status_code] == [422, 409]
    stands, _, typed = refused.text.partition("Below is what you wrote.")
    assert ["A colleague has changed who sends" in read(refused), "Pavel Papaya" in stands, "Nadia Quince" in typed] == [
        True
    ] * 3
    assert Draft.objects.get().sender["name"] == "Pavel Papaya"
    assert nadia.post(nadia.at("sender"), slower | {"shown": refused.context["shown"]}).status_code == 302
    assert Draft.objects.get().sender["name"] == "Nadia Quince"


def test_who_does_not_say_what_they_saw_of_who_sends_replaces_nothing_and_sends_nothing(nadia, consultation):
    pavel = shared_by_two(nadia, consultation)
    nadia.say_who()
    form = pavel.hidden()
    refused = pavel.post(pavel.at("sender"), NADIA_HERSELF | form | {"name": "Pavel Papaya", "send": "yes"})
    assert (refused.status_code, Draft.objects.get().sender["name"]) == (409, "Nadia Nowak")
    assert not Submission.objects.exists()


def test_the_second_click_of_who_sends_is_no_conflict(nadia, consultation):
    shared_by_two(nadia, consultation)
    typed = said_by(nadia)
    assert [nadia.post(nadia.at("sender"), typed).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("meanwhile", ["sent", "ended"])
def test_what_a_browser_was_to_bring_along_stays_in_its_own_list_if_it_comes_too_late(
    nadia, consultation, monkeypatch, meanwhile
):
    keep(nadia)
    link = invite(nadia)
    pavel = another(consultation)
    pavel.write(text="Brought along Quince.")
    nadia.say_who()

    def stale(token):
        """As it was a moment before a colleague does something."""
        found = link_of(token)
        if meanwhile == "sent":
            nadia.send()
        else:
            nadia.post(nadia.at("end_link", DraftLink.objects.get(email=PAVEL).pk))
        return found

    monkeypatch.setattr(drafts, "link_of", stale)
    pavel.post(link, {"name": "Pavel", "take": "on"})
    assert texts(pavel) == ["Brought along Quince."]


def test_whose_link_is_ended_at_this_moment_invites_nobody_and_ends_nothing(nadia, consultation):
    shared_by_two(nadia, consultation)
    theirs, first = DraftLink.objects.get(email=PAVEL), DraftLink.objects.get(email=NADIA)
    invite(nadia, "zoe@home.example")
    nadia.post(nadia.at("end_link", theirs.pk))
    zoe = DraftLink.objects.get(email="zoe@home.example")
    with pytest.raises(Refused, match="Your link to this list was ended"):
        invite_colleague(draft=theirs.draft, email="back@work.example", by=theirs)
    with pytest.raises(Refused, match="Your link to this list was ended"):
        end_link(draft=theirs.draft, number=zoe.pk, by=theirs)
    assert set(DraftLink.objects.all()) == {first, zoe}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_write_remove_change_and_send_at_once_nothing_is_lost_and_all_counts_once(cast):
    consultation = opened(cast)
    nadia = another(consultation)
    file_of(nadia)
    link = keep(nadia)
    people = [come_by(link, consultation, f"Person {number}") for number in range(4)]
    nadia.post(nadia.at("sender"), said_by(nadia))
    form, seen = nadia.hidden(), newest(nadia)

    def work(number: int, visitor) -> list[int]:
        try:
            written = visitor.write(text=f"Written by {number}.").status_code
            replaced = changed(visitor, seen, f"Changed by {number}.").status_code
            return [written, replaced, visitor.send(**form).status_code]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as crowd:
        done = list(crowd.map(work, range(4), people))
    assert [one[0] for one in done] == [302] * 4
    assert sorted(one[1] for one in done) in ([302, 409, 409, 409], [409] * 4)
    kept = [item["text"] for item in Draft.objects.get().items] or list(Comment.objects.values_list("text", flat=True))
    assert [f"Written by {number}." in kept for number in range(4)] == [True] * 4
    assert [nadia.send(**nadia.hidden()).status_code, Submission.objects.count()] == [302, 1]
    assert (Attachment.objects.count(), Comment.objects.count()) == (1, 5)
