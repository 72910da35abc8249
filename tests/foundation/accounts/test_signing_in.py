"""Signing in: the way from an invitation to the desk, forgotten passwords, and what a stranger can learn."""

import gettext
import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.urls import reverse

from normsite.foundation.accounts import services
from normsite.foundation.accounts.models import Role, User
from normsite.foundation.notifications.models import OutboxMail
from tests import scenes
from tests.cast import PASSWORD

NEW_PASSWORD = "another-long-enough-secret"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def link_in_the_mail_to(address: str) -> str:
    text = OutboxMail.objects.filter(to=address).latest("created_at").text
    return re.search(r"https?://[^/\s]+(/accounts/\S+)", text)[1]


def follow(client, path: str) -> str:
    """A link that holds a key answers by a redirect to one that doesn't, so that the key doesn't stay in the address."""
    return client.get(path).headers["Location"]


def set_password(client, address: str, password: str) -> None:
    client.post(reverse("account_reset_password"), {"email": address})
    client.post(follow(client, link_in_the_mail_to(address)), {"password1": password, "password2": password})


def sign_in(client, address: str, password: str):
    return client.post(reverse("account_login"), {"login": address, "password": password})


def test_an_invited_person_sets_a_password_through_the_mailbox_and_comes_to_the_desk(cast, client):
    services.invite_person(email="nora@people.example", name="Nora", roles=[Role.EDITOR], by=cast.ada)

    client.post(reverse("account_reset_password"), {"email": "nora@people.example"})
    form = follow(client, link_in_the_mail_to("nora@people.example"))
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    signed_in = client.post(reverse("account_login"), {"login": "nora@people.example", "password": NEW_PASSWORD}, follow=True)

    assert signed_in.redirect_chain == [("/signed-in/", 302), ("/desk/", 302)]
    assert signed_in.status_code == 200


