"""Whole addresses are ours, whatever a request calls the site: in mails, in single sign-on, on pages, in the interface."""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comments.models.declaration import VERSION
from normsite.foundation.accounts.models import User
from normsite.foundation.notifications.models import OutboxMail
from tests import scenes
from tests.cast import PASSWORD
from tests.comments.scenes import frozen_revision, opened, send

NEW_PASSWORD = "another-long-enough-secret"
SIGN_UP = {"email": "nora@people.example", "name": "Nora", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
HOSTS = ["127.0.0.1:7777", "127.0.0.1", "norms.example:6666", "norms.example", "localhost:1"]


@pytest.fixture(autouse=True)
def in_production(settings):
    """As behind a proxy that ends TLS, with the addresses of a health check among the allowed ones."""
    settings.BASE_URL = "https://norms.example"
    settings.HTTPS = True
    settings.ALLOWED_HOSTS = ["norms.example", "127.0.0.1", "localhost"]
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    cache.clear()


@pytest.fixture
def client() -> Client:
    return Client(SERVER_NAME="norms.example")


def addresses_in_mails() -> set[str]:
    """The site of every link in every mail, in either body, and whatever looks like a host we may be called by."""
    words = "\n".join(f"{mail.subject}\n{mail.text}\n{mail.html}" for mail in OutboxMail.objects.all())
    return set(re.findall(r"https?://[^/\s\"<>]+", words)) | set(re.findall(r"127\.0\.0\.1|localhost|:\d{4}\b", words))


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("page", "details"),
    [
        ("account_reset_password", {"email": "rosa@people.example"}),
        ("account_reset_password", {"email": "nobody@people.example"}),
        ("account_signup", SIGN_UP),
        ("account_signup", SIGN_UP | {"email": "rosa@people.example"}),
    ],
    ids=["forgotten password", "of nobody", "new account", "known address"],
)
def test_a_mail_leads_to_our_own_address_whatever_the_request_calls_us(cast, client, host, page, details):
    EmailAddress.objects.create(user=cast.rosa, email=cast.rosa.email, verified=True, primary=True)

    client.post(reverse(page), details, headers={"Host": host})

    assert OutboxMail.objects.count() == 1
    assert addresses_in_mails() == {"https://norms.example"}


def test_a_mail_of_a_machine_of_ones_own_leads_to_where_it_runs(cast, client, settings):
    settings.BASE_URL, settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http://localhost:8000", "http"

    client.post(reverse("account_reset_password"), {"email": cast.rosa.email}, headers={"Host": "127.0.0.1:7777"})

    assert "http://localhost:8000/accounts/password/reset/key/" in OutboxMail.objects.get().text


