"""Screen a text by a control list: look through it, answer what was found, answer the checklist, ask the reviewers."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from norms.models import Revision
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.conflicts import EditConflict, stands_already, stripped
from normsite.foundation.controls.hits import Hit
from normsite.foundation.controls.looking import look_through, state_of, unseen_characters
from normsite.foundation.controls.models import ControlList
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.references import next_code
from normsite.foundation.unseen import can_be_seen, isolated
from normsite.foundation.workers import hand_over
from riskreviews.checklist import ANSWERS, BY_KEY, Answers
from riskreviews.checks import before_screening_review
from riskreviews.models import Relevance, Screening, ScreeningHit, ScreeningState
from riskreviews.queries import (
    ScreenedClause,
    answered_alike,
    earlier_screening,
    identity,
    replies_for,
    screened_clauses,
    text_fingerprint,
)

LONG = 300_000
"""Characters not looked through yet above which that is the worker's; fewer take some seconds, and whoever asks waits."""
LONGEST_NOTE = 2_000
FACTS = frozenset({"audience", "end_use", "exclusion", "reply", "answers"})


def lock_screening(screening: Screening) -> Screening:
    """The screening with its text, both locked, the text first, as whoever writes in it does."""
    Revision.objects.select_for_update(no_key=True).get(pk=screening.revision_id)
    found = Screening.objects.select_for_update(of=("self",)).select_related("revision__norm", "control_list", "reply")
    return found.get(pk=screening.pk)


def open_screening(screening: Screening) -> Screening:
    """The screening, locked; refused unless it is open."""
    screening = lock_screening(screening)
    if screening.state == ScreeningState.IN_REVIEW:
        raise Refused(f"{screening.code} is in review.", "Take it back, or wait for the reviewers.")
    if screening.state == ScreeningState.CONCLUDED:
        raise Refused(f"{screening.code} is concluded.", "Take it up again to change it.")
    return screening


def begin_screening(*, revision: Revision, control_list: ControlList, by: User) -> Screening:
    """Begin to screen a text by one edition, and look through it. What was said of unchanged words of an earlier text by the
    same edition is taken over. Refused by an edition that is superseded, and twice."""
    screening = _begin(revision, control_list, by)
    look_through_text(screening=screening)
    screening.refresh_from_db()
    return screening


@transaction.atomic
def _begin(revision: Revision, control_list: ControlList, by: User) -> Screening:
    Revision.objects.select_for_update(no_key=True).get(pk=revision.pk)
    control_list.refresh_from_db()
    if not control_list.in_force:
        raise Refused(f"{isolated(control_list)} is superseded.", "Screen by the edition in force.")
    standing = Screening.objects.filter(revision=revision, control_list=control_list).first()
    if standing is not None:
        raise Refused(f"The text is screened by this edition already, as {standing.code}.", "Go on with that one.")
    screening = Screening(code=next_code(Kind.SCREENING), revision=revision, control_list=control_list, begun_by=by)
    earlier = earlier_screening(screening)
    if earlier is not None:
        screening.audience, screening.end_use, screening.exclusion = earlier.audience, earlier.end_use, earlier.exclusion
    screening.save()
    screening.writers.add(by)
    return screening


def look_through_text(*, screening: Screening) -> bool:
    """Find what the list finds in the text as it stands; whether that is done. A long text is handed to a worker."""
    if screening.state != ScreeningState.OPEN:
        raise Refused(f"{screening.code} is {screening.get_state_display().lower()}.", "Take it up again, or take it back.")
    texts = [one.words for one in screened_clauses(screening.revision)]
    if unseen_characters(texts, screening.control_list) > LONG:
        hand_over("riskreviews.look_through", screening.pk)
        return False
    find_hits(screening=screening)
    return True


def find_hits(*, screening: Screening) -> None:
    """Look through the text, and keep what is found with the screening.

    A finding that was there before, or in the screening of an earlier text by the same edition, keeps its answer while its
    clause says the same. Refused when the text is changed meanwhile.
    """
    words, clauses = text_fingerprint(screening.revision), screened_clauses(screening.revision)
    state = state_of(screening.control_list)
    found = look_through([one.words for one in clauses], screening.control_list)
    hits = [_stored(one, hit) for one, its in zip(clauses, found, strict=True) for hit in its]
    _keep_hits(screening, hits, words, state)


def _stored(one: ScreenedClause, hit: Hit) -> ScreeningHit:
    part, start, end = one.place(hit)
    return ScreeningHit(
        anchor=one.clause.anchor,
        clause=one.clause.label,
        digest=one.digest,
        part=part,
        start=start,
        end=end,
        words=hit.words,
        kind=hit.kind,
        code=hit.code,
        criterion=hit.criterion,
        why=hit.why,
        compared=hit.compared,
    )


