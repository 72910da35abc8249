"""PostgreSQL's `unaccent`, with which the search finds "Zoé" by "Zoe". It locks nothing that a running site uses."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = []

    operations = [UnaccentExtension()]
