"""The numbers of their codes; decisions are only ever added; public pages show both tables, so what changes leaves a note."""

from django.db import migrations

from normsite.foundation.changes.operations import tells
from normsite.foundation.codes import Kind
from normsite.foundation.references import create_sequence


FORWARD = """
CREATE FUNCTION withholding_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'decisions on what is withheld are never changed or deleted';
END $$;
CREATE TRIGGER withholding_decision_append_only BEFORE UPDATE OR DELETE ON withholding_decision
    FOR EACH ROW EXECUTE FUNCTION withholding_refuse_change();
"""
BACK = """
DROP TRIGGER withholding_decision_append_only ON withholding_decision;
DROP FUNCTION withholding_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [('changes', '0002_note'), ('withholding', '0001_withheld_parts')]
    operations = [
        migrations.RunSQL(*create_sequence(Kind.WITHHOLDING)),
        tells('withholding_withholding'),
        tells('withholding_decision'),
        migrations.RunSQL(FORWARD, BACK),
    ]
