"""Indicators for programs: what they read, and how one that has a key gives a reading."""

from decimal import Decimal

import pytest

from norms.models import NormReview
from riskreviews.models import Reading
from riskreviews.services import end_key, make_key
from tests.riskreviews.indicators import indicator_on, public_norm


@pytest.fixture
def indicator(cast):
    return indicator_on(public_norm(cast), cast)


@pytest.fixture
def key(indicator, cast):
    return make_key(indicator=indicator, name="Night job", by=cast.rhea)


def send(client, indicator, secret: str, **body):
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    given = {"day": "2026-01-05", "value": "900"} | body
    address = f"/api/v1/indicators/{indicator.code}/readings/"
    return client.post(address, given, content_type="application/json", headers=headers)


def test_a_program_with_the_key_gives_a_reading_once(indicator, key, client):
    first, again = (send(client, indicator, key[1], note="At night.") for _ in range(2))
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    reading = Reading.objects.get()
    assert (reading.value, reading.note, reading.key) == (Decimal(900), "At night.", key[0])
    assert reading.given_by is None
    assert "the program" in client.get(indicator.get_absolute_url()).text


@pytest.mark.parametrize("secret", ["", "guessed", "Bearer"])
def test_without_the_key_nothing_is_given(indicator, key, client, secret):
    answer = send(client, indicator, secret, value="1100")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="readings"')
    assert (Reading.objects.count(), NormReview.objects.count()) == (0, 0)


def test_a_key_that_was_ended_and_that_of_another_indicator_give_nothing(indicator, key, cast, client):
    other = indicator_on(indicator.norms.get(), cast, title="Modules lost in a year")
    assert send(client, other, key[1]).status_code == 401
    end_key(key=key[0], by=cast.rhea)
    assert send(client, indicator, key[1]).status_code == 401
    assert Reading.objects.count() == 0


def test_being_signed_in_is_no_key(indicator, cast, as_user):
    assert send(as_user(cast.rhea), indicator, "").status_code == 401
    assert Reading.objects.count() == 0


def test_a_program_corrects_what_stands_and_says_why(indicator, key, client):
    send(client, indicator, key[1], value="9000")
    refused = send(client, indicator, key[1])
    assert (refused.status_code, "has a reading already: 9,000" in refused.json()["reason"]) == (409, True)
    assert send(client, indicator, key[1], correction="A nought too many.").status_code == 201
    assert send(client, indicator, key[1], day="2026-01-06", correction="So.").status_code == 409
    listed = client.get(f"/api/v1/indicators/{indicator.code}/readings/").json()["results"]
    assert [(one["value"], bool(one["superseded_at"]), one["correction"]) for one in listed] == [
        ("9000.000000", True, ""),
        ("900.000000", False, "A nought too many."),
    ]


@pytest.mark.parametrize(
    "body", [{"value": "much"}, {"value": "NaN"}, {"value": "1e30"}, {"day": "05/01/2026"}, {"note": "x" * 401}]
)
def test_what_has_the_wrong_shape_is_named(indicator, key, client, body):
    answer = send(client, indicator, key[1], **body)
    assert (answer.status_code, list(answer.json())) == (400, list(body))


def test_indicators_are_listed_for_everybody(indicator, client):
    (listed,) = client.get("/api/v1/indicators/").json()["results"]
    assert (listed["code"], listed["direction"], listed["crossing"], listed["norms"]) == (
        indicator.code,
        "above",
        "1000.000000",
        [indicator.norms.get().code],
    )