def test_the_link_in_an_invitation_sets_the_first_password_at_once(cast, client):
    services.invite_person(email="nora@people.example", name="Nora", roles=[Role.EDITOR], by=cast.ada)
    link = link_in_the_mail_to("nora@people.example")

    client.post(follow(client, link), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert sign_in(client, "nora@people.example", NEW_PASSWORD).headers["Location"] == "/signed-in/"
    assert "This link no longer works" in client.get(link).text


def test_a_link_to_a_new_password_works_once(cast, client):
    client.post(reverse("account_reset_password"), {"email": cast.rosa.email})
    link = link_in_the_mail_to(cast.rosa.email)
    client.post(follow(client, link), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    again = client.get(link)

    assert "This link no longer works" in again.text


def test_choosing_a_new_password_ends_the_sessions_elsewhere(cast, client, as_user):
    elsewhere = as_user(cast.edda)
    client.post(reverse("account_reset_password"), {"email": cast.edda.email})
    client.post(follow(client, link_in_the_mail_to(cast.edda.email)), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    answer = elsewhere.get("/desk/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/desk/")


def test_asking_for_a_new_password_says_the_same_whether_or_not_there_is_an_account(cast, client):
    known = client.post(reverse("account_reset_password"), {"email": cast.rosa.email}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@people.example"}, follow=True)

    assert (known.status_code, known.redirect_chain) == (unknown.status_code, unknown.redirect_chain)
    assert "If the address belongs to an account, a link is on its way to it." in unknown.text


def test_signing_up_with_a_known_address_tells_only_its_owner(cast, client):
    details = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "name": "Mallory"}
    EmailAddress.objects.create(user=cast.rosa, email=cast.rosa.email, verified=True, primary=True)

    known = client.post(reverse("account_signup"), details | {"email": cast.rosa.email})
    client.cookies.clear()
    unknown = client.post(reverse("account_signup"), details | {"email": "nora@people.example"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert list(OutboxMail.objects.order_by("created_at").values_list("to", "subject")) == [
        (cast.rosa.email, "You have an account at Normsite already"),
        ("nora@people.example", "Confirm your address for Normsite"),
    ]
    assert "Mallory" not in "".join(OutboxMail.objects.values_list("text", flat=True))
    assert User.objects.get(email=cast.rosa.email).check_password(PASSWORD) is True


def test_signing_up_with_a_known_address_takes_the_time_of_a_new_account(cast, client, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: [hashed.append(args), encode(*args)][1])
    details = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "name": "Mallory"}

    client.post(reverse("account_signup"), details | {"email": "nora@people.example"})
    for_the_new = len(hashed)
    client.post(reverse("account_signup"), details | {"email": cast.rosa.email})

    assert (for_the_new, len(hashed)) == (1, 2)


def test_a_new_account_opens_only_when_its_address_is_confirmed(client, db):
    client.post(
        reverse("account_signup"),
        {"email": "nora@people.example", "name": "Nora", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    mine = {"login": "nora@people.example", "password": NEW_PASSWORD}
    before = client.post(reverse("account_login"), mine)
    link = link_in_the_mail_to("nora@people.example")
    client.post(link)
    after = client.post(reverse("account_login"), mine)

    assert before.headers["Location"] == reverse("account_email_verification_sent")
    assert after.headers["Location"] == reverse("pages:after_sign_in")


@pytest.mark.parametrize("page", ["account_reset_password", "account_signup"])
def test_an_address_longer_than_mail_can_carry_is_said(client, db, page):
    details = {"name": "Nora", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    answer = client.post(reverse(page), details | {"email": f"{'n' * 243}@example.org"})

    assert "at most 254 characters" in answer.text
    assert not OutboxMail.objects.exists()


def test_a_wrong_password_keeps_the_address_and_says_what_is_wrong(cast, client):
    answer = client.post(reverse("account_login"), {"login": cast.rosa.email, "password": "wrong"})

    assert answer.status_code == 200
    assert "The email address and/or password you specified are not correct." in answer.text
    assert f'value="{cast.rosa.email}"' in answer.text
    assert "wrong" not in answer.text


def test_many_wrong_passwords_are_slowed_down(cast, client):
    answers = [client.post(reverse("account_login"), {"login": cast.rosa.email, "password": f"guess {n}"}) for n in range(12)]

    assert [answer.status_code for answer in answers] == [200] * 11 + [429]
    assert "There were many wrong guesses." in answers[-1].text
    assert "Try again in 5 seconds." in answers[-1].text


def test_nobody_locks_somebody_else_out_by_wrong_passwords(cast, client):
    EmailAddress.objects.create(user=cast.rosa, email=cast.rosa.email, verified=True, primary=True)
    for n in range(11):
        client.post(reverse("account_login"), {"login": cast.rosa.email, "password": f"guess {n}"}, REMOTE_ADDR="203.0.113.9")

    answer = client.post(reverse("account_login"), {"login": cast.rosa.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.4")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/signed-in/")


def test_wrong_passwords_from_elsewhere_slow_nobody_else_behind_the_same_proxy(cast, client, settings):
    settings.PROXIES = 1
    for guess in range(11):
        details = {"login": f"nobody{guess}@people.example", "password": "wrong"}
        client.post(reverse("account_login"), details, headers={"X-Forwarded-For": "203.0.113.9"})

    mine = {"login": cast.rosa.email, "password": PASSWORD}
    answer = client.post(reverse("account_login"), mine, headers={"X-Forwarded-For": "198.51.100.7"})

    assert answer.status_code == 302


def test_a_closed_account_does_not_open(cast, client):
    services.close_account(person=cast.edda, by=cast.ada)
    client.post(reverse("account_reset_password"), {"email": cast.edda.email})

    client.post(reverse("account_login"), {"login": cast.edda.email, "password": PASSWORD})

    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_an_account_that_is_opened_again_needs_a_new_password_and_new_roles(cast, client):
    nora = services.invite_person(email="nora@people.example", name="Nora", roles=[Role.EDITOR], by=cast.ada)
    set_password(client, nora.email, PASSWORD)
    services.close_account(person=nora, by=cast.ada)
    services.reopen_account(person=nora, by=cast.ada)

    assert sign_in(client, nora.email, PASSWORD).status_code == 200
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"

    set_password(client, nora.email, NEW_PASSWORD)
    assert sign_in(client, nora.email, NEW_PASSWORD).headers["Location"] == "/signed-in/"
    assert client.get("/desk/").status_code == 403
    services.set_roles(person=nora, roles={Role.OBSERVER}, by=cast.ada)
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(cast, client, elsewhere):
    EmailAddress.objects.create(user=cast.rosa, email=cast.rosa.email, verified=True, primary=True)

    answer = client.post(f"{reverse('account_login')}?next={elsewhere}", {"login": cast.rosa.email, "password": PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/signed-in/")


def test_staff_without_a_second_factor_are_led_to_it_where_one_is_required(cast, as_user, settings):
    settings.STAFF_MFA_REQUIRED = True

    answer = as_user(cast.edda).get("/desk/")

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("mfa_index"))


def test_the_compiled_words_of_the_house_are_those_of_the_source():
    folder = Path(settings.BASE_DIR) / "normsite/locale/en/LC_MESSAGES"
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', (folder / "django.po").read_text("utf-8"), re.M)
    with (folder / "django.mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)

    def plain(text: str) -> str:
        return text.replace("\\n", "\n").replace('\\"', '"')

    assert [words.gettext(plain(source)) for source, _ in pairs] == [plain(ours) for _, ours in pairs]
    assert words.gettext("Sign In") == "Sign in"


def test_staff_without_the_second_factor_see_no_more_than_the_public(cast, as_user, settings):
    revision = scenes.drafted(cast)
    consultation = scenes.opened(cast, scenes.frozen(cast, "Other modules"))
    _, withheld, _ = scenes.spoken(cast, consultation)
    olu = as_user(cast.olu)
    assert scenes.SECRET_WORDS in olu.get(withheld.get_absolute_url()).text

    settings.STAFF_MFA_REQUIRED = True

    assert scenes.SECRET_WORDS not in olu.get(withheld.get_absolute_url()).text
    assert olu.get(revision.get_absolute_url()).status_code == 404


def test_there_is_no_second_door(client, db):
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/login/").status_code == 404
