"""Whose fault it is that a mail did not leave, by what the mail server says (RFC 5321, section 4.2; RFC 3463)."""

import re
import smtplib
from enum import Enum


class Fault(Enum):
    """What follows from a failure."""

    OURS = "ours"
    """The mail server is away, or takes nothing from us: all mails would fail like this one. Tried again."""
    PASSING = "passing"
    """This mail was not taken now. Tried again."""
    HASTE = "haste"
    """The destination wants us to slow down. Its mails are tried again after a rest."""
    MAIL = "mail"
    """This mail is not wanted as it is. Given up."""
    ADDRESS = "address"
    """Nobody is there. Given up, and nobody should write there again."""


SLOW_DOWN = {421, 450, 451}
NOBODY_THERE = {550, 551, 553}
ADMITTANCE = {454, 530, 534, 535, 538}  # who we are is what they doubt
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def fault_of(problem: Exception) -> Fault:
    """Anything but a plain answer about one mail is taken for a trouble that passes."""
    match problem:
        case smtplib.SMTPRecipientsRefused(recipients=refused) if refused:
            code, said = next(iter(refused.values()))
            return _of_recipient(code, _words(said))
        case smtplib.SMTPSenderRefused(smtp_code=code, smtp_error=said):
            return Fault.MAIL if _detail(_words(said)) == "5.3.4" or code == 552 else Fault.OURS
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=said):
            return _of_content(code, _words(said))
    return Fault.PASSING


def answer_of(problem: Exception) -> str:
    """What the mail server has said."""
    match problem:
        case smtplib.SMTPRecipientsRefused(recipients=refused) if refused:
            code, said = next(iter(refused.values()))
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            pass
        case _:
            return type(problem).__name__
    return f"{code} {_words(said)}"


def _of_recipient(code: int, said: str) -> Fault:
    detail = _detail(said)
    if code in ADMITTANCE:
        return Fault.OURS
    if code < 500:
        return _passing(code, detail)
    if detail.startswith("5.1.") or detail == "5.2.1":
        return Fault.ADDRESS
    if detail.startswith(("5.2.2", "5.3.", "5.4.", "5.5.", "5.7.")):  # full, or against us or the way rather than the mailbox
        return Fault.PASSING
    return Fault.ADDRESS if code in NOBODY_THERE else Fault.PASSING


def _of_content(code: int, said: str) -> Fault:
    detail = _detail(said)
    if code in ADMITTANCE:
        return Fault.OURS
    if code < 500:
        return _passing(code, detail)
    if detail.startswith("5.1.") or detail == "5.2.1":
        return Fault.ADDRESS
    return Fault.PASSING if detail.startswith(("5.2.2", "5.7.")) else Fault.MAIL


def _passing(code: int, detail: str) -> Fault:
    """What is told of one mailbox (4.1.x, 4.2.x) holds up no other of its domain."""
    return Fault.HASTE if code in SLOW_DOWN and not detail.startswith(("4.1.", "4.2.")) else Fault.PASSING


def _words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _detail(said: str) -> str:
    """The enhanced status code, if the answer has one: `5.1.1`."""
    found = _ENHANCED.search(said)
    return found.group(0) if found else ""