@transaction.atomic
def _keep_hits(screening: Screening, hits: Sequence[ScreeningHit], words: str, state: str) -> None:
    screening = open_screening(screening)
    if text_fingerprint(screening.revision) != words:
        raise Refused("The text was changed while it was looked through.", "Look through it again.")
    new = {identity(hit): hit for hit in hits}
    standing = {identity(hit): hit for hit in screening.hits.all()}
    screening.hits.filter(pk__in=[hit.pk for key, hit in standing.items() if key not in new]).delete()
    for position, (key, hit) in enumerate(new.items()):
        kept = standing.get(key, hit)
        kept.position, kept.clause, kept.screening = position, hit.clause, screening
        new[key] = kept
    ScreeningHit.objects.bulk_update([hit for hit in new.values() if hit.pk], ["position", "clause"])
    _write_new([hit for hit in new.values() if not hit.pk], screening)
    screening.fingerprint, screening.list_state, screening.looked_through_at = words, state, timezone.now()
    screening.save(update_fields=["fingerprint", "list_state", "looked_through_at"])


def _write_new(hits: Sequence[ScreeningHit], screening: Screening) -> None:
    earlier = earlier_screening(screening)
    answered = answered_alike(earlier.hits.select_related("answered_by")) if earlier and hits else {}
    for hit in hits:
        twin = answered.get(identity(hit))
        if twin is not None:
            hit.relevance, hit.reason = twin.relevance, twin.reason
            hit.answered_by, hit.answered_at = twin.answered_by, twin.answered_at
    ScreeningHit.objects.bulk_create(hits)
    screening.writers.add(*{hit.answered_by for hit in hits if hit.answered_by is not None})


@transaction.atomic
def answer_hits(*, screening: Screening, hits: Sequence[int], relevance: str, reason: str, by: User) -> int:
    """Say of findings, by their keys, whether they may be controlled; how many. That one is not needs a reason.

    Refused when one of them is gone, since the text was looked through anew meanwhile.
    """
    check_words(ScreeningHit, reason=reason)
    screening = open_screening(screening)
    if relevance not in Relevance.values:
        raise Refused("Say whether it may be controlled.")
    if relevance == Relevance.NOT_RELEVANT and not can_be_seen(reason):
        raise Refused("Say why it is not relevant.", "Another person must be able to follow it.")
    chosen = screening.hits.filter(pk__in=hits)
    if not hits:
        raise Refused("Nothing was chosen.", "Tick the findings that you answer.")
    if chosen.count() != len(set(hits)):
        raise Refused("The text was looked through anew meanwhile.", "Look at the findings again.")
    screening.writers.add(by)
    return chosen.update(relevance=relevance, reason=reason.strip(), answered_by=by, answered_at=timezone.now())


@transaction.atomic
def change_screening(*, screening: Screening, version: int, by: User, **facts: Any) -> Screening:
    """Fill in the checklist: `answers`, `audience`, `end_use`, `exclusion`, and the `reply` of an authority that is relied on.

    `EditConflict` when another change was saved since `version`.
    """
    unknown = facts.keys() - FACTS
    if unknown:
        raise TypeError(f"Not facts of a screening: {', '.join(sorted(unknown))}")
    check_words(Screening, **facts)
    screening = open_screening(screening)
    facts = stripped(facts)
    if "answers" in facts:
        facts["answers"] = _checked(facts["answers"])
    if stands_already(screening, facts):
        return screening
    if screening.version != version:
        raise EditConflict(f"{screening.code} was changed while you were writing.", screening)
    if facts.get("reply") is not None and not replies_for(screening, by).filter(pk=facts["reply"].pk).exists():
        raise Refused("That reply can't be relied on here.", "Choose a positive reply that is valid today.")
    for name, value in facts.items():
        setattr(screening, name, value)
    screening.version += 1
    screening.save(update_fields=[*facts, "version"])
    screening.writers.add(by)
    return screening


def _checked(answers: Answers) -> Answers:
    """The answers as they are stored: without questions that were not answered."""
    kept: Answers = {}
    for key, given in answers.items():
        answer, note = given.get("answer", ""), given.get("note", "").strip()
        if key not in BY_KEY or answer not in ("", *ANSWERS):
            raise Refused("There is no such question or answer.")
        check_words(ScreeningHit, reason=note)
        if len(note) > LONGEST_NOTE:
            raise Refused(f"A note has {len(note):,} characters; the most is {LONGEST_NOTE:,}.", "Shorten it.")
        if answer or note:
            kept[key] = {"answer": answer, "note": note}
    return kept


@transaction.atomic
def submit_screening(*, screening: Screening, by: User) -> Screening:
    """Ask for two reviewers. Refused while something is missing (`checks.before_screening_review`)."""
    screening = open_screening(screening)
    before_screening_review(screening).refuse()
    screening.writers.add(by)
    screening.state = ScreeningState.IN_REVIEW
    screening.save(update_fields=["state"])
    return screening


@transaction.atomic
def take_back_screening(*, screening: Screening, by: User) -> Screening:
    """Stop waiting for reviewers; an opinion that was given stays on record, and the next round begins."""
    screening = lock_screening(screening)
    if screening.state != ScreeningState.IN_REVIEW:
        raise Refused(f"{screening.code} is not in review.")
    begin_round(screening)
    return screening


def begin_round(screening: Screening) -> None:
    """Open again, with nothing concluded; whoever reviews it next does so in a new round."""
    screening.state, screening.outcome, screening.until, screening.concluded_at = ScreeningState.OPEN, "", None, None
    screening.round += 1
    screening.save(update_fields=["state", "outcome", "until", "concluded_at", "round"])
