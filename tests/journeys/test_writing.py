"""The clause editor in a real browser: what is saved by itself, what is not, and that the page never says otherwise."""

import pytest
from django.conf import settings
from playwright.sync_api import Error

from norms.models import Clause
from norms.services import add_clause, register_norm, save_clause
from tests.comments.scenes import closed, opened, published

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("theatre", [True], indirect=True),
]

SAMI_WROTE = "The module shall hum."


@pytest.fixture
def keys(people):
    norm = register_norm(title="Key modules", summary="Keeps keys.", scheme="iso", by=people.edda)
    return add_clause(revision=norm.revisions.get(), title="Keys", anchor="keys", body="Keys shall rest.", by=people.edda)


@pytest.fixture
def page(theatre, people, keys):
    page = theatre.page_of(people.edda)
    page.wait_for_load_state()
    page.goto(f"{theatre.address}/desk/norms/{keys.revision.norm.code}/clauses/keys/")
    return page


def status(page):
    return page.locator("[data-save-status]")


def stands(keys):
    return Clause.objects.get(pk=keys.pk).body


def asked_before_leaving(page):
    """Whether the browser asks when the person goes elsewhere; she stays."""
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Norms").first.click(no_wait_after=True)
    page.wait_for_timeout(500)
    return asked == ["beforeunload"]


def write(page, words):
    page.locator("textarea[name=body]").fill(words)


def test_words_written_on_from_a_conflict_count_as_unsaved_until_they_are_saved(page, people, keys):
    write(page, "Keys shall sleep.")
    save_clause(clause=keys, version=1, title="Keys", body=SAMI_WROTE, rationale="", by=people.sami)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Write on in mine").click()
    page.get_by_text("Not saved yet.").wait_for()
    assert asked_before_leaving(page)
    assert stands(keys) == SAMI_WROTE
    page.locator("textarea[name=body]").press_sequentially(" Soundly.")
    page.get_by_text("Saved at").wait_for()
    assert stands(keys).replace(" Soundly.", "") == "Keys shall sleep."
    assert not asked_before_leaving(page)


def test_words_that_were_sent_back_with_a_mistake_count_as_unsaved(page, keys):
    write(page, "> " * 40 + "deep")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("nested more than 10 deep").first.wait_for()
    assert status(page).inner_text().startswith("Not saved yet.")
    assert asked_before_leaving(page)
    assert stands(keys) == "Keys shall rest."


def test_a_text_too_long_for_the_site_is_named_and_not_sent_again_and_again(page, keys):
    """In lines: to find the direction of one line of millions takes the browser itself too long."""
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("textarea[name=body]").evaluate(
        "area => { area.value = ('x'.repeat(99) + '\\n').repeat(5e4);"
        " area.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    page.get_by_text("Not saved: the text is longer than the site takes.").wait_for()
    page.get_by_text("No preview: the text is longer than the site takes.").wait_for()
    before = len(sent)
    page.wait_for_timeout(3_500)
    assert len(sent) == before
    assert asked_before_leaving(page)
    assert stands(keys) == "Keys shall rest."


def test_who_is_signed_out_reads_a_sentence_in_the_pane_and_no_page(page):
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(page, "Keys shall sleep.")
    page.get_by_text("No preview: you are signed out.").wait_for()
    page.get_by_text("Not saved: you are signed out.").wait_for()
    assert page.locator("[data-preview-into] form").count() == 0


def test_what_the_site_renders_is_shown_while_somebody_writes_and_no_other_text_becomes_html(page, keys):
    write(page, "The module shall **stop**.")
    page.locator("[data-preview-into] strong", has_text="stop").wait_for()
    status(page).get_by_text("Saved at").wait_for()
    assert page.locator("[data-provisions]").get_by_text("The module shall stop.").count() == 1
    with pytest.raises(Error, match="requires 'TrustedHTML' assignment"):
        page.evaluate("document.body.innerHTML = '<b>Quince</b>'")
    assert page.get_by_text("Quince").count() == 0


def test_whoever_leaves_a_half_written_answer_is_asked_first(theatre, people):
    consultation = closed(people)
    first, second = published(people, consultation), published(people, consultation)
    page = theatre.page_of(people.edda)
    page.wait_for_load_state()
    page.goto(f"{theatre.address}/desk/comments/{first.code}/decide/")
    page.locator("textarea[name=reason]").fill("Half of a")
    page.get_by_label("Accepted", exact=True).press("j")
    assert page.url.endswith(f"/{first.code}/decide/")
    assert asked_before_leaving(page)

    page.get_by_label("Accepted", exact=True).check()
    page.get_by_label("Editorial change").check()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(f"**/{second.code}/decide/")


def test_the_words_beside_the_form_are_those_of_what_is_chosen(theatre, people):
    consultation = opened(people)
    page = theatre.page_of(None)
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/?clause=keys")
    quoted = page.locator("#quoted")
    quoted.get_by_text("The module shall erase keys.").wait_for()
    page.locator("select[name=about]").select_option("c:alarms")
    quoted.get_by_text("The module shall raise an alarm.").wait_for()
    page.locator("select[name=about]").select_option("q:1")
    quoted.get_by_text("Is a year long enough?").wait_for()
    page.locator("select[name=about]").select_option("whole")
    page.wait_for_timeout(300)
    assert quoted.inner_text() == ""
