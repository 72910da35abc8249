"""A session that ends while somebody writes, in a real browser: the words come back, and whoever else signs in sees none."""

import pytest
from django.conf import settings
from django.core.cache import cache

from comments.models import Disposition
from norms.models import Clause
from norms.services import add_clause, register_norm
from tests.comments.scenes import closed, published

pytestmark = pytest.mark.browser
QUINCE = "Clause 2 says so already, with Quince."


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def keys(people):
    norm = register_norm(title="Key modules", summary="Keeps keys.", scheme="iso", by=people.edda)
    return add_clause(revision=norm.revisions.get(), title="Keys", anchor="keys", body="Keys shall rest.", by=people.edda)


def end_session(page):
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def editor(theatre, people, keys):
    page = theatre.page_of(people.edda)
    page.wait_for_load_state()
    page.goto(f"{theatre.address}/desk/norms/{keys.revision.norm.code}/clauses/keys/")
    return page


def test_an_answer_sent_after_the_session_ended_comes_back_and_is_saved_when_sent_again(theatre, people):
    comment = published(people, closed(people))
    page = theatre.page_of(people.edda)
    page.wait_for_load_state()
    page.goto(f"{theatre.address}/desk/comments/{comment.code}/decide/")
    page.get_by_label("Rejected", exact=True).check()
    page.get_by_label("No change", exact=True).check()
    page.locator("textarea[name=reason]").fill(QUINCE)
    end_session(page)
    page.get_by_role("button", name="Save and stay").click()

    page.get_by_text("What you typed is kept for an hour").wait_for()
    theatre.fill_in_who(page, people.edda)

    page.get_by_text("What you had typed stands in it again.").wait_for()
    assert page.locator("textarea[name=reason]").input_value() == QUINCE
    assert page.get_by_label("Rejected", exact=True).is_checked()
    assert not Disposition.objects.exists()
    page.get_by_role("button", name="Save and stay").click()
    page.get_by_text("is answered").wait_for()
    assert Disposition.objects.get().reason == QUINCE
    assert page.get_by_text("What you had typed").count() == 0


@pytest.mark.parametrize("theatre", [True], indirect=True)
def test_words_given_back_count_as_unsaved(theatre, people, keys):
    page = editor(theatre, people, keys)
    end_session(page)
    page.locator("textarea[name=body]").fill("Keys shall sleep.")
    page.get_by_text("Not saved: you are signed out.").wait_for()
    page.get_by_role("button", name="Save").click()
    theatre.fill_in_who(page, people.edda)

    page.get_by_text("Not saved yet.").wait_for()
    assert page.locator("textarea[name=body]").input_value() == "Keys shall sleep."
    page.locator("textarea[name=body]").press_sequentially(" Soundly.")
    page.get_by_text("Saved at").wait_for()
    assert "sleep." in Clause.objects.get(pk=keys.pk).body


@pytest.mark.parametrize("theatre", [True], indirect=True)
def test_whoever_signs_in_in_another_tab_saves_nothing_in_the_name_of_the_writer(theatre, people, keys):
    page = editor(theatre, people, keys)
    end_session(page)
    other = page.context.new_page()
    theatre.sign_in(other, people.sami)
    other.wait_for_url("**/desk/")

    page.locator("textarea[name=body]").fill("Keys shall sleep.")
    page.get_by_text("Not saved: somebody else has signed in in this browser.").wait_for()
    assert Clause.objects.get(pk=keys.pk).body == "Keys shall rest."
    assert page.locator("textarea[name=body]").input_value() == "Keys shall sleep."

    other.get_by_role("button", name="Sign out").first.click()
    theatre.sign_in(other, people.edda)
    page.get_by_text("Saved at").wait_for()
    assert Clause.objects.get(pk=keys.pk).updated_by == people.edda
