"""Scenarios that were judged before 0006 get their judgements from the columns in which these stood.

What a peer has agreed to is not touched by anybody (0005), so that the trigger that guards it rests while the same words are
written in another place. Nobody else can write scenarios meanwhile, everybody can read; there are some hundreds, so that it
takes an instant. A process with the code of yesterday may store scenarios after that: whoever drops the old columns, once no
such process runs any more, first carries this out again; it finds those alone that have none. Backwards, the columns get
back what they lack.
"""

from django.db import migrations

GUARDED = """
ALTER TABLE riskreviews_scenario DISABLE TRIGGER riskreviews_scenario_judged;
{};
ALTER TABLE riskreviews_scenario ENABLE TRIGGER riskreviews_scenario_judged;
"""
FORWARD = GUARDED.format("""
UPDATE riskreviews_scenario SET judgements = jsonb_build_object(
    'initiation', initiation, 'adverse', adverse, 'impact', impact,
    'residual_initiation', residual_initiation, 'residual_adverse', residual_adverse, 'residual_impact', residual_impact
) WHERE judgements = '{}' AND initiation <> ''
""")
BACK = GUARDED.format("""
UPDATE riskreviews_scenario SET
    initiation = coalesce(judgements->>'initiation', ''), adverse = coalesce(judgements->>'adverse', ''),
    residual_initiation = coalesce(judgements->>'residual_initiation', ''),
    residual_adverse = coalesce(judgements->>'residual_adverse', '')
WHERE judgements <> '{}'
""")


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0006_judgements")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
