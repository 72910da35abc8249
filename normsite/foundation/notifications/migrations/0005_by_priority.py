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
        AddIndexConcurrently(
            model_name='outboxmail',
            index=models.Index(condition=models.Q(('state', 'sent')), fields=['sent_at'], name='mail_sent'),
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS notifications_outboxmail_letter_id ON notifications_outboxmail (letter_id)",
            "DROP INDEX IF EXISTS notifications_outboxmail_letter_id",
        ),
        migrations.RunSQL(
            """
            ALTER TABLE notifications_outboxmail ADD CONSTRAINT notifications_outboxmail_letter_id_fk
            FOREIGN KEY (letter_id) REFERENCES notifications_letter (id) DEFERRABLE INITIALLY DEFERRED NOT VALID
            """,
            "ALTER TABLE notifications_outboxmail DROP CONSTRAINT IF EXISTS notifications_outboxmail_letter_id_fk",
        ),
        migrations.RunSQL(
            "ALTER TABLE notifications_outboxmail VALIDATE CONSTRAINT notifications_outboxmail_letter_id_fk",
            migrations.RunSQL.noop,
        ),
        RemoveIndexConcurrently(model_name='outboxmail', name='mail_to_be_sent'),
    ]
