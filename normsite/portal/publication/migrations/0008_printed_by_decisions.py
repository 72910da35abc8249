"""A printed text knows after how many decisions it was made: one that does not, of a norm that has any, is printed anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publication", "0007_find_cards")]

    operations = [migrations.AddField("printedtext", "decisions", models.PositiveIntegerField(db_default=0, default=0))]
