"""Many comments of one, straight into the tables: a million in a minute or two.

Each planted row is a copy of the row that the site's services have made for the first comment, but for what must differ; so
a column that comes in later is filled too. Every constraint, trigger and index stays in place.
"""

from collections.abc import Mapping
from typing import Any

import psycopg

from tests.bench.stage import DAYS_AGO

BATCH = 100_000
STATES = "CASE n % 100 WHEN 0 THEN 'received' WHEN 1 THEN 'withheld' WHEN 2 THEN 'withdrawn' ELSE 'published' END"
# One word that stands in each comment, some that stand in every seventh, and one that stands in one of a thousand.
TEXT = """
    'Comment ' || n || ' on keys. ' || (ARRAY[
        'The key may be refused when the channel is noisy; a bound on the error rate is missing.',
        'Say how often a module shall erase what it holds, and who can tell whether it has.',
        'An alarm was raised in time, before somebody had read the key, in all of our tests.',
        'We ask for a bound that laboratories can measure within one day, with their own instruments.',
        'The annex says the opposite; one of the two has to go before this can be published.',
        'Our members build such devices, and none of them could be repaired in the field any more.',
        'Ein Wort auf Deutsch zur Prüfung: Schlüssel, die übrig bleiben, müssen gelöscht werden.'
    ])[1 + n % 7] || CASE WHEN n % 1000 = 0 THEN ' Zeroisation is the word for it.' ELSE '' END
"""
NUMBERS = """
    CREATE TEMP TABLE planted ON COMMIT DROP AS
    SELECT n, gen_random_uuid() AS entry, nextval(pg_get_serial_sequence('comments_submission', 'id')) AS submission
    FROM generate_series(%s::bigint, %s) n
"""
# What differs, table by table in the order in which they refer to each other; `one` is the row that is copied.
DIFFERING: dict[str, dict[str, str]] = {
    "ledger_entry": {"id": "entry", "code": "'R-P-' || n", "at": "one.at + n * interval '1 second'"},
    "ledger_salt": {"id": "DEFAULT", "entry_id": "entry"},
    "comments_submission": {
        "id": "submission",
        "code": "'R-P-' || n",
        "token_hash": "md5('token' || n) || md5('hash' || n)",
        "idempotency_key": "md5('key' || n) || md5('digest' || n)",
        "body_digest": "md5('body' || n) || md5('digest' || n)",
        "entry_id": "entry",
        "capacity": "CASE WHEN n % 4 = 0 THEN 'organisation' ELSE 'individual' END",
        "organisation": "CASE WHEN n % 4 = 0 THEN 'Makers of modules no. ' || n % 500 ELSE '' END",
        "organisation_kind": "CASE WHEN n % 4 = 0 THEN 'industry_sme' ELSE '' END",
        "name": "'Sender ' || n",
        "country": "(ARRAY['DE', 'FR', 'JP', 'US', ''])[1 + n % 5]",
        "received_at": f"now() - interval '{DAYS_AGO - 1} days' * (1 - n / 2000000.0)",
        "stored_at": f"now() - interval '{DAYS_AGO - 1} days' * (1 - n / 2000000.0)",
    },
    "comments_comment": {
        "id": "DEFAULT",
        "code": "'C-P-' || n",
        "submission_id": "submission",
        "clause_id": "(SELECT clauses[1 + n % cardinality(clauses)])",
        "kind": "(ARRAY['ge', 'te', 'ed'])[1 + n % 3]",
        "text": TEXT,
        "state": STATES,
        "withheld_ground": "CASE WHEN n % 100 = 1 THEN 'abuse' ELSE '' END",
        "withheld_reason": "CASE WHEN n % 100 = 1 THEN 'It insults somebody.' ELSE '' END",
        "received_at": f"now() - interval '{DAYS_AGO - 1} days' * (1 - n / 2000000.0)",
    },
}
ONE = {
    "ledger_entry": "id = (SELECT s.entry_id FROM comments_comment c JOIN comments_submission s ON s.id = c.submission_id"
    " WHERE c.id = %(template)s)",
    "ledger_salt": "entry_id = (SELECT s.entry_id FROM comments_comment c JOIN comments_submission s ON s.id = c.submission_id"
    " WHERE c.id = %(template)s)",
    "comments_submission": "id = (SELECT submission_id FROM comments_comment WHERE id = %(template)s)",
    "comments_comment": "id = %(template)s",
}
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
CLAUSES = """
    CREATE TEMP TABLE of_text ON COMMIT DROP AS
    SELECT array_agg(k.id ORDER BY k."order") AS clauses FROM norms_clause k
    JOIN comments_consultation c ON c.revision_id = k.revision_id JOIN comments_comment m ON m.consultation_id = c.id
    WHERE m.id = %s
"""
PLAIN = """
    INSERT INTO django_comments
        (content_type_id, object_pk, site_id, user_name, user_email, user_url, comment, submit_date, is_public, is_removed)
    SELECT (SELECT id FROM django_content_type WHERE app_label = 'plain' AND model = 'norm'), %(norm)s::text, 1,
        'Sender ' || n, 'sender-' || n || '@senders.example', '', {text}, now() - interval '1 day', true, false
    FROM generate_series(%(first)s::bigint, %(last)s) n
"""


def copying(table: str, columns: list[str], differing: Mapping[str, str], which: str) -> str:
    """The statement that copies the row `which` of a table for each planted number."""
    given = [column for column in columns if differing.get(column) != "DEFAULT"]
    names = ", ".join(f'"{column}"' for column in given)
    values = ", ".join(differing.get(column, f'one."{column}"') for column in given)
    many = f"FROM planted, of_text, (SELECT * FROM {table} WHERE {which}) one ORDER BY n"  # noqa: S608  (all of it is ours)
    statement = f"INSERT INTO {table} ({names}) SELECT {values} {many}"
    return statement.replace("%", "%%").replace("%%(template)s", "%(template)s")


def plant(connection: "psycopg.Connection[dict[str, Any]]", template: int, first: int, last: int) -> None:
    """Copies of the comment with this primary key, numbered from `first` to `last`; `connection` commits by itself."""
    for start in range(first, last + 1, BATCH):
        with connection.transaction():
            connection.execute(NUMBERS, (start, min(last, start + BATCH - 1)))
            connection.execute(CLAUSES, (template,))
            for table, differing in DIFFERING.items():
                columns = [row["column_name"] for row in connection.execute(COLUMNS, (table,))]
                connection.execute(copying(table, columns, differing, ONE[table]), {"template": template})
    for table in DIFFERING:
        connection.execute(f"VACUUM (ANALYZE) {table}")  # what the server does by itself within some minutes


def plant_plainly(connection: "psycopg.Connection[dict[str, Any]]", norm: int, first: int, last: int) -> None:
    """As many comments of django-contrib-comments on one object."""
    statement = PLAIN.format(text=TEXT.replace("%", "%%"))
    connection.execute(statement, {"norm": norm, "first": first, "last": last})
    connection.execute("VACUUM (ANALYZE) django_comments")
