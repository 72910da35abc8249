import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_mails_by_address'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('subject', models.CharField(max_length=250)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='outboxmail',
            name='priority',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Receipts, answers, links that somebody waits for'), (5, 'Notices that are told at once'), (9, 'Digests')], db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='outboxmail',
            name='slots',
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name='outboxmail',
            name='html',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AlterField(
            model_name='outboxmail',
            name='text',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        # Without its index and constraint, which come after, so that nobody waits for them.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE notifications_outboxmail ADD COLUMN letter_id bigint NULL",
                    "ALTER TABLE notifications_outboxmail DROP COLUMN letter_id",
                ),
            ],
            state_operations=[
                migrations.AddField(
                    model_name='outboxmail',
                    name='letter',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='notifications.letter'),
                ),
            ],
        ),
    ]
