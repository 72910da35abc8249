"""Reviews from outside the body: somebody is invited by name, declares interests, reads, gives points and a verdict.

Each point is answered by an analyst. They count beside the agreement of a peer, never in its place.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from norms.checks import before_release
from norms.guards import refuse_unnamed
from norms.models import Clause, NamedReader
from normsite.foundation.accounts.models import User
from normsite.foundation.checks import refuse_for
from normsite.foundation.conflicts import EditConflict, merged
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words, one_line
from normsite.foundation.markup import check_text
from normsite.foundation.unseen import can_be_seen
from riskreviews.emails import mail_outside_given, mail_outside_invitation, mail_outside_taken_back
from riskreviews.models import Assessment, OutsidePoint, OutsideReview, OutsideVerdict, PointAnswer, Severity, WithheldBecause
from riskreviews.models.outside import LONGEST_LASTS, QUESTIONS
from riskreviews.queries import assessment_fingerprint, controlled_codes, text_fingerprint
from riskreviews.rules import writers_of

MOST_QUESTIONS = 20
LONGEST_QUESTION = 300
LONGEST_ANSWER = 8_000
MOST_POINTS = 50


class ReadOtherwise(Refused):
    """What was judged is not what stands now: it has to be looked at again first."""


def invite_outsider(
    *,
    assessment: Assessment,
    name: str,
    affiliation: str,
    email: str,
    expires_at: datetime,
    by: User,
    questions: Sequence[str] = (),
    looked_at: bool = False,
) -> OutsideReview:
    """Ask somebody outside the body for a review, by a link of their own that is mailed to them and opens until `expires_at`.

    The published `QUESTIONS` are asked, and `questions` besides. Refused: staff; whoever has written in the assessment; a
    second link to one address, unless the review from there was given without its name; after publication; of a restricted
    text all but its named readers; a text that is not public and not cleared under the control lists in force; and where such
    a list finds something in the assessment that nobody who knows has `looked_at`.
    """
    name, affiliation = one_line(name), one_line(affiliation)
    check_words(OutsideReview, name=name, affiliation=affiliation)
    asked = _questions(questions)
    if not timezone.now() < expires_at <= timezone.now() + LONGEST_LASTS:
        raise Refused(f"The link opens for {LONGEST_LASTS.days} days at most.", "Give a day to come within that time.")
    # It can take seconds, and is asked before anything is held.
    controlled = [] if looked_at else controlled_codes(assessment, outside=True)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        assessment = _lock(assessment)
        refuse_unnamed(assessment.revision, by)
        _refuse_reader(assessment, email)
        if controlled:
            raise Refused(
                f"What a control list names stands in {', '.join(controlled)}.",
                "Let somebody who knows look at it before it leaves the body; then say so.",
            )
        review = OutsideReview.objects.create(
            assessment=assessment,
            name=name,
            affiliation=affiliation,
            email=email,
            questions=asked,
            token_hash=token_hash(token),
            expires_at=expires_at,
            invited_by=by,
        )
        mail_outside_invitation(review, token=token)
    return review


@transaction.atomic
def take_back_invitation(*, review: OutsideReview, by: User) -> OutsideReview:
    """The link opens nothing any more, and whoever was invited is told. Refused once the review is given."""
    review = _lock_review(review)
    if review.given_at is not None:
        raise Refused("The review is given already.", "It stays with the assessment.")
    if review.taken_back_at is None:
        review.taken_back_at = timezone.now()
        review.save(update_fields=["taken_back_at"])
        mail_outside_taken_back(review)
    return review


@transaction.atomic
def declare_interests(*, review: OutsideReview, has_interests: bool, interests: str = "") -> OutsideReview:
    """What could sway the reviewer, or that there is none: asked before anything is shown, published with the review."""
    check_words(OutsideReview, interests=interests)
    check_text(interests)
    review = _lock_open(review)
    if has_interests and not can_be_seen(interests):
        raise Refused("Say which interests.", "Say what somebody would want to know who reads your judgement.")
    review.has_interests, review.interests = has_interests, interests.strip() if has_interests else ""
    review.declared_at = timezone.now()
    review.save(update_fields=["has_interests", "interests", "declared_at"])
    return review


@transaction.atomic
def write_answers(
    *, review: OutsideReview, answers: Sequence[str], version: int | None = None, shown: Sequence[str] = ()
) -> OutsideReview:
    """Keep what is said to the questions so far; nobody else sees it before the review is given.

    Where another window has kept answers since `version`, those that this one left as they were `shown` (the `mark` of each)
    stay as they were kept; `EditConflict` when both have changed one.
    """
    review = _lock_open(review)
    said, kept = _answers(review, answers), [answer for _, answer in review.answered]
    if version is not None and version != review.version:
        said, clash = merged(stands=kept, typed=said, shown=shown)
        if clash:
            raise EditConflict("Other answers were kept from another window while you were writing.", review)
    if said == kept:
        return review
    review.answers, review.version = said, review.version + 1
    review.save(update_fields=["answers", "version"])
    return review


@transaction.atomic
def add_point(*, review: OutsideReview, severity: str, text: str, clause: Clause | None = None) -> OutsidePoint:
    """One thing that should be different, about a clause of the text or the whole. The same words once more are no second.

    Its number is one that no point of the review has had before.
    """
    check_words(OutsidePoint, text=text)
    check_text(text)
    review = _lock_open(review)
    if severity not in Severity.values:
        raise Refused("Say whether it is a nit or an issue.")
    if not can_be_seen(text):
        raise Refused("Say what should be different.")
    if clause is not None and clause.revision_id != review.assessment.revision_id:
        raise Refused("This clause is of another text.")
    known = list(review.points.all())
    same = [one for one in known if (one.severity, one.text, one.clause_id) == (severity, text.strip(), clause and clause.pk)]
    if same:
        return same[0]
    if len(known) >= MOST_POINTS:
        raise Refused(f"A review has at most {MOST_POINTS} points.", "Join some of them.")
    number = max([review.last_taken_out, *(one.number for one in known)]) + 1
    return OutsidePoint.objects.create(review=review, number=number, severity=severity, clause=clause, text=text.strip())


@transaction.atomic
def remove_point(*, review: OutsideReview, number: int) -> None:
    """Take a point out before the review is given. Refused where there is none of this number, such as from an old window."""
    review = _lock_open(review)
    taken_out, _ = review.points.filter(number=number).delete()
    if not taken_out:
        raise Refused(f"Point {number} is not there any more, so nothing was taken out.", "What you wrote is kept.")
    review.last_taken_out = max(review.last_taken_out, number)
    review.save(update_fields=["last_taken_out"])


@transaction.atomic
def give_outside_review(
    *, review: OutsideReview, words: str, read: str, answers: Sequence[str], verdict: str, withheld: str = ""
) -> OutsideReview:
    """The judgement, for good. `words` is the fingerprint of the text that was read, `read` that of the assessment
    (`queries.assessment_fingerprint`); both are kept with it. `withheld` is the category of why the name is not to be shown
    (empty: it is shown).

    Refused: an unanswered question, a verdict that its points don't bear out, interests not declared; as `ReadOtherwise` where
    the text or the assessment was changed meanwhile. Sent twice it is given once.
    """
    review = OutsideReview.objects.get(pk=review.pk)
    if review.given_at is not None and (review.verdict, review.withheld) == (verdict, withheld):
        return review
    review = _lock_open(review)
    if review.declared_at is None:
        raise Refused("Declare your interests first.", "It is asked before anything else, and published with the review.")
    if words != text_fingerprint(review.assessment.revision):
        raise ReadOtherwise("The text was changed while you were reading.", "Look at it again, then give your review.")
    if read != assessment_fingerprint(review.assessment):
        raise ReadOtherwise("The assessment was changed while you were reading.", "Look at it again, then give your review.")
    if withheld and withheld not in WithheldBecause.values:
        raise Refused("Say why the name is withheld.", "The category is published in place of the name.")
    review.answers = _answers(review, answers)
    if not all(can_be_seen(answer) for _, answer in review.answered):
        raise Refused("A question is not answered yet.", "Say something to each, also where it is that you can't say.")
    _refuse_unborne(review, verdict)
    review.verdict, review.withheld, review.given_at = verdict, withheld, timezone.now()
    review.fingerprint, review.assessment_fingerprint = words, read
    review.save(update_fields=["answers", "verdict", "withheld", "fingerprint", "assessment_fingerprint", "given_at"])
    _record(Act.OUTSIDE_REVIEW_GIVEN, review, {"verdict": verdict, "points": str(review.points.count())})
    mail_outside_given(review)
    return review


@transaction.atomic
def answer_point(*, point: OutsidePoint, answer: str, text: str, by: User) -> OutsidePoint:
    """What an analyst says to a point, once, in public with the review."""
    check_words(OutsidePoint, answer_text=text)
    check_text(text)
    review = _lock_review(point.review)
    refuse_unnamed(review.assessment.revision, by)
    point = OutsidePoint.objects.get(pk=point.pk)
    if (point.answer, point.answer_text) == (answer, text.strip()) and answer:
        return point
    if point.answer:
        raise Refused("This point is answered already.", "The answer stands with the review.")
    if review.given_at is None:
        raise Refused("The review is not given yet.")
    if answer not in PointAnswer.values:
        raise Refused("Say whether the point is accepted.")
    if not can_be_seen(text):
        raise Refused("Say what is done about it, or why not.")
    point.answer, point.answer_text, point.answered_at, point.answered_by = answer, text.strip(), timezone.now(), by
    point.save(update_fields=["answer", "answer_text", "answered_at", "answered_by"])
    _record(Act.OUTSIDE_POINT_ANSWERED, review, {"severity": point.severity, "answer": answer})
    return point


def token_hash(token: str) -> str:
    """What is stored of a link's secret; the prefix keeps it apart from the hashes of other secrets."""
    return hashlib.sha256(f"outside:{token}".encode()).hexdigest()


