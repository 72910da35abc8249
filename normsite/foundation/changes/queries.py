"""How far the record has come."""

from django.db import connection

from normsite.foundation.changes.topics import Topic

State = dict[str, tuple[int, ...]]
"""By topic: differs whenever a transaction that changed something has become visible."""

# Transactions become visible in another order than they began in, so the highest number alone would miss some.
_STATE = "SELECT topic, count(*), max(id), sum(id)::bigint FROM changes_change WHERE topic = ANY(%s) GROUP BY topic"


def record_state() -> str:
    """The state of what the record says, in a word: to keep under it what is made of the record."""
    return "-".join(map(str, state(Topic.RECORD).get(Topic.RECORD, ())))


def state(*topics: Topic) -> State:
    """What can be seen of the notes of these topics (all if none is named) at this moment, in one query. What has the same
    state shows the same record."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [list(topics or Topic)])
        return {topic: tuple(numbers) for topic, *numbers in cursor.fetchall()}
