"""A comment counts from the moment at which its last byte had arrived, however long it then waits with us."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.utils import timezone

from comments.guards.admission import A_BROWSER_SENDS
from comments.models import Consultation, CountedBy, NewComment, Submission
from comments.models.declaration import VERSION
from comments.services import publish_dispositions, submit_comments
from normsite.foundation.arrivals import Arrival
from normsite.foundation.clock import clock
from normsite.foundation.errors import Refused
from normsite.gateway.lanes import COUNTED_SECONDS, Lanes
from tests.comments.scenes import opened
from tests.gateway.talk import Answer, head, status_of, submission

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]

FORM = "application/x-www-form-urlencoded"
ROOM = Lanes().intake.threads + Lanes().intake.waiting


def closing_in(cast, seconds: float) -> Consultation:
    consultation = opened(cast)
    Consultation.objects.update(closes_at=timezone.now() + timedelta(seconds=seconds))
    consultation.refresh_from_db()
    return consultation


def await_deadline(consultation: Consultation) -> None:
    while timezone.now() <= consultation.closes_at:
        time.sleep(0.02)


@contextmanager
def held_up(consultation: Consultation) -> Iterator[None]:
    """Whatever is sent to the consultation waits with us until the end of this."""
    with transaction.atomic():
        Consultation.objects.select_for_update().get(pk=consultation.pk)
        yield


@contextmanager
def meanwhile(act: Callable[[], Answer]) -> Iterator[list[Answer]]:
    """Do this at the same time; the list holds the answer in the end."""
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(act()))
    thread.start()
    yield answers
    thread.join()


@contextmanager
def crowded(served, consultation: Consultation) -> Iterator[list[int]]:
    """So many submissions wait with us that there is no room for another; in the end the list holds what each was answered."""
    path = f"/api/v1/consultations/{consultation.code}/submissions/"
    statuses: list[int] = []
    with ExitStack() as lines:
        crowd = [lines.enter_context(served.line()) for _ in range(ROOM)]
        with held_up(consultation):
            for line in crowd:
                body = submission().encode()
                line.sendall(head("POST", path, len(body), "Content-Type: application/json") + body)
            time.sleep(0.5)  # until all of them have been read
            yield statuses
        statuses += [status_of(line) for line in crowd]


def test_what_arrived_in_time_counts_however_long_it_waits_with_us(cast, served):
    consultation = closing_in(cast, 1.5)
    with meanwhile(lambda: served.send(consultation.code, submission())) as answers, held_up(consultation):
        await_deadline(consultation)
    assert answers[0].status == 201, answers[0].text
    kept = Submission.objects.get()
    assert kept.received_at < consultation.closes_at < kept.stored_at
    assert (answers[0].json()["counted_by"], kept.counted_by) == ("arrival", CountedBy.ARRIVAL)
    assert datetime.fromisoformat(answers[0].json()["received_at"]) == kept.received_at


def test_what_was_begun_in_time_but_arrived_late_does_not_count(cast, served):
    consultation = closing_in(cast, 1)
    body = submission().encode()
    with served.line() as line:
        path = f"/api/v1/consultations/{consultation.code}/submissions/"
        line.sendall(head("POST", path, len(body), "Content-Type: application/json") + body[:-1])
        await_deadline(consultation)
        line.sendall(body[-1:])
        assert status_of(line) == 409
    assert Submission.objects.count() == 0


def test_an_arrival_counts_for_half_a_minute_and_no_longer(cast):
    consultation = opened(cast)
    receipt = submit_comments(
        consultation=consultation,
        items=[NewComment(text="Early.")],
        capacity="individual",
        name="Nadia Nowak",
        idempotency_key="k" * 43,
        arrival=Arrival(time.monotonic() - 3600),
    )
    assert receipt.submission.stored_at - receipt.submission.received_at == timedelta(seconds=30)


@pytest.mark.parametrize(("minutes", "counted"), [(14.9, CountedBy.TICKET), (15.1, CountedBy.ARRIVAL)])
def test_a_ticket_lasts_a_quarter_of_an_hour_from_the_refusal_to_the_second_arrival(cast, minutes, counted):
    receipt = submit_comments(
        consultation=opened(cast),
        items=[NewComment(text="Refused once.")],
        capacity="individual",
        name="Nadia Nowak",
        idempotency_key="k" * 43,
        arrival=Arrival(time.monotonic() - 20, refused_at=timezone.now() - timedelta(minutes=minutes, seconds=20)),
    )
    assert receipt.submission.counted_by == counted


def test_an_arrival_is_never_told_earlier_than_it_was():
    before, read_at = timezone.now(), time.monotonic()
    clock.now()
    assert before <= clock.instant_of(read_at) < before + timedelta(seconds=1)


def test_whoever_finds_no_room_is_told_at_once_and_keeps_the_place_in_time(cast, served):
    consultation = closing_in(cast, 4)
    words = submission("Refused for want of room.")
    with crowded(served, consultation) as statuses:
        refused = served.send(consultation.code, words)
        await_deadline(consultation)
    assert refused.status == 503
    assert 5 <= int(refused.headers["retry-after"]) <= 15
    assert refused.json()["reason"] == "So many are here at this moment; this was not taken."
    assert statuses == [201] * ROOM

    ticket = refused.headers["normsite-ticket"]
    assert served.send(consultation.code, words).status == 409
    assert served.send(consultation.code, submission("Other words."), Normsite_Ticket=ticket).status == 409
    assert served.send(consultation.code, words, Normsite_Ticket=ticket[:-1]).status == 409
    taken = served.send(consultation.code, words, Normsite_Ticket=ticket)
    assert (taken.status, taken.json()["counted_by"]) == (201, "ticket")
    kept = Submission.objects.get(code=taken.json()["code"])
    assert kept.received_at < consultation.closes_at < kept.stored_at


def test_who_would_wait_too_long_for_what_another_holds_keeps_the_place_in_time(cast, impatient):
    consultation = opened(cast)
    words = submission("Refused behind a row.")
    with held_up(consultation):
        refused = impatient.send(consultation.code, words)
    assert (refused.status, refused.json()["reason"]) == (
        503,
        "The site can't reach its records at this moment; this was not taken.",
    )
    Consultation.objects.update(closes_at=timezone.now())
    assert impatient.send(consultation.code, words).status == 409
    taken = impatient.send(consultation.code, words, Normsite_Ticket=refused.headers["normsite-ticket"])
    assert (taken.status, taken.json()["counted_by"]) == (201, "ticket")


def test_a_ticket_is_not_taken_at_another_consultation(cast, served):
    first, second = opened(cast), closing_in(cast, 3)
    words = submission()
    with crowded(served, first):
        ticket = served.send(first.code, words).headers["normsite-ticket"]
    await_deadline(second)
    assert served.send(second.code, words, Normsite_Ticket=ticket).status == 409


def test_a_form_that_finds_no_room_is_given_back_and_counts_from_its_first_arrival(cast, served):
    consultation = closing_in(cast, 8)
    visitor = Visitor(served)
    start = f"/consultations/{consultation.code}/comment/"
    visitor.post(start, about="whole", kind="ge", text="Words of Nadia & <co>", proposed_change="")
    visitor.post(f"{start}you/", capacity="individual", name="Nadia Nowak")
    form = visitor.form(f"{start}check/")
    with crowded(served, consultation):
        refused = visitor.post(f"{start}check/", **form)
        await_deadline(consultation)
    assert refused.status == 503
    assert "One moment, please" in refused.text
    again = fields_of(refused.text)
    assert {name: again[name] for name in form} == form
    answer = visitor.post(f"{start}check/", **again)
    assert (answer.status, answer.headers["location"][:13]) == (302, "/receipts/RC-")
    kept = Submission.objects.get(comments__text="Words of Nadia & <co>")
    assert (kept.counted_by, kept.received_at < consultation.closes_at) == (CountedBy.TICKET, True)
    receipt = visitor.get(answer.headers["location"]).text
    assert "by then it had reached us a first time, when we had no room for it" in receipt


def test_a_form_that_came_too_often_counts_from_its_first_arrival_too(cast, served):
    consultation = closing_in(cast, 300)
    visitor = Visitor(served)
    start = f"/consultations/{consultation.code}/comment/"
    visitor.get(start)
    for number in range(A_BROWSER_SENDS.most + 1):
        visitor.post(start, about="whole", kind="ge", text=f"Words {number}", proposed_change="")
        visitor.post(f"{start}you/", capacity="individual", name="Nadia Nowak")
        refused = visitor.post(f"{start}check/", **visitor.form(f"{start}check/"))
    assert refused.status == 429
    Consultation.objects.update(closes_at=timezone.now())
    again = fields_of(sending_form(refused.text)) | {"declaration": VERSION}
    answer = visitor.post(f"{start}check/", **again | {"altcha": "a proof that was not there before"})
    assert (answer.status, answer.headers["location"][:13]) == (302, "/receipts/RC-")
    kept = Submission.objects.get(comments__text=f"Words {A_BROWSER_SENDS.most}")
    assert kept.counted_by == CountedBy.TICKET


def test_words_that_find_no_room_stand_on_the_page_that_says_so(cast, served):
    consultation = opened(cast)
    visitor = Visitor(served)
    start = f"/consultations/{consultation.code}/comment/"
    visitor.get(start)
    typed = {"about": "whole", "kind": "ge", "text": 'A <b>long</b> thought & "more"', "proposed_change": "\n  at once"}
    with crowded(served, consultation):
        refused = visitor.post(start, **typed)
    assert refused.status == 503
    assert {name: fields_of(refused.text)[name] for name in typed} == typed


def test_the_page_that_says_wait_leads_to_no_other_host(cast, served):
    consultation = opened(cast)
    with crowded(served, consultation):
        page = served.ask("POST", "//evil.example/x?y=1", "text=a+b", Content_Type=FORM, Sec_Fetch_Site="same-origin").text
    assert re.findall('action="([^"]*)"', page) == ["/evil.example/x?y=1"]


def test_readers_and_the_desk_are_answered_while_the_intake_is_full(cast, served):
    consultation = opened(cast)
    pages = ["/", "/norms/", f"/consultations/{consultation.code}/", "/healthz", "/readyz", "/accounts/login/"]
    with crowded(served, consultation):
        assert [served.ask("GET", page).status for page in pages] == [200] * len(pages)


def test_answers_are_published_only_when_nothing_can_be_on_its_way_any_more(cast):
    consultation = opened(cast, since=timedelta(days=61) + timedelta(minutes=15))
    with pytest.raises(Refused, match="may still be on its way"):
        publish_dispositions(consultation=consultation, by=cast.sami)
    Consultation.objects.update(closes_at=timezone.now() - timedelta(minutes=16))
    assert publish_dispositions(consultation=consultation, by=cast.sami).concluded_at is not None


def test_the_log_holds_no_address_that_opens_anything(cast, served):
    connection.close()
    served.ask("GET", "/accounts/password/reset/key/3-secret-link-of-mail/")
    served.ask("GET", "/receipts/RC-2026-00042/?key=secret-key-of-receipt")
    time.sleep(0.2)
    log = served.log.read_text()
    assert "GET /receipts/<str:code>/ 404" in log
    for secret in ("secret-link", "secret-key", "RC-2026-00042", "127.0.0.1 "):
        assert secret not in log


def test_the_log_counts_those_turned_away_in_a_second(cast, served):
    consultation = opened(cast)
    with crowded(served, consultation):
        for _ in range(3):
            assert served.send(consultation.code, submission()).status == 503
        time.sleep(COUNTED_SECONDS + 0.2)
    log = served.log.read_text()
    assert "No room in the lane of intake: 3 turned away within a second." in log
    assert "POST - 503" not in log


def sending_form(page: str) -> str:
    """A page from its form with “Send” on."""
    return page[page.index("data-submit-once") :]


class Visitor:
    """A browser that keeps its cookies."""

    def __init__(self, served) -> None:
        self.served = served
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._keep(self.served.ask("GET", path, Cookie=self._cookie()))

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the form on a page."""
        page = self.get(path).text
        return fields_of(sending_form(page)) | {"declaration": VERSION}

    def post(self, path: str, **fields: str) -> Answer:
        if "csrftoken" not in self.cookies:
            self.get(path)
        given = {"csrfmiddlewaretoken": self.cookies["csrftoken"]} | fields
        told = {"Content_Type": FORM, "Cookie": self._cookie(), "Origin": "http://localhost"}
        return self._keep(self.served.ask("POST", path, urlencode(given), **told))

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, answer: Answer) -> Answer:
        for name, value in re.findall(r"(csrftoken|sessionid)=([^;]+)", answer.headers.get("set-cookie", "")):
            self.cookies[name] = value
        return answer


def fields_of(page: str) -> dict[str, str]:
    """What the forms of a page would send."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    typed = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.S)
    return {name: unescape(value) for name, value in [*hidden, *typed]}
