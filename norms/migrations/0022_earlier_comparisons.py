"""What was marked as compared with its source keeps that: compared when the source was read, by whom nobody has recorded."""

from django.db import migrations

COMPARED = """
UPDATE norms_obligation SET compared_on = as_of, edition = coalesce(nullif(left(source, 200), ''), 'not recorded')
WHERE verified AND compared_on IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [('norms', '0021_compared_obligations')]
    operations = [migrations.RunSQL(COMPARED, migrations.RunSQL.noop, elidable=True)]
