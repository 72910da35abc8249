"""While many come: floods cost their sender and nobody else, and everybody's comment is taken.

Everything is committed here as on a running site, since only what was taken spends anything. Two addresses share a network
when both begin with FLOODED or with FLOODED_6.
"""

import base64
import html
import json
import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import altcha
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from redis.commands.core import Script

from comments.guards import admission
from comments.models import Comment, Consultation, Submission
from comments.models.declaration import VERSION
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.proof import LONGEST_SOLUTION
from normsite.foundation.throttle import Limit
from tests.comments.scenes import Visitor, closed, frozen_revision, opened

pytestmark = pytest.mark.django_db(transaction=True)

FLOODED, FLOODED_6 = "203.0.113.", "2001:db8:77:ab00::"
TAKEN, HELD = (201, False), (201, True)
AT_ONCE = 4


def address_of(consultation, what):
    return f"/api/v1/consultations/{consultation.code}/{what}/"


def program(consultation, address=f"{FLOODED}5", *, key="", **changes):
    """A program sends one comment from this address."""
    body = {
        "idempotency_key": key or secrets.token_urlsafe(32),
        "declaration": VERSION,
        "capacity": "individual",
        "name": "Petra Program",
        "comments": [{"clause": "keys", "kind": "te", "text": "Say how fast."}],
    }
    address = {"REMOTE_ADDR": address}
    return Client().post(address_of(consultation, "submissions"), body | changes, content_type="application/json", **address)


def outcome(response):
    """The status, and of what was taken whether it is held."""
    return response.status_code, response.json().get("held")


def flood(consultation, times, address=f"{FLOODED}5"):
    return [outcome(program(consultation, address)) for _ in range(times)]


def on_a_connection_of_its_own(consultation):
    try:
        return program(consultation)
    finally:
        connection.close()


def crowd(consultation, times):
    """A program for each of so many networks."""
    return [outcome(program(consultation, f"10.0.{number}.1")) for number in range(times)]


def challenge_of(consultation, key):
    """As a program gets it."""
    return (
        Client().post(address_of(consultation, "challenges"), {"idempotency_key": key}, content_type="application/json").json()
    )


def solved(challenge):
    """What the browser's script or a program makes of a challenge."""
    challenge = altcha.Challenge.from_dict(challenge)
    return altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()


def ready(consultation, address=f"{FLOODED}9", **words):
    """A person who has only the last button left to press."""
    visitor = Visitor(consultation, REMOTE_ADDR=address)
    assert visitor.get(visitor.at("start")).status_code == 200
    assert visitor.write(**words).status_code == 302
    assert visitor.say_who().status_code == 302
    return visitor


def send_with_scripts(visitor):
    """Press the last button after the browser has done its work."""
    page = visitor.get(visitor.at("check")).text
    found = re.search('data-challenge="([^"]*)"', page)
    assert found, "The page asks for no work."
    return visitor.send(**visitor.hidden(), altcha=solved(json.loads(html.unescape(found[1]))))


def latest():
    """What the last submission is held for."""
    return Submission.objects.order_by("id").last().held


def let_close(consultation, **after):
    """Move the deadline to so long from now."""
    Consultation.objects.filter(pk=consultation.pk).update(closes_at=timezone.now() + timedelta(**after))
    consultation.refresh_from_db()


@pytest.fixture
def consultation(cast):
    return opened(cast)


def test_what_is_sent_to_a_closed_consultation_silences_no_neighbour(cast, consultation):
    over = closed(cast, revision=frozen_revision(cast, "Old modules"))
    for times in (60, 540):
        assert set(flood(over, times)) == {(409, None)}
        assert ready(consultation).send().status_code == 302
        assert latest() == ""
        assert outcome(program(consultation, f"{FLOODED}9")) == TAKEN


def test_what_is_written_to_a_closed_consultation_silences_no_neighbour(cast, consultation):
    flooder = Visitor(closed(cast, revision=frozen_revision(cast, "Old modules")), REMOTE_ADDR=f"{FLOODED}5")
    assert {flooder.write(kind="").status_code for _ in range(310)} == {409}
    assert ready(consultation).send().status_code == 302
    assert latest() == ""


