"""Take earlier comments into the search, and count them.

The site goes on meanwhile. Words go in so many at a time, each time in a transaction of its own; what a trigger has written
stays. Comments are locked first and read by a second statement: an answer that is given just then finds no row in which to keep
its facts, so they must be seen here; and whoever changes a comment never waits for our row while we wait for theirs. The numbers
are one statement, so one look at the record: what it sees it counts, with the lines that triggers wrote for it taken away, and
what it doesn't see has lines of its own. So both can be run twice, and stopped half way. Backwards nothing is done: 0009 takes
both tables away.
"""

from django.db import migrations, transaction

AT_ONCE = 2_000
LOCK = "SELECT FROM comments_comment WHERE id > %s AND id <= %s AND state <> 'received' ORDER BY id FOR SHARE"
TAKE_IN = """
INSERT INTO comments_searchedcomment (comment_id, facts, words)
SELECT one.id, comments_facts(one), comments_words(one)
FROM comments_comment one WHERE one.id > %s AND one.id <= %s AND one.state <> 'received'
ON CONFLICT (comment_id) DO NOTHING
"""
COUNT = """
WITH gone AS (DELETE FROM comments_tally)
INSERT INTO comments_tally (consultation_id, figure, key, number)
SELECT consultation_id, 'sender', CASE organisation_kind WHEN '' THEN capacity ELSE organisation_kind END, count(*)
    FROM comments_submission GROUP BY 1, 3
UNION ALL SELECT consultation_id, 'country', country, count(*) FROM comments_submission GROUP BY 1, 3
UNION ALL SELECT consultation_id, 'kind', kind, count(*) FROM comments_comment GROUP BY 1, 3
UNION ALL SELECT consultation_id, 'state', state, count(*) FROM comments_comment GROUP BY 1, 3
UNION ALL SELECT consultation_id, 'clause', anchor, count(*)
    FROM comments_comment one JOIN norms_clause clause ON clause.id = one.clause_id WHERE state = 'published' GROUP BY 1, 3
UNION ALL SELECT consultation_id, 'outcome', outcome, count(*)
    FROM comments_disposition JOIN comments_comment one ON one.id = comment_id WHERE state <> 'withdrawn' GROUP BY 1, 3
UNION ALL SELECT consultation_id, 'effect', effect, count(*)
    FROM comments_disposition JOIN comments_comment one ON one.id = comment_id WHERE state <> 'withdrawn' GROUP BY 1, 3
"""


def take_in(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM comments_comment")
        for done in range(0, cursor.fetchone()[0], AT_ONCE):
            with transaction.atomic(using=schema_editor.connection.alias):
                cursor.execute(LOCK, [done, done + AT_ONCE])
                cursor.execute(TAKE_IN, [done, done + AT_ONCE])
        cursor.execute(COUNT)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0009_searched_and_counted")]

    operations = [migrations.RunPython(take_in, migrations.RunPython.noop, elidable=True)]
