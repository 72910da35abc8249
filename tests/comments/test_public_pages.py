"""What anybody can read: the list, a consultation in each phase, the docket, the log, the calendar; and what nobody can."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from comments.models import NewComment
from comments.queries import Wanted, participation, public_counts, search_docket
from comments.services import (
    approve_disposition,
    decide_comment,
    extend_consultation,
    publish_comment,
    publish_dispositions,
    react,
    withdraw_comment,
    withhold_comment,
)
from norms.services import freeze_revision, release_revision, start_revision
from tests.comments.scenes import answered, closed, frozen_revision, let_deadline_pass, only_comment, opened, published, send

NOBODY = AnonymousUser()
PUBLIC = ["list", "consultation", "docket", "log", "listing", "deadline"]


def pages_of(consultation) -> dict[str, str]:
    """The bytes of every public page about a consultation."""
    client, found = Client(), {}
    for name in PUBLIC:
        response = client.get(reverse(f"comments:{name}", args=[] if name == "list" else [consultation.code]))
        assert response.status_code == 200
        found[name] = response.getvalue().decode()
    for query in (
        "?words=Quince",
        "?words=Nadia",
        "?words=Leaky",
        "?sender=individual",
        "?kind=ge",
        "?clause=keys",
        "?outcome=rejected",
    ):
        found[query] = client.get(reverse("comments:docket", args=[consultation.code]) + query).content.decode()
    return found


def assert_silent(consultation, *secrets: str) -> None:
    for name, page in pages_of(consultation).items():
        # What the reader typed into the search box stands in it again, and in the link by which the search is followed.
        shown = re.sub(r'value="(Quince|Nadia|Leaky)"|words=(Quince|Nadia|Leaky)">Follow this search', "", page)
        for secret in secrets:
            assert secret not in shown, f"{name} tells {secret}"


def leaky(consultation, **who):
    """A submission full of what must not be told."""
    author = {"name": "Nadia Nowak", "email": "nadia@leak.example", **who}
    words = NewComment(
        text="Marked words Quince", proposed_change="Marked change Quince", anchor="keys", own_reference="Quince-12"
    )
    return send(consultation, words, **({"capacity": "individual"} | author))


SECRETS = ("Quince", "Nadia", "nadia@leak.example")


def test_a_received_comment_is_counted_and_not_shown(cast):
    consultation = opened(cast)
    leaky(consultation)
    assert_silent(consultation, *SECRETS)
    assert "1 being read before publication" in pages_of(consultation)["consultation"]
    assert public_counts(consultation).by_anchor == {}


def test_a_withheld_comment_shows_ground_and_reason_and_neither_words_nor_author(cast):
    consultation = opened(cast)
    comment = only_comment(leaky(consultation, capacity="organisation", organisation="Leaky Ltd", organisation_kind="academia"))
    withhold_comment(comment=comment, ground="trade_secret", reason="Names a recipe.", by=cast.sami)
    assert_silent(consultation, *SECRETS, "Leaky")
    assert "Trade secret: <bdi>Names a recipe.</bdi>" in pages_of(consultation)["docket"]
    assert "Trade secret: Names a recipe." in pages_of(consultation)["log"]


def test_a_withdrawn_comment_shows_that_it_was_withdrawn_and_nothing_else(cast):
    consultation = opened(cast)
    receipt = leaky(consultation)
    publish_comment(comment=only_comment(receipt), by=cast.sami)
    withdraw_comment(comment=only_comment(receipt), token=receipt.token)
    assert_silent(consultation, *SECRETS)
    assert "Withdrawn by its author." in pages_of(consultation)["docket"]


def test_a_published_comment_shows_words_and_author_and_never_the_address(cast):
    consultation = opened(cast)
    publish_comment(comment=only_comment(leaky(consultation)), by=cast.sami)
    assert_silent(consultation, "nadia@leak.example")
    docket = pages_of(consultation)["docket"]
    assert "Marked words Quince" in docket
    assert "Nadia Nowak" in docket
    assert public_counts(consultation).by_anchor == {"keys": 1}


def test_the_person_behind_an_organisation_is_not_named(cast):
    consultation = opened(cast)
    receipt = leaky(consultation, capacity="organisation", organisation="Aerolith", organisation_kind="industry_sme")
    publish_comment(comment=only_comment(receipt), by=cast.sami)
    assert_silent(consultation, "Nadia", "nadia@leak.example")
    assert "Aerolith" in pages_of(consultation)["docket"]


def test_an_anonymous_comment_names_nobody(cast):
    consultation = opened(cast)
    comment = only_comment(leaky(consultation, capacity="anonymous", organisation="Leaky Ltd", user=cast.rosa))
    publish_comment(comment=comment, by=cast.sami)
    assert_silent(consultation, "Nadia", "nadia@leak.example", "Leaky", "Rosa")
    assert "Anonymous" in pages_of(consultation)["docket"]


def test_an_answer_is_not_told_before_all_are_published(cast):
    consultation = closed(cast)
    answered(cast, published(cast, consultation), outcome="partial", reason="Marked answer of Edda.")
    assert_silent(consultation, "Marked answer", "Partially accepted")
    assert not search_docket(consultation, Wanted(outcome="partial")).total
    publish_dispositions(consultation=consultation, by=cast.sami)
    pages = pages_of(consultation)
    assert "Marked answer of Edda." in pages["docket"]
    assert "Partially accepted" in pages["consultation"]


@pytest.mark.parametrize(
    ("since", "tells"),
    [
        (timedelta(days=-2), ["Announced", "The text can be read from the opening on."]),
        (timedelta(days=2), ["Read the text and comment", "comment on the whole text"]),
        (timedelta(days=65), ["Every comment is being answered"]),
    ],
)
def test_the_page_says_in_which_phase_the_consultation_is(cast, client, since, tells):
    consultation = opened(cast, since=since)
    page = client.get(consultation.get_absolute_url()).content.decode()
    for sentence in tells:
        assert sentence in page


def test_an_announced_consultation_does_not_link_to_a_text_that_nobody_can_read(cast, client):
    consultation = opened(cast, since=timedelta(days=-2))
    page = client.get(consultation.get_absolute_url()).content.decode()
    assert consultation.revision.get_absolute_url() not in page
    assert reverse("comments:start", args=[consultation.code]) not in page


def test_a_short_period_and_an_extension_give_their_reasons(cast, client):
    consultation = opened(cast, closes_at=timezone.now() + timedelta(days=9), short_reason="Marked alarm Medlar.")
    later = consultation.closes_at + timedelta(days=7)
    extend_consultation(consultation=consultation, closes_at=later, reason="Marked holidays Quince.", by=cast.sami)
    page = client.get(consultation.get_absolute_url()).content.decode()
    assert "Marked holidays Quince." in page
    assert "Marked alarm Medlar." in page


def test_the_log_has_exactly_the_eight_columns_and_computes_nothing(cast, client):
    consultation = closed(cast)
    sly = NewComment(text="=HYPERLINK(1)", proposed_change="-2+3", kind="te", anchor="keys", own_reference="@12")
    comment = answered(cast, published(cast, consultation, sly), reason="No.")
    publish_dispositions(consultation=consultation, by=cast.sami)
    response = client.get(reverse("comments:log", args=[consultation.code]))
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows == [
        [
            "MB/NC",
            "Line number",
            "Clause/ Subclause",
            "Paragraph/ Figure/ Table",
            "Type of comment",
            "Comments",
            "Proposed change",
            "Observations of the secretariat",
        ],
        ["Nadia Nowak, @12", "", "2", "", "te", "'=HYPERLINK(1)", "'-2+3", f"{comment.code}. Rejected. No."],
    ]


def calendar_of(client, consultation) -> bytes:
    return client.get(reverse("comments:deadline", args=[consultation.code])).content


def entry(client, consultation) -> Event:
    """The deadline as a calendar reads it."""
    return Calendar.from_ical(calendar_of(client, consultation)).events[0]


def test_the_calendar_holds_the_deadline_and_a_reminder_a_week_before(cast, client, settings):
    settings.BODY_NAME, settings.BASE_URL = "Institute; of all, things", "https://norms.example"
    consultation = opened(cast, title="Keys, alarms; a back\\slash and a very long title that has to be folded by the format")
    file = Calendar.from_ical(calendar_of(client, consultation))
    [event] = file.events
    [reminder] = event.alarms.times
    address = f"https://norms.example{consultation.get_absolute_url()}"
    assert (file.version, file.prodid) == ("2.0", "-//Institute; of all, things//Normsite//EN")
    assert (file.errors, event.errors) == ([], [])
    assert event.start == consultation.closes_at.replace(microsecond=0)
    assert event.summary == f"Last chance to comment: {consultation.title}"
    assert event.description == f"{consultation.code} closes at this moment. Comment at {address}"
    assert event.url == address
    assert reminder.trigger == event.start - timedelta(days=7)
    assert reminder.alarm["ACTION"] == "DISPLAY"
    assert reminder.alarm.description == f"{consultation.code} closes in a week"


def test_the_calendar_is_the_same_to_the_byte_each_time(cast, client):
    consultation = opened(cast)
    assert calendar_of(client, consultation) == calendar_of(client, consultation)


def test_an_extended_deadline_is_the_same_entry_in_the_calendar_and_a_later_state_of_it(cast, client, settings):
    settings.BASE_URL = "https://norms.example:8443"
    consultation = opened(cast)
    moved = [entry(client, consultation)]
    for days in (7, 14):
        deadline = consultation.closes_at + timedelta(days=days)
        extend_consultation(consultation=consultation, closes_at=deadline, reason="A holiday.", by=cast.sami)
        moved.append(entry(client, consultation))
    made = [consultation.created_at, *(extension.made_at for extension in consultation.extensions.all())]
    assert [one.uid for one in moved] == [f"{consultation.code}@norms.example"] * 3
    assert [one.sequence for one in moved] == [0, 1, 2]
    assert len({one.start for one in moved}) == 3
    assert [one.stamp for one in moved] == [instant.replace(microsecond=0) for instant in made]
    assert [one.last_modified for one in moved] == [one.stamp for one in moved]


def test_two_consultations_are_two_entries(cast, client):
    one, other = opened(cast), opened(cast, revision=frozen_revision(cast, "Other modules"))
    assert entry(client, one).uid != entry(client, other).uid


@pytest.mark.parametrize("title", ["Ключи и тревоги, " * 9, "鍵と警報" * 30, "a" * 199, "é" * 150])
def test_a_line_of_the_calendar_is_folded_by_octets_and_no_letter_is_cut(cast, client, title):
    consultation = opened(cast, title=title)
    lines = calendar_of(client, consultation).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert {line.decode() for line in lines}
    assert entry(client, consultation).summary == f"Last chance to comment: {title.strip()}"


def test_the_docket_is_filtered(cast):
    consultation = closed(cast)
    key = published(cast, consultation, NewComment(text="About keys", kind="te", anchor="keys"))
    body = published(
        cast,
        consultation,
        NewComment(text="The whole", kind="ed"),
        capacity="organisation",
        organisation="Aerolith",
        organisation_kind="industry_sme",
    )
    answered(cast, key, outcome="noted")
    answered(cast, body)
    publish_dispositions(consultation=consultation, by=cast.sami)
    consultation.refresh_from_db()
    for wanted, expected in [
        (Wanted(), [key, body]),
        (Wanted(clause="keys"), [key]),
        (Wanted(clause="whole"), [body]),
        (Wanted(kind="ed"), [body]),
        (Wanted(sender="industry_sme"), [body]),
        (Wanted(sender="individual"), [key]),
        (Wanted(outcome="noted"), [key]),
        (Wanted(words="ABOUT key"), [key]),
        (Wanted(words="aerolith"), [body]),
        (Wanted(words=key.code), [key]),
        (Wanted(words="nothing of the kind"), []),
    ]:
        found = search_docket(consultation, wanted)
        assert (found.comments, found.total.number) == (expected, len(expected))


def test_the_docket_goes_on_page_after_page(cast):
    consultation = opened(cast)
    comments = [published(cast, consultation, f"Number {number}") for number in range(5)]
    for wanted in (Wanted(), Wanted(kind="ge"), Wanted(words="number")):
        first = search_docket(consultation, wanted, size=2)
        second = search_docket(consultation, wanted, first.next, size=2)
        last = search_docket(consultation, wanted, second.next, size=2)
        assert [page.comments for page in (first, second, last)] == [comments[:2], comments[2:4], comments[4:]]
        assert ([page.total.number for page in (first, second, last)], last.next) == ([5, 5, 5], "")


def test_the_figures_count_and_name_nobody(cast):
    consultation = closed(cast)
    answered(cast, published(cast, consultation, NewComment(text="a", kind="te"), capacity="anonymous", country="KE"))
    send(
        consultation, "b", "c", capacity="organisation", organisation="Aerolith", organisation_kind="industry_sme", country="DE"
    )
    figures = participation(consultation)
    assert (figures.submissions, figures.comments, figures.published, figures.waiting) == (2, 3, 1, 2)
    assert [(one.key, one.number) for one in figures.senders] == [("industry_sme", 1), ("anonymous", 1)]
    assert [(one.key, one.number) for one in figures.countries] == [("DE", 1), ("KE", 1)]
    assert [(one.key, one.number) for one in figures.kinds] == [("ge", 2), ("te", 1)]
    assert figures.outcomes == ()


@pytest.mark.parametrize("name", ["list", "consultation", "docket", "log", "listing"])
def test_more_rows_need_no_more_queries(cast, client, name, django_assert_num_queries):
    consultation = closed(cast)
    published(cast, consultation, NewComment(text="one", anchor="keys"))
    address = reverse(f"comments:{name}", args=[] if name == "list" else [consultation.code])
    with_one = _queries(client, address)
    for number in range(2):
        published(cast, consultation, NewComment(text=f"more {number}", anchor="alarms"))
    closed(cast)
    opened(cast)
    with django_assert_num_queries(with_one):
        client.get(address).getvalue()


def _queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address).getvalue()
    return len(queries)


@pytest.mark.parametrize("name", ["consultation", "docket", "log", "listing", "deadline", "start", "basket", "check"])
def test_an_unknown_code_is_not_found(db, client, name):
    assert client.get(reverse(f"comments:{name}", args=["CN-999"])).status_code == 404


def test_what_is_kept_and_not_sent_is_found_again_from_every_page_on_the_way(cast, client):
    consultation = opened(cast)
    start = reverse("comments:start", args=[consultation.code])
    pages = [start, consultation.get_absolute_url(), consultation.revision.get_absolute_url()]
    link = reverse("comments:basket", args=[consultation.code])
    assert [link in client.get(page).text for page in pages] == [False, False, False]
    client.post(start, {"about": "c:keys", "kind": "te", "text": "Kept."})
    assert [link in client.get(page).text for page in pages] == [True, True, True]
    assert [link in Client().get(page).text for page in pages] == [False, False, False]
    let_deadline_pass(consultation)
    assert [link in client.get(page).text for page in pages[1:]] == [False, False]


def test_an_earlier_text_says_what_came_after_it(cast, client):
    consultation = closed(cast)
    first = consultation.revision
    second = freeze_revision(revision=start_revision(revision=first, by=cast.edda, label="First edition"), by=cast.edda)
    before = client.get(first.get_absolute_url()).text
    release_revision(revision=second, at=timezone.now(), by=cast.sami)
    after = client.get(first.get_absolute_url()).text
    assert ["This is an earlier text." in page for page in (before, after)] == [False, True]
    assert "This is an earlier text." not in client.get(second.get_absolute_url()).text
    link = f'After it came <a class="govuk-link" href="{second.get_absolute_url()}">'
    assert link in client.get(consultation.get_absolute_url()).text


def test_the_form_quotes_the_question_in_full(cast, client):
    consultation = opened(cast)
    start = reverse("comments:start", args=[consultation.code])
    assert client.get(start, {"question": 1}).context["question"].text == "Is a year long enough?"


def test_who_objected_and_what_changed_can_be_asked_once_the_answers_are_public(cast):
    consultation = closed(cast)
    receipts = {words: send(consultation, words) for words in ("Objects", "Changes", "Gone")}
    found = {words: only_comment(receipt) for words, receipt in receipts.items()}
    for words, effect in (("Objects", "none"), ("Changes", "substantive"), ("Gone", "substantive")):
        publish_comment(comment=found[words], by=cast.sami)
        answer = decide_comment(comment=found[words], outcome="noted", reason="x", effect=effect, by=cast.edda)
        approve_disposition(disposition=answer, by=cast.april)
    withdraw_comment(comment=found["Gone"], token=receipts["Gone"].token)

    def asked(**wanted):
        return [comment.text for comment in search_docket(consultation, Wanted(**wanted)).comments]

    assert [asked(effect="substantive"), asked(reaction="no_response")] == [[], []]
    publish_dispositions(consultation=consultation, by=cast.sami)
    consultation.refresh_from_db()
    react(disposition=found["Objects"].disposition, reaction="objects", text="No.", token=receipts["Objects"].token)
    assert asked(effect="substantive") == ["Changes"]
    assert asked(effect="withdrawn") == ["Gone"]
    assert (asked(reaction="objects"), asked(reaction="no_response")) == (["Objects"], ["Changes"])
