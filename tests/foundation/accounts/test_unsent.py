"""A form that comes when its writer is not signed in any more: the words come back, to that person alone, and act by nobody."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from norms.models import Clause, Norm, Obligation
from norms.services import freeze_revision
from normsite.foundation.accounts import services, unsent
from normsite.foundation.accounts.models import UnsentForm, User
from normsite.foundation.accounts.tasks import forget_unsent_forms
from tests.cast import PASSWORD
from tests.comments import scenes as consulting
from tests.norms.scenes import address, clause, draft, norm_with_draft, save
from tests.plain_browser import PlainBrowser
from tests.riskreviews import scenes as risks

QUINCE = "The module shall forget the word Quince."
GIVEN_BACK = "What you had typed stands in it again."
KEPT = "What you typed is kept for an hour, and comes back once you are signed in."


@pytest.fixture(autouse=True)
def confirmed(cast):
    cache.clear()
    for user in User.objects.all():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


@pytest.fixture
def norm(cast) -> Norm:
    return norm_with_draft(cast)


@pytest.fixture
def edda(cast) -> PlainBrowser:
    """Edda, signed in, without scripts."""
    browser = PlainBrowser()
    browser.sign_in(cast.edda)
    return browser


@pytest.fixture
def writing(edda, norm) -> PlainBrowser:
    """Edda at the editor of the clause on keys."""
    edda.open(address("clause", norm, "keys"))
    return edda


def end_session(browser: PlainBrowser) -> None:
    Session.objects.filter(pk=browser.cookies[settings.SESSION_COOKIE_NAME].value).delete()


def save_words(browser: PlainBrowser, words: str = QUINCE, **options):
    return browser.send(browser.form_with("body"), body=words, **options)


def stands(norm: Norm) -> str:
    return clause(norm, "keys").body


# --- the way back ----------------------------------------------------------------------------------------------------


def test_words_sent_after_the_session_ended_stand_in_the_form_after_signing_in_and_are_saved_when_sent_again(
    writing, norm, cast
):
    before = stands(norm)
    end_session(writing)

    at_the_door = writing.follow(save_words(writing))
    assert KEPT in at_the_door.text
    assert "Quince" not in at_the_door.text
    back = writing.sign_in(cast.edda)

    assert writing.address.startswith(address("clause", norm, "keys"))
    assert GIVEN_BACK in back.text
    assert writing.form_with("body")["body"] == QUINCE
    assert stands(norm) == before  # nothing is carried out by itself
    saved = writing.follow(writing.send(writing.form_with("body")))
    assert stands(norm) == QUINCE
    assert GIVEN_BACK not in saved.text
    assert not UnsentForm.objects.exists()


def test_words_that_have_come_back_wait_until_they_are_sent_or_forgotten(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing))
    writing.sign_in(cast.edda)

    assert GIVEN_BACK in writing.open(writing.address).text
    forgetting = next(form for form in writing.forms() if form.action.endswith("/forget/"))
    page = writing.follow(writing.send(forgetting))

    assert "What you had typed is forgotten." in page.text
    assert "Quince" not in page.text
    assert not UnsentForm.objects.exists()


def test_words_come_back_beside_what_a_colleague_has_saved_meanwhile(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing))
    save(clause(norm, "keys"), cast.sami, body="Sami was quicker.")
    writing.sign_in(cast.edda)

    answer = writing.send(writing.form_with("body"))

    assert answer.status_code == 409
    assert QUINCE in answer.text
    assert stands(norm) == "Sami was quicker."


def test_what_is_sent_again_with_a_mistake_is_not_forgotten(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing))
    writing.sign_in(cast.edda)

    answer = writing.send(writing.form_with("body"), title="")

    assert answer.status_code == 422
    assert UnsentForm.objects.count() == 1


def test_a_save_by_itself_ends_what_was_waiting(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing))
    writing.sign_in(cast.edda)

    answer = writing.send(writing.form_with("body"), autosave="1", headers={"Sec-Fetch-Mode": "cors"})

    assert (answer.status_code, stands(norm)) == (200, QUINCE)
    assert not UnsentForm.objects.exists()


def sign_out(browser, cast):
    browser.sign_out()


def change_password(browser, cast):
    cast.edda.set_password(PASSWORD + "!")
    cast.edda.save()


@pytest.mark.parametrize("end", [lambda browser, cast: end_session(browser), sign_out, change_password])
def test_it_makes_no_difference_how_the_session_ended(writing, norm, cast, end):
    end(writing, cast)

    writing.follow(save_words(writing))
    writing.sign_in(cast.edda, PASSWORD + "!" if end is change_password else PASSWORD)

    assert writing.form_with("body")["body"] == QUINCE


def test_whoever_has_signed_in_again_in_another_tab_gets_the_words_back_at_once(writing, norm, cast):
    writing.sign_out()
    writing.sign_in_elsewhere(cast.edda)

    page = writing.follow(save_words(writing))

    assert GIVEN_BACK in page.text
    assert writing.form_with("body")["body"] == QUINCE
    writing.follow(writing.send(writing.form_with("body")))
    assert stands(norm) == QUINCE


def test_a_second_factor_that_is_asked_for_meanwhile_costs_no_words(writing, norm, cast, settings):
    settings.STAFF_MFA_REQUIRED = True

    page = writing.follow(save_words(writing))

    assert writing.address == reverse("mfa_index")
    assert KEPT in page.text
    settings.STAFF_MFA_REQUIRED = False  # as if it were set up now
    assert "See what you had typed" in writing.open("/desk/").text
    writing.open(UnsentForm.objects.get().address)
    assert writing.form_with("body")["body"] == QUINCE


def test_a_form_that_stands_on_another_page_comes_back_there(edda, norm, cast):
    edda.open(address("draft", norm))
    end_session(edda)

    edda.follow(edda.send(edda.form_with("title"), title="Quince pies"))
    edda.sign_in(cast.edda)

    assert edda.address.startswith(address("draft", norm) + "?unsent=")
    assert edda.form_with("title")["title"] == "Quince pies"
    edda.follow(edda.send(edda.form_with("title")))
    assert Clause.objects.filter(title="Quince pies").count() == 1


def test_words_for_which_the_page_has_no_place_any_more_are_shown_as_text(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing, "<b>Quince</b>"))
    freeze_revision(revision=draft(norm), by=cast.sami)

    page = writing.sign_in(cast.edda)

    assert page.request["PATH_INFO"] == reverse("accounts:unsent", args=[UnsentForm.objects.get().pk])
    assert "The page from which it came has no place for it now." in page.text
    assert 'value="&lt;b&gt;Quince&lt;/b&gt;"' in page.text
    assert "<b>Quince" not in page.text


def test_files_have_to_be_chosen_again_and_are_named(edda, cast):
    edda.open("/desk/norms/import/")
    end_session(edda)
    file = SimpleUploadedFile("edition.md", b"# Quince", "text/markdown")

    form = edda.form_with("text")
    answer = edda.post(
        edda.address,
        form.fields | {"file": file, "title": "Quince"},
        headers={"Sec-Fetch-Site": "same-origin", "Referer": f"http://testserver{edda.address}"},
    )
    edda.follow(answer)
    page = edda.sign_in(cast.edda)

    assert "Choose the file again: edition.md." in page.text
    assert edda.form_with("title")["title"] == "Quince"


# --- every form of the desk ------------------------------------------------------------------------------------------


def assessment_with_scenario(cast):
    assessment = risks.assessment_of(risks.draft_text(cast), cast)
    return assessment, risks.scenario_in(assessment, cast)


def comment_to_answer(cast):
    return consulting.published(cast, consulting.closed(cast))


def opened_by_sami(cast):
    return consulting.opened(cast).code


FORMS = [  # who, where, and what is typed there
    ("edda", lambda cast: "/desk/norms/new/", {"title": "Quince", "summary": "Quince pies."}),
    ("edda", lambda cast: "/desk/norms/import/", {"text": "# Quince\n\nPies."}),
    ("sami", lambda cast: address("facts", norm_with_draft(cast)), {"title": "Quince", "summary": "Pies."}),
    ("edda", lambda cast: f"/desk/norms/{consulting.frozen_revision(cast).norm.code}/next/", {"note": "Quince"}),
    ("edda", lambda cast: "/desk/obligations/new/", {"title": "Quince", "text": "Pies.", "as_of": "not a day"}),
    ("rhea", lambda cast: "/desk/risk/new/", {"title": "Quince", "scope": "Pies."}),
    (
        "rhea",
        lambda cast: f"/desk/risk/{assessment_with_scenario(cast)[0].code}/scenarios/new/",
        {"title": "Quince", "description": "Pies.", "threat_source": "Sour."},
    ),
    (
        "rhea",
        lambda cast: "/desk/risk/{.code}/scenarios/{.code}/evidence/".format(*assessment_with_scenario(cast)),
        {"citation": "Quince", "shows": "Pies."},
    ),
    (
        "rhea",
        lambda cast: f"/desk/risk/{assessment_with_scenario(cast)[0].code}/safeguards/new/",
        {"title": "Quince", "description": "Pies."},
    ),
    ("ada", lambda cast: "/desk/people/invite/", {"name": "Quince", "email": "quince@people.example"}),
    ("ada", lambda cast: "/desk/organisations/new/", {"name": "Quince"}),
    ("sami", lambda cast: f"/desk/consultations/{opened_by_sami(cast)}/extend/", {"reason": "Quince"}),
    ("edda", lambda cast: f"/desk/comments/{comment_to_answer(cast).code}/decide/", {"reason": "Quince"}),
    (
        "sami",
        lambda cast: f"/desk/comments/{consulting.only_comment(consulting.send(consulting.opened(cast))).code}/withhold/",
        {"reason": "Quince"},
    ),
    ("nils", lambda cast: "/profile/", {"name": "Quince"}),
]


@pytest.mark.parametrize(("who", "where", "typed"), FORMS)
def test_every_form_of_the_desk_gives_its_words_back(cast, who, where, typed):
    person = getattr(cast, who)
    browser = PlainBrowser()
    browser.sign_in(person)
    browser.open(where(cast))
    counted = {model: model.objects.count() for model in (Norm, Obligation, User)}
    end_session(browser)

    browser.follow(browser.send(browser.form_with(next(iter(typed))), **typed))
    page = browser.sign_in(person)

    form = browser.form_with(next(iter(typed)))
    assert GIVEN_BACK in page.text
    assert {name: form[name] for name in typed} == typed
    assert {model: model.objects.count() for model in counted} == counted


def test_choices_and_ticks_come_back_as_they_were_left(cast):
    assessment, scenario = assessment_with_scenario(cast)
    rhea = PlainBrowser()
    rhea.sign_in(cast.rhea)
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("without", {"impact": "VL"}),
        ("treatment", {"treatment": "avoid"}),
        ("what", {"clause": ""}),
    )
    for step, chosen in steps:
        rhea.open(f"/desk/risk/{assessment.code}/scenarios/{scenario.code}/{step}/")
        before = rhea.form_with(*chosen)
        end_session(rhea)

        rhea.follow(rhea.send(before, **chosen))
        rhea.sign_in(cast.rhea)

        after = rhea.form_with(*chosen)
        assert {name: after[name] for name in chosen} == chosen
        assert after["version"] == before["version"]


def test_a_tick_taken_away_stays_away(writing, norm, cast):
    assert writing.form_with("body")["normative"] == "on"
    end_session(writing)
    form = writing.form_with("body")
    del form.fields["normative"]

    writing.follow(writing.send(form))
    writing.sign_in(cast.edda)

    assert writing.form_with("body")["normative"] == ""


# --- to nobody else --------------------------------------------------------------------------------------------------


def test_another_person_who_signs_in_there_is_shown_nothing(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing))
    kept = UnsentForm.objects.get()

    page = writing.sign_in(cast.sami)

    assert writing.address.startswith(address("clause", norm, "keys"))
    assert "Quince" not in page.text
    assert "unsent" not in page.text.replace(f"unsent={kept.pk}", "")
    assert "Quince" not in writing.open("/desk/").text
    assert writing.open(reverse("accounts:unsent", args=[kept.pk])).status_code == 404


def test_a_form_of_another_person_is_not_carried_out_and_waits_for_its_writer(writing, norm, cast):
    before = stands(norm)
    writing.sign_out()
    writing.sign_in_elsewhere(cast.sami)

    answer = save_words(writing)

    assert (answer.status_code, stands(norm)) == (403, before)
    assert "This form was opened by another person in this browser than Sami" in answer.text
    assert "Quince" not in answer.text
    writing.sign_out()
    writing.sign_in_elsewhere(cast.edda)
    writing.open(UnsentForm.objects.get().address)
    assert writing.form_with("body")["body"] == QUINCE


def test_not_even_a_form_with_a_fresh_token_is_carried_out_in_another_name(writing, norm, cast):
    """As a script would send it that has fetched the token of whoever is signed in now."""
    before = stands(norm)
    form = writing.form_with("body")
    writing.sign_out()
    writing.sign_in_elsewhere(cast.sami)
    writing.open(address("clause", norm, "keys"))
    form.fields["csrfmiddlewaretoken"] = writing.form_with("body").fields["csrfmiddlewaretoken"]

    answer = writing.send(form, body=QUINCE, autosave="1", headers={"Sec-Fetch-Mode": "cors"})

    assert (answer.status_code, stands(norm)) == (403, before)
    assert not UnsentForm.objects.exists()


def test_in_another_browser_nothing_comes_back(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing))
    elsewhere = PlainBrowser()
    elsewhere.sign_in(cast.edda)

    page = elsewhere.open(UnsentForm.objects.get().address)

    assert "Quince" not in page.text
    assert elsewhere.open(reverse("accounts:unsent", args=[UnsentForm.objects.get().pk])).status_code == 404


def test_who_is_shut_out_gets_nothing_back(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing))
    wanted = UnsentForm.objects.get().address

    services.close_account(person=cast.edda, by=cast.ada)

    assert not UnsentForm.objects.exists()
    assert "Quince" not in writing.open(wanted).text
    assert writing.address.startswith("/accounts/login/")


def test_a_closed_account_keeps_nothing_more(writing, norm, cast):
    services.close_account(person=cast.edda, by=cast.ada)

    page = writing.follow(save_words(writing))

    assert KEPT not in page.text
    assert not UnsentForm.objects.exists()


def test_after_an_hour_the_words_are_gone(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing))
    UnsentForm.objects.update(kept_at=timezone.now() - timedelta(minutes=61))

    page = writing.sign_in(cast.edda)

    assert "Quince" not in page.text
    forget_unsent_forms()
    assert not UnsentForm.objects.exists()


def test_passwords_are_not_kept(writing, norm):
    end_session(writing)

    writing.send(writing.form_with("body"), body=QUINCE, password="hunter2", new_password1="hunter2")

    assert sorted(UnsentForm.objects.get().fields) == ["body", "kind", "normative", "rationale", "title", "version"]


# --- bounds, and other sites -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "told",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": None, "Origin": "https://evil.example", "Referer": "https://evil.example/"},
        {"Sec-Fetch-Site": None, "Origin": "null", "Referer": None},
    ],
)
def test_no_other_site_plants_words(writing, norm, cast, told):
    """It has no token of ours; even with a stamp that fits, nothing is kept or shown."""
    form = writing.form_with("body")
    del form.fields["csrfmiddlewaretoken"]
    headers = {"Origin": "http://testserver", "Referer": "http://testserver/", "Sec-Fetch-Mode": "navigate"} | told

    answer = writing.post(writing.address, form.fields | {"body": [QUINCE]}, headers={k: v for k, v in headers.items() if v})

    assert answer.status_code == 403
    assert "Quince" not in answer.text
    assert not UnsentForm.objects.exists()


@pytest.mark.parametrize("stamp", ["", "WzEsIngiXQ:1abcde:forged", "\x00", "x" * 5000])
def test_without_a_stamp_of_ours_nothing_is_kept(writing, norm, stamp):
    end_session(writing)

    answer = writing.send(writing.form_with("body"), body=QUINCE, stamp=stamp)

    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert not UnsentForm.objects.exists()


def test_the_stamp_of_a_stranger_keeps_words_for_the_stranger_alone(writing, norm, cast):
    nils = PlainBrowser()
    nils.sign_in(cast.nils)
    nils.open("/profile/")
    end_session(writing)

    writing.send(writing.form_with("body"), body=QUINCE, stamp=nils.form_with("name")["stamp"])

    assert UnsentForm.objects.get().user == cast.nils


def test_what_a_script_sends_is_not_kept_for_its_page_still_has_it(writing, norm):
    end_session(writing)

    save_words(writing, headers={"Sec-Fetch-Mode": "cors"})

    assert not UnsentForm.objects.exists()


def test_no_more_than_the_last_ten_forms_of_one_person_are_kept(writing, norm):
    end_session(writing)
    for number in range(13):
        save_words(writing, f"Quince {number}")

    assert [kept.fields["body"] for kept in UnsentForm.objects.all()] == [[f"Quince {number}"] for number in range(12, 2, -1)]


def test_what_is_too_long_to_be_kept_is_shown_at_once_to_be_copied(writing, norm):
    end_session(writing)
    long = "Quince " * (unsent.LARGEST // 7 + 1)

    page = save_words(writing, long)

    assert (page.status_code, page.text.count(long)) == (403, 1)
    assert "You are not signed in any more" in page.text
    assert not UnsentForm.objects.exists()


def test_null_characters_are_left_out(writing, norm, cast):
    end_session(writing)
    writing.follow(save_words(writing, "Quin\x00ce"))
    writing.sign_in(cast.edda)

    assert writing.form_with("body")["body"] == "Quince"


@pytest.mark.parametrize("wanted", ["", "1", "x" * 300, "%00", "00000000-0000-0000-0000-000000000000"])
def test_an_address_that_asks_for_nothing_of_ours_is_the_page_itself(writing, norm, wanted):
    page = writing.open(address("clause", norm, "keys") + f"?unsent={wanted}")

    assert page.status_code == 200
    assert GIVEN_BACK not in page.text


# --- forms for everybody ---------------------------------------------------------------------------------------------


@pytest.fixture
def visitor(cast) -> PlainBrowser:
    """Somebody without account at the comment form."""
    browser = PlainBrowser()
    browser.open(f"/consultations/{consulting.opened(cast).code}/comment/")
    return browser


def test_a_comment_whose_token_does_not_fit_is_shown_and_sent_again_by_one_button(visitor):
    form = visitor.form_with("text")
    visitor.cookies.pop(settings.CSRF_COOKIE_NAME)

    visitor.page = visitor.send(form, text="Why <b>Quince</b>?", kind="ge")

    assert visitor.page.status_code == 403
    assert visitor.page.context["fields"] == [
        ("About", "whole", 0),
        ("Kind", "ge", 0),
        ("Text", "Why <b>Quince</b>?", 0),
    ]
    assert 'value="Why &lt;b&gt;Quince&lt;/b&gt;?" dir="auto" readonly' in visitor.page.text
    assert "<b>Quince" not in visitor.page.text
    page = visitor.follow(visitor.send(visitor.form_with("text")))
    assert "Why &lt;b&gt;Quince&lt;/b&gt;?" in page.text


def test_words_from_another_site_are_not_shown_on_that_page(visitor):
    visitor.cookies.pop(settings.CSRF_COOKIE_NAME)

    page = visitor.send(visitor.form_with("text"), text="Call 555-QUINCE", headers={"Sec-Fetch-Site": "cross-site"})

    assert (page.status_code, "QUINCE" in page.text) == (403, False)


def test_no_password_is_shown_on_that_page(db):
    browser = PlainBrowser()
    browser.open("/accounts/login/")
    browser.cookies.pop(settings.CSRF_COOKIE_NAME)

    page = browser.send(browser.form_with("login"), login="rosa@people.example", password="hunter2")

    assert (page.status_code, "hunter2" in page.text) == (403, False)