def test_what_is_refused_or_repeated_spends_nothing(consultation):
    key = secrets.token_urlsafe(32)
    assert outcome(program(consultation, key=key)) == TAKEN
    for _ in range(30):
        assert outcome(program(consultation, key=key)) == TAKEN
        assert program(consultation, key=key, name="Somebody Else").status_code == 422
        assert program(consultation, name="").status_code == 409
        assert program(consultation, comments=[{"clause": "nowhere", "kind": "te", "text": "x"}]).status_code == 409
        assert program(consultation, capacity="nobody").status_code == 400
    assert Submission.objects.count() == 1
    assert flood(consultation, 19, f"{FLOODED}9") == [TAKEN] * 19


def test_a_form_that_is_refused_or_sent_again_spends_nothing(consultation):
    visitor = ready(consultation)
    form = visitor.hidden()
    assert [visitor.send(**form | {"seen": "another list"}).status_code for _ in range(30)] == [409] * 30
    assert {visitor.send(**form).url for _ in range(30)} == {visitor.send(**form).url}
    assert visitor.write(kind="").status_code == 422
    visitor.write()
    assert visitor.say_who().status_code == 302
    assert visitor.send().status_code == 302
    assert Submission.objects.count() == 2


def test_a_program_that_floods_gets_what_the_bucket_gives_and_waits_seconds(consultation):
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as programs:
        answers = list(programs.map(lambda _: on_a_connection_of_its_own(consultation), range(120)))
    most = 60 + AT_ONCE + time.monotonic() - began
    assert {outcome(answer) for answer in answers} == {TAKEN, HELD, (429, None)}
    assert 60 <= Submission.objects.count() <= most
    refused = next(answer for answer in answers if answer.status_code == 429)
    seconds = int(refused["Retry-After"])
    assert 1 <= seconds <= AT_ONCE  # a drop comes each second, and what was let in at the same time is owed
    assert refused.json() == {
        "reason": "Many forms came from your network or browser within a short time, so this one was not taken.",
        "mend": f"Nothing you typed is lost. Send it again in {seconds} second{'s' if seconds > 1 else ''}.",
    }


@pytest.mark.parametrize("left", [{"minutes": 10}, {"days": 3}])
def test_no_program_is_told_to_come_back_after_the_deadline(consultation, left):
    let_close(consultation, **left)
    refused = next(answer for answer in (program(consultation) for _ in range(200)) if answer.status_code != 201)
    assert (refused.status_code, refused["Retry-After"]) == (429, "1")
    assert timezone.now() + timedelta(seconds=1) < consultation.closes_at


def test_in_the_last_minute_no_program_is_told_to_come_back(consultation):
    let_close(consultation, seconds=55)
    outcomes = flood(consultation, 70)
    assert (outcomes[:20], set(outcomes)) == ([TAKEN] * 20, {TAKEN, HELD})


@pytest.mark.parametrize("left", [{"seconds": 55}, {"minutes": 10}])
def test_no_person_is_told_to_come_back_after_the_deadline(consultation, left):
    let_close(consultation, **left)
    visitor = ready(consultation)
    statuses = []
    for number in range(15):
        response = visitor.send()
        statuses.append(response.status_code)
        if response.status_code == 429:
            assert 0 < int(response["Retry-After"]) <= 6
            assert f"Kept words {number}" in response.text
            assert f"Send it again in {response['Retry-After']} second" in response.text
        visitor.write(text=f"Kept words {number + 1}")
        visitor.say_who()
    held = list(Submission.objects.order_by("id").values_list("held", flat=True))
    assert (statuses[:10], held[:10]) == ([302] * 10, [""] * 10)
    if "seconds" in left:
        assert (set(statuses), "sender" in held) == ({302}, True)
    else:
        assert (set(statuses), set(held)) == ({302, 429}, {""})


@pytest.mark.parametrize("left", [{"seconds": 50}, {"minutes": 10}])
def test_no_person_in_a_flooded_network_is_told_to_come_back(consultation, left):
    visitor = ready(consultation)
    let_close(consultation, **left)
    flood(consultation, 65)
    assert visitor.send().status_code == 302
    assert latest() == "network"


def test_who_waits_as_long_as_was_said_is_let_in(consultation, monkeypatch):
    monkeypatch.setattr(admission, "A_BROWSER_SENDS", Limit("few", most=1, seconds=5))
    visitor = ready(consultation)
    for _ in range(2):
        refused = visitor.send()
        visitor.write()
        visitor.say_who()
    assert refused.status_code == 429
    time.sleep(int(refused["Retry-After"]))
    assert visitor.send().status_code == 302


