"""Provision by provision: what each clause asks for, why, against which risk, and who spoke on it."""

from collections.abc import Iterator

from comments.models import Comment
from norms.models import Clause, Statement
from normsite.foundation.documents import Block, Fact, Facts, Notice, Prose, Row, Section, Table
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.words import author
from riskreviews.models import Safeguard, Scenario


def provisions(
    clauses: list[Clause],
    risks: dict[str, list[Scenario]],
    safeguards: dict[int, list[Safeguard]],
    comments: list[Comment],
) -> Section:
    by_anchor: dict[str, list[Comment]] = {}
    for comment in comments:
        if comment.clause is not None:
            by_anchor.setdefault(comment.clause.anchor, []).append(comment)
    parts = tuple(
        _clause(clause, risks.get(clause.anchor, []), safeguards, by_anchor.get(clause.anchor, []))
        for clause in clauses
        if clause.rationale_html or clause.statements.all()
    )
    return Section("provisions", "Provision by provision", (), parts)


def _clause(clause: Clause, risks: list[Scenario], safeguards: dict[int, list[Safeguard]], comments: list[Comment]) -> Section:
    blocks: list[Block] = []
    statements = list(clause.statements.all())
    if statements:
        rows = tuple(
            Row(
                (
                    statement.provision.code,
                    statement.get_kind_display(),
                    statement.text,
                    "; ".join(
                        f"{link.get_relation_display()} {link.obligation.code} {isolated(link.obligation)}"
                        for link in statement.provision.obligation_links.all()
                    ),
                    "; ".join(f"{one.code} ({one.tier})" for one in safeguards.get(statement.provision_id, [])),
                ),
                anchor=f"{statement.provision.code}-in-{clause.anchor}",
            )
            for statement in statements
        )
        columns = ("Provision", "Kind", "Words", "Obligations", "Safeguard")
        cited = tuple(dict.fromkeys(_cited(statements, safeguards)))
        caption, key = f"Provisions of {isolated(clause.label)}", f"provisions-{clause.anchor}"
        blocks.append(Table(caption, columns, rows, key, cited))
    if clause.rationale_html:
        blocks.append(Prose(clause.rationale_html))
    else:
        blocks.append(Notice("No rationale was recorded for this clause.", "warning"))
    facts = []
    if risks:
        named = "; ".join(f"{one.code} {isolated(one.title)}" for one in risks)
        facts.append(Fact("Risks it answers", named, cites=tuple(one.code for one in risks)))
    if comments:
        facts.append(Fact("Comments", "; ".join(_short(one) for one in comments)))
    if facts:
        blocks.append(Facts(tuple(facts)))
    return Section(f"clause-{clause.anchor}", f"{clause.number} {clause.title}".strip(), tuple(blocks))


def _cited(statements: list[Statement], safeguards: dict[int, list[Safeguard]]) -> Iterator[str]:
    """The codes that our cells name beside the provision's own."""
    for statement in statements:
        yield from (link.obligation.code for link in statement.provision.obligation_links.all())
        yield from (one.code for one in safeguards.get(statement.provision_id, []))


def _short(comment: Comment) -> str:
    outcome = comment.standing_disposition.get_outcome_display().lower() if comment.standing_disposition else "not answered"
    return f"{comment.code} by {isolated(author(comment))}: {outcome}"
