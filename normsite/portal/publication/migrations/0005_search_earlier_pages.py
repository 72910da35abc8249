"""Take the rationale pages that were published before into the search. It can be run twice, and stopped half way."""

from django.db import migrations

from normsite.foundation.documents import Document
from normsite.portal.publication.passages import passages_of


def take_in(apps, schema_editor):
    Publication, Passage = (apps.get_model("publication", name) for name in ("Publication", "Passage"))
    for publication in Publication.objects.order_by("pk").iterator(chunk_size=1):
        found = passages_of(Document.load(bytes(publication.document)))
        Passage.objects.bulk_create(
            [Passage(publication=publication, anchor=anchor, title=title, text=text) for anchor, title, text in found],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("publication", "0004_searched_passages")]

    operations = [migrations.RunPython(take_in, migrations.RunPython.noop, elidable=True)]
