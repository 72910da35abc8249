"""Proof of work by ALTCHA's scheme, version 2: what a browser or a program computes to show that a flood would cost something.

No third party takes part. A challenge is signed, expires, and is bound to a `purpose`, which is to be as unique as what it lets
in: then its solution is of use once, and nobody has to remember the ones that were used.
"""

import hashlib
import secrets
import time
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from django.utils.crypto import salted_hmac

ALGORITHM = "PBKDF2/SHA-256"  # what browsers compute themselves (WebCrypto), as fast as any program of the sender could
ITERATIONS = 2_000  # for each try; we compute one to set a challenge, and none to check its solution
FEWEST_TRIES, MOST_TRIES = 250, 500  # at most a million iterations: what is measured stands in the decision record
VALID_SECONDS = 1_800
LONGEST_SOLUTION = 2_000


def new_challenge(purpose: str) -> dict[str, Any]:
    """A challenge for this purpose, as the scheme writes it in JSON; good for half an hour."""
    challenge = create_challenge(
        ALGORITHM,
        ITERATIONS,
        counter=FEWEST_TRIES + secrets.randbelow(MOST_TRIES - FEWEST_TRIES),
        expires_at=int(time.time()) + VALID_SECONDS,
        data={"purpose": _digest(purpose)},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("solution"),
    )
    return challenge.to_dict()


def is_solved(solution: str, purpose: str) -> bool:
    """Whether this is the solution (base64 of JSON) of a challenge that we set for this purpose less than half an hour ago."""
    if len(solution) > LONGEST_SOLUTION:
        return False
    try:
        sent = Payload.from_base64(solution)
        if sent.challenge.parameters.data != {"purpose": _digest(purpose)}:
            return False
        return verify_solution(sent, _secret("challenge"), hmac_key_secret=_secret("solution")).verified
    except (ValueError, KeyError, TypeError, RecursionError):  # not what the scheme writes
        return False


def _digest(purpose: str) -> str:
    return hashlib.sha256(purpose.encode()).hexdigest()


def _secret(use: str) -> bytes:
    return salted_hmac("normsite.proof", use, algorithm="sha256").digest()
