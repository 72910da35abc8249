"""Comments that another system has received. As in 0004, each step is committed by itself and keeps nobody waiting; processes
of the version before go on inserting submissions that are from no other system."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('comments', "0022_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CommentImport',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('headings', models.JSONField()),
                ('signature', models.CharField(db_index=True, max_length=64)),
                ('mapping', models.JSONField()),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0)),
                ('bad', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('draft', 'Not begun'), ('waiting', 'Waiting for its turn'), ('running', 'Being taken over'), ('done', 'Taken over'), ('stopped', 'Stopped')], default='draft', max_length=7)),
                ('answer', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('moved_at', models.DateTimeField(auto_now_add=True, help_text='When it came a step further.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='comments.consultation')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'waiting', 'running', 'done', 'stopped'])), name='comment_import_state_known'),
                    models.CheckConstraint(condition=models.Q(('done', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('taken'), '+', models.F('known')), '+', models.F('bad')))), name='every_row_came_to_something'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ImportPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('rows', models.BinaryField()),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='comments.commentimport')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('parent', 'position'), name='import_piece_placed_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('is_taken', models.BooleanField()),
                ('reason', models.TextField()),
                ('cells', models.JSONField()),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='comments.commentimport')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddField(
            model_name='submission',
            name='source',
            field=models.CharField(blank=True, db_default='', default='', max_length=80, verbose_name='other system'),
        ),
        migrations.AddField(
            model_name='submission',
            name='imported',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comments.commentimport'),
        ),
        migrations.AlterField(
            model_name='submission',
            name='counted_by',
            field=models.CharField(choices=[('arrival', 'by then its last byte had reached us'), ('ticket', 'by then it had reached us a first time, when we had no room for it'), ('storing', 'by then it was in the record'), ('source', 'so says the system that received it')], db_default='storing', default='storing', max_length=7),
        ),
        AddConstraintNotValid(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('imported', None), ('source', ''), models.Q(('counted_by', 'source'), _negated=True)), models.Q(models.Q(('source', ''), _negated=True), ('counted_by', 'source'), ('email', ''), ('imported__isnull', False), ('user', None)), _connector='OR'), name='who_received_it_says_when'),
        ),
        ValidateConstraint(model_name='submission', name='who_received_it_says_when'),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('imported__isnull', False)), fields=['imported'], name='submission_by_import'),
        ),
    ]
