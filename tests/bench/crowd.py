"""A docket of any length, planted by the database itself: what comes in by the services takes hours for a million."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.db import connection

from comments.models import Consultation
from norms.models import Clause
from normsite.foundation.accounts.models import OrganisationKind

# The first are in nearly every comment, the last in hardly any: as in what people write.
SAID = """
key module standard security text clause requirement test device supplier period evidence operator certificate
post-quantum interface algorithm encryption channel laboratory vendor audit firmware licence export drone beacon
identifier resolution calibration tolerance powder alloy chamber nozzle façade Zürich naïve AES-256 P-384 ISO/IEC
27001-2022 Schlüssel clé llave latency photon detector entropy keystore rollback revocation threshold geofence altitude
telemetry payload registry auditor proportionate burden disclosure whistle annex glossary footnote caveat derogation
moratorium carve-out harmonised
"""
KINDS = [kind for kind in OrganisationKind.values if kind]


SUBMISSIONS = """
WITH made AS (SELECT n, random() AS r FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n)
INSERT INTO comments_submission (code, consultation_id, token_hash, idempotency_key, body_digest, capacity, name, email,
    organisation, organisation_kind, country, received_at, stored_at, counted_by, held, entry_id)
SELECT 'RC-1999-' || n, %(consultation)s, '', 'planted-' || n, '',
    CASE WHEN r < .2 THEN 'anonymous' WHEN r < .6 THEN 'individual' ELSE 'organisation' END,
    CASE WHEN r < .2 THEN '' ELSE 'Person ' || n %% 5000 END, '',
    CASE WHEN r < .6 THEN '' ELSE 'Works ' || n %% 700 END,
    CASE WHEN r < .6 THEN '' ELSE (%(kinds)s::text[])[1 + n %% array_length(%(kinds)s::text[], 1)] END,
    (ARRAY['DE', 'FR', 'KE', 'JP', ''])[1 + n %% 5],
    now() - interval '30 days', now() - interval '30 days', 'storing', '', %(entry)s
FROM made
"""
COMMENTS = """
INSERT INTO comments_comment (code, submission_id, consultation_id, position, clause_id, kind, text, proposed_change, state,
    withheld_ground, withheld_reason, received_at)
SELECT 'C-1999-' || n, s.id, s.consultation_id, 1,
    CASE WHEN n %% 4 = 0 THEN NULL ELSE (%(clauses)s::bigint[])[1 + n %% array_length(%(clauses)s::bigint[], 1)] END,
    CASE WHEN n %% 50 = 0 THEN 'ed' WHEN n %% 3 = 0 THEN 'te' ELSE 'ge' END,
    (SELECT string_agg((%(words)s::text[])[1 + floor(power(random(), 2.5) * array_length(%(words)s::text[], 1))::int], ' ')
        || '. Number ' || n FROM generate_series(1, 60 + n %% 20)),
    CASE WHEN n %% 3 = 0 THEN 'Say so in clause ' || n %% 9 ELSE '' END,
    CASE WHEN n %% 100 = 0 THEN 'withheld' WHEN n %% 101 = 0 THEN 'withdrawn' WHEN n %% 20 = 0 THEN 'received'
        ELSE 'published' END,
    CASE WHEN n %% 100 = 0 THEN 'abuse' ELSE '' END, CASE WHEN n %% 100 = 0 THEN 'It insults people.' ELSE '' END, s.received_at
FROM (SELECT id, consultation_id, received_at, substr(code, 9)::bigint AS n FROM comments_submission
      WHERE consultation_id = %(consultation)s AND code BETWEEN 'RC-1999-' AND 'RC-1999-:') AS s
WHERE n BETWEEN %(first)s AND %(last)s
ORDER BY n
"""
ANSWERS = """
INSERT INTO comments_disposition (comment_id, outcome, reason, effect, reaction, reaction_text, decided_at, decided_by_id,
    remark, version)
SELECT id, (ARRAY['accepted', 'rejected', 'noted'])[1 + id %% 3], 'Clause 2 says so already.',
    CASE WHEN id %% 40 = 0 THEN 'substantive' WHEN id %% 7 = 0 THEN 'editorial' ELSE 'none' END, 'no_response', '', now(),
    %(by)s, '', 1
FROM comments_comment WHERE consultation_id = %(consultation)s AND state IN ('published', 'withheld')
ON CONFLICT DO NOTHING
"""
AT_ONCE = 50_000
TABLES = ("comments_submission", "comments_comment", "comments_disposition")


def plant(consultation: Consultation, many: int, *, first: int = 1, answered: bool = False) -> None:
    """So many submissions of one comment each, most of them published; with their answers if `answered`."""
    clauses = list(Clause.objects.filter(revision=consultation.revision_id).values_list("pk", flat=True))
    facts: dict[str, Any] = {
        "consultation": consultation.pk,
        "clauses": clauses,
        "words": SAID.split(),
        "kinds": KINDS,
        "by": consultation.created_by_id,
    }
    with connection.cursor() as cursor, _without_triggers(cursor):
        cursor.execute("SELECT id FROM ledger_entry LIMIT 1")
        facts["entry"] = cursor.fetchone()[0]
        for begin in range(first, first + many, AT_ONCE):
            span: dict[str, Any] = {"first": begin, "last": min(begin + AT_ONCE, first + many) - 1}
            cursor.execute(SUBMISSIONS, facts | span)
            cursor.execute(COMMENTS, facts | span)
        if answered:
            cursor.execute(ANSWERS, facts)
    import_module("comments.migrations.0010_search_and_count_earlier").take_in(None, Editor)
    with connection.cursor() as cursor:
        for table in (*TABLES, "comments_searchedcomment", "comments_tally"):
            cursor.execute(f"ANALYZE {table}")


@contextmanager
def _without_triggers(cursor: Any) -> Iterator[None]:
    """They take one row at a time; what they keep is made afterwards, many rows at once."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Editor:
    """As a migration is given one."""

    connection = connection
