"""On which page of its record each section stands, since records with cards are laid out on several."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publication", "0005_search_earlier_pages")]

    operations = [
        migrations.AddField(
            model_name="passage",
            name="place",
            field=models.CharField(blank=True, db_default="", default="", max_length=160),
        ),
    ]
