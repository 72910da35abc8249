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
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='job')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='job')),
                ('every', models.PositiveIntegerField(null=True, verbose_name='seconds between two runs')),
                ('at', models.TimeField(null=True, verbose_name='time of the day in UTC')),
                ('paused', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('every', None), ('at', None), _connector='OR'), name='job_by_interval_or_hour'), models.CheckConstraint(condition=models.Q(('every', None), ('every__gt', 0), _connector='OR'), name='job_interval_positive')],
            },
        ),
    ]
