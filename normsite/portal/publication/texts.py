"""The text of a norm as a Document to print: clause by clause, with its provisions and why each clause is there."""

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from norms.models import Clause, Revision, Statement
from norms.queries import read_revision
from normsite.foundation.documents import Block, Document, Fact, Facts, Prose, Section, Text
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.words import day

BEGINNING = 60
FINGERPRINT = "The fingerprint on the first page is that of the text, not of this file: the text at its address has the same."


def text_document(revision: Revision) -> Document:
    """The text as it was frozen. It holds what anybody may read once the text is released, and nothing that changes later but
    how the norm is called."""
    norm = revision.norm
    names = [part for part in (norm.code, norm.designation) if part]
    return Document(
        code=f"{norm.code} r{revision.number}",
        title=norm.title,
        subtitle=revision.name,
        origin=settings.BASE_URL,
        facts=(
            Fact("Norm", " ".join(names), norm.get_absolute_url()),
            Fact("Text", revision.name, revision.get_absolute_url()),
            Fact("Frozen", day(revision.frozen_at)),
            Fact("Public since", day(revision.released_at)),
            *([Fact("Committee", norm.committee)] if norm.committee else []),
            Fact("Fingerprint of the text", f"SHA-256 {revision.fingerprint}"),
        ),
        sections=(*_nested(read_revision(revision)), _how_to_cite(revision)),
    )


def _nested(clauses: list[Clause]) -> tuple[Section, ...]:
    """The clauses as sections within sections, as they stand below each other."""
    below: dict[int | None, list[Clause]] = {}
    for clause in clauses:
        below.setdefault(clause.parent_id, []).append(clause)

    def sections(parent: int | None) -> tuple[Section, ...]:
        return tuple(Section(one.anchor, _title(one), _blocks(one), sections(one.pk)) for one in below.get(parent, []))

    return sections(None)


def _title(clause: Clause) -> str:
    """As the page has it: "Annex A Test methods (informative)"."""
    kind = "(informative)" if not clause.normative else "(normative)" if clause.is_annex else ""
    return " ".join(part for part in ("Annex" if clause.is_annex else "", clause.number, clause.title, kind) if part)


def _blocks(clause: Clause) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if clause.body_html:
        blocks.append(Prose(clause.body_html))
    provisions = tuple(
        Fact(one.provision.code, _in_short(one), reverse("provision", args=[one.provision.code]))
        for one in clause.statements.all()
    )
    if provisions:
        blocks.append(Facts(provisions))
    if clause.rationale_html:
        blocks.append(Prose(f"<details><summary>Why</summary>{clause.rationale_html}</details>"))
    return tuple(blocks)


def _in_short(statement: Statement) -> str:
    """What kind it is, and how it begins, so that it is found in the text above."""
    return f"{statement.get_kind_display()}: {isolated(Truncator(statement.text).chars(BEGINNING))}"


def _how_to_cite(revision: Revision) -> Section:
    norm = revision.norm
    named = ", ".join(isolated(part) for part in (norm.title, norm.designation, revision.name) if part)
    cited = f"{settings.BODY_NAME}: {named}. {norm.code} revision {revision.number}, {day(revision.frozen_at)}."
    return Section(
        "how.to.cite",  # no clause has a dot in its anchor
        "How to cite and check this text",
        (Text((cited, f"{settings.BASE_URL}{revision.get_absolute_url()}", FINGERPRINT)),),
    )
