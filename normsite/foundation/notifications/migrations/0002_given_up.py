from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index for the few mails that were given up, made while mails go on leaving."""

    atomic = False

    dependencies = [("notifications", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="outboxmail",
            index=models.Index(fields=["claimed_at"], condition=models.Q(("state", "failed")), name="mail_given_up"),
        ),
    ]
