"""What is done about the risks of a clause, and what less restrictive way was refused."""

from collections.abc import Iterator

from django.urls import reverse

from norms.models import Clause
from normsite.foundation.documents import Block
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.told import Told
from normsite.portal.publication.rationale.lines import line, link
from riskreviews.models import Safeguard


def safeguards(clause: Clause, told: Told) -> list[Block]:
    return [said for one in _of(clause, told) for said in _safeguard(one)]


def _safeguard(safeguard: Safeguard) -> Iterator[Block]:
    yield line(
        link(safeguard.code, f"#{safeguard.code}"),
        f" {isolated(safeguard.title)}: ",
        link(safeguard.get_tier_display(), f"{reverse('pages:glossary')}#tier"),
        ".",
    )
    bound = [f"{label}: {names}." for label, names in whom_it_binds(safeguard) if names]
    if bound:
        yield line(" ".join(bound))


def whom_it_binds(safeguard: Safeguard) -> list[tuple[str, str]]:
    """Who has to do it and in which cases, each with its label; empty where that isn't told apart."""
    named = (("Who has to do it", safeguard.addressees), ("In which cases", safeguard.cases))
    return [(label, "; ".join(isolated(one.name) for one in found)) for label, found in named]


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
