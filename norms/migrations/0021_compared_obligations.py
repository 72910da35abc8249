"""Who compared an obligation with its text, and what a provision does for it. The column `verified` goes in a later version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0020_text_last_stated_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='obligation',
            name='verified',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name='obligation', name='verified')],
        ),
        migrations.AddField(
            model_name='obligation',
            name='address',
            field=models.URLField(blank=True, db_default='', default='', max_length=400, verbose_name='address of the official text'),
        ),
        migrations.AddField(
            model_name='obligation',
            name='compared_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='obligation',
            name='compared_on',
            field=models.DateField(null=True, verbose_name='compared on'),
        ),
        migrations.AddField(
            model_name='obligation',
            name='edition',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='edition compared'),
        ),
        migrations.AddField(
            model_name='obligationlink',
            name='relation',
            field=models.CharField(choices=[('implements', 'Implements'), ('supports', 'Supports'), ('limits', 'Limits'), ('conflicts', 'Conflicts with')], db_default='supports', default='supports', max_length=10),
        ),
        migrations.AlterField(
            model_name='obligationlink',
            name='note',
            field=models.CharField(blank=True, max_length=400, verbose_name='reason'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('compared_by', None), ('compared_on', None)), models.Q(('compared_on__isnull', False), models.Q(('edition', ''), _negated=True)), _connector='OR'), name='comparison_names_its_edition'),
        ),
        migrations.AddConstraint(
            model_name='obligationlink',
            constraint=models.CheckConstraint(condition=models.Q(('relation__in', ['implements', 'supports', 'limits', 'conflicts'])), name='relation_known'),
        ),
    ]
