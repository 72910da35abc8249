"""Write clauses: add, save, move, remove. Each locks the revision first, then reads again what it decides on."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, ProtectedError

from norms.guards import refuse_unnamed
from norms.models import Clause, ClauseKind, Norm, Revision
from norms.services.provisions import restate, restate_below
from norms.services.tree import DEEPEST, renumber
from norms.text.edition import free_anchor
from norms.text.names import github_slug
from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.conflicts import EditConflict, stands_already
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.markup.dressing import is_of_note, name_of
from normsite.foundation.markup.tree import names, plain, write
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.again import keep_withheld
from normsite.foundation.withholding.services import end_withholdings
from normsite.foundation.withholding.vocabulary import Kind, Part


def open_draft(revision: Revision, by: User) -> Revision:
    """The revision, locked; refused when it is frozen, or restricted and `by` is no named reader. Its norm is read after that,
    since the keyword scheme may change while one waits."""
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    refuse_unnamed(revision, by)
    refuse_frozen(revision)
    return revision


def refuse_frozen(revision: Revision) -> None:
    """Refuse to touch a frozen text."""
    if not revision.is_draft:
        day = f"{revision.frozen_at:%-d %B %Y}" if revision.frozen_at else "an earlier day"
        raise Refused(f"{isolated(revision.name)} was frozen on {day}.", "Start the next revision to change the text.")


def still_there(clause: Clause) -> Clause:
    """The clause as it stands now; refused when somebody has taken it out. For use under the lock of its revision."""
    found = Clause.objects.select_related("revision__norm", "parent").filter(pk=clause.pk).first()
    if found is None:
        raise Refused(f"{isolated(clause)} was taken out of the draft meanwhile.", "Look at the outline again.")
    return found


def anchors_of(norm: Norm) -> set[str]:
    return set(Clause.objects.filter(revision__norm=norm).values_list("anchor", flat=True))


RENDERED = ("body_html", "words", "names", "rationale_html")
"""What `render_clause` writes."""


def render_clause(clause: Clause, norm: Norm, targets: Mapping[str, str] | None = None) -> None:
    """Read the sources and write what is made of them: the tree of the text as safe HTML, its words, the names in it.

    `targets` says where names lead within the revision; it is asked for where it is not given.
    """
    known = targets_of(clause.revision) if targets is None else targets
    given = {name: fragment for name, fragment in clause.names.items() if fragment == clause.anchor}
    known = {**given, **_named_by_title(clause.anchor, clause.number, clause.title), **known}
    own = set(clause.names.values())
    taken = {fragment.removeprefix("t-") for fragment in known.values() if fragment.startswith("t-") and fragment not in own}
    tree = markup.render_tree(
        clause.body, scheme=norm.scheme, dialect=norm.dialect, targets=known, taken=taken, place=clause.anchor
    )
    clause.body_html, clause.words = write(tree), plain(tree)
    inside = {name.removeprefix("t-"): name for name in names(tree)}
    clause.names = given | {name: fragment for name, fragment in inside.items() if not is_of_note(name)}
    clause.rationale_html = markup.render(clause.rationale, targets=known, taken={*taken, *inside})


def render_anew(revision: Revision, norm: Norm) -> None:
    """Read every clause of a draft again, once the norm is read otherwise, and find its provisions. Refused where one can't be
    read so."""
    targets = targets_of(revision)
    clauses = list(Clause.objects.filter(revision=revision).select_related("revision__norm").in_order())
    for clause in clauses:
        try:
            render_clause(clause, norm, targets)
        except Refused as refused:
            raise Refused(f"{isolated(clause)} can't be read so: {refused.reason}", refused.mend) from refused
    Clause.objects.bulk_update(clauses, RENDERED, batch_size=500)
    restate(clauses, norm)


def targets_of(revision: Revision) -> dict[str, str]:
    """Where links within a revision lead, by name: anchors first, then names inside texts, then what tools make of the titles
    as they are now, then the names that were given or made in the file from which a clause came."""
    rows = list(Clause.objects.filter(revision=revision).in_order().values_list("anchor", "number", "title", "names"))
    targets = {anchor: anchor for anchor, *_ in rows}
    inside = ((name, fragment) for anchor, _, _, given in rows for name, fragment in given.items() if fragment != anchor)
    titles = (pair for anchor, number, title, _ in rows for pair in _named_by_title(anchor, number, title).items())
    others = (pair for _, _, _, given in rows for pair in given.items())
    for name, fragment in (*inside, *titles, *others):
        targets.setdefault(name, fragment)
    return targets


def _named_by_title(anchor: str, number: str, title: str) -> dict[str, str]:
    return dict.fromkeys((name_of(github_slug(title)), name_of(github_slug(f"{number} {title}"))), anchor)


@transaction.atomic
def add_clause(
    *,
    revision: Revision,
    title: str,
    by: User,
    parent: Clause | None = None,
    position: int | None = None,
    kind: str = ClauseKind.CLAUSE,
    normative: bool | None = None,
    body: str = "",
    rationale: str = "",
    anchor: str | None = None,
) -> Clause:
    """Add a clause under `parent` (None: at the top) at `position` among its siblings (None: last).

    It is normative where the clause above is (None), or as said.
    Refused when a sibling bears the same title: that is a form sent twice, or a title that tells readers nothing.
    """
    check_words(Clause, title=title, kind=kind, body=body, rationale=rationale, **({"anchor": anchor} if anchor else {}))
    revision = open_draft(revision, by)
    parent = still_there(parent) if parent else None
    taken = anchors_of(revision.norm)
    if anchor is not None and Clause.objects.filter(revision=revision, anchor=anchor).exists():
        raise Refused(f"The anchor {anchor} is in use in this revision.", "Choose another.")
    siblings = Clause.objects.filter(revision=revision, parent=parent)
    twin = siblings.filter(title__iexact=title.strip()).first()
    if twin is not None:
        raise Refused(f"{isolated(twin)} stands there already.", "Write in it, or choose another title.")
    place = siblings.count() if position is None else max(0, min(position, siblings.count()))
    siblings.filter(position__gte=place).update(position=F("position") + 1)
    clause = Clause(
        revision=revision,
        parent=parent,
        position=place,
        anchor=anchor or free_anchor(title, taken),
        title=title.strip(),
        kind=kind,
        normative=(parent is None or parent.normative) if normative is None else normative,
        body=body,
        rationale=rationale,
        updated_by=by,
    )
    render_clause(clause, revision.norm)
    clause.save()
    _keep_withheld(clause, revision)
    renumber(revision)
    restate([clause], revision.norm)
    return Clause.objects.select_related("revision__norm").get(pk=clause.pk)


@transaction.atomic
def save_clause(
    *,
    clause: Clause,
    version: int,
    by: User,
    title: str,
    body: str,
    rationale: str,
    kind: str | None = None,
    normative: bool | None = None,
) -> Clause:
    """Save the words of a clause, render them, and find its provisions.

    `version` is the one the writer began from; `EditConflict` when another save came between. Saving what stands already
    changes nothing.
    """
    check_words(Clause, title=title, body=body, rationale=rationale, kind=kind)
    open_draft(clause.revision, by)
    clause = still_there(clause)
    words: dict[str, object] = {"title": title.strip(), "body": body, "rationale": rationale, "kind": kind or clause.kind}
    words["normative"] = clause.normative if normative is None else normative
    if stands_already(clause, words):
        return clause
    if clause.version != version:
        who = Clause.objects.select_related("updated_by").get(pk=clause.pk).updated_by.name
        raise EditConflict(f"{who} saved this clause while you were writing.", clause)
    moved, before = words["kind"] != clause.kind, clause.rationale
    for field, value in words.items():
        setattr(clause, field, value)
    clause.version += 1
    clause.updated_by = by
    render_clause(clause, clause.revision.norm)
    clause.save()
    _keep_withheld(clause, clause.revision, before)
    if not moved:
        restate([clause], clause.revision.norm)
    else:
        restate_below(clause, clause.revision.norm)
        renumber(clause.revision)
        clause.refresh_from_db(fields=["number", "order", "depth", "position"])
    return clause


def _keep_withheld(clause: Clause, revision: Revision, before: str = "") -> None:
    part = Part(Kind.RATIONALE, revision.norm.code, clause.anchor, revision.number)
    keep_withheld(norm=revision.norm.code, said={part: clause.rationale}, before={part: before})


@transaction.atomic
def move_clause(*, clause: Clause, parent: Clause | None, position: int, by: User) -> Clause:
    """Put a clause, with all below it, under `parent` at `position` among its new siblings; never under itself."""
    revision = open_draft(clause.revision, by)
    clause, parent = still_there(clause), still_there(parent) if parent else None
    if parent is not None and parent.revision_id != revision.pk:
        raise Refused("The clause would leave its revision.")
    above = parent
    while above is not None:
        if above.pk == clause.pk:
            raise Refused("A clause can't be put below itself.")
        above = above.parent
    siblings = list(Clause.objects.filter(revision=revision, parent=parent).exclude(pk=clause.pk).order_by("position"))
    siblings.insert(max(0, min(position, len(siblings))), clause)
    elsewhere = parent != clause.parent
    clause.parent = parent
    clause.save(update_fields=["parent"])
    for place, sibling in enumerate(siblings):
        sibling.position = place
    Clause.objects.bulk_update(siblings, ["position"])
    renumber(revision)
    if elsewhere:
        restate_below(clause, revision.norm)
    return Clause.objects.select_related("revision__norm").get(pk=clause.pk)


@transaction.atomic
def nudge_clause(*, clause: Clause, direction: str, by: User) -> Clause:
    """Move a clause one step: `up` or `down` among its siblings, `in` below the one before it, `out` behind its parent."""
    open_draft(clause.revision, by)
    clause = still_there(clause)
    siblings = list(Clause.objects.filter(revision=clause.revision_id, parent=clause.parent_id).order_by("position"))
    place = next(index for index, sibling in enumerate(siblings) if sibling.pk == clause.pk)
    if direction == "up" and place > 0:
        return move_clause(clause=clause, parent=clause.parent, position=place - 1, by=by)
    if direction == "down" and place < len(siblings) - 1:
        return move_clause(clause=clause, parent=clause.parent, position=place + 1, by=by)
    if direction == "in" and place > 0 and clause.depth < DEEPEST:
        above = siblings[place - 1]
        return move_clause(clause=clause, parent=above, position=above.children.count(), by=by)
    if direction == "out" and clause.parent is not None:
        return move_clause(clause=clause, parent=clause.parent.parent, position=clause.parent.position + 1, by=by)
    raise Refused(f"{isolated(clause)} can't be moved {direction} from where it is.")


@transaction.atomic
def remove_clause(*, clause: Clause, by: User) -> None:
    """Take a clause out of the draft, with all below it. Earlier revisions keep theirs, and their anchors are never given to
    another clause; an anchor that stood in this draft alone is free again.

    Refused while something else of this revision, such as a risk scenario, names one of them.
    """
    revision = open_draft(clause.revision, by)
    clause = still_there(clause)
    rows = list(Clause.objects.filter(revision=revision).values_list("pk", "parent_id"))
    level, taken = {clause.pk}, anchors_of(revision.norm)
    levels = []
    while level:
        levels.append(level)
        level = {pk for pk, parent in rows if parent in level}
    try:
        for below in reversed(levels):
            Clause.objects.filter(pk__in=below).delete()
    except ProtectedError as held:
        holder = next(iter(held.protected_objects))
        raise Refused(
            f"{isolated(clause)} can't be taken out: “{isolated(holder)}” names it.", "Let that name another clause first."
        ) from held
    for anchor in taken - anchors_of(revision.norm):  # what is written under it next is another clause's
        end_withholdings(about=revision.norm.code, place=anchor)
    renumber(revision)
