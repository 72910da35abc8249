"""Reads what `reconcile` judges: from the database, and from the mail server's file."""

import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

from tests.load.mailbox import received
from tests.load.reconcile import Books, Entry, Mail, Sender, Stored
from tests.load.site import Site
from tests.load.submissions import MARK

MARKED = re.compile(re.escape(MARK) + r"(\S+)\. ")
SUBMISSIONS = """
    SELECT s.id, s.code, s.idempotency_key, s.token_hash, s.email, s.entry_id::text AS entry
    FROM comments_submission s JOIN comments_consultation c ON c.id = s.consultation_id WHERE c.code = ANY(%s)
"""
COMMENTS = """
    SELECT m.submission_id, m.code, m.text FROM comments_comment m
    JOIN comments_consultation c ON c.id = m.consultation_id WHERE c.code = ANY(%s) ORDER BY m.position
"""
ENTRIES = """
    SELECT id::text AS id, code, leaf, digest FROM ledger_entry
    WHERE act = 'comment_received' AND leaf::jsonb -> 'public' ->> 'consultation' = ANY(%s)
"""
MAILS = (
    'SELECT occasion, "to", message_id, state FROM notifications_outboxmail WHERE occasion LIKE \'receipt/%%\' AND "to" LIKE %s'
)


def books(site: Site, codes: list[str], senders: Sequence[Sender]) -> Books:
    """Everything about the consultations with these codes, to which only `senders` have sent."""
    mails = [Mail(row["occasion"], row["to"], row["message_id"], row["state"]) for row in site.rows(MAILS, "load-%")]
    return Books(senders, _stored(site, codes), _entries(site, codes), mails, received(site.letters))


def _stored(site: Site, codes: list[str]) -> list[Stored]:
    comments, marks = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    for row in site.rows(COMMENTS, codes):
        comments[row["submission_id"]].append(row["code"])
        found = MARKED.match(row["text"])
        marks[row["submission_id"]].append(found.group(1) if found else "")
    return [
        Stored(
            row["code"],
            row["idempotency_key"],
            row["token_hash"],
            row["email"],
            tuple(comments[row["id"]]),
            tuple(marks[row["id"]]),
            row["entry"],
        )
        for row in site.rows(SUBMISSIONS, codes)
    ]


def _entries(site: Site, codes: list[str]) -> list[Entry]:
    return [
        Entry(row["id"], row["code"], sha256(row["leaf"].encode()).hexdigest() == row["digest"])
        for row in site.rows(ENTRIES, codes)
    ]
