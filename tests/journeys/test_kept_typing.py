"""What is typed into the comment form is kept in the browser through a reload, a lost line and a deadline, until it is sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Consultation
from tests.comments.scenes import let_deadline_pass, opened

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("theatre", [True], indirect=True)]
KEPT = "[data-kept-typing]"
IN_STORE = "() => Object.entries(localStorage).filter(([name]) => name.startsWith('normsite.typed')).map(([, words]) => words)"


@pytest.fixture
def consultation(people) -> Consultation:
    return opened(people)


@pytest.fixture
def page(theatre, consultation) -> Page:
    found: Page = theatre.page_of(None)
    found.goto(f"{theatre.address}/consultations/{consultation.code}/comment/?clause=keys")
    return found


def words(page: Page):
    return page.locator("textarea[name=text]")


def send_on(page: Page, button: str = "Keep it and go on") -> None:
    page.get_by_role("button", name=button).click()


def kept(page: Page) -> list[str]:
    return page.evaluate(IN_STORE)


def test_from_the_first_letter_on_it_survives_a_reload_and_is_gone_when_the_site_has_it(page):
    expect(page.locator(KEPT)).to_have_text("")
    words(page).press_sequentially("W")
    expect(page.locator(KEPT)).to_contain_text("Kept in this browser only.")
    words(page).press_sequentially("hy?")
    page.get_by_label("Editorial").check()
    page.reload()
    expect(words(page)).to_have_value("Why?")
    expect(page.get_by_label("Editorial")).to_be_checked()
    expect(page.locator(KEPT)).to_contain_text("What you had typed is here again.")
    send_on(page)
    expect(page).to_have_url(re.compile("/comment/list/$"))
    assert kept(page) == []
    page.get_by_role("link", name="Add another comment").click()
    expect(words(page)).to_have_value("")


def test_a_lost_line_loses_nothing_and_then_it_is_sent(page):
    words(page).fill("Written on a train.")
    form = page.url
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        send_on(page)
    page.wait_for_load_state()
    page.context.set_offline(False)
    page.goto(form)
    expect(words(page)).to_have_value("Written on a train.")
    send_on(page)
    expect(page).to_have_url(re.compile("/comment/list/$"))
    assert kept(page) == []
    page.get_by_role("link", name="Go on", exact=True).click()
    page.get_by_label("For myself").check()
    page.get_by_label("Your name").fill("Nadia Nowak")
    page.get_by_label("E-mail address").fill("nadia@home.example")
    assert ["nadia@home.example" in one for one in kept(page)] == [False]
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Nadia Nowak")
    send_on(page, "Go on and check")
    expect(page).to_have_url(re.compile("/comment/check/$"))
    assert kept(page) == []
    page.wait_for_timeout(1_000)
    page.get_by_label("I declare all three").check()
    send_on(page, "Send")
    expect(page).to_have_url(re.compile("/receipts/"))
    assert (Comment.objects.get().text, kept(page)) == ("Written on a train.", [])


def test_another_tab_of_the_same_form_takes_nothing_away(page):
    words(page).fill("First tab.")
    other = page.context.new_page()
    other.goto(page.url)
    expect(words(other)).to_have_value("First tab.")
    words(other).fill("Second tab.")
    words(page).press_sequentially(" More.")
    other.reload()
    page.reload()
    expect(words(other)).to_have_value("Second tab.")
    expect(words(page)).to_have_value("First tab. More.")


def test_each_clause_has_words_of_its_own(page):
    words(page).fill("On keys.")
    on_keys = page.url
    page.goto(on_keys.replace("keys", "alarms"))
    expect(words(page)).to_have_value("")
    page.goto(on_keys)
    expect(words(page)).to_have_value("On keys.")


def test_it_is_forgotten_when_asked_and_what_stands_stays(page):
    words(page).fill("Something private.")
    page.get_by_role("button", name="Forget it").click()
    expect(words(page)).to_have_value("Something private.")
    words(page).press_sequentially("!")
    assert kept(page) == []
    page.reload()
    expect(words(page)).to_have_value("")


def test_what_the_site_refuses_is_shown_with_its_reasons_and_kept_on(page):
    page.locator("textarea[name=proposed_change]").fill("Only a change.")
    send_on(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.goto(page.url)
    expect(page.locator("textarea[name=proposed_change]")).to_have_value("Only a change.")


def test_after_the_deadline_the_page_of_the_consultation_gives_the_words_back(page, consultation):
    words(page).fill("A minute too late.")
    let_deadline_pass(consultation)
    page.reload()
    expect(page).to_have_url(re.compile(f"/consultations/{consultation.code}/$"))
    expect(page.get_by_label("What you had begun to write")).to_have_value("A minute too late.")
    page.get_by_role("button", name="Forget it").click()
    assert kept(page) == []


def test_what_is_older_than_thirty_days_is_gone(page):
    words(page).fill("Last year.")
    page.evaluate("""() => { for (const [name, words] of Object.entries(localStorage)) {
        const entry = JSON.parse(words);
        localStorage.setItem(name, JSON.stringify({ ...entry, at: entry.at - 31 * 24 * 60 * 60 * 1000 }));
    } }""")
    page.reload()
    expect(words(page)).to_have_value("")
    assert kept(page) == []


def test_what_others_have_put_into_the_storage_breaks_nothing(page):
    for number, words_there in enumerate(["", "{", "null", "[1]", '{"at": 1}', '{"at": 9e15, "values": {}, "here": 3}']):
        page.evaluate("([name, words]) => localStorage.setItem(name, words)", [f"normsite.typed {number}", words_there])
    page.reload()
    words(page).fill("Still kept.")
    assert len(kept(page)) == 1
    page.reload()
    expect(words(page)).to_have_value("Still kept.")


def test_a_browser_without_storage_says_nothing_and_the_form_works(theatre, consultation):
    page = theatre.page_of(None)
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })")
    page.goto(f"{theatre.address}/consultations/{consultation.code}/comment/")
    words(page).fill("Without storage.")
    expect(page.locator(KEPT)).to_have_count(0)
    send_on(page)
    expect(page).to_have_url(re.compile("/comment/list/$"))
