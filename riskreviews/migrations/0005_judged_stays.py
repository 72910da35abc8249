"""What a peer judges or has agreed to stays: the database itself refuses to touch it unless the assessment is a draft."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION riskreviews_refuse_unless_draft(assessment bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM riskreviews_assessment WHERE id = assessment AND state <> 'draft') THEN
        RAISE EXCEPTION 'what a peer judges or has agreed to never changes' USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

CREATE FUNCTION riskreviews_assessment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published assessment never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM riskreviews_refuse_unless_draft(OLD.id);
        RETURN OLD;
    END IF;
    IF (NEW.revision_id, NEW.title, NEW.method, NEW.scope, NEW.scope_html)
        IS DISTINCT FROM (OLD.revision_id, OLD.title, OLD.method, OLD.scope, OLD.scope_html) THEN
        PERFORM riskreviews_refuse_unless_draft(OLD.id);
    END IF;
    RETURN NEW;
END $$;

-- Scenarios and safeguards name their assessment themselves.
CREATE FUNCTION riskreviews_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM riskreviews_refuse_unless_draft(OLD.assessment_id); END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM riskreviews_refuse_unless_draft(NEW.assessment_id);
    RETURN NEW;
END $$;

-- Evidence and the links to provisions name a scenario, the links to scenarios a safeguard.
CREATE FUNCTION riskreviews_scenario_detail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM riskreviews_refuse_unless_draft((SELECT assessment_id FROM riskreviews_scenario WHERE id = OLD.scenario_id));
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM riskreviews_refuse_unless_draft((SELECT assessment_id FROM riskreviews_scenario WHERE id = NEW.scenario_id));
    RETURN NEW;
END $$;

CREATE FUNCTION riskreviews_safeguard_detail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM riskreviews_refuse_unless_draft((SELECT assessment_id FROM riskreviews_safeguard WHERE id = OLD.safeguard_id));
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM riskreviews_refuse_unless_draft((SELECT assessment_id FROM riskreviews_safeguard WHERE id = NEW.safeguard_id));
    RETURN NEW;
END $$;

CREATE TRIGGER riskreviews_assessment_judged BEFORE UPDATE OR DELETE ON riskreviews_assessment
    FOR EACH ROW EXECUTE FUNCTION riskreviews_assessment_stays();
CREATE TRIGGER riskreviews_scenario_judged BEFORE INSERT OR UPDATE OR DELETE ON riskreviews_scenario
    FOR EACH ROW EXECUTE FUNCTION riskreviews_part_stays();
CREATE TRIGGER riskreviews_safeguard_judged BEFORE INSERT OR UPDATE OR DELETE ON riskreviews_safeguard
    FOR EACH ROW EXECUTE FUNCTION riskreviews_part_stays();
CREATE TRIGGER riskreviews_evidence_judged BEFORE INSERT OR UPDATE OR DELETE ON riskreviews_evidence
    FOR EACH ROW EXECUTE FUNCTION riskreviews_scenario_detail_stays();
CREATE TRIGGER riskreviews_scenario_provisions_judged BEFORE INSERT OR UPDATE OR DELETE ON riskreviews_scenario_provisions
    FOR EACH ROW EXECUTE FUNCTION riskreviews_scenario_detail_stays();
CREATE TRIGGER riskreviews_safeguard_scenarios_judged BEFORE INSERT OR UPDATE OR DELETE ON riskreviews_safeguard_scenarios
    FOR EACH ROW EXECUTE FUNCTION riskreviews_safeguard_detail_stays();
"""
BACK = """
DROP TRIGGER riskreviews_safeguard_scenarios_judged ON riskreviews_safeguard_scenarios;
DROP TRIGGER riskreviews_scenario_provisions_judged ON riskreviews_scenario_provisions;
DROP TRIGGER riskreviews_evidence_judged ON riskreviews_evidence;
DROP TRIGGER riskreviews_safeguard_judged ON riskreviews_safeguard;
DROP TRIGGER riskreviews_scenario_judged ON riskreviews_scenario;
DROP TRIGGER riskreviews_assessment_judged ON riskreviews_assessment;
DROP FUNCTION riskreviews_safeguard_detail_stays();
DROP FUNCTION riskreviews_scenario_detail_stays();
DROP FUNCTION riskreviews_part_stays();
DROP FUNCTION riskreviews_assessment_stays();
DROP FUNCTION riskreviews_refuse_unless_draft(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("riskreviews", "0004_agreed_text")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
