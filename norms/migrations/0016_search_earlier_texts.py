"""Take norms and frozen texts that stood before into the search, text by text. It can be run twice, and stopped half way."""

from django.db import migrations


def take_in(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO norms_searchednorm (norm_id, words) SELECT n.id, norms_norm_words(n) FROM norms_norm n "
            "ON CONFLICT (norm_id) DO NOTHING"
        )
        cursor.execute("SELECT id FROM norms_revision WHERE state = 'frozen' ORDER BY id")
        for (frozen,) in cursor.fetchall():
            cursor.execute("SELECT norms_take_clauses(%s)", [frozen])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("norms", "0015_searched_texts")]

    operations = [migrations.RunPython(take_in, migrations.RunPython.noop, elidable=True)]
