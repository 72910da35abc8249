from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("comments", "0024_chosen_answers_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="place",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
    ]
