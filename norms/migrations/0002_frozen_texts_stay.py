"""A frozen text never changes: the database itself refuses to touch its clauses and statements."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION norms_refuse_if_frozen(revision bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM norms_revision WHERE id = revision AND state = 'frozen') THEN
        RAISE EXCEPTION 'the text of a frozen revision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

CREATE FUNCTION norms_clause_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM norms_refuse_if_frozen(OLD.revision_id); END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM norms_refuse_if_frozen(NEW.revision_id);
    RETURN NEW;
END $$;

CREATE FUNCTION norms_statement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM norms_refuse_if_frozen((SELECT revision_id FROM norms_clause WHERE id = OLD.clause_id));
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM norms_refuse_if_frozen((SELECT revision_id FROM norms_clause WHERE id = NEW.clause_id));
    RETURN NEW;
END $$;

CREATE TRIGGER norms_clause_frozen BEFORE INSERT OR UPDATE OR DELETE ON norms_clause
    FOR EACH ROW EXECUTE FUNCTION norms_clause_stays();
CREATE TRIGGER norms_statement_frozen BEFORE INSERT OR UPDATE OR DELETE ON norms_statement
    FOR EACH ROW EXECUTE FUNCTION norms_statement_stays();
"""
BACK = """
DROP TRIGGER norms_statement_frozen ON norms_statement;
DROP TRIGGER norms_clause_frozen ON norms_clause;
DROP FUNCTION norms_statement_stays();
DROP FUNCTION norms_clause_stays();
DROP FUNCTION norms_refuse_if_frozen(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("norms", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
