"""The sections of rationale pages, as the search of the site finds them. 0005 takes in those of earlier publications."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION publication_fill_passage() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.words := setweight(norms_vector(NEW.title), 'A') || norms_vector(NEW.text);
    RETURN NEW;
END $$;

CREATE TRIGGER publication_passage_words BEFORE INSERT OR UPDATE OF title, text ON publication_passage
    FOR EACH ROW EXECUTE FUNCTION publication_fill_passage();
"""
BACK = """
DROP TRIGGER publication_passage_words ON publication_passage;
DROP FUNCTION publication_fill_passage();
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0003_printed_texts"), ("norms", "0014_words_without_signs")]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("anchor", models.CharField(max_length=200)),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("words", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ("publication", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="publication.publication")),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="passage_by_words")],
                "constraints": [models.UniqueConstraint(fields=("publication", "anchor"), name="passage_kept_once")],
            },
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
