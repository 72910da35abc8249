"""Every comment is looked at once, while others come in. It can be run twice."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0028_replies_in_order")]

    operations = [ValidateConstraint(model_name="comment", name="support_is_of_a_comment")]
