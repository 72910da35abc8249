"""Who clicks five times where once is meant, with scripts and without: one thing comes of it."""

import re
import time
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import expect

from norms.models import Clause, Revision
from norms.services import register_norm
from normsite.foundation.accounts import once
from tests.comments.scenes import opened

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A click waits for the one before it as long as a busy machine needs for five."""
    monkeypatch.setattr(once, "WAITS", 30.0)


@contextmanager
def slow_answers(rows):
    """Forms that browsers send meanwhile wait for one of these rows, so that the page is still there to be clicked on."""
    with transaction.atomic():
        list(rows.select_for_update())
        yield


def click_five_times(page, name):
    """As a hand does it: without waiting for what the first click leads to."""
    button = page.get_by_role("button", name=name)
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    for _ in range(5):
        page.mouse.click(place["x"] + 9, place["y"] + 9)
        time.sleep(0.2)


def test_a_visitor_keeps_a_comment_once(theatre, people):
    consultation = opened(people)
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/")
    page.get_by_label("General").check()
    page.locator("textarea[name=text]").fill("Why a year?")
    with slow_answers(Session.objects):
        click_five_times(page, "Keep it and go on")
    expect(page).to_have_url(re.compile("/comment/list/$"))
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/list/")
    assert page.locator(".items__item").count() == 1


def test_an_editor_adds_a_clause_once_and_is_led_to_it(theatre, people):
    cache.clear()
    norm = register_norm(title="Key modules", summary="Keeps keys.", scheme="iso", by=people.edda)
    page = theatre.page_of(people.edda)
    page.wait_for_load_state()
    page.goto(f"{theatre.address}/desk/norms/{norm.code}/draft/")
    page.locator("input[name=title]").fill("Keys")
    with slow_answers(Revision.objects):
        click_five_times(page, "Add")
    expect(page).to_have_url(re.compile("/clauses/keys/$"))
    assert Clause.objects.filter(title="Keys").count() == 1
