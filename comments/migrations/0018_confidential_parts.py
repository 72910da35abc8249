"""What commenters keep from the public. A process of the version before writes comments without it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

# A tally of them by their ground. The comments of new parts stand already, and no part goes or moves to another comment.
COUNTED = """
CREATE FUNCTION comments_count_confidential() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO comments_tally (consultation_id, figure, key, number)
    SELECT one.consultation_id, 'ground', one.confidential_ground, count(*)
    FROM added JOIN comments_comment one ON one.id = added.comment_id GROUP BY 1, 3;
    RETURN NULL;
END $$;

CREATE TRIGGER comments_counted_confidential AFTER INSERT ON comments_confidentialpart
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION comments_count_confidential();
"""
UNCOUNTED = """
DROP TRIGGER comments_counted_confidential ON comments_confidentialpart;
DROP FUNCTION comments_count_confidential();
"""


class Migration(migrations.Migration):
    # The table is looked through while comments come in: in one transaction the new columns would keep it locked meanwhile.
    atomic = False

    dependencies = [
        ('comments', "0017_column_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConfidentialPart',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='comments.comment')),
                ('words', models.TextField(verbose_name='confidential part')),
            ],
        ),
        migrations.CreateModel(
            name='ConfidentialViewing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='confidential_ground',
            field=models.CharField(blank=True, choices=[('trade_secret', 'Trade secret'), ('security', 'Security'), ('personal_data', 'Personal data'), ('controlled', 'Controlled technology')], db_default='', default='', help_text='Empty: no such part.', max_length=13),
        ),
        migrations.AddField(
            model_name='comment',
            name='confidential_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='reason for a confidential part'),
        ),
        AddConstraintNotValid(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confidential_ground', ''), ('confidential_reason', '')), models.Q(('confidential_ground__in', ['trade_secret', 'security', 'personal_data', 'controlled']), models.Q(('confidential_reason', ''), _negated=True)), _connector='OR'), name='confidential_says_why'),
        ),
        ValidateConstraint(model_name='comment', name='confidential_says_why'),
        migrations.AddConstraint(
            model_name='confidentialpart',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='confidential_part_says_something'),
        ),
        migrations.AddField(
            model_name='confidentialviewing',
            name='part',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='viewings', to='comments.confidentialpart'),
        ),
        migrations.AddField(
            model_name='confidentialviewing',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(COUNTED, UNCOUNTED),
    ]
