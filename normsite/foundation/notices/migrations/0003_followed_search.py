from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_events_tell'),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.CharField(max_length=300, unique=True)),
                ('looked_until', models.DateTimeField()),
            ],
        ),
    ]
