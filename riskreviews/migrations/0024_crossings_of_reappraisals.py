"""What was noted of a crossing before names it, so that the same crossing is not noted again."""

from django.db import migrations

FORWARD = """
UPDATE riskreviews_reappraisal AS noted SET crossing_id = found.crossing_id
FROM (
    SELECT one.id, min(crossing.id) AS crossing_id
    FROM riskreviews_reappraisal AS one
    JOIN riskreviews_reading AS reading ON reading.day = one.due_on
    JOIN riskreviews_crossing AS crossing ON crossing.reading_id = reading.id
    JOIN riskreviews_indicator AS indicator ON indicator.id = crossing.indicator_id
    WHERE one.cause = 'indicator' AND one.crossing_id IS NULL AND starts_with(one.what, indicator.code || ' was ')
    GROUP BY one.id
) AS found
WHERE noted.id = found.id
  AND NOT EXISTS (
      SELECT FROM riskreviews_reappraisal AS other
      WHERE other.safeguard_id = noted.safeguard_id AND other.crossing_id = found.crossing_id
  )
"""


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0023_each_event_once")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
