"""What a kept redline says in words. The column of `same` keeps its name, so that nothing stops while this runs."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0009_read_what_stands'),
    ]

    operations = [
        migrations.AlterField('keptredline', 'same_words', models.BooleanField(db_column='same_words')),
        migrations.RenameField('keptredline', 'same_words', 'same'),
        migrations.AddField('keptredline', 'words', models.TextField(blank=True, db_default='', default='', editable=False)),
    ]
