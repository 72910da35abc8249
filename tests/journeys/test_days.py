"""An engineer comments over two days on two devices, with a colleague, and without an account."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Comment, Draft, Submission
from normsite.foundation.notifications.models import OutboxMail
from tests.comments.scenes import opened

pytestmark = pytest.mark.browser


def write(theatre, page, consultation, anchor, passage, words):
    page.goto(f"{theatre.address}{consultation.revision.get_absolute_url()}#{anchor}")
    page.locator(f"#{anchor} [data-comment]").click()
    page.locator("textarea[name=passage]").fill(passage)
    page.locator("textarea[name=text]").fill(words)
    page.get_by_role("button", name="Keep it and go on").click()
    expect(page).to_have_url(re.compile("/comment/list/$"))


def link_to(email):
    mail = OutboxMail.objects.filter(to=email).latest("created_at")
    return re.search(r"https?://\S+/drafts/\S+", mail.text)[0]


def open_link(theatre, page, email, name):
    page.goto(link_to(email))
    page.get_by_label("Who you are, for the others").fill(name)
    page.get_by_role("button", name="Open the list in this browser").click()
    expect(page).to_have_url(re.compile("/comment/list/$"))


def test_an_engineer_marks_passages_over_two_days_on_two_devices_and_a_colleague_sends(theatre, people):
    consultation = opened(people)
    office = theatre.page_of(None)
    write(theatre, office, consultation, "keys", "erase keys", "Say how fast.")
    write(theatre, office, consultation, "alarms", "raise an alarm", "To whom?")
    office.get_by_role("link", name="Go on later, or with others").click()
    office.get_by_label("Your e-mail address").fill("engineer@works.example")
    office.get_by_label("Who you are, for the others").fill("Enid")
    office.get_by_role("button", name="Mail me the link").click()
    expect(office.get_by_role("heading", name="Who works on this list")).to_be_visible()

    Draft.objects.update(created_at=timezone.now() - timedelta(days=1))
    phone = theatre.page_of(people.rosa)  # a browser of its own; that she is signed in there changes nothing
    open_link(theatre, phone, "engineer@works.example", "Enid")
    expect(phone.locator(".items__item")).to_have_count(2)
    write(theatre, phone, consultation, "scope", "about modules", "Which modules?")
    phone.get_by_role("link", name="Who works on it, and invite a colleague").click()
    phone.get_by_label("E-mail address of your colleague").fill("colleague@works.example")
    phone.get_by_role("button", name="Mail a link").click()

    colleague = theatre.page_of(people.edda)
    open_link(theatre, colleague, "colleague@works.example", "Cole")
    expect(colleague.locator(".items__item")).to_have_count(3)
    colleague.get_by_role("link", name="Go on", exact=True).click()
    colleague.get_by_label("For myself").check()
    colleague.get_by_label("Your name").fill("Cole Colleague")
    colleague.get_by_role("button").filter(has_text="Go on").click()
    colleague.get_by_label("I declare all three").check()
    colleague.get_by_role("button", name="Send").click()
    expect(colleague).to_have_url(re.compile("/receipts/"))

    assert [one.passage for one in Comment.objects.order_by("position")] == ["erase keys", "raise an alarm", "about modules"]
    office.goto(f"{theatre.address}{consultation.get_absolute_url()}comment/list/")
    expect(office.get_by_role("heading", name="These comments are sent")).to_be_visible()
    expect(office.locator("main")).to_contain_text("Cole")
    office.get_by_role("button", name="Open the receipt").click()
    expect(office.locator("main")).to_contain_text(Submission.objects.get().code)
