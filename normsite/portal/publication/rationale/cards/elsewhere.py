"""What other countries do about a clause. They say so later than the page is frozen, so it leads to where they do."""

from django.urls import reverse

from norms.models import Clause
from normsite.foundation.documents import Block
from normsite.portal.publication.rationale.cards.told import Told, states
from normsite.portal.publication.rationale.lines import line, link


def elsewhere(clause: Clause, told: Told) -> list[Block]:
    """For a clause that states something, since countries take over what is stated."""
    if not states(clause):
        return []
    positions = reverse("export_control:positions", args=[told.revision.norm.code])
    return [line(link("What other countries do about this clause", f"{positions}#on-{clause.anchor}"), ", as of today.")]
