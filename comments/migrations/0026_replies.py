"""Whether a consultation takes replies and support, and to which comment one refers. A process of the version before writes
comments that refer to none."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    # The table is looked through while comments come in: in one transaction the new columns would keep it locked meanwhile.
    atomic = False

    dependencies = [("comments", "0025_files_in_one_place")]

    operations = [
        migrations.AddField(
            model_name='consultation',
            name='replies_allowed',
            field=models.BooleanField(db_default=False, default=False, verbose_name='replies and support are taken'),
        ),
        migrations.AddField(
            model_name='comment',
            name='in_reply_to',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='comments.comment'),
        ),
        migrations.AddField(
            model_name='comment',
            name='stance',
            field=models.CharField(blank=True, choices=[('support', 'In support of')], db_default='', default='', help_text='Empty: it replies, if it is a reply.', max_length=7),
        ),
        AddIndexConcurrently(
            model_name='comment',
            index=models.Index(condition=models.Q(('in_reply_to__isnull', False)), fields=['in_reply_to', 'id'], name='replies_in_order'),
        ),
        AddConstraintNotValid(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('stance', ''), models.Q(('in_reply_to__isnull', False), ('stance', 'support')), _connector='OR'), name='support_is_of_a_comment'),
        ),
        ValidateConstraint(model_name='comment', name='support_is_of_a_comment'),
    ]
