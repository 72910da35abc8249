"""The judge of deadlines (tests/load/rule.py) says no where a site was wrong, and only there.

The deadline is at instant 100; any living server has read a byte within half a second.
"""

import pytest

from tests.load.rule import Claim, Try, claim_of, judge

DEADLINE, READING = 100.0, 0.5
TAKEN, CLOSED, BUSY, NO_ANSWER = 201, 409, 503, 0


def sent(at: float, told: int, ended: float | None = None) -> Try:
    """One whose last byte was handed over at this instant, and who was told this a tenth of a second later."""
    return Try(begun=at, written=at, ended=at + 0.1 if ended is None else ended, status=told)


def verdict(tries: list[Try], counted_at: float | None) -> bool | None:
    return judge(tries, counted_at, DEADLINE, reading=READING).right


def why(tries: list[Try], counted_at: float | None) -> str:
    return judge(tries, counted_at, DEADLINE, reading=READING).why


@pytest.mark.parametrize(
    ("tries", "claim"),
    [
        ([sent(99.4, CLOSED, 101)], Claim.IN_TIME),
        ([sent(99.8, CLOSED, 99.9)], Claim.IN_TIME),
        ([sent(99.8, BUSY, 99.9), sent(130, CLOSED)], Claim.IN_TIME),
        ([sent(99.4, NO_ANSWER, 119), sent(120, CLOSED)], Claim.IN_TIME),
        ([sent(99.6, CLOSED, 100.1)], Claim.BETWEEN),
        ([sent(99.9, NO_ANSWER, 99.95), sent(101, CLOSED)], Claim.BETWEEN),
        ([Try(99.0, None, 120, NO_ANSWER)], Claim.BETWEEN),
        ([sent(100.0, CLOSED)], Claim.LATE),
        ([Try(None, None, 99.0, NO_ANSWER), sent(100.3, CLOSED)], Claim.LATE),
        ([Try(None, None, 99.0, NO_ANSWER)], Claim.UNSENT),
    ],
)
def test_a_claim_follows_from_what_the_sender_knows(tries, claim):
    assert claim_of(tries, DEADLINE, reading=READING) is claim


def test_whoever_was_in_time_and_counts_is_judged_rightly():
    assert verdict([sent(99.0, TAKEN)], 99.05) is True


def test_whoever_was_in_time_and_does_not_count_is_wronged():
    assert why([sent(94.0, CLOSED, 100.2)], None) == "in time, and not counted"


def test_waiting_for_the_site_until_the_deadline_has_passed_costs_nothing():
    assert verdict([sent(99.0, TAKEN, ended=104)], 99.05) is True
    assert why([sent(99.0, TAKEN, ended=104)], 103.9) == "counted from an instant at or after the deadline"


def test_a_refusal_for_load_before_the_deadline_is_made_good_by_coming_again():
    busy = sent(99.7, BUSY, ended=99.9)
    assert verdict([busy, sent(160, TAKEN)], 99.8) is True
    assert why([busy, sent(160, CLOSED)], None) == "in time, and not counted"


def test_a_comment_that_came_again_does_not_count_from_a_time_of_nobodys_choosing():
    tries = [sent(90.0, BUSY), sent(160, TAKEN)]
    assert why(tries, 95.0) == "counted from an instant at which nothing was under way"
    assert why(tries, 89.0) == "counted from an instant at which nothing was under way"


def test_a_last_byte_at_the_deadline_is_too_late_however_little():
    assert why([sent(100.0, TAKEN)], 99.999) == "after the deadline, and counted"
    assert verdict([sent(100.0, CLOSED)], None) is True


def test_a_refusal_that_came_too_late_gives_no_time():
    tries = [sent(100.001, BUSY), sent(130, TAKEN)]
    assert why(tries, 99.999) == "after the deadline, and counted"


def test_nobody_outside_can_tell_whether_a_byte_of_the_last_instant_was_read():
    assert verdict([sent(99.95, CLOSED, ended=100.4)], None) is None


def test_who_counts_from_the_last_instant_does_so_by_the_record():
    assert verdict([sent(99.95, TAKEN, ended=100.4)], 99.99) is True
    assert why([sent(99.95, TAKEN, ended=100.4)], 100.0) == "counted from an instant at or after the deadline"


def test_what_was_told_must_be_stored_and_what_is_stored_must_not_be_denied():
    assert why([sent(99.0, TAKEN)], None) == "told that it is received, and not stored"
    assert why([sent(99.0, CLOSED)], 99.05) == "stored, and told something else"


def test_a_lost_answer_denies_nothing():
    assert verdict([sent(99.0, NO_ANSWER, ended=119.0)], 99.9) is True


def test_what_was_never_sent_must_not_count():
    nothing = Try(None, None, 99.0, NO_ANSWER)
    assert why([nothing], 99.0) == "counted, and never sent"
    assert verdict([nothing], None) is True
