"""The entries of control lists as the search finds them, kept by triggers. 0002 takes in those that stand already."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# An entry is taken in once for each statement that writes some of its paragraphs, not once for each of them. Where paragraphs
# go, it is only changed: their entry may be about to go as well.
FORWARD = """
CREATE FUNCTION export_control_entry_words(one controls_entry) RETURNS tsvector STABLE LANGUAGE sql AS $$
    SELECT setweight(norms_vector(one.code || ' ' || one.heading), 'A') || norms_vector(coalesce(
        (SELECT string_agg(text, ' ' ORDER BY position) FROM controls_paragraph WHERE entry_id = one.id), ''))
$$;

CREATE FUNCTION export_control_take_entries(chosen bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO export_control_searchedentry (entry_id, control_list_id, words)
    SELECT one.id, one.control_list_id, export_control_entry_words(one) FROM controls_entry AS one WHERE one.id = ANY (chosen)
    ON CONFLICT (entry_id) DO UPDATE SET words = EXCLUDED.words
$$;

CREATE FUNCTION export_control_keep_entries() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM export_control_take_entries(ARRAY (SELECT id FROM written));
    RETURN NULL;
END $$;

CREATE FUNCTION export_control_keep_paragraphs() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM export_control_take_entries(ARRAY (SELECT DISTINCT entry_id FROM written));
    RETURN NULL;
END $$;

CREATE FUNCTION export_control_forget_paragraphs() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE export_control_searchedentry AS kept SET words = export_control_entry_words(one)
    FROM controls_entry AS one WHERE one.id = kept.entry_id AND one.id IN (SELECT entry_id FROM written);
    RETURN NULL;
END $$;

CREATE TRIGGER controls_entry_searched AFTER INSERT ON controls_entry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION export_control_keep_entries();
CREATE TRIGGER controls_entry_searched_again AFTER UPDATE ON controls_entry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION export_control_keep_entries();
CREATE TRIGGER controls_paragraph_searched AFTER INSERT ON controls_paragraph
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION export_control_keep_paragraphs();
CREATE TRIGGER controls_paragraph_searched_again AFTER UPDATE ON controls_paragraph
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION export_control_keep_paragraphs();
CREATE TRIGGER controls_paragraph_searched_no_more AFTER DELETE ON controls_paragraph
    REFERENCING OLD TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION export_control_forget_paragraphs();
"""
BACK = """
DROP TRIGGER controls_paragraph_searched_no_more ON controls_paragraph;
DROP TRIGGER controls_paragraph_searched_again ON controls_paragraph;
DROP TRIGGER controls_paragraph_searched ON controls_paragraph;
DROP TRIGGER controls_entry_searched_again ON controls_entry;
DROP TRIGGER controls_entry_searched ON controls_entry;
DROP FUNCTION export_control_forget_paragraphs();
DROP FUNCTION export_control_keep_paragraphs();
DROP FUNCTION export_control_keep_entries();
DROP FUNCTION export_control_take_entries(bigint[]);
DROP FUNCTION export_control_entry_words(controls_entry);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("controls", "0001_initial"), ("norms", "0014_words_without_signs")]

    operations = [
        migrations.CreateModel(
            name="SearchedEntry",
            fields=[
                ("entry", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="controls.entry")),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("control_list", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="controls.controllist")),
            ],
            options={"indexes": [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="entry_by_words")]},
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
