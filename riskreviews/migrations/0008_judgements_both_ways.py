"""While processes with the code of yesterday run, each version reads what the other has written.

They know the columns in which the one method of then kept its answers; we know `judgements`. A trigger keeps the two alike,
whichever is written, until the columns go; with them it goes.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION riskreviews_judgements_both_ways() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.judgements = '{}' AND NEW.initiation <> ''
        OR TG_OP = 'UPDATE' AND NEW.judgements IS NOT DISTINCT FROM OLD.judgements AND NEW.initiation <> ''
            AND (NEW.initiation, NEW.adverse, NEW.impact, NEW.residual_initiation, NEW.residual_adverse, NEW.residual_impact)
                IS DISTINCT FROM
                (OLD.initiation, OLD.adverse, OLD.impact, OLD.residual_initiation, OLD.residual_adverse, OLD.residual_impact)
    THEN
        NEW.judgements := jsonb_build_object(
            'initiation', NEW.initiation, 'adverse', NEW.adverse, 'impact', NEW.impact,
            'residual_initiation', NEW.residual_initiation, 'residual_adverse', NEW.residual_adverse,
            'residual_impact', NEW.residual_impact
        );
    ELSIF NEW.judgements ? 'initiation' THEN
        NEW.initiation := coalesce(NEW.judgements->>'initiation', '');
        NEW.adverse := coalesce(NEW.judgements->>'adverse', '');
        NEW.residual_initiation := coalesce(NEW.judgements->>'residual_initiation', '');
        NEW.residual_adverse := coalesce(NEW.judgements->>'residual_adverse', '');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER riskreviews_judgements_both_ways BEFORE INSERT OR UPDATE ON riskreviews_scenario
    FOR EACH ROW EXECUTE FUNCTION riskreviews_judgements_both_ways();
"""
BACK = """
DROP TRIGGER riskreviews_judgements_both_ways ON riskreviews_scenario;
DROP FUNCTION riskreviews_judgements_both_ways;
"""


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0007_judgements_of_earlier_scenarios")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
