"""What browsers and crawlers are told with every page."""

import pytest
from django.urls import reverse

from normsite.portal.publication.publishing import publish
from tests import scenes

pytestmark = pytest.mark.django_db
OURS = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["normsite"],
}
PUBLIC = [
    "/",
    "/norms/",
    "/consultations/",
    "/rationale/",
    "/obligations/",
    "/glossary/",
    "/about/",
    "/weekly/",
    "/search/?q=x",
]


def policy(response):
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("address", [*PUBLIC, "/accounts/login/", "/no-such-page/", "/desk/", "/api/v1/norms/"])
def test_every_answer_has_the_same_strict_policy(client, address):
    assert policy(client.get(address)) == OURS


def test_only_the_description_of_the_interface_may_make_html_of_text_as_it_likes(client):
    looser = {name: sources for name, sources in OURS.items() if "trusted-types" not in name}
    assert policy(client.get("/api/")) == looser


def test_the_desk_has_it_too(cast, as_user):
    assert policy(as_user(cast.sami).get("/desk/")) == OURS


def test_the_other_headers_are_there(client):
    response = client.get("/")
    told = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    }
    assert {name: response[name] for name in told} == told


def test_what_somebody_signed_in_is_shown_is_kept_by_no_cache_on_the_way(cast, client, as_user):
    assert as_user(cast.sami).get("/desk/")["Cache-Control"] == "private, no-cache"
    assert as_user(cast.sami).get("/norms/")["Cache-Control"] == "private, no-cache"
    assert client.get("/norms/").get("Cache-Control") is None


def test_whoever_checks_links_is_told_that_the_record_is_there(cast, client):
    publication = publish(revision=scenes.ready(cast).second, by=cast.april)
    found = [publication.get_absolute_url(), reverse("publication:file", args=[publication.code, "json"]), *PUBLIC]
    assert {address: client.head(address).status_code for address in found} == dict.fromkeys(found, 200)


def test_a_downloaded_file_is_in_a_sandbox_and_runs_nothing(cast, client):
    publication = publish(revision=scenes.ready(cast).second, by=cast.april)
    response = client.get(reverse("publication:file", args=[publication.code, "html"]))
    told = policy(response)
    assert (told["sandbox"], told["default-src"], "script-src" in told) == ([], ["'none'"], False)
    assert response["Content-Disposition"].startswith("attachment")


def test_crawlers_stay_away_from_receipts_and_the_desk(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /receipts/",
        "Disallow: /accounts/",
    ]
