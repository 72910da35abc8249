"""A receipt is found by its key alone. The index is made while the site goes on."""

from django.contrib.postgres.indexes import HashIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0015_search_answers")]

    operations = [AddIndexConcurrently("submission", HashIndex(fields=["token_hash"], name="receipt_by_key"))]
