import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0004_told_singly'),
        ('notifications', '0005_by_priority'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bounce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fate', models.CharField(choices=[('gone', 'Its address is refused for good'), ('complaint', 'Its reader has marked it as unwanted'), ('later', 'Refused for now, or for a reason that lies not in the address')], max_length=9)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when we learnt of it')),
                ('mail', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='notifications.outboxmail')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['-at', '-id'], name='bounce_lately')],
                'constraints': [models.UniqueConstraint(fields=('mail', 'fate'), name='fate_noted_once'), models.CheckConstraint(condition=models.Q(('fate__in', ['gone', 'complaint', 'later'])), name='fate_known')],
            },
        ),
    ]
