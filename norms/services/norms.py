"""Register a norm, correct its facts, move it from stage to stage."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from norms.events import tell_stage
from norms.models import Norm, Revision, RevisionState
from norms.services.clauses import render_anew
from norms.services.tree import renumber
from norms.stages import MOVES, PUBLISHED, START, SUBSTAGES, is_over, stage_name
from norms.topics import TOPIC_NAMES
from normsite.foundation import markup
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code

FACTS = frozenset({"title", "summary", "designation", "committee", "topic", "scheme", "numbering", "intended_publication"})


@transaction.atomic
def register_norm(
    *,
    title: str,
    summary: str,
    scheme: str,
    by: User,
    designation: str = "",
    committee: str = "",
    topic: str = "",
    intended_publication: date | None = None,
    label: str = "",
    note: str = "",
) -> Norm:
    """Open a norm under a new code, with an empty draft as revision 1. Intent to publish is on record from this day.

    Refused when a norm of this title has no text yet, be it from the same form sent a moment ago.
    """
    check_words(Norm, title=title, summary=summary, scheme=scheme, designation=designation, committee=committee)
    check_words(Revision, label=label, note=note)
    _refuse_namesake(title, by)
    norm = Norm.objects.create(
        code=next_code(Kind.NORM),
        title=title.strip(),
        summary=summary.strip(),
        summary_html=markup.render(summary.strip()),
        scheme=scheme,
        designation=designation.strip(),
        committee=committee.strip(),
        topic=_known(topic),
        stage=START,
        intended_publication=intended_publication,
        intent_recorded_at=timezone.now() if intended_publication else None,
        created_by=by,
    )
    Revision.objects.create(norm=norm, number=1, label=label.strip(), note=note.strip(), created_by=by)
    record(
        Act.NORM_REGISTERED, norm.code, public={"stage": norm.stage, "intended_publication": str(intended_publication or "")}
    )
    return norm


def lock_registering(by: User) -> None:
    """One person registers one norm at a time: a second click waits here, then meets what the first has written."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _refuse_namesake(title: str, by: User) -> None:
    lock_registering(by)
    namesake = Norm.objects.filter(title__iexact=title.strip()).exclude(revisions__clauses__isnull=False).first()
    if namesake is not None:
        raise Refused(
            f"A norm with this title and no text yet is registered already, as {namesake.code}.",
            "Go on with that one, or choose another title.",
        )


@transaction.atomic
def change_norm(*, norm: Norm, version: int, by: User, **facts: Any) -> Norm:
    """Correct facts of a norm; saving what stands already changes nothing.

    With another keyword scheme the draft is read anew, with another numbering its clauses are numbered anew; frozen texts stay
    as they are. Refused with `EditConflict` when somebody else has saved since `version` was read, and when the scheme changes
    although a revision is frozen: its provisions were found by the old words.
    """
    unknown = facts.keys() - FACTS
    if unknown:
        raise TypeError(f"Not facts of a norm: {', '.join(sorted(unknown))}")
    check_words(Norm, **facts)
    norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
    facts = stripped(facts)
    if stands_already(norm, facts):
        return norm
    if norm.version != version:
        raise EditConflict("The facts were changed by somebody else while you were writing.", norm)
    if "scheme" in facts and facts["scheme"] != norm.scheme:
        _change_scheme(norm, facts["scheme"])
    if "numbering" in facts and facts["numbering"] != norm.numbering:
        _change_numbering(norm, facts["numbering"])
    _known(facts.get("topic", ""))
    if "intended_publication" in facts:
        _note_intent(norm, facts["intended_publication"])
    for field, value in facts.items():
        setattr(norm, field, value)
    norm.summary_html = markup.render(norm.summary)
    norm.version += 1
    norm.save()
    return norm


def _known(topic: str) -> str:
    if topic and topic not in TOPIC_NAMES:
        raise Refused("There is no such topic.", "Choose one of the list, or none.")
    return topic


def _change_scheme(norm: Norm, scheme: str) -> None:
    """Mark and find the keywords of the draft anew. The draft is locked before looking for frozen texts: nobody freezes it
    meanwhile, and nobody writes in it with the old words."""
    drafts = list(norm.revisions.select_for_update().drafts())
    if norm.revisions.filter(state=RevisionState.FROZEN).exists():
        raise Refused("The keyword scheme stays as it is: a frozen revision was read with it.")
    norm.scheme = scheme
    for draft in drafts:
        render_anew(draft, norm)


def _change_numbering(norm: Norm, numbering: str) -> None:
    norm.numbering = numbering
    for draft in norm.revisions.select_for_update().drafts():
        draft.norm = norm
        renumber(draft)


def _note_intent(norm: Norm, day: date | None) -> None:
    """The day on which intent to publish was first on record stays for ever; each change of the date is in the ledger."""
    if day == norm.intended_publication:
        return
    if day and norm.intent_recorded_at is None:
        norm.intent_recorded_at = timezone.now()
    record(Act.INTENT_CHANGED, norm.code, public={"from": str(norm.intended_publication or ""), "to": str(day or "")})


@transaction.atomic
def set_stage(*, norm: Norm, stage: str, by: User) -> Norm:
    """Move the norm to a cell that `MOVES` allows from where it is; the present one changes nothing."""
    norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
    if norm.stage == stage:
        return norm
    if stage not in SUBSTAGES:
        raise Refused(f"There is no stage {stage}.", "Choose a stage from the list.")
    if stage == PUBLISHED:
        raise Refused("A norm is not set to published: it becomes so when it is published with its rationale.", "Publish it.")
    if stage not in MOVES[norm.stage]:
        raise Refused(
            f"A norm can't go from {norm.stage}, {norm.stage_name}, to {stage}, {stage_name(stage)}.",
            f"From there it goes to {' or '.join(MOVES[norm.stage]) or 'no other stage'}.",
        )
    return _enter(norm, stage)


@transaction.atomic
def mark_published(*, norm: Norm, by: User) -> Norm:
    """Move the norm to 60.60. Publishing calls this and nothing else; what it asks for is in its own `checks`."""
    norm = Norm.objects.select_for_update(no_key=True).get(pk=norm.pk)
    if is_over(norm.stage):
        raise Refused(f"This norm is at stage {norm.stage}, {norm.stage_name}.", "Take the project up again first.")
    return norm if norm.stage == PUBLISHED else _enter(norm, PUBLISHED)


def _enter(norm: Norm, stage: str) -> Norm:
    before, norm.stage = norm.stage, stage
    norm.version += 1
    norm.save(update_fields=["stage", "version"])
    record(Act.STAGE_CHANGED, norm.code, public={"from": before, "to": stage})
    tell_stage(norm, before)
    return norm
