"""What mail servers report about a mail that they could not deliver, or whose reader has complained.

Reports by the standards (RFC 3464, RFC 5965) are read here, since what they say of the cause decides; the many other shapes
are known to flufl.bounce. Nothing that is read here is believed yet.
"""

import logging
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser

from flufl.bounce import all_failures

from normsite.foundation.notices.models import Fate

logger = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024  # of a report: what it returns begins with the headers
MOST_IDS = 50
_MESSAGE_ID = re.compile(rb"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[\w.-]{1,80}>", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# Of all permanent causes (RFC 3463, and the registry of IANA) those that lie in the address: it was never right or is closed,
# or nothing is known of its domain. Not those that lie in us (5.7: policy), in the letter (5.6), or that pass (5.2.2: full).
_OF_ADDRESS = re.compile(r"5\.(?:0\.0|1\.(?:[0-6]|10)|2\.[01]|4\.[14]|5\.0)")
# RFC 5965, section 7.3. `not-spam` says the contrary, and `auth-failure` (RFC 6591) speaks of forgers.
_COMPLAINTS = {"abuse", "fraud", "opt-out", "other"}


@dataclass(frozen=True)
class Report:
    """`addresses` are those that it names as failed, in lower case; `mails` what stands in each Message-ID of our shape."""

    fate: Fate
    addresses: frozenset[str]
    mails: tuple[uuid.UUID, ...]
    said: str = ""


def read_report(raw: bytes) -> Report | None:
    """What a message reports; None where it is no report of a mail that did not arrive, or breaks whoever reads it."""
    try:
        return _read(message_from_bytes(raw[:MOST_BYTES]), raw)
    except Exception as problem:  # anybody can write to us; flufl.bounce and email fail in ways of their own
        logger.info("A message can't be read as a report: %s", type(problem).__name__)
        return None


def _read(message: Message, raw: bytes) -> Report | None:
    found = _complaint(message) or _status(message) or _other_shape(message)
    if found is None:
        return None
    fate, addresses, said = found
    return Report(fate, frozenset(address.lower() for address in addresses), _mails(message, raw), said)


def is_for_good(status: str) -> bool:
    """Whether an enhanced status code, or words that hold one, say that the address is no good."""
    codes = _STATUS.findall(status)
    return not codes or any(_OF_ADDRESS.fullmatch(".".join(code)) for code in codes)


Found = tuple[Fate, set[str], str]


def _complaint(message: Message) -> Found | None:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            for facts in _blocks(part):
                if facts.get("Feedback-Type", "").strip().lower() in _COMPLAINTS:
                    return Fate.COMPLAINT, set(), facts.get("User-Agent", "")
    return None


def _status(message: Message) -> Found | None:
    """By RFC 3464. A part for one that was delivered, or only handed on, says nothing of interest."""
    fates, addresses, said = [], set(), []
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            for facts in _blocks(part):
                action = facts.get("Action", "").strip().lower()
                if action.startswith(("fail", "error", "delayed")):
                    status = _cause(facts)
                    gone = not action.startswith("delayed") and status.startswith("5") and is_for_good(status)
                    fates.append(Fate.GONE if gone else Fate.LATER)
                    addresses |= _recipients(facts)
                    said.append(facts.get("Diagnostic-Code", "") or status)
    if not fates:
        return None
    return Fate.GONE if Fate.GONE in fates else Fate.LATER, addresses, " ".join(" ".join(said).split())


def _cause(facts: Message) -> str:
    """The status, or where that says nothing but the class, what the other server has said."""
    codes = _STATUS.findall(facts.get("Status", "")) + _STATUS.findall(facts.get("Diagnostic-Code", ""))
    telling = [code for code in codes if code[1:] != ("0", "0")] or codes or [("0", "0", "0")]
    return ".".join(telling[0])


def _recipients(facts: Message) -> set[str]:
    named = (facts.get(name, "") for name in ("Original-Recipient", "Final-Recipient"))
    return {words.rpartition(";")[2].strip(" \t<>") for words in named if words}


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a report, however this library has taken them apart."""
    payload = part.get_payload()
    text = "\n\n".join(str(block) for block in payload) if isinstance(payload, list) else str(payload)
    for block in re.split(r"\r?\n[ \t]*\r?\n", text):
        if block.strip():
            yield HeaderParser().parsestr(block.lstrip("\r\n"))


def _other_shape(message: Message) -> Found | None:
    later, gone = all_failures(message)
    if gone:
        return Fate.GONE, {address.decode() for address in gone}, ""
    return (Fate.LATER, {address.decode() for address in later}, "") if later else None


def _mails(message: Message, raw: bytes) -> tuple[uuid.UUID, ...]:
    """From the text as it came, and where a part is encoded, as it is meant."""
    texts = [raw[:MOST_BYTES]]
    for part in message.walk():
        if part.get("Content-Transfer-Encoding", "").strip().lower() in ("base64", "quoted-printable"):
            decoded = part.get_payload(decode=True)
            texts += [decoded] if isinstance(decoded, bytes) else []
    found = (uuid.UUID(one.decode()) for text in texts for one in _MESSAGE_ID.findall(text))
    return tuple(dict.fromkeys(found))[:MOST_IDS]
