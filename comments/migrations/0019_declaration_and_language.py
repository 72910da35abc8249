"""What whoever sends comments has declared, and in which language they are. A process of the version before writes neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('comments', "0018_confidential_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='declared',
            field=models.CharField(blank=True, db_default='', default='', help_text='Which version of the declaration the sender has ticked.', max_length=20),
        ),
        migrations.AddField(
            model_name='submission',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', help_text='A tag of BCP 47.', max_length=35),
        ),
    ]
