"""Whether a consultation takes replies and support, and to which comment one refers. A process of the version before writes
comments that refer to none. What the table has to be looked through for comes after this one, while comments come in."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
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
        AddConstraintNotValid(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('stance', ''), models.Q(('in_reply_to__isnull', False), ('stance', 'support')), _connector='OR'), name='support_is_of_a_comment'),
        ),
    ]