def test_a_changed_address_is_confirmed_at_our_own(cast, client):
    EmailAddress.objects.create(user=cast.rosa, email=cast.rosa.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": cast.rosa.email, "password": PASSWORD})
    new = {"action_add": "", "email": "rosa@elsewhere.example"}

    client.post(reverse("account_email"), new, headers={"Host": "127.0.0.1:7777"})

    assert OutboxMail.objects.filter(to="rosa@elsewhere.example").count() == 1
    assert addresses_in_mails() == {"https://norms.example"}


def test_a_receipt_that_a_program_asked_for_is_mailed_with_our_own_address(cast, client):
    sent = {
        "idempotency_key": "a-key-that-the-program-made-up-by-chance",
        "capacity": "anonymous",
        "email": "petra@people.example",
        "declaration": VERSION,
        "comments": [{"kind": "te", "text": "Say how fast."}],
    }
    path = f"/api/v1/consultations/{opened(cast).code}/submissions/"

    answer = client.post(path, sent, content_type="application/json", headers={"Host": "127.0.0.1:7777"})

    assert answer.json()["url"].startswith("https://norms.example/receipts/")
    assert OutboxMail.objects.count() == 1
    assert addresses_in_mails() == {"https://norms.example"}


def test_another_port_in_the_request_gives_no_more_tries_at_a_password(cast, client):
    def guess(number: int) -> str:
        wrong = {"login": cast.rosa.email, "password": f"guess {number}"}
        return client.post(reverse("account_login"), wrong, headers={"Host": f"127.0.0.1:{7000 + number}"}).text

    answers = [guess(number) for number in range(12)]

    assert "There were many wrong guesses." in answers[-1]


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.1/", "https://localhost/", "https://norms.example:6666/", "//localhost"])
def test_signing_in_leads_to_no_other_name_of_ours(cast, client, elsewhere):
    EmailAddress.objects.create(user=cast.rosa, email=cast.rosa.email, verified=True, primary=True)
    mine = {"login": cast.rosa.email, "password": PASSWORD}

    answer = client.post(f"{reverse('account_login')}?next={elsewhere}", mine, headers={"Host": "127.0.0.1"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/signed-in/")


def test_signing_in_leads_on_within_the_site(cast, client):
    EmailAddress.objects.create(user=cast.rosa, email=cast.rosa.email, verified=True, primary=True)
    mine = {"login": cast.rosa.email, "password": PASSWORD}

    answer = client.post(f"{reverse('account_login')}?next=/profile/", mine, headers={"Host": "127.0.0.1"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/profile/")


def test_a_passkey_is_made_for_our_own_address(cast, client):
    EmailAddress.objects.create(user=cast.rosa, email=cast.rosa.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": cast.rosa.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    page = client.get(reverse("mfa_add_webauthn"), headers={"Host": "127.0.0.1:7777"})

    told = json.loads(re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page.text)[1])
    assert told["creation_options"]["publicKey"]["rp"] == {"id": "norms.example", "name": "Normsite"}


def test_a_receipt_says_our_own_address(cast, client):
    receipt = send(opened(cast), "Say how noisy.")

    page = client.get(f"/receipts/{receipt.submission.code}/?key={receipt.token}", headers={"Host": "127.0.0.1:7777"})

    own = f"https://norms.example/receipts/{receipt.submission.code}/?key={receipt.token}"
    assert f'href="{own}">{own}</a>' in page.text
    assert "7777" not in page.text


def test_the_interface_leads_to_the_next_page_at_our_own_address(cast, client):
    consultation = opened(cast)
    for number in range(51):
        opened(cast, revision=frozen_revision(cast, f"Modules {number}"), title=f"Draft {number}")

    listed = client.get("/api/v1/consultations/", headers={"Host": "127.0.0.1:7777"}).json()

    assert listed["next"].startswith("https://norms.example/api/v1/consultations/?cursor=")
    assert listed["results"][0]["code"] == consultation.code
    following = urlsplit(listed["next"])
    assert len(client.get(f"{following.path}?{following.query}").json()["results"]) == 2


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/", "/api/?script=", "/", "/accounts/login/", "/norms/N-1/"])
def test_no_page_repeats_what_the_request_calls_us(cast, client, path):
    scenes.opened(cast, scenes.frozen(cast), days_ago=10)
    assert "7777" not in client.get(path, headers={"Host": "127.0.0.1:7777"}).content.decode()


@dataclass
class Provider:
    """An OpenID provider on this machine: it knows one person, and takes a code only with the address it was asked for."""

    address: str = ""
    asked_to_return_to: str = ""
    problems: list[str] = field(default_factory=list)

    def configuration(self) -> dict[str, str]:
        places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {"issuer": self.address} | {f"{name}_endpoint": f"{self.address}/{path}" for name, path in places.items()}

    def token(self, form: dict[str, list[str]]) -> dict[str, str]:
        if form.get("redirect_uri") != [self.asked_to_return_to]:  # RFC 6749, section 4.1.3
            self.problems.append(f"asked to return to {self.asked_to_return_to}, code comes from {form.get('redirect_uri')}")
        return {"access_token": "a-token", "token_type": "Bearer"}


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    known = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self._tell(known.configuration())
            else:
                self._tell({"sub": "42", "email": "nora@bodies.example", "email_verified": True, "name": "Nora"})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._tell(known.token(parse_qs(sent)))

        def _tell(self, facts: Mapping[str, object]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(facts).encode())

        def log_message(self, *said: object) -> None:
            """Nothing is told."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    known.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {"provider_id": "sso", "name": "Single sign-on", "client_id": "normsite", "secret": "s"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app | {"settings": {"server_url": f"{known.address}/.well-known/openid-configuration"}}]}
    }
    yield known
    server.shutdown()


@pytest.mark.parametrize("host", ["norms.example", "127.0.0.1:7777"])
def test_single_sign_on_returns_to_our_own_address_and_signs_in(db, client, provider, host):
    setting_out = client.post("/accounts/oidc/sso/login/", headers={"Host": host})
    asked = parse_qs(urlsplit(setting_out.headers["Location"]).query)
    (provider.asked_to_return_to,) = asked["redirect_uri"]
    assert provider.asked_to_return_to == "https://norms.example/accounts/oidc/sso/login/callback/"

    back = client.get("/accounts/oidc/sso/login/callback/", {"code": "a-code", "state": asked["state"][0]})

    assert (back.status_code, back.headers["Location"], provider.problems) == (302, "/signed-in/", [])
    assert [user.email for user in User.objects.all()] == ["nora@bodies.example"]
    assert client.get("/profile/").status_code == 200
