"""Hold the constraint that knows the acts against old rows, while others go on writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0014_applicability")]

    operations = [ValidateConstraint("entry", "act_known")]
