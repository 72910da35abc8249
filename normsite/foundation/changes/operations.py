"""How a migration lets a table tell of its changes."""

from django.db import migrations

_NEW = """
CREATE OR REPLACE TRIGGER {table}_tells AFTER INSERT OR UPDATE{columns} OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION changes_note('{topic}');
"""
_GONE = "DROP TRIGGER IF EXISTS {table}_tells ON {table};"


def tells(table: str, *, topic: str = "record", columns: str = "") -> migrations.RunSQL:
    """Leave a note of every statement that changes this table, or only of those that change these columns.

    The trigger takes a lock that waits for writers and not for readers, for as long as it takes to write it down.
    """
    of = f" OF {columns}" if columns else ""
    return migrations.RunSQL(_NEW.format(table=table, columns=of, topic=topic), _GONE.format(table=table))
