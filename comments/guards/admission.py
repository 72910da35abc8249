"""How submissions are let in while many come: who waits some seconds, what is held (docs/decisions/0007-limits.md).

Each browser has a limit of its own, and so have the programs of one network. Where many come, from one network or to one
consultation, nobody is refused: a browser or program that brings a proof of work is let in as ever, and what comes without is
taken, marked, and read apart.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comments.models import Consultation, Hold
from normsite.foundation.proof import is_solved, new_challenge
from normsite.foundation.throttle import Bucket, Limit, look, refuse_if_there_is_time

A_BROWSER_SENDS = Limit("comment-browser", most=10, seconds=60)
A_PROGRAM_SENDS = Limit("comment-program", most=60, seconds=60)
A_PROGRAM_PROVES = Limit("comment-proving-program", most=300, seconds=60)
MANY_FROM_A_NETWORK = Limit("comment-network", most=20, seconds=60)
MANY_TO_A_CONSULTATION = Limit("comment-consultation", most=120, seconds=60)


@dataclass(frozen=True)
class Admission:
    """What was seen just before a submission: whether it is proven, how many seconds its sender would have to wait, and where
    many come (empty: nowhere); with the limits that it spends once it is taken."""

    proven: bool = False
    wait: float = 0
    rush: str = ""
    spends: tuple[Bucket, ...] = ()

    def hold(self, *, now: datetime, until: datetime) -> str:
        """Why the submission is to be held, empty if it isn't. `TooMany` is raised where its sender has to wait and can, before
        the last minute of the time that ends with `until`."""
        refuse_if_there_is_time(self.wait, now=now, until=until)
        if self.proven:
            return ""
        return self.rush or (Hold.SENDER if self.wait else "")


def admit_browser(*, consultation: Consultation, idempotency_key: str, solution: str, browser: str, network: str) -> Admission:
    """Look, in one round trip to the cache, how a submission from this browser in this network is to be let in.

    `solution` answers a challenge of `challenge_for` the same key (empty or wrong: no proof).
    """
    proven = is_solved(solution, _purpose(consultation, idempotency_key))
    return _admit(consultation, A_BROWSER_SENDS.of(browser), network, proven)


def admit_program(*, consultation: Consultation, idempotency_key: str, solution: str, network: str) -> Admission:
    """As `admit_browser`, for a program: all those of a network share a limit, those that bring proof another."""
    proven = is_solved(solution, _purpose(consultation, idempotency_key))
    own = A_PROGRAM_PROVES if proven else A_PROGRAM_SENDS
    return _admit(consultation, own.of(network), network, proven)


def challenge_for(consultation: Consultation, idempotency_key: str) -> dict[str, Any]:
    """A proof of work for the submission that will have this key. A key is taken once, so its proof is of use once."""
    return new_challenge(_purpose(consultation, idempotency_key))


def _purpose(consultation: Consultation, idempotency_key: str) -> str:
    return f"{consultation.code} {idempotency_key}"


def _admit(consultation: Consultation, own: Bucket, network: str, proven: bool) -> Admission:
    many = {
        Hold.NETWORK: MANY_FROM_A_NETWORK.of(network),
        Hold.CONSULTATION: MANY_TO_A_CONSULTATION.of(consultation.code),
    }
    wait, *rushes = look(own, *many.values())
    rush = next((hold for hold, seconds in zip(many, rushes, strict=True) if seconds), "")
    return Admission(proven, wait, rush, (own, *many.values()))
