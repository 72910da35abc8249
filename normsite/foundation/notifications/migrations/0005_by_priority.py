from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('notifications', '0004_letters'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='outboxmail',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['priority', 'not_before'], name='mail_waiting'),
        ),
        AddIndexConcurrently(
            model_name='outboxmail',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='mail_claimed'),
        ),
        RemoveIndexConcurrently(model_name='outboxmail', name='mail_to_be_sent'),
    ]
