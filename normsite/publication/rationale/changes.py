"""What changed since the public was consulted, clause by clause."""

from norms import reading as norm_reading
from norms.models import Revision
from normsite.documents import Redline, Section, Text
from normsite.publication.rationale.words import some


def changes(consulted: Revision | None, revision: Revision) -> Section:
    if consulted is None or consulted.pk == revision.pk:
        sentence = "The text is the one on which the public was consulted, word for word."
        return Section("changes", "What changed since the consultation", (Text((sentence,)),))
    changes = [change for change in norm_reading.compare_revisions(consulted, revision) if change.kind != "unchanged"]
    intro = Text(
        (f"Compared with {consulted.name}, on which the public was consulted: {some(len(changes), 'clause')} changed.",)
    )
    parts = tuple(
        Section(f"change-{change.anchor}", f"{change.number} {change.title}".strip(), (Redline(change.html, change.words),))
        for change in changes
    )
    return Section("changes", "What changed since the consultation", (intro,), parts)