def review_of(token: str) -> OutsideReview | None:
    """The review whose link has this secret, while it opens: not taken back, not over."""
    review = _behind(token)
    return review if review is not None and review.is_open else None


def ended_review_of(token: str) -> OutsideReview | None:
    """The review whose link had this secret and was taken back, or is over: for whoever was still writing."""
    review = _behind(token)
    return None if review is None or review.is_open else review


def _behind(token: str) -> OutsideReview | None:
    found = OutsideReview.objects.select_related("assessment__revision__norm", "assessment__created_by", "invited_by")
    return found.filter(token_hash=token_hash(token)).first()


def _lock(assessment: Assessment) -> Assessment:
    found = Assessment.objects.select_for_update(of=("self",)).select_related("revision__norm").get(pk=assessment.pk)
    if found.published_at is not None:
        raise Refused(f"{found.code} was published with its text.", "Ask for a review of the assessment that follows it.")
    return found


def _lock_review(review: OutsideReview) -> OutsideReview:
    """The review, locked after its assessment, as whoever agrees to that does: no issue comes in beside an agreement."""
    Assessment.objects.select_for_update().get(pk=review.assessment_id)
    locked = OutsideReview.objects.select_for_update(of=("self",))
    return locked.select_related("assessment__revision__norm", "assessment__created_by", "invited_by").get(pk=review.pk)


