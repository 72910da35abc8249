"""Anchors hold letters of any script; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0010_redlines_on_trees'),
    ]

    operations = [
        migrations.AlterField('clause', 'anchor', models.SlugField(allow_unicode=True, max_length=80)),
        migrations.AlterField('provision', 'last_anchor', models.SlugField(allow_unicode=True, blank=True, db_default='', db_index=False, default='', editable=False, max_length=80)),
    ]
