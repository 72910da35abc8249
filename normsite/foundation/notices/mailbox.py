"""The mailbox into which mail servers put what they could not deliver, read by IMAP (RFC 9051)."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from django.db import DatabaseError

from normsite.foundation.notices.bounces import take_bounce
from normsite.foundation.notices.reports import MOST_BYTES

MOST = 500  # messages at a time
SECONDS = 20  # for each answer of the mailbox


def read_mailbox(url: str) -> int:
    """Take in what is new there; how many reports of mails of ours that were.

    These are removed: they hold addresses. What is something else stays, marked as read. So is a message marked before it is
    looked at: one that breaks its reader is not read for ever.
    """
    taken = 0
    with _opened(url) as box:
        for number in _new(box):
            raw = _read(box, number)
            try:
                is_ours = take_bounce(raw) is not None
            except DatabaseError:
                box.uid("STORE", number, "-FLAGS.SILENT", r"(\Seen)")  # next time
                raise
            if is_ours:
                box.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)")
                taken += 1
        if taken:
            box.expunge()
    return taken


def _new(box: imaplib.IMAP4) -> list[str]:
    _, found = box.uid("SEARCH", "UNSEEN")
    return [number.decode() for number in (found[0] or b"").split()][:MOST]


def _read(box: imaplib.IMAP4, number: str) -> bytes:
    """The beginning of a message, which the mailbox then counts as read."""
    _, parts = box.uid("FETCH", number, f"(BODY[]<0.{MOST_BYTES}>)")
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    """`imaps://user:password@host/INBOX`; with `imap+tls` encrypted from the second word on, with `imap` not at all."""
    place = urlsplit(url)
    host, secure = place.hostname or "localhost", ssl.create_default_context()
    box: imaplib.IMAP4
    if place.scheme == "imaps":
        box = imaplib.IMAP4_SSL(host, place.port or 993, ssl_context=secure, timeout=SECONDS)
    else:
        box = imaplib.IMAP4(host, place.port or 143, timeout=SECONDS)
    try:
        if place.scheme == "imap+tls":
            box.starttls(secure)
        box.login(unquote(place.username or ""), unquote(place.password or ""))
        folder = unquote(place.path.strip("/")) or "INBOX"
        answer, said = box.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"The folder {folder} can't be opened: {said!r}")
        yield box
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            box.logout()
