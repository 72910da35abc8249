"""Norms that stand keep their HTML and the parser nearest to the one that made it; their words are read from that HTML."""

from django.db import migrations

from normsite.foundation.markup.tree import names, plain, read

BATCH = 200


def read_clauses(apps, schema_editor):
    Clause = apps.get_model('norms', 'Clause')
    apps.get_model('norms', 'Norm').objects.filter(revisions__clauses__isnull=False).update(dialect='extra')
    last = 0
    while rows := list(Clause.objects.filter(pk__gt=last, words='').only('pk', 'body_html').order_by('pk')[:BATCH]):
        for row in rows:
            tree = read(row.body_html)
            row.words = plain(tree)
            row.names = {name.removeprefix('t-'): name for name in names(tree)}
        Clause.objects.bulk_update(rows, ['words', 'names'])
        last = rows[-1].pk


class Migration(migrations.Migration):

    atomic = False  # each batch is written by itself, so that nobody who writes waits for all of them

    dependencies = [
        ('norms', '0008_one_tree'),
    ]

    operations = [
        migrations.RunPython(read_clauses, migrations.RunPython.noop),
    ]
