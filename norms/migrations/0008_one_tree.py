"""The dialect and the numbering of a norm; the number, the words and the names of a clause."""

from django.db import migrations, models

# What is read from the HTML of a frozen clause may be filled in once; nothing else of it may change, as before.
MAY_BE_FILLED = """
CREATE OR REPLACE FUNCTION norms_clause_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.words = ''
       AND to_jsonb(NEW) - 'words' - 'names' = to_jsonb(OLD) - 'words' - 'names' THEN RETURN NEW; END IF;
    IF TG_OP <> 'INSERT' THEN PERFORM norms_refuse_if_frozen(OLD.revision_id); END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM norms_refuse_if_frozen(NEW.revision_id);
    RETURN NEW;
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION norms_clause_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM norms_refuse_if_frozen(OLD.revision_id); END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM norms_refuse_if_frozen(NEW.revision_id);
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0007_kept_redlines'),
    ]

    operations = [
        migrations.AddField('norm', 'dialect', models.CharField(choices=[('commonmark', "CommonMark with tables, footnotes and ISO's lists"), ('extra', 'Markdown Extra, as MkDocs and kramdown read it')], db_default='commonmark', default='commonmark', max_length=10)),
        migrations.AddField('norm', 'numbering', models.CharField(choices=[('computed', 'Counted by the site'), ('written', 'As the imported text has them')], db_default='computed', default='computed', max_length=8)),
        migrations.AddField('clause', 'written_number', models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='number as written')),
        migrations.AddField('clause', 'words', models.TextField(blank=True, db_default='', default='', editable=False)),
        migrations.AddField('clause', 'names', models.JSONField(blank=True, db_default={}, default=dict, editable=False)),
        migrations.AddConstraint('norm', models.CheckConstraint(condition=models.Q(('dialect__in', ['commonmark', 'extra'])), name='dialect_known')),
        migrations.AddConstraint('norm', models.CheckConstraint(condition=models.Q(('numbering__in', ['computed', 'written'])), name='numbering_known')),
        migrations.RunSQL(MAY_BE_FILLED, AS_BEFORE),
    ]
