"""Sending while many come, in a real browser under the real policy: with scripts a short wait, without them none."""

import json
import secrets
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from comments.guards.admission import MANY_FROM_A_NETWORK
from comments.models import Comment, Consultation, Submission
from comments.models.declaration import VERSION
from normsite.foundation.throttle import spend
from tests.comments.scenes import opened

pytestmark = pytest.mark.browser
with_scripts = pytest.mark.parametrize("theatre", [True], indirect=True)

SLOW = """
  const real = crypto.subtle.deriveBits.bind(crypto.subtle);
  const pause = () => new Promise((go) => { setTimeout(go, MILLISECONDS); });
  crypto.subtle.deriveBits = async (...given) => { await pause(); return real(...given); };
"""


@pytest.fixture
def consultation(people):
    """One that is open, while many send from the network of this browser."""
    cache.clear()
    many = MANY_FROM_A_NETWORK.of("127.0.0.0/24")
    for _ in range(2 * many.limit.most):
        spend(many)
    return opened(people)


def flood(consultation):
    """A program in the network of this browser sends forty."""
    address = f"/api/v1/consultations/{consultation.code}/submissions/"
    for _ in range(40):
        body: dict[str, Any] = {"idempotency_key": secrets.token_urlsafe(32), "capacity": "individual", "name": "Petra Program"}
        body |= {"declaration": VERSION}
        body["comments"] = [{"kind": "ge", "text": "Flood words."}]
        assert Client().post(address, body, content_type="application/json").status_code == 201


@pytest.fixture
def page(theatre):
    """The visitor's, which notes whatever the browser complains of."""
    page = theatre.page_of(None)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def write(page, theatre, consultation):
    """All but the last button."""
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/")
    page.get_by_label("General:").check()
    page.get_by_label("What do you want to say, and why?").fill("Honest words Quince")
    page.get_by_role("button", name="Keep it and go on").click()
    page.get_by_role("link", name="Go on", exact=True).click()
    page.get_by_label("For myself:").check()
    page.get_by_label("Your name").fill("Vera Visitor")
    page.get_by_role("button", name="Go on and check").click()
    page.wait_for_url("**/check/")


def send(page):
    """Press the last button, and wait for the receipt: in how many seconds it comes."""
    began = time.monotonic()
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send").click(no_wait_after=True)
    page.get_by_text("Your comment is received").wait_for(timeout=20_000)
    return time.monotonic() - began


def honest():
    return Submission.objects.get(comments__text="Honest words Quince")


def solution(page):
    return page.locator("input[name=altcha]").input_value()


def wait_until_solved(page):
    expect(page.locator("input[name=altcha]")).not_to_have_value("", timeout=20_000)


def test_an_honest_sender_gets_through_while_many_come(page, theatre, people):
    cache.clear()
    consultation = opened(people)
    flood(consultation)
    write(page, theatre, consultation)
    assert send(page) < 10
    assert honest().held == ("" if theatre.scripts else "network")
    assert page.get_by_text("reads it apart from the others").count() == (0 if theatre.scripts else 1)
    assert page.complaints == []
    desk = theatre.page_of(people.sami)
    desk.wait_for_load_state()
    desk.goto(f"{theatre.address}/desk/consultations/{consultation.code}/moderate/")
    code = honest().comments.get().code
    apart = desk.locator(f"#held ~ section article#{code}")
    assert apart.count() == (0 if theatre.scripts else 1)
    if not theatre.scripts:
        assert "when many came from the sender's network within a minute" in apart.inner_text()
    desk.get_by_label(f"Publish {code}").check()
    desk.get_by_role("button", name="Publish the ticked ones").first.click()
    desk.get_by_text("1 comment published.").wait_for()
    assert honest().comments.get().state == "published"


@with_scripts
def test_the_work_is_done_while_the_page_is_read_and_the_page_stays_alive(page, theatre, consultation):
    page.add_init_script("""
      let before = performance.now();
      globalThis.longest = 0;
      setInterval(() => { longest = Math.max(longest, performance.now() - before); before = performance.now(); }, 10);
    """)
    write(page, theatre, consultation)
    wait_until_solved(page)
    assert page.evaluate("longest") < 500
    assert page.locator("progress").is_hidden()
    assert page.get_by_text("your browser does a short calculation of its own").is_visible()
    send(page)
    assert honest().held == ""


@with_scripts
def test_who_sends_before_the_work_is_done_sees_how_far_it_is_and_is_sent_on(page, theatre, consultation):
    page.add_init_script(SLOW.replace("MILLISECONDS", "40"))
    write(page, theatre, consultation)
    page.get_by_label("I declare all three").check()
    page.get_by_role("button", name="Send").click(no_wait_after=True)
    page.get_by_role("status").get_by_text("One moment: your browser finishes its calculation").wait_for()
    bar = page.get_by_role("progressbar", name="The calculation before sending")
    assert bar.is_visible()
    expect(bar).not_to_have_js_property("value", 0)
    page.get_by_role("button", name="Send").click(no_wait_after=True)
    page.get_by_text("Your comment is received").wait_for(timeout=20_000)
    assert honest().held == ""
    assert Comment.objects.filter(text="Honest words Quince").count() == 1


@with_scripts
def test_who_sends_in_the_last_seconds_waits_for_no_work(page, theatre, consultation):
    page.add_init_script(SLOW.replace("MILLISECONDS", "100000"))
    write(page, theatre, consultation)
    Consultation.objects.update(closes_at=timezone.now() + timedelta(seconds=12))
    page.reload()
    assert send(page) < 9
    assert honest().held == "network"


@with_scripts
def test_a_browser_that_is_too_slow_is_not_kept_waiting(page, theatre, consultation):
    page.add_init_script(SLOW.replace("MILLISECONDS", "100000"))
    write(page, theatre, consultation)
    assert 9 < send(page) < 20
    assert honest().held == "network"


@with_scripts
@pytest.mark.parametrize("missing", ["", "subtle"])
def test_where_the_browser_has_no_cryptography_it_sends_as_without_scripts(page, theatre, consultation, missing):
    owner, name = ("crypto", missing) if missing else ("globalThis", "crypto")
    page.add_init_script(f"Object.defineProperty({owner}, '{name}', {{ value: undefined }});")
    write(page, theatre, consultation)
    assert page.get_by_text("your browser does a short calculation of its own").is_hidden()
    send(page)
    assert honest().held == "network"
    assert page.complaints == []


@with_scripts
def test_a_page_left_open_for_an_hour_gets_new_work(page, theatre, consultation):
    write(page, theatre, consultation)
    wait_until_solved(page)
    first = solution(page)
    page.evaluate("const real = Date.now; Date.now = () => real() + 3600_000;")
    expired = json.loads(page.evaluate("(words) => atob(words)", first))
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    send(page)
    assert honest().held == ""
    later = sent[-1].post_data
    assert first not in later
    assert expired["challenge"]["parameters"]["nonce"] not in later
