"""Who clicks five times where once is meant, with scripts and without: one thing comes of it."""

import time
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from tests.comments.scenes import opened

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@contextmanager
def slow_answers():
    """Forms that browsers send meanwhile wait for their session, so that the page is still there to be clicked on."""
    with transaction.atomic():
        list(Session.objects.select_for_update())
        yield


def test_a_visitor_keeps_a_comment_once(theatre, people):
    consultation = opened(people)
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/")
    page.get_by_label("General").check()
    page.locator("textarea[name=text]").fill("Why a year?")
    button = page.get_by_role("button", name="Keep it and go on")
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    with slow_answers():
        for _ in range(5):
            page.mouse.click(place["x"] + 9, place["y"] + 9)
            time.sleep(0.2)
    page.wait_for_url("**/comment/list/")
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/list/")
    assert page.locator(".items__item").count() == 1
