"""A proof of work: what counts as one."""

import base64
import json
import time

import altcha
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normsite.foundation.proof import LONGEST_SOLUTION, MOST_TRIES, is_solved, new_challenge

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def solved(challenge):
    challenge = altcha.Challenge.from_dict(challenge)
    return altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_dict()


def written(payload):
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.fixture(scope="module")
def payload():
    return solved(new_challenge("this"))


def test_work_that_was_done_for_this_is_a_proof_of_it_and_of_nothing_else(payload):
    assert len(written(payload)) <= LONGEST_SOLUTION
    assert payload["solution"]["counter"] < MOST_TRIES
    assert [is_solved(written(payload), purpose) for purpose in ("this", "that", "")] == [True, False, False]


@pytest.mark.parametrize(
    "field", ["algorithm", "cost", "keyLength", "keyPrefix", "nonce", "salt", "expiresAt", "keySignature", "data"]
)
def test_no_part_of_a_challenge_can_be_changed(payload, field):
    for value in (1, "00", None):
        changed = payload["challenge"]["parameters"] | {field: value}
        assert not is_solved(written(payload | {"challenge": payload["challenge"] | {"parameters": changed}}), "this")


def test_a_challenge_of_ones_own_is_none(payload):
    own = altcha.create_challenge(
        "PBKDF2/SHA-256",
        1,
        counter=0,
        data=payload["challenge"]["parameters"]["data"],
        hmac_secret="own",
        hmac_key_secret="own",
    )
    assert not is_solved(written(solved(own.to_dict())), "this")


def test_the_key_must_be_found(payload):
    for key in ("", "00" * 32, payload["challenge"]["parameters"]["keyPrefix"], "x", 7, None):
        assert not is_solved(written(payload | {"solution": {"counter": 500, "derivedKey": key}}), "this")


def test_after_half_an_hour_it_is_none(payload, monkeypatch):
    now = time.time()
    monkeypatch.setattr("altcha.v2.time.time", lambda: now + 1_790)
    assert is_solved(written(payload), "this")
    monkeypatch.setattr("altcha.v2.time.time", lambda: now + 1_801)
    assert not is_solved(written(payload), "this")


@given(st.text() | st.binary().map(lambda raw: base64.b64encode(raw).decode()) | JSON.map(written))
def test_whatever_else_is_sent_is_none(words):
    assert not is_solved(words, "this")


@given(JSON, st.sampled_from(["cost", "data", "expiresAt", "nonce", "salt", "keySignature"]))
def test_whatever_else_stands_in_a_challenge_is_none(value, field):
    from_us = new_challenge("this")
    challenge = {"parameters": from_us["parameters"] | {field: value}, "signature": from_us["signature"]}
    assert not is_solved(written({"challenge": challenge, "solution": {"counter": 1, "derivedKey": "00"}}), "this")


@pytest.mark.parametrize("depth", [100, 400, 700])
def test_no_depth_of_nesting_makes_it_fall_over(payload, depth):
    deep = "[" * depth + "]" * depth
    words = json.dumps(
        payload | {"challenge": payload["challenge"] | {"parameters": {"algorithm": 1, "nonce": 1, "salt": 1, "cost": "HERE"}}}
    )
    assert not is_solved(base64.b64encode(words.replace('"HERE"', deep).encode()).decode(), "this")
