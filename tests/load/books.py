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
FILES = """
    SELECT m.submission_id, a.name, encode(sha256(x.data), 'hex') AS hash FROM comments_attachment a
    JOIN comments_attachmentcontent x ON x.attachment_id = a.id JOIN comments_comment m ON m.id = a.comment_id
    JOIN comments_consultation c ON c.id = m.consultation_id WHERE c.code = ANY(%s) ORDER BY a.name
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
    arrived = [one for one in received(site.letters) if one.to.startswith("load-")]
    return Books(senders, _stored(site, codes), _entries(site, codes), mails, arrived)


def _stored(site: Site, codes: list[str]) -> list[Stored]:
    comments, marks = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    for row in site.rows(COMMENTS, codes):
        comments[row["submission_id"]].append(row["code"])
        marks[row["submission_id"]] += MARKED.findall(row["text"]) or [""]  # what a form says of a row stands before its words
    files = defaultdict[int, list[tuple[str, str]]](list)
    for row in site.rows(FILES, codes):
        files[row["submission_id"]].append((row["name"], row["hash"]))
    return [
        Stored(
            row["code"],
            row["idempotency_key"],
            row["token_hash"],
            row["email"],
            tuple(comments[row["id"]]),
            tuple(marks[row["id"]]),
            row["entry"],
            tuple(files[row["id"]]),
        )
        for row in site.rows(SUBMISSIONS, codes)
    ]


def _entries(site: Site, codes: list[str]) -> list[Entry]:
    return [
        Entry(row["id"], row["code"], sha256(row["leaf"].encode()).hexdigest() == row["digest"])
        for row in site.rows(ENTRIES, codes)
    ]
