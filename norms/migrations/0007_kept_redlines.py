"""Comparisons that were computed once are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0006_frozen_stays_frozen'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptRedline',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('html', models.TextField(editable=False)),
                ('added', models.PositiveIntegerField()),
                ('removed', models.PositiveIntegerField()),
                ('same_words', models.BooleanField()),
                ('size', models.PositiveIntegerField()),
                ('used_on', models.DateField(db_index=True)),
            ],
        ),
    ]
