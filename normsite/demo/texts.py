"""Norms, their revisions, rationale and obligations."""

from norms.models import ApplicabilityKind, Clause, Norm, Obligation, Revision, Statement
from norms.services import (
    add_applicability,
    freeze_revision,
    import_markdown,
    link_obligation,
    register_obligation,
    save_clause,
    set_stage,
)
from norms.stages import MOVES
from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.demo.people import People
from normsite.foundation.accounts.models import User

EDITORS = {"uas": "beatriz", "qkd": "yusuf", "am": "beatriz", "dna": "beatriz"}
SECRETARIES = {"uas": "tomasz", "qkd": "tomasz", "am": "leilani"}


def obligations(calendar: Calendar, by: User) -> dict[str, Obligation]:
    listed = files.read("obligations.yaml")
    with calendar.pretending(-380):
        return {
            line["id"]: register_obligation(
                kind=line["kind"],
                instrument=line["instrument"],
                reference=line["reference"],
                title=line["title"],
                text=line["text"].strip(),
                source=line["source"],
                address=line["address"],
                as_of=line["as_of"],
                edition=line.get("edition", ""),
                compared_on=line.get("compared_on"),
                by=by,
            )
            for line in listed["obligations"]
        }


def first_revision(name: str, calendar: Calendar, people: People) -> Revision:
    """The norm with its first draft, still to be frozen."""
    meta = files.read("norms", name, "norm.yaml")
    revision = meta["revisions"][0]
    with calendar.pretending(revision["created"]):
        report = import_markdown(
            text=files.text("norms", name, revision["file"]),
            title=meta["title"],
            scheme=meta["scheme"],
            summary=meta["summary"].strip(),
            designation=meta["designation"],
            committee=meta["committee"],
            topic=meta["topic"],
            intended_publication=calendar.on(meta["intended_publication"]),
            label=revision["label"],
            note=revision["note"],
            by=people.staff[EDITORS[name]],
        )
        for kind, key in ((ApplicabilityKind.ADDRESSEE, "addressees"), (ApplicabilityKind.CASE, "cases")):
            for one in meta.get(key, []):
                add_applicability(norm=report.norm, kind=kind, name=one, by=people.staff[SECRETARIES[name]])
    dress(name, report.revision, calendar, people)
    return report.revision


def next_revision(name: str, number: int, norm: Norm, calendar: Calendar, people: People) -> Revision:
    """A later draft, made from the last one by importing its text."""
    meta = files.read("norms", name, "norm.yaml")["revisions"][number - 1]
    with calendar.pretending(meta["created"]):
        report = import_markdown(
            text=files.text("norms", name, meta["file"]),
            norm=norm,
            label=meta["label"],
            note=meta["note"],
            by=people.staff[EDITORS[name]],
        )
    dress(name, report.revision, calendar, people)
    return report.revision


def dress(name: str, revision: Revision, calendar: Calendar, people: People) -> None:
    """Give clauses their kind and their rationale."""
    meta, rationale = files.read("norms", name, "norm.yaml"), files.read("norms", name, "rationale.yaml")
    why: dict[str, str] = {}
    for number in range(1, revision.number + 1):
        why |= rationale.get(f"r{number}", {})
    created = meta["revisions"][revision.number - 1]["created"]
    numbers = clause_numbers(revision)
    for clause in revision.clauses.in_order():
        kind = meta["kinds"].get(clause.anchor, clause.kind)
        normative = clause.anchor not in meta["informative"]
        words = files.name_references(why.get(clause.anchor, clause.rationale), numbers)
        if (kind, normative, words) == (clause.kind, clause.normative, clause.rationale):
            continue
        with calendar.pretending(created + 1 + clause.order / 100):
            save_clause(
                clause=clause,
                version=clause.version,
                title=clause.title,
                body=clause.body,
                rationale=words,
                kind=kind,
                normative=normative,
                by=people.staff[EDITORS[name]],
            )


def clause_numbers(revision: Revision) -> dict[str, str]:
    return {clause.anchor: clause.label for clause in revision.clauses.outline()}


def freeze(name: str, revision: Revision, calendar: Calendar, people: People) -> None:
    meta = files.read("norms", name, "norm.yaml")["revisions"][revision.number - 1]
    with calendar.pretending(meta["frozen"]):
        freeze_revision(revision=revision, by=people.staff[EDITORS[name]])
    revision.refresh_from_db()


def enter_stage(name: str, norm: Norm, calendar: Calendar, days: float, people: People, stage: str) -> None:
    """Bring the norm there by the shortest way that the table of moves allows, a few days for each step."""
    steps = way(norm.stage, stage)
    for still, step in zip(range(len(steps) - 1, -1, -1), steps, strict=True):
        with calendar.pretending(days - 4 * still):
            set_stage(norm=norm, stage=step, by=people.staff[SECRETARIES[name]])
        norm.refresh_from_db()


def way(start: str, end: str) -> list[str]:
    """The stages from one to another, the first left out."""
    ways = [[start]]
    for known in ways:
        if known[-1] == end:
            return known[1:]
        ways += [[*known, onward] for onward in MOVES[known[-1]] if onward not in known]
    raise ValueError(f"No way leads from {start} to {end}.")


def link(name: str, revision: Revision, calendar: Calendar, known: dict[str, Obligation], by: User) -> None:
    """Say what provisions do for obligations; a provision is named by its clause and first words."""
    days = files.read("norms", name, "norm.yaml")["revisions"][revision.number - 1]["frozen"]
    for line in files.read("links.yaml")[name]:
        provision = provision_of(revision, line).provision
        with calendar.pretending(days - 1):
            link_obligation(
                provision=provision, obligation=known[line["obligation"]], relation=line["does"], note=line["note"], by=by
            )


def provision_of(revision: Revision, line: dict[str, str]) -> Statement:
    clause = Clause.objects.get(revision=revision, anchor=line["clause"])
    return clause.statements.select_related("provision").get(text__startswith=line["starts"])
