"""What is told of publications."""

from collections.abc import Mapping

from norms.events import of_norm, what_changed
from norms.models import Revision
from normsite.foundation.notices.details import detailed
from normsite.foundation.notices.events import tell_followers
from normsite.foundation.notices.models import Event
from normsite.portal.publication.models import Publication


def tell_published(publication: Publication) -> None:
    """A norm is published with its rationale page."""
    revision = publication.revision
    tell_followers(
        "rationale_published",
        occasion=f"published/{publication.code}",
        path=publication.get_absolute_url(),
        at=publication.published_at,
        publication=publication.code,
        designation=revision.norm.designation,
        revision=revision.name,
        number=revision.number,
        **of_norm(revision.norm),
    )


@detailed("rationale_published")
def _against_the_text_before(event: Event) -> Mapping[str, object]:
    publication = Publication.objects.get(code=event.facts["publication"])
    return what_changed(Revision.objects.select_related("norm").get(pk=publication.revision_id))
