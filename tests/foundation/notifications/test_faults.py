"""Whose fault it is that a mail did not leave: an address is given up only for what is said of itself."""

import smtplib

import pytest

from normsite.foundation.notifications.faults import Fault, answer_of, fault_of

OF_RECIPIENT = {
    (550, b"nobody here"): Fault.ADDRESS,
    (550, b"5.1.1 user unknown"): Fault.ADDRESS,
    (551, b"not local"): Fault.ADDRESS,
    (553, b"5.1.3 bad address"): Fault.ADDRESS,
    (550, b"5.2.1 this mailbox is closed"): Fault.ADDRESS,
    (554, b"5.1.2 no such domain"): Fault.ADDRESS,
    (552, b"mailbox full"): Fault.PASSING,
    (552, b"5.2.2 mailbox full"): Fault.PASSING,
    (550, b"5.7.1 relaying denied"): Fault.PASSING,
    (554, b"5.7.1 your network is on a list"): Fault.PASSING,
    (554, b"no"): Fault.PASSING,
    (530, b"5.7.0 authentication required"): Fault.OURS,
    (421, b"4.7.0 slow down"): Fault.HASTE,
    (450, b"try later"): Fault.HASTE,
    (451, b"4.7.1 greylisted"): Fault.HASTE,
    (450, b"4.2.1 this mailbox is busy"): Fault.PASSING,
    (452, b"4.2.2 mailbox full"): Fault.PASSING,
}
OF_CONTENT = {
    (550, b"5.1.1 user unknown"): Fault.ADDRESS,
    (554, b"5.6.0 this is not wanted"): Fault.MAIL,
    (552, b"5.3.4 too large"): Fault.MAIL,
    (550, b"5.7.26 who are you"): Fault.PASSING,
    (451, b"later"): Fault.HASTE,
    (452, b"no room"): Fault.PASSING,
}


@pytest.mark.parametrize(("answer", "fault"), OF_RECIPIENT.items())
def test_a_refused_recipient_is_the_addresss_fault_only_if_nobody_is_there(answer, fault):
    assert fault_of(smtplib.SMTPRecipientsRefused({"fay@followers.example": answer})) is fault


@pytest.mark.parametrize(("answer", "fault"), OF_CONTENT.items())
def test_a_refused_mail_is_given_up_alone(answer, fault):
    assert fault_of(smtplib.SMTPDataError(*answer)) is fault


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (smtplib.SMTPSenderRefused(553, b"5.7.1 not your address", "norms@normsite.example"), Fault.OURS),
        (smtplib.SMTPSenderRefused(421, b"closing", "norms@normsite.example"), Fault.OURS),
        (smtplib.SMTPSenderRefused(552, b"too large", "norms@normsite.example"), Fault.MAIL),
        (smtplib.SMTPDataError(530, b"5.7.0 authentication required"), Fault.OURS),
        (smtplib.SMTPServerDisconnected("gone"), Fault.PASSING),
        (TimeoutError("too slow"), Fault.PASSING),
        (smtplib.SMTPRecipientsRefused({}), Fault.PASSING),
    ],
)
def test_what_is_wrong_with_us_or_the_way_gives_up_nobody(problem, fault):
    assert fault_of(problem) is fault


def test_what_the_mail_server_has_said_is_told():
    assert answer_of(smtplib.SMTPRecipientsRefused({"fay@followers.example": (550, b"nobody here")})) == "550 nobody here"
    assert answer_of(smtplib.SMTPDataError(554, "no")) == "554 no"
    assert answer_of(TimeoutError()) == "TimeoutError"