@pytest.mark.parametrize(("flooder", "neighbour"), [(f"{FLOODED}5", f"{FLOODED}9"), (f"{FLOODED_6}5", "2001:db8:77:abff::9")])
def test_a_neighbour_gets_through_while_another_floods(consultation, flooder, neighbour):
    assert (429, None) in flood(consultation, 90, flooder)
    assert send_with_scripts(ready(consultation, neighbour)).status_code == 302
    assert latest() == ""
    assert ready(consultation, neighbour).send().status_code == 302
    assert latest() == "network"
    key = secrets.token_urlsafe(32)
    proven = program(consultation, neighbour, key=key, altcha=solved(challenge_of(consultation, key)))
    assert outcome(proven) == TAKEN


def test_a_flood_from_many_networks_is_asked_for_work(cast, consultation, monkeypatch):
    monkeypatch.setattr(admission, "MANY_TO_A_CONSULTATION", Limit("few", most=12, seconds=60))
    outcomes = crowd(consultation, 30)
    assert outcomes[:12] == [TAKEN] * 12
    assert (outcomes[-1], latest()) == (HELD, "consultation")
    assert ready(consultation, "192.0.2.9").send().status_code == 302
    assert latest() == "consultation"
    assert send_with_scripts(ready(consultation, "192.0.2.9")).status_code == 302
    assert latest() == ""
    key = secrets.token_urlsafe(32)
    proven = program(consultation, "192.0.2.9", key=key, altcha=solved(challenge_of(consultation, key)))
    assert outcome(proven) == TAKEN
    other = opened(cast, revision=frozen_revision(cast, "Other modules"))
    assert outcome(program(other, "192.0.2.9")) == TAKEN


def test_a_proof_holds_once_for_one_consultation_and_for_half_an_hour(cast, consultation, monkeypatch):
    other = opened(cast, revision=frozen_revision(cast, "Other modules"))
    flood(consultation, 45)
    first, second, third, fourth = (secrets.token_urlsafe(32) for _ in range(4))
    proof_of_first = solved(challenge_of(consultation, first))
    assert outcome(program(consultation, f"{FLOODED}7", key=first, altcha=proof_of_first)) == TAKEN
    assert outcome(program(consultation, f"{FLOODED}7", key=second, altcha=proof_of_first)) == HELD
    assert outcome(program(other, f"{FLOODED}7", key=third, altcha=solved(challenge_of(consultation, third)))) == HELD
    late = solved(challenge_of(consultation, fourth))
    now = time.time()
    monkeypatch.setattr("altcha.v2.time.time", lambda: now + 1801)
    assert outcome(program(consultation, f"{FLOODED}7", key=fourth, altcha=late)) == HELD


def test_no_browser_proves_anything_with_the_work_of_another(consultation):
    flood(consultation, 45)
    worker, thief = ready(consultation), ready(consultation)
    page = worker.get(worker.at("check")).text
    work = solved(json.loads(html.unescape(re.search('data-challenge="([^"]*)"', page)[1])))
    assert thief.send(**thief.hidden(), altcha=work).status_code == 302
    assert latest() == "network"
    assert worker.send(**worker.hidden(), altcha=work).status_code == 302
    assert latest() == ""


def test_a_browser_that_keeps_no_cookie_waits_behind_its_network_and_then_counts_by_itself(consultation):
    neighbours = (Visitor(consultation, REMOTE_ADDR=f"{FLOODED}9") for _ in range(150))
    answers = ((neighbour, neighbour.write(text="Kept words Quince")) for neighbour in neighbours)
    neighbour, refused = next(answer for answer in answers if answer[1].status_code != 302)
    assert (refused.status_code, refused["Retry-After"]) == (429, "1")
    assert "Kept words Quince" in refused.text
    assert neighbour.write(text="Kept words Quince").status_code == 302
    assert Visitor(consultation, REMOTE_ADDR="192.0.2.9").write().status_code == 302


def test_with_redis_gone_comments_are_taken_as_ever(consultation, settings):
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "normsite.foundation.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.5},
        }
    }
    assert flood(consultation, 70) == [TAKEN] * 70
    assert ready(consultation).send().status_code == 302
    assert send_with_scripts(ready(consultation)).status_code == 302
    assert {submission.held for submission in Submission.objects.all()} == {""}
    for _ in range(11):
        program(consultation, email="Rosa@home.example")
    assert OutboxMail.objects.filter(to__iexact="rosa@home.example").count() == 10


