"""What a submission finds when it comes in, asked once, under the lock."""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from comments.emails import RECEIPTS_LATELY
from comments.guards.receipts import key_hash
from comments.models import Consultation, Question
from norms.models import Clause, Norm
from normsite.foundation.clock import clock

# The consultation is locked first, as `lock_consultation_shared` does it: only then is there a row beside which the clock is
# asked. All else may be a moment older. A frozen text and the questions about it don't change, and of two repeats at the same
# time the database takes one.
_ASK = f"""
WITH locked AS MATERIALIZED (SELECT * FROM comments_consultation WHERE id = %(consultation)s FOR KEY SHARE)
SELECT
    locked.*,
    clock_timestamp() AS stands_at,
    EXISTS (
        SELECT FROM comments_submission WHERE idempotency_key = %(key)s AND consultation_id = locked.id
    ) AS stands_already,
    (
        SELECT jsonb_build_array(norm.id, norm.title)
        FROM norms_norm norm JOIN norms_revision revision ON revision.norm_id = norm.id WHERE revision.id = locked.revision_id
    ) AS stands_under,
    (
        SELECT jsonb_agg(jsonb_build_array(id, anchor, number, title))
        FROM norms_clause WHERE revision_id = locked.revision_id AND anchor = ANY(%(anchors)s)
    ) AS stands_in_text,
    (
        SELECT jsonb_agg(jsonb_build_array(id, position)) FROM comments_question WHERE consultation_id = locked.id
    ) AS stands_asked,
    CASE WHEN %(email)s = '' THEN 0 ELSE ({RECEIPTS_LATELY}) END AS stands_mailed
FROM locked
"""  # noqa: S608  (our own words)


@dataclass(frozen=True)
class Standing:
    """The consultation, which stays as it is until the transaction ends; the instant, asked for after the lock; whether this
    form is in already; the norm; the clauses that it names, by their anchors; the questions of the consultation, by their
    positions; how many receipts the address got lately. Of norm, clauses and questions no more is there than mails say."""

    consultation: Consultation
    now: datetime
    is_repeat: bool
    norm: Norm
    clauses: dict[str, Clause]
    questions: dict[int, Question]
    receipts_lately: int


def look_in(consultation: Consultation, *, key: str, email: str, anchors: Collection[str]) -> Standing:
    """Lock the consultation, shared, and say how things stand for a submission under this key that names these clauses."""
    before = time.monotonic()
    asked = {"consultation": consultation.pk, "key": key_hash(key), "email": email, "anchors": [*anchors]}
    found = Consultation.objects.raw(_ASK, asked)[0]
    told = {how: vars(found).pop(f"stands_{how}") for how in ("at", "already", "under", "in_text", "asked", "mailed")}
    clauses, questions = json.loads(told["in_text"] or "[]"), json.loads(told["asked"] or "[]")
    return Standing(
        consultation=found,
        now=clock.note(before, told["at"]),
        is_repeat=told["already"],
        norm=Norm.from_db(None, ["id", "title"], json.loads(told["under"])),
        clauses={row[1]: Clause.from_db(None, ["id", "anchor", "number", "title"], row) for row in clauses},
        questions={row[1]: Question.from_db(None, ["id", "position"], row) for row in questions},
        receipts_lately=told["mailed"],
    )
