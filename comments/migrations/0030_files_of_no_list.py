"""Files of comments that were sent bear no name of the list in which they were: one browser's would be tied together by it.

The version before goes on as it is: of a file that is a comment's it doesn't look at the place. So many at a time; it can be run
twice. Those of programs keep theirs, by which a repeat is known.
"""

from django.db import migrations

AT_ONCE = 1_000


def let_go(apps, schema_editor):
    files = apps.get_model("comments", "Attachment").objects.using(schema_editor.connection.alias)
    chosen = files.exclude(comment=None).exclude(place="").exclude(place__startswith="key:").order_by("pk")
    while keys := list(chosen.values_list("pk", flat=True)[:AT_ONCE]):
        files.filter(pk__in=keys).update(place="")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0029_support_is_of_a_comment")]
    operations = [migrations.RunPython(let_go, migrations.RunPython.noop, elidable=True)]
