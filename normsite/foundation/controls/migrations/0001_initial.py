import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ControlList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.SlugField(help_text='The same for all editions of a list, for example us-ccl', max_length=40)),
                ('jurisdiction', models.CharField(max_length=3, validators=[django.core.validators.RegexValidator('^(?:[A-Z]{2}|INT)\\Z', 'Give the two letters of a country (ISO 3166-1), EU or INT.')])),
                ('name', models.CharField(max_length=200)),
                ('edition', models.SlugField(help_text='For example 2026-07-23', max_length=40)),
                ('as_of', models.DateField(help_text='The day on which it stood so.', verbose_name='as of')),
                ('language', models.CharField(default='en', max_length=8)),
                ('source', models.CharField(blank=True, help_text='Where the official text is had.', max_length=300)),
                ('acknowledgement', models.CharField(blank=True, help_text='Whose text it is, and under which terms.', max_length=300)),
                ('in_force', models.BooleanField(default=False, verbose_name='texts are screened by it')),
                ('is_partial', models.BooleanField(default=False)),
                ('report', models.JSONField(default=dict, editable=False)),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['jurisdiction', 'series', '-as_of'],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8)),
                ('category', models.PositiveSmallIntegerField()),
                ('category_name', models.CharField(blank=True, max_length=200)),
                ('group', models.CharField(max_length=1)),
                ('group_name', models.CharField(blank=True, max_length=200)),
                ('heading', models.TextField()),
                ('facts', models.JSONField(default=dict)),
                ('position', models.PositiveIntegerField()),
                ('control_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='controls.controllist')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'ordering': ['control_list', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Paragraph',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('depth', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(choices=[('item', 'Paragraph'), ('note', 'Note'), ('technical_note', 'Technical note'), ('nota_bene', 'N.B.'), ('other', 'Other text')], default='item', max_length=14)),
                ('mark', models.CharField(blank=True, max_length=40)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('text', models.TextField(blank=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paragraphs', to='controls.entry')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='controls.paragraph')),
            ],
            options={
                'ordering': ['entry', 'position'],
            },
        ),
        migrations.AddConstraint(
            model_name='controllist',
            constraint=models.UniqueConstraint(fields=('series', 'edition'), name='control_list_edition_once'),
        ),
        migrations.AddConstraint(
            model_name='controllist',
            constraint=models.UniqueConstraint(condition=models.Q(('in_force', True)), fields=('series',), name='one_edition_in_force'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('control_list', 'code'), name='entry_once_in_edition'),
        ),
        migrations.AddIndex(
            model_name='paragraph',
            index=models.Index(fields=['code'], name='paragraph_code'),
        ),
        migrations.AddConstraint(
            model_name='paragraph',
            constraint=models.UniqueConstraint(fields=('entry', 'position'), name='paragraph_placed_once'),
        ),
        migrations.AddConstraint(
            model_name='paragraph',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('entry', 'code'), name='paragraph_code_once'),
        ),
        migrations.AddConstraint(
            model_name='paragraph',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['item', 'note', 'technical_note', 'nota_bene', 'other'])), name='paragraph_kind_known'),
        ),
    ]
