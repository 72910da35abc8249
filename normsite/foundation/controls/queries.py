"""What pages ask of control lists, each in a constant number of statements."""

from collections.abc import Iterable
from itertools import groupby

from normsite.foundation.controls.models import ControlList, Entry, Paragraph


def problems_by_entry(control_list: ControlList) -> list[tuple[Entry, list[Paragraph]]]:
    """Entries of which something could not be read, each with those paragraphs, in the order of the list."""
    doubtful: Iterable[Paragraph] = (
        Paragraph.objects.filter(entry__control_list=control_list)
        .exclude(problem="")
        .select_related("entry")
        .order_by("entry__position", "position")
    )
    return [(entry, list(paragraphs)) for entry, paragraphs in groupby(doubtful, lambda one: one.entry)]
