"""What a submission finds when it comes in, asked once, under the lock."""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comments.emails import RECEIPTS_LATELY
from comments.guards.receipts import key_hash
from comments.guards.replies import REFERRED, read_referred
from comments.models import Attached, Comment, Consultation, Question
from norms.models import Clause, Norm
from normsite.foundation.clock import clock
from normsite.foundation.prepared import prepared

_LOCKED = ["id", "code", "revision_id", "opens_at", "closes_at", "concluded_at"]
_CLAUSE = ["id", "anchor", "number", "title"]
_QUESTION = ["id", "position", "answers"]
# The consultation is locked first, as `lock_consultation_shared` does it: only then is there a row beside which the clock is
# asked. All else may be a moment older. A frozen text and the questions about it don't change, and of two repeats at the same
# time the database takes one.
_ASK = f"""
WITH locked AS MATERIALIZED (
    SELECT id, code, revision_id, opens_at, closes_at, concluded_at
    FROM comments_consultation WHERE id = %(consultation)s FOR KEY SHARE
)
SELECT
    id, code, revision_id, opens_at, closes_at, concluded_at,
    clock_timestamp(),
    EXISTS (
        SELECT FROM comments_submission WHERE idempotency_key = %(key)s AND consultation_id = locked.id
    ),
    (
        SELECT jsonb_build_array(norm.id, norm.title)
        FROM norms_norm norm JOIN norms_revision revision ON revision.norm_id = norm.id WHERE revision.id = locked.revision_id
    ),
    (
        SELECT jsonb_agg(jsonb_build_array(
            id, anchor, number, title, CASE WHEN anchor = ANY(%(quoted)s) THEN words END
        ))
        FROM norms_clause WHERE revision_id = locked.revision_id AND anchor = ANY(%(anchors)s)
    ),
    (
        SELECT jsonb_agg(jsonb_build_array(id, position, answers)) FROM comments_question WHERE consultation_id = locked.id
    ),
    CASE WHEN cardinality(%(referred)s::text[]) > 0 THEN ({REFERRED}) END,
    CASE WHEN %(email)s = '' THEN 0 ELSE ({RECEIPTS_LATELY}) END
FROM locked
"""  # noqa: S608  (our own words)


# In the order of the model: Django reads a row by that.
_NAMED = ["id", "code", "revision_id", "title", "anonymous_allowed", "replies_allowed"]
_FIND = f"SELECT {', '.join(_NAMED)} FROM comments_consultation WHERE code = %s"  # noqa: S608  (our own words)


def find_to_send(code: str) -> Consultation | None:
    """The consultation with this code, with what never changes of it: no more is asked for before it is locked."""
    with prepared() as cursor:
        cursor.execute(_FIND, [code])
        found = cursor.fetchone()
    return Consultation.from_db(None, _NAMED, found) if found else None


_FILES = "SELECT token, name, sha256, place FROM comments_attachment WHERE place = %s AND token = ANY(%s)"


def files_sent(place: str, tokens: Collection[str]) -> dict[str, Attached]:
    """By their tokens, those of these files that are in this place, also where they are a comment's already."""
    with prepared() as cursor:
        cursor.execute(_FILES, [place, list(tokens)])
        return {one[0]: Attached(*one) for one in cursor.fetchall()}


@dataclass(frozen=True)
class Standing:
    """The consultation, which stays as it is until the transaction ends; the instant, asked for after the lock; whether this
    form is in already; the norm; the clauses that it names, by their anchors; the questions of the consultation, by their
    positions; the comments to which it refers, by their codes; how many receipts the address got lately; the words of the
    clauses that are quoted, by their anchors. No more of each is there than is asked for here."""

    consultation: Consultation
    now: datetime
    is_repeat: bool
    norm: Norm
    clauses: dict[str, Clause]
    questions: dict[int, Question]
    referred: dict[str, Comment]
    receipts_lately: int
    words: dict[str, str]


def look_in(
    consultation: Consultation,
    *,
    key: str,
    email: str,
    anchors: Collection[str],
    quoted: Collection[str] = (),
    referred: Collection[str] = (),
) -> Standing:
    """Lock the consultation, shared, and say how things stand for a submission under this key that names these clauses, marks
    words in those that are quoted, and refers to the comments with these codes."""
    asked: dict[str, Any] = {"consultation": consultation.pk, "key": key_hash(key), "email": email}
    asked |= {"anchors": [*anchors], "quoted": [*quoted], "referred": [*referred]}
    before = time.monotonic()
    with prepared() as cursor:
        cursor.execute(_ASK, asked)
        *locked, now, is_repeat, norm, clauses, questions, found, receipts_lately = cursor.fetchone()
    named = json.loads(clauses or "[]")
    return Standing(
        consultation=Consultation.from_db(None, _LOCKED, locked),
        now=clock.note(before, now),
        is_repeat=is_repeat,
        norm=Norm.from_db(None, ["id", "title"], json.loads(norm)),
        clauses={row[1]: Clause.from_db(None, _CLAUSE, row[: len(_CLAUSE)]) for row in named},
        questions={row[1]: Question.from_db(None, _QUESTION, row) for row in json.loads(questions or "[]")},
        referred=read_referred(json.loads(found or "[]")),
        receipts_lately=receipts_lately,
        words={row[1]: row[-1] for row in named if row[-1] is not None},
    )
