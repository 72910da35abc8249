"""Deliver the mails of the outbox, each once however many workers there are.

A worker claims some at a time and sends them one after another over one connection to the mail server, outside any transaction.
That a mail has left is written down before the next is handed over: a worker that dies in between doubles that one, with the
same Message-ID.
"""

import time
from collections import deque
from collections.abc import Sequence

from normsite.foundation.notifications import claims
from normsite.foundation.notifications.carrier import Carrier
from normsite.foundation.notifications.destinations import domain_of, let_rest, turns
from normsite.foundation.notifications.faults import Fault, answer_of, fault_of
from normsite.foundation.notifications.models import OutboxMail
from normsite.foundation.workers import hand_over

LONGEST_SWEEP = 10.0  # seconds, so that other work gets its turn; a claim lasts far longer, also with the slowest mail server
MOST_AT_ONCE = 50  # mails in one claim
LONGEST_BATCH = 1.0  # seconds; then something more urgent may have come


def deliver_due(*, seconds: float = LONGEST_SWEEP) -> int:
    """Send what should leave now, the most urgent first; how many have left.

    What is still there after so many seconds is left to the next sweep, which is asked for.
    """
    claims.release_lapsed()
    sweep = Sweep(seconds)
    try:
        while sweep.goes_on and (mails := claims.claim(sweep.size)):
            sweep.deliver(mails)
    finally:
        sweep.carrier.hang_up()
    if not sweep.in_vain and not sweep.goes_on:
        hand_over("notifications.sweep_outbox")
    return sweep.left


class Sweep:
    """One worker's way through the outbox. It claims as much as it can send within a second or so, and never keeps a claim
    beyond its own end and the mail that it is at. `in_vain`: the mail server takes nothing now."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.carrier = Carrier()
        self.size = MOST_AT_ONCE
        self.queue = deque[OutboxMail]()
        self.left = 0
        self.in_vain = False

    @property
    def goes_on(self) -> bool:
        return not self.in_vain and time.monotonic() < self.end

    def deliver(self, mails: Sequence[OutboxMail]) -> None:
        """One batch; what there is no time for is given back."""
        end = min(self.end, time.monotonic() + LONGEST_BATCH)
        self.queue = deque(mails)
        try:
            self.queue = deque(_whose_turn_it_is(mails))
            self.carrier.prepare(self.queue)
            done = 0
            while self.queue and not self.in_vain:
                self._deliver_one(self.queue.popleft())
                done += 1
                if time.monotonic() >= end:
                    break
            self.size = done if self.queue else min(2 * self.size, MOST_AT_ONCE)
        finally:
            claims.give_back(self.queue)

    def _deliver_one(self, mail: OutboxMail) -> None:
        try:
            self.carrier.open()
        except Exception as problem:  # every transport fails in its own way; each is noted and tried again
            self._not_sent(mail, problem, Fault.OURS)
            return
        try:
            self.carrier.carry(mail)
        except Exception as problem:  # likewise
            self._not_sent(mail, problem, fault_of(problem))
            return
        claims.note_sent(mail)
        self.left += 1

    def _not_sent(self, mail: OutboxMail, problem: Exception, fault: Fault) -> None:
        claims.note_failure(mail, problem, hopeless=fault in (Fault.MAIL, Fault.ADDRESS))
        if fault is Fault.ADDRESS:
            hand_over("notices.stop_address", mail.to, answer_of(problem))
        elif fault is Fault.HASTE:
            let_rest(mail.to)
            self._put_off(domain_of(mail.to))
        self.in_vain = fault is Fault.OURS
        self.carrier.settle(problem)

    def _put_off(self, domain: str) -> None:
        """The rest of the batch that would go there too."""
        same = [mail for mail in self.queue if domain_of(mail.to) == domain]
        self.queue = deque(mail for mail in self.queue if domain_of(mail.to) != domain)
        self.queue.extend(_whose_turn_it_is(same))


def _whose_turn_it_is(mails: Sequence[OutboxMail]) -> list[OutboxMail]:
    """Those that may go to their domains now; the others are put off until they may."""
    waits = turns(mails)
    later = [(mail, wait) for mail, wait in zip(mails, waits, strict=True) if wait]
    claims.give_back([mail for mail, _ in later], [wait for _, wait in later])
    return [mail for mail, wait in zip(mails, waits, strict=True) if not wait]
