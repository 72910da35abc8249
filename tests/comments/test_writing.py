"""Writing and sending comments as a visitor without account and without JavaScript does it."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Submission
from comments.views import writing
from normsite.foundation.accounts.tasks import forget_sessions
from normsite.foundation.notifications.models import OutboxMail
from tests.comments.scenes import SAID, Visitor, closed, let_deadline_pass, opened


@pytest.fixture
def consultation(cast):
    return opened(cast)


@pytest.fixture
def visitor(consultation):
    return Visitor(consultation)


def test_five_screens_lead_to_a_receipt(visitor, consultation):
    visitor.get(visitor.at("start") + "?clause=keys")
    assert visitor.write().url == visitor.at("basket")
    assert visitor.write(about="whole", text="A second thing", kind="ge").url == visitor.at("basket")
    assert visitor.say_who().url == visitor.at("check")
    answer = visitor.send()
    submission = Submission.objects.get()
    assert answer.url.startswith(f"/receipts/{submission.code}/?key=")
    assert [(one.text, one.clause and one.clause.anchor) for one in submission.comments.order_by("position")] == [
        ("Why a year?", "keys"),
        ("A second thing", None),
    ]
    receipt = visitor.get(answer.url)
    assert receipt.status_code == 200
    assert submission.entry.digest in receipt.content.decode()
    assert OutboxMail.objects.get().to == "nadia@home.example"


def test_the_whole_way_weighs_less_than_100_kb(visitor):
    pages = [visitor.get(visitor.at("start") + "?clause=keys")]
    visitor.write()
    pages.append(visitor.get(visitor.at("basket")))
    pages.append(visitor.get(visitor.at("sender")))
    visitor.say_who()
    pages.append(visitor.get(visitor.at("check")))
    pages.append(visitor.get(visitor.send().url))
    assert sum(len(page.content) for page in pages) < 100_000


def test_the_form_quotes_the_clause_and_leads_back_to_it(visitor, consultation):
    page = visitor.get(visitor.at("start") + "?clause=keys").content.decode()
    assert "The module" in page
    assert f"{consultation.revision.get_absolute_url()}#keys" in page
    assert re.search(r'<option value="c:keys" selected\s', page)


@pytest.mark.parametrize("query", ["?clause=nowhere", "?clause=%00", "?question=99", "?question=x", "?clause='\"<script>"])
def test_a_link_to_nowhere_still_opens_the_form(visitor, query):
    response = visitor.get(visitor.at("start") + query)
    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_what_is_missing_is_said_and_what_is_typed_is_kept(visitor):
    response = visitor.write(text="", proposed_change="Kept words Quince", kind="")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Write your comment." in page
    assert "Say what kind of comment it is." in page
    assert "Kept words Quince" in page


def test_two_megabytes_are_refused_in_a_sentence_and_kept(visitor):
    paste = "x" * 2_000_000
    response = visitor.write(text=paste)
    page = response.content.decode()
    assert response.status_code == 422
    assert "This is 2,000,000 characters long; at most 10,000 fit." in page
    assert paste in page


def test_line_ends_of_browsers_do_not_count_twice(visitor):
    assert visitor.write(text="\r\n".join(["x" * 99] * 100)).status_code == 302


def test_control_characters_are_taken_out_but_for_those_that_end_a_line(visitor):
    visitor.write(text="one\x00two\x0bthree\tfour")
    visitor.say_who()
    visitor.send()
    assert Comment.objects.get().text == "onetwo\nthree\tfour"


def test_hostile_words_are_shown_as_words(visitor):
    visitor.write(text="<script>alert(1)</script><img src=x onerror=alert(1)>", proposed_change="</textarea><b>x")
    visitor.say_who(name="<b>Nadia</b>")
    for page in ("basket", "check"):
        shown = visitor.get(visitor.at(page)).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "<b>" not in shown


def test_a_filled_trap_is_said_and_not_silently_dropped(visitor):
    response = visitor.write(website="http://spam.example")
    assert response.status_code == 422
    assert "A hidden field was filled in" in response.content.decode()
    assert SAID["text"] in response.content.decode()


def test_a_comment_is_changed_and_removed_before_sending(visitor):
    visitor.write()
    visitor.write(text="Second")
    visitor.post(visitor.at("change", 1), SAID | {"text": "First, changed"})
    visitor.post(visitor.at("remove", 2))
    visitor.say_who()
    visitor.send()
    assert [comment.text for comment in Comment.objects.all()] == ["First, changed"]
    assert visitor.get(visitor.at("change", 1)).status_code == 404


def test_an_old_page_of_the_list_means_no_other_comment(visitor):
    for words in ("One.", "Two.", "Three."):
        visitor.write(text=words)
    visitor.post(visitor.at("remove", 1))
    visitor.post(visitor.at("remove", 1))
    answer = visitor.post(visitor.at("change", 1), SAID | {"text": "One, changed too late."}, follow=True)
    assert "what you wrote is in it as a new one" in answer.text
    visitor.say_who()
    visitor.send()
    assert list(Comment.objects.order_by("id").values_list("text", flat=True)) == ["Two.", "Three.", "One, changed too late."]
    visitor.write(text="Another list.")
    visitor.post(visitor.at("remove", 1))
    assert "Another list." in visitor.get(visitor.at("basket")).text


def test_a_comment_can_be_moved_to_the_clause_that_is_asked_for(visitor):
    visitor.write(about="whole", kind="ge", text="Kept words.")
    page = visitor.get(visitor.at("change", 1) + "?clause=alarms").content.decode()
    assert "The module <em" in page
    assert "raise an alarm" in page
    assert "Kept words." in page


def test_a_name_is_checked_as_it_will_be_published(visitor):
    visitor.write()
    visitor.say_who(name="Nadia\u202e  Now\nak")
    assert "Nadia Now ak" in visitor.get(visitor.at("check")).text
    assert visitor.say_who(name="\u202e\u2066").status_code == 422


def test_who_turns_anonymous_is_not_shown_with_the_name_typed_before(visitor):
    visitor.write()
    visitor.say_who(name="Jane Whistle")
    visitor.say_who(capacity="anonymous", name="Jane Whistle", organisation="Acme")
    page = visitor.get(visitor.at("check")).content.decode()
    assert ("Jane Whistle" in page, "Acme" in page) == (False, False)


def filled(visitor, number: int, **words: str) -> None:
    """As if so many comments had been written."""
    visitor.write()
    session = visitor.session
    kept = session[f"comments:basket:{visitor.code}"]
    kept["items"] = [kept["items"][0] | {"number": one, "form_key": f"form-{one}"} | words for one in range(1, number + 1)]
    session["comments:given"] = number
    session.save()


@pytest.mark.parametrize(
    ("number", "words", "sentence"),
    [
        (500, {}, "at most 500 comments"),
        (100, {"text": "x" * 10_000, "proposed_change": ""}, "All comments together are longer than 1,000,000 characters."),
    ],
)
def test_what_no_submission_holds_is_refused_and_kept_on_the_page(visitor, number, words, sentence):
    filled(visitor, number, **words)
    response = visitor.write(text="One too many Quince")
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "One too many Quince" in response.content.decode()


def test_a_long_list_is_shown_in_pages_and_begins_of_words_and_stands_whole_where_it_is_sent(visitor):
    filled(visitor, 120, text="Long. " * 200 + "The end.", proposed_change="")
    pages = [visitor.get(visitor.at("basket"), {"page": page}).text for page in (1, 3)]
    assert [(page.count("items__item"), page.count("The end.")) for page in pages] == [(50, 0), (20, 0)]
    assert "120 in all, of which 101 to 120 stand here" in pages[1]
    visitor.say_who()
    assert visitor.get(visitor.at("check")).text.count("The end.") == 120


def test_five_hundred_comments_are_sent_as_one_and_a_mail_names_some_of_them(visitor, django_assert_max_num_queries):
    filled(visitor, 500)
    visitor.say_who()
    form = visitor.hidden()
    with django_assert_max_num_queries(25):
        answer = visitor.send(**form)
    with django_assert_max_num_queries(10):
        page = visitor.get(answer.url).text
    assert (page.count('class="comment"'), "Your 500 comments are received" in page) == (50, True)
    assert Submission.objects.get().comments.count() == 500
    mail = OutboxMail.objects.get()
    assert (mail.text.count("\n* C-"), mail.html.count("<li>")) == (20, 21)
    assert ("480 more" in mail.text, "480 more" in mail.html) == (True, True)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ({"capacity": "", "name": ""}, "Say for whom you comment."),
        ({"name": ""}, "Give your name, or comment anonymously."),
        ({"capacity": "organisation"}, "Give the name of the organisation."),
        ({"capacity": "organisation", "organisation": "Aerolith"}, "Choose the kind of organisation."),
        ({"email": "not an address"}, "Enter a valid email address."),
    ],
)
def test_who_you_are_is_asked_until_it_is_said(visitor, who, sentence):
    visitor.write()
    response = visitor.say_who(**who)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_what_another_choice_would_need_is_not_called_optional(visitor):
    visitor.write()
    pages = [visitor.get(visitor.at("sender")).text, visitor.say_who(capacity="").text, visitor.say_who(name="").text]
    assert [page.count("(optional)") for page in pages] == [2, 2, 2]  # the country and the address
    assert "For whom do you comment? Say for whom" in pages[1]


def test_an_address_longer_than_mail_can_carry_is_said(visitor):
    visitor.write()
    answer = visitor.say_who(email=f"{'n' * 243}@example.org")
    assert answer.status_code == 422
    assert "at most 254 characters" in answer.text


def test_without_anonymity_it_is_not_offered(cast):
    visitor = Visitor(opened(cast, anonymous_allowed=False))
    visitor.write()
    page = visitor.get(visitor.at("sender")).content.decode()
    assert 'value="anonymous"' not in page
    assert visitor.say_who(capacity="anonymous").status_code == 422


def test_rosa_finds_herself_filled_in(visitor, cast):
    visitor.force_login(cast.rosa)
    visitor.write()
    page = visitor.get(visitor.at("sender")).content.decode()
    assert 'value="Aerolith GmbH"' in page
    visitor.say_who(capacity="organisation", organisation="Aerolith GmbH", organisation_kind="industry_sme", country="DE")
    visitor.send()
    assert Submission.objects.get().user == cast.rosa


def test_sending_twice_shows_the_same_receipt(visitor):
    visitor.write()
    visitor.say_who()
    form = visitor.hidden()
    first, second = visitor.send(**form), visitor.send(**form)
    assert first.url == second.url
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("page", ["basket", "sender", "check"])
def test_who_goes_back_after_sending_is_told_that_nothing_is_lost(visitor, page):
    visitor.write()
    visitor.say_who()
    visitor.send()
    assert visitor.get(visitor.at(page)).url == visitor.at("start")
    told = visitor.get(visitor.at("start")).text
    assert f"Nothing waits here to be sent. Your last receipt is {Submission.objects.get().code}." in told


def test_the_key_of_another_browser_reveals_no_receipt(visitor, consultation):
    visitor.write()
    visitor.say_who()
    form = visitor.hidden()
    address = visitor.send(**form).url
    thief = Visitor(consultation)
    assert thief.send(**form).url == thief.at("start")
    thief.write()
    thief.say_who(name="Thief")
    stolen = thief.send(**form)
    assert stolen.status_code == 409
    assert address not in stolen.content.decode()
    assert Submission.objects.count() == 1


def test_nobody_sends_what_they_have_not_seen(visitor):
    visitor.write()
    visitor.say_who()
    form = visitor.hidden()
    visitor.write(text="Added in another window")
    response = visitor.send(**form)
    assert response.status_code == 409
    assert "Your list has changed" in response.content.decode()
    assert Submission.objects.count() == 0
    visitor.send()
    assert Comment.objects.count() == 2


def test_the_deadline_passes_while_the_form_is_open(visitor, consultation):
    visitor.write(text="Kept before 815")
    visitor.get(visitor.at("start"))
    let_deadline_pass(consultation)
    response = visitor.write(text="Typed meanwhile Quince", proposed_change="And this Medlar")
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("The consultation is closed", "Kept before 815", "Typed meanwhile Quince", "And this Medlar", "mailto:"):
        assert words in page
    draft = visitor.get(visitor.at("draft")).content.decode()
    assert "Typed meanwhile Quince" in draft
    assert "Kept before 815" in draft
    assert Submission.objects.count() == 0


def test_the_deadline_passes_over_a_half_written_form(visitor, consultation):
    let_deadline_pass(consultation)
    page = visitor.write(kind="", text="Half written Quince").content.decode()
    assert "Half written Quince" in page


def test_the_deadline_passes_before_the_last_button(visitor, consultation):
    visitor.write(text="Almost sent Quince")
    visitor.say_who()
    form = visitor.hidden()
    let_deadline_pass(consultation)
    response = visitor.send(**form)
    assert response.status_code == 409
    assert "Almost sent Quince" in response.content.decode()
    assert Submission.objects.count() == 0


def test_with_nothing_typed_a_closed_form_leads_to_the_consultation(cast):
    over = closed(cast)
    visitor = Visitor(over)
    for page in ("start", "basket", "sender", "check"):
        assert visitor.get(visitor.at(page)).headers["Location"] == over.get_absolute_url()


def test_pages_out_of_order_lead_to_where_something_is_missing(visitor):
    assert visitor.get(visitor.at("basket")).url == visitor.at("start")
    assert visitor.get(visitor.at("check")).url == visitor.at("start")
    visitor.write()
    assert visitor.get(visitor.at("check")).url == visitor.at("sender")
    assert visitor.send(key="x", seen="y").url == visitor.at("start")


def test_quicker_than_a_person_is_asked_again(visitor, settings):
    settings.FASTEST_COMMENT_SECONDS = 60
    visitor.write()
    visitor.say_who()
    response = visitor.send()
    assert response.status_code == 409
    assert "quicker than people type" in response.content.decode()


def test_what_is_kept_is_for_one_browser_and_out_of_reach_of_scripts_and_other_sites(visitor, consultation):
    visitor.write(text="Quince")
    cookie = visitor.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    other = Visitor(consultation)
    assert other.get(other.at("change", 1)).status_code == 404
    assert [other.get(other.at(page)).headers["Location"] for page in ("basket", "check")] == [other.at("start")] * 2
    assert "Quince" not in other.get(other.at("draft")).text


def test_what_is_never_sent_is_forgotten_after_two_weeks(visitor, consultation):
    visitor.write()
    session = Session.objects.get()
    assert session.expire_date - timezone.now() <= timedelta(days=14)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    other = Visitor(consultation)
    other.write()
    forget_sessions()
    assert [kept.session_key for kept in Session.objects.all()] == [other.session.session_key]


@pytest.mark.parametrize("page", ["start", "basket", "sender", "check", "draft"])
def test_nothing_typed_is_kept_by_a_shared_cache(visitor, page):
    visitor.write()
    visitor.say_who()
    assert "private" in visitor.get(visitor.at(page))["Cache-Control"]


def test_two_comments_on_the_same_thing_are_pointed_out(cast, client):
    consultation = opened(cast)
    start, listed = (reverse(f"comments:{page}", args=[consultation.code]) for page in ("start", "basket"))
    for about in ("c:keys", "whole", "c:keys"):
        client.post(start, {"about": about, "kind": "te", "text": "Once or twice."})
    page = client.get(listed)
    assert [item["again"] for item in page.context["items"]] == [False, False, True]
    assert page.text.count("your second on this") == 1


def key_of(page) -> str:
    return re.search(r'name="form_key" value="([^"]+)"', page.text)[1]


def kept(visitor) -> list[tuple[int, str]]:
    return [(item["number"], item["text"]) for item in visitor.get(visitor.at("basket")).context["items"]]


def test_the_same_form_kept_twice_is_one_comment_with_the_later_words(visitor):
    key = key_of(visitor.get(visitor.at("start")))
    answers = [visitor.write(form_key=key, text=text) for text in ("Why a year?", "Why a year?", "Why a year, and not two?")]
    assert {answer.url for answer in answers} == {visitor.at("basket")}
    assert kept(visitor) == [(1, "Why a year, and not two?")]


def test_the_same_words_from_two_forms_are_two_comments(visitor):
    keys = [key_of(visitor.get(visitor.at("start"))) for _ in range(2)]
    for key in keys:
        visitor.write(form_key=key)
    assert kept(visitor) == [(1, "Why a year?"), (2, "Why a year?")]


def test_a_form_sent_back_with_a_mistake_stays_the_same_form(visitor):
    key = key_of(visitor.get(visitor.at("start")))
    assert key_of(visitor.write(form_key=key, text="")) == key


def test_the_back_button_after_a_change_brings_no_second_comment(visitor):
    key = key_of(visitor.get(visitor.at("start")))
    visitor.write(form_key=key)
    visitor.post(visitor.at("change", 1), SAID | {"text": "Changed.", "form_key": key_of(visitor.get(visitor.at("change", 1)))})
    visitor.write(form_key=key, text="From the first form again.")
    assert kept(visitor) == [(1, "From the first form again.")]


def test_the_last_comment_that_fits_can_be_kept_twice(visitor):
    for number in range(49):
        visitor.write(text=f"Number {number}")
    answers = [visitor.write(form_key="last", text="The fiftieth.") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(kept(visitor)) == 50


def test_a_page_that_tells_of_unsent_comments_is_not_shown_again_by_the_back_button_once_they_are_sent(visitor, consultation):
    shown = consultation.get_absolute_url(), consultation.revision.get_absolute_url()
    visitor.get(visitor.at("start"))
    assert ["no-store" in visitor.get(page)["Cache-Control"] for page in shown] == [False, False]
    visitor.write()
    pages = [visitor.get(page) for page in shown]
    assert ["not sent yet" in page.text for page in pages] == [True, True]
    assert ["no-store" in page["Cache-Control"] for page in pages] == [True, True]


def test_a_form_that_is_opened_in_another_tab_loses_nothing_that_is_kept_meanwhile(visitor, cast, monkeypatch):
    visitor.write(text="First.")
    there, suggested = Visitor(opened(cast)), writing._suggested
    there.cookies = visitor.cookies

    def meanwhile(request, consultation, kept):
        visitor.write(text="Second.")
        return suggested(request, consultation, kept)

    monkeypatch.setattr(writing, "_suggested", meanwhile)
    there.get(there.at("start"))
    monkeypatch.undo()
    assert [item["text"] for item in visitor.get(visitor.at("basket")).context["basket"].items] == ["First.", "Second."]
