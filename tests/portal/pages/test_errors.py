"""When something goes wrong people read what happened and what to do, never a bare error."""

import io

import pytest
from django.db import OperationalError
from django.test import Client

from normsite.foundation.errors import Refused
from normsite.foundation.throttle import TooMany
from normsite.portal.pages.urls import own

pytestmark = pytest.mark.django_db


@pytest.fixture
def breaking(monkeypatch):
    """Let the front page fail in a given way."""

    def fail(problem):
        def raising(request):
            raise problem

        for pattern in own:
            if pattern.name == "home":
                monkeypatch.setattr(pattern, "callback", raising)
        return Client(raise_request_exception=False).get("/")

    return fail


def test_a_paste_that_is_too_large_gets_a_page_that_says_so(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = client.post("/accounts/login/", {"login": "a" * 200})
    assert response.status_code == 413
    assert "This is too large" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "leads"), [("/consultations/CN-1/comment/", True), ("/consultations/CN-1/form/", True), ("/receipts/", False)]
)
def test_a_form_with_a_file_that_is_too_large_leads_back_to_itself(client, settings, address, leads):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
    unread = {"CONTENT_LENGTH": "5000001", "wsgi.input": io.BytesIO()}
    page = client.post(address, **unread).text
    said = [f'<a class="govuk-link" href="{address}">Back to the form</a>' in page, "is still there" in page]
    assert ("at most 5 MB" in page, said) == (True, [leads, leads])


@pytest.mark.parametrize("address", ["/search/", "/desk/organisations/", "/accounts/login/"])
def test_an_address_with_thousands_of_fields_gets_a_page(cast, as_user, address):
    browser = as_user(cast.sami) if "desk" in address else Client()
    browser.raise_request_exception = False
    answer = browser.get(f"{address}?" + "&".join(f"f{number}=" for number in range(1500)))
    assert (answer.status_code, "This is too large" in answer.text) == (413, True)


@pytest.mark.parametrize("query", ["a=b&" * 5_000, "a" * 20_000])
def test_an_address_too_long_to_come_back_to_leads_to_signing_in_all_the_same(client, query):
    response = client.get(f"/desk/consultations/open/?{query}")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/desk/consultations/open/")


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("/receipts/", "DATA_UPLOAD_MAX_MEMORY_SIZE"),
        ("/api/v1/consultations/CN-1/submissions/", "LARGEST_SUBMISSION"),
        ("/desk/norms/", "LARGEST_REQUEST"),
    ],
)
def test_an_upload_larger_than_anything_sent_there_is_refused_before_it_is_read(client, settings, path, setting):
    setattr(settings, setting, 1000)
    unread = io.BytesIO()
    unread.close()
    response = client.post(path, CONTENT_LENGTH="1001", **{"wsgi.input": unread})
    assert response.status_code == 413
    assert "This is too large" in response.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/norms/%00/", 404),
        ("/receipts/%00/", 404),
        ("/desk/comments/C-%00/decide/", 404),
        ("/search/?q=%00", 200),
        ("/search/?q=%%0000", 200),
        ("/desk/people/?q=a%00b", 200),
    ],
)
def test_an_address_with_a_null_character_gets_a_page(cast, as_user, address, status):
    response = as_user(cast.sami).get(address)
    assert response.status_code == status
    assert "<h1" in response.text


def test_a_cookie_with_a_null_character_is_nobodys_session(client):
    client.cookies["sessionid"] = "\0abcdefghijk"
    response = client.get("/desk/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/desk/")


def test_an_act_that_is_refused_says_why_and_what_instead(breaking):
    response = breaking(Refused("The door is shut.", "Ring the bell."))
    assert response.status_code == 409
    assert "The door is shut." in response.content.decode()
    assert "Ring the bell." in response.content.decode()


def test_too_often_says_when_to_come_back(breaking):
    response = breaking(TooMany(90))
    assert (response.status_code, response["Retry-After"]) == (429, "90")
    assert "Many forms came from your network" in response.content.decode()


def test_our_own_mistake_gets_a_page_without_the_cause(breaking):
    response = breaking(ValueError("the secret cause"))
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in page
    assert "the secret cause" not in page


def test_a_database_out_of_reach_is_a_503_that_says_when_to_try_again(breaking):
    response = breaking(OperationalError("connection to 10.0.0.7 failed"))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "What was received stays received." in response.content.decode()
    assert "10.0.0.7" not in response.content.decode()


def test_words_and_codes_that_lead_nowhere_get_a_page_with_a_search(client):
    response = client.get("/norms/N-99999/")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
