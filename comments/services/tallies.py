"""Make one line of many in the tallies."""

from django.db import connection

# Lines that another fold has taken are passed over. Whoever counts meanwhile sees all of the old lines or all of the new.
FOLD = """
WITH grown AS (SELECT consultation_id FROM comments_tally GROUP BY consultation_id, figure, key HAVING count(*) > 1),
    old AS (SELECT id FROM comments_tally WHERE consultation_id IN (SELECT consultation_id FROM grown) FOR UPDATE SKIP LOCKED),
    taken AS (DELETE FROM comments_tally WHERE id IN (SELECT id FROM old) RETURNING consultation_id, figure, key, number)
INSERT INTO comments_tally (consultation_id, figure, key, number)
SELECT consultation_id, figure, key, sum(number) FROM taken GROUP BY consultation_id, figure, key HAVING sum(number) <> 0
"""


def fold_tallies() -> None:
    """Nothing that is counted changes, and where each line stands alone already nothing is done."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
