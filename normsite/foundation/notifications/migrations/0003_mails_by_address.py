import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('notifications', '0002_given_up'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='outboxmail',
            index=models.Index(django.db.models.functions.text.Upper('to'), models.F('created_at'), name='mail_to_address'),
        ),
    ]
