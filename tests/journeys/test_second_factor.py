"""A member of staff protects the account: an authenticator app, then a passkey, in a real browser under the real policy."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from tests.cast import PASSWORD

pytestmark = pytest.mark.browser


def code_of(secret: str) -> str:
    """The six digits that the app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def confirm_that_it_is_me(page):
    if "reauthenticate" in page.url:
        page.get_by_label("Password").first.fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()


def sign_out(page):
    page.get_by_role("button", name="Sign out").first.click()


def test_an_authenticator_app_is_set_up_and_asked_for(theatre, people):
    cache.clear()
    page = theatre.page_of(people.edda)
    page.goto(f"{theatre.address}/accounts/2fa/totp/activate/")
    confirm_that_it_is_me(page)
    secret = page.locator("#authenticator_secret").input_value()
    assert page.locator("img").evaluate("picture => picture.naturalWidth > 0") is True
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Set it up").click()
    page.wait_for_url(re.compile("recovery-codes"))

    sign_out(page)
    cache.clear()  # the same six digits may be given again within their half minute
    theatre.sign_in(page, people.edda)
    assert page.get_by_role("heading", level=1).inner_text() == "Second factor"
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(f"{theatre.address}/desk/")


@pytest.mark.parametrize("theatre", [True], ids=["with scripts"], indirect=True)
def test_a_passkey_is_made_and_signs_in_without_a_password(theatre, people):
    cache.clear()
    page = theatre.page_of(people.edda)
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    virtual = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": virtual | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.goto(f"{theatre.address}/accounts/2fa/webauthn/add/")
    confirm_that_it_is_me(page)
    page.get_by_label("Name").fill("Edda's phone")
    page.get_by_label("Use it without a password").check()
    page.get_by_role("button", name="Add one").click()
    page.wait_for_url(re.compile("recovery-codes|2fa/webauthn/$"))
    assert [key.wrap().name for key in Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)] == ["Edda's phone"]

    sign_out(page)
    page.goto(f"{theatre.address}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url(f"{theatre.address}/desk/")