def _lock_open(review: OutsideReview) -> OutsideReview:
    """The review, locked; refused once it is given or its link has ended."""
    review = _lock_review(review)
    if review.given_at is not None:
        raise Refused("You have given this review already.", "It stays as it is.")
    if not review.is_open:
        raise Refused("The link to this review has ended, so nothing was changed.", "Write to whoever has invited you.")
    return review


def _refuse_reader(assessment: Assessment, email: str) -> None:
    """Refused: a writer of the assessment, staff, a second link for somebody named, and whoever may not read the text."""
    if writers_of(assessment).filter(email__iexact=email).exists():
        raise Refused("This person has written in the assessment and can't review it.", "Ask somebody else.")
    if User.objects.filter(email__iexact=email, is_active=True, grants__isnull=False).exists():
        raise Refused("This person works for the body.", "Ask them for a peer review instead.")
    # One that was given without its name is asked again as anybody: another answer would tell whose it is.
    if OutsideReview.objects.standing().filter(assessment=assessment, email__iexact=email, withheld="").exists():
        raise Refused("This address has been invited already.", "Take that invitation back first, if a new link is needed.")
    revision = assessment.revision
    if revision.is_restricted:
        readers = NamedReader.objects.reading().filter(revision=revision, person__email__iexact=email)
        if not readers.exists():
            raise Refused(
                "The text is restricted, and this person is none of its named readers.", "Name them as a reader first."
            )
    elif not revision.is_released:
        refuse_for(before_release(revision).blocking)


def _questions(own: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(filter(None, map(one_line, own))))
    if len(found) > MOST_QUESTIONS or any(len(one) > LONGEST_QUESTION for one in found):
        raise Refused(f"At most {MOST_QUESTIONS} questions of at most {LONGEST_QUESTION} characters are asked besides ours.")
    return [*QUESTIONS, *(one for one in found if one not in QUESTIONS)]


def _answers(review: OutsideReview, answers: Sequence[str]) -> list[str]:
    if len(answers) != len(review.questions):
        raise Refused("The answers are not those to the questions asked.", "Load the page again.")
    for question, answer in zip(review.questions, answers, strict=True):
        check_text(answer, what=f"The answer to “{question}”", longest=LONGEST_ANSWER)
    return [answer.strip() for answer in answers]


def _refuse_unborne(review: OutsideReview, verdict: str) -> None:
    """A verdict says no other than its points do."""
    if verdict not in OutsideVerdict.values:
        raise Refused("Say what you came to.")
    severities = set(review.points.values_list("severity", flat=True))
    if verdict == OutsideVerdict.READY and severities:
        raise Refused("Ready means without points.", "Choose “ready, with nits” or another verdict, or take the points out.")
    if verdict == OutsideVerdict.NITS and severities != {Severity.NIT}:
        raise Refused("Ready with nits has nits and no issue.", "Add the nits, or choose another verdict.")
    if verdict in (OutsideVerdict.ISSUES, OutsideVerdict.NOT_READY) and Severity.ISSUE not in severities:
        raise Refused("This verdict needs at least one issue.", "Add what has to be answered before the norm goes out.")


def _record(act: Act, review: OutsideReview, said: Mapping[str, str]) -> None:
    """On record without anything of who the reviewer is; of a restricted text only commitments."""
    where: dict[str, Any] = {"facts": said} if review.assessment.revision.is_restricted else {"public": said}
    record(act, review.assessment.code, **where)
