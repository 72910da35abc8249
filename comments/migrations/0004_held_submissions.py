from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """The column has a default of the database's own, so that servers with the code of before go on inserting; the constraint
    is checked without a lock that would keep comments waiting, and so each step is committed by itself."""

    atomic = False

    dependencies = [
        ('comments', '0003_countries_in_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='held',
            field=models.CharField(blank=True, choices=[('network', "many came from the sender's network within a minute"), ('consultation', 'many came to this consultation within a minute'), ('sender', 'the same sender sent many within a minute, shortly before the deadline')], db_default='', default='', max_length=12),
        ),
        AddConstraintNotValid(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('held__in', ['', 'network', 'consultation', 'sender'])), name='hold_known'),
        ),
        ValidateConstraint(model_name='submission', name='hold_known'),
    ]
