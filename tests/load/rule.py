"""The rule of deadlines, as a judge who trusts no word of the site.

A comment counts as received when the accepting process has read its last byte. The sender knows when it handed that byte to
the kernel, and when it was told something: the instant of reading lies between the two, all by one machine's clock. What was
refused for load, with a ticket, counts from its first reading. So

- whose last byte was handed over at or after the deadline must not count;
- who was told anything before the deadline must count in the end, and so must whoever had handed over the last byte so long
  before it that any living process had read it (`reading` seconds);
- between the two the site's own record decides: it must lie before the deadline, and while something was under way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

TOLD = 201
TOLERANCE = 0.05  # seconds: between the clocks of two processes that were read one after the other


@dataclass(frozen=True)
class Try:
    """One sending. Instants are seconds since the epoch.

    `begun` and `written` lie around handing over the last byte (None: it wasn't, or not for certain); `ended` is when all of
    the answer was there, or when the sender stopped waiting; `status` is 0 without an answer.
    """

    begun: float | None
    written: float | None
    ended: float
    status: int


class Claim(Enum):
    """What the sender may claim."""

    IN_TIME = "in time"
    BETWEEN = "between"
    LATE = "late"
    UNSENT = "never sent"


@dataclass(frozen=True)
class Verdict:
    """`right` is None where nothing outside the site can tell."""

    claim: Claim
    counted: bool
    right: bool | None
    why: str = ""


def judge(tries: Sequence[Try], counted_at: float | None, deadline: float, *, reading: float) -> Verdict:
    """Whether the site judged this sender rightly. `counted_at` is the instant on its record, None if it stored nothing."""
    claim, counted = claim_of(tries, deadline, reading=reading), counted_at is not None
    if counted_at is None:
        return Verdict(claim, counted, *_judge_uncounted(claim, tries))
    return Verdict(claim, counted, *_judge_counted(claim, tries, counted_at, deadline))


def claim_of(tries: Sequence[Try], deadline: float, *, reading: float) -> Claim:
    sent = [one for one in tries if one.begun is not None]
    if not sent:
        return Claim.UNSENT
    if any(_certainly_read(one, deadline, reading) for one in sent):
        return Claim.IN_TIME
    if all(one.begun is not None and one.begun >= deadline for one in sent):
        return Claim.LATE
    return Claim.BETWEEN


def _certainly_read(one: Try, deadline: float, reading: float) -> bool:
    told_before = one.status != 0 and one.ended < deadline
    return told_before or (one.written is not None and one.written <= deadline - reading)


def _judge_uncounted(claim: Claim, tries: Sequence[Try]) -> tuple[bool | None, str]:
    if any(one.status == TOLD for one in tries):
        return False, "told that it is received, and not stored"
    if claim is Claim.IN_TIME:
        return False, "in time, and not counted"
    return (None, "") if claim is Claim.BETWEEN else (True, "")


def _judge_counted(claim: Claim, tries: Sequence[Try], counted_at: float, deadline: float) -> tuple[bool, str]:
    if claim is Claim.UNSENT:
        return False, "counted, and never sent"
    if claim is Claim.LATE:
        return False, "after the deadline, and counted"
    if counted_at >= deadline:
        return False, "counted from an instant at or after the deadline"
    if not any(_under_way(one, counted_at) for one in tries):
        return False, "counted from an instant at which nothing was under way"
    if tries[-1].status not in (TOLD, 0):
        return False, "stored, and told something else"
    return True, ""


def _under_way(one: Try, instant: float) -> bool:
    """Whether the last byte of this sending may have been read then. Without an answer nothing says until when."""
    if one.begun is None:
        return False
    return one.begun - TOLERANCE <= instant and (one.status == 0 or instant <= one.ended + TOLERANCE)
