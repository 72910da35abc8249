"""What stood in one text on an alternative becomes a row of its own, with the same words.

What a peer has agreed to is not touched by anybody (0005, 0017), so that the trigger which guards the rows rests while the same
words are written in another place. Carried out again, it finds those alone that have no row yet: a process with the code of
yesterday may store one after that. Backwards, the rows are put together again where the text is empty.
"""

from django.db import migrations

# The checks of the keys of new rows are carried out at once: a table with some that wait can't be altered.
FORWARD = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE riskreviews_alternative DISABLE TRIGGER riskreviews_alternative_judged;
INSERT INTO riskreviews_alternative (safeguard_id, what, fails)
    SELECT id, alternative, '' FROM riskreviews_safeguard
    WHERE alternative <> '' AND NOT EXISTS (
        SELECT 1 FROM riskreviews_alternative WHERE safeguard_id = riskreviews_safeguard.id
    ) ORDER BY id;
ALTER TABLE riskreviews_alternative ENABLE TRIGGER riskreviews_alternative_judged;
"""
BACK = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE riskreviews_safeguard DISABLE TRIGGER riskreviews_safeguard_judged;
UPDATE riskreviews_safeguard SET alternative = said.words FROM (
    SELECT safeguard_id, string_agg(concat_ws(' ', what, nullif(fails, '')), E'\\n' ORDER BY id) AS words
    FROM riskreviews_alternative GROUP BY safeguard_id
) said WHERE said.safeguard_id = riskreviews_safeguard.id AND alternative = '';
ALTER TABLE riskreviews_safeguard ENABLE TRIGGER riskreviews_safeguard_judged;
"""


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0017_proportionality")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