def test_a_submission_asks_redis_twice_and_never_inside_a_transaction(consultation, monkeypatch):
    asked = []
    monkeypatch.setattr(
        Script,
        "__call__",
        lambda self, *args, real=Script.__call__, **options: (
            asked.append(connection.in_atomic_block) or real(self, *args, **options)
        ),
    )
    visitor = ready(consultation)
    form = visitor.hidden()
    asked.clear()
    assert visitor.send(**form).status_code == 302
    assert asked == [False, False]
    assert program(consultation, email="petra@program.example").status_code == 201
    assert asked == [False, False] * 2
    assert visitor.write().status_code == 302
    assert asked == [False, False] * 3


def test_many_wrong_keys_keep_no_neighbour_from_a_receipt(consultation):
    receipt = program(consultation).json()
    asked = {"code": receipt["code"], "key": "wrong"}
    assert {Client(REMOTE_ADDR=f"{FLOODED}5").post("/receipts/", asked).status_code for _ in range(110)} == {422}
    right = Client(REMOTE_ADDR=f"{FLOODED}9").post("/receipts/", asked | {"key": receipt["key"]})
    assert receipt["url"].endswith(right.headers["Location"])


def test_the_receipt_says_why_a_submission_is_read_apart(consultation):
    plain, *_, held = (program(consultation).json() for _ in range(30))
    pages = [Client().get(f"/receipts/{receipt['code']}/", {"key": receipt["key"]}).text for receipt in (plain, held)]
    assert ["reads it apart from the others" in page for page in pages] == [False, True]


def test_the_secretary_reads_what_is_held_apart_and_publishes_or_withholds_it(consultation, cast, as_user):
    program(consultation, comments=[{"kind": "ge", "text": "Early words"}])
    flood(consultation, 22)
    for words in ("Late words Quince", "Late words Medlar"):
        program(consultation, comments=[{"kind": "ge", "text": words}])
    Submission.objects.filter(comments__text="Say how fast.").update(held="")
    browser, page = as_user(cast.sami), f"/desk/consultations/{consultation.code}/moderate/"
    plain, held = browser.get(page).text.split('id="held"')
    assert ("<strong>23</strong> waiting" in plain, "<strong>2</strong> held apart" in held) == (True, True)
    assert (plain.count("<article"), held.count("<article")) == (23, 2)
    assert [word in plain for word in ("Early words", "Quince", "Medlar")] == [True, False, False]
    assert held.count("Came without proof of work, when many came from the sender&#x27;s network within a minute.") == 2
    quince, medlar = Comment.objects.filter(text__startswith="Late words").order_by("id")
    docket = f"/consultations/{consultation.code}/comments/"
    assert [word in Client().get(docket).text for word in ("Quince", "Medlar")] == [False, False]
    browser.post(page, {"comment": [quince.code]})
    browser.post(f"/desk/comments/{medlar.code}/withhold/", {"ground": "abuse", "reason": "It insults people."})
    assert [Comment.objects.get(pk=one.pk).state for one in (quince, medlar)] == ["published", "withheld"]
    assert 'id="held"' not in browser.get(page).text
    assert [word in Client().get(docket).text for word in ("Quince", "Medlar")] == [True, False]


def test_what_is_held_has_pages_of_its_own(consultation, cast, as_user):
    flood(consultation, 58)
    browser, page = as_user(cast.sami), f"/desk/consultations/{consultation.code}/moderate/"
    first = browser.get(page).text.split('id="held"')[1]
    following = html.unescape(re.search('rel="next" href="([^"#]*)', first)[1])
    second = browser.get(page + following).text.split('id="held"')[1]
    codes = [re.findall('<article class="comment" id="([^"]+)"', part) for part in (first, second)]
    held = Comment.objects.filter(submission__held="network").order_by("id").values_list("code", flat=True)
    assert codes == [list(held[:25]), list(held[25:])]


def test_what_is_no_solution_proves_nothing(consultation):
    flood(consultation, 40)
    for words in ("", "x", "e30=", "bnVsbA==", base64.b64encode(b"[" * 900).decode()):
        assert outcome(program(consultation, altcha=words)) == HELD


def test_a_solution_too_long_for_one_is_named(consultation):
    response = program(consultation, altcha="x" * (LONGEST_SOLUTION + 1))
    assert (response.status_code, list(response.json())) == (400, ["altcha"])
