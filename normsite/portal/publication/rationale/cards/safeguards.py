"""What is done about the risks of a clause, and what less restrictive way was refused."""

from django.urls import reverse

from norms.models import Clause
from normsite.foundation.documents import Block
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.told import Told
from normsite.portal.publication.rationale.lines import line, link
from riskreviews.models import Safeguard


def safeguards(clause: Clause, told: Told) -> list[Block]:
    return [
        line(
            link(one.code, f"#{one.code}"),
            f" {isolated(one.title)}: ",
            link(one.get_tier_display(), f"{reverse('pages:glossary')}#tier"),
            ".",
        )
        for one in _of(clause, told)
    ]


def refused(clause: Clause, told: Told) -> list[Block]:
    """The less restrictive alternatives, and why each fails."""
    return [
        line(link(one.code, f"#{one.code}"), f" {isolated(words)}") for one in _of(clause, told) for words in alternatives(one)
    ]


def alternatives(safeguard: Safeguard) -> list[str]:
    """Each less restrictive way that was weighed, with why it fails, in words."""
    return [f"{one.what} {one.fails}".strip() for one in safeguard.alternatives.all()]


def has_safeguards(clause: Clause, told: Told) -> bool:
    return bool(_of(clause, told))


def _of(clause: Clause, told: Told) -> list[Safeguard]:
    return told.safeguards.get(clause.anchor, [])
