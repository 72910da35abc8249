"""Read models of screenings: the words that are screened, whether a screening has gone stale, and what comes next."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from norms.models import Clause, Norm, Revision
from norms.services.revisions import fingerprints
from normsite.foundation.accounts.access import Reader
from normsite.foundation.controls.hits import Hit
from normsite.foundation.controls.looking import digest_of, state_of
from normsite.foundation.controls.models import ControlList, Criterion
from normsite.foundation.markup.places import Place, mark_places
from normsite.foundation.markup.tree import Block, Run, plain, read, write
from normsite.foundation.unseen import isolated
from riskreviews.checklist import ANSWERS, QUESTIONS, Question, answer_of
from riskreviews.models import Part, Referral, Screening, ScreeningHit, ScreeningState
from riskreviews.queries.assessments import text_fingerprint

_BETWEEN = "\n\n"


@dataclass(frozen=True)
class ScreenedClause:
    """A clause as it is screened: its title, text and rationale, all of which go out with it."""

    clause: Clause

    @cached_property
    def parts(self) -> dict[Part, str]:
        """The plain words of each part, as `tree.plain` has them."""
        one = self.clause
        return {
            Part.TITLE: one.title,
            Part.BODY: plain(read(one.body_html)),
            Part.RATIONALE: plain(read(one.rationale_html)),
        }

    @cached_property
    def words(self) -> str:
        return _BETWEEN.join(self.parts.values())

    @cached_property
    def digest(self) -> str:
        return digest_of(self.words)

    def place(self, hit: Hit) -> tuple[Part, int, int]:
        """In which part a hit in `words` begins, and where it stands there; one that goes on beyond its part ends with it."""
        begins = 0
        for part, words in self.parts.items():
            if hit.start < begins + len(words):
                start = max(hit.start - begins, 0)
                return part, start, max(min(hit.end - begins, len(words)), start)
            begins += len(words) + len(_BETWEEN)
        return Part.RATIONALE, 0, 0


def screened_clauses(revision: Revision) -> list[ScreenedClause]:
    """The whole text as it is screened, in reading order."""
    found = Clause.objects.filter(revision=revision).in_order().defer("body", "words", "names", "rationale")
    return [ScreenedClause(clause) for clause in found]


def stale_because(screening: Screening, words: str | None = None) -> list[str]:
    """Why what was concluded counts no more: one sentence for each reason; none while it counts.

    `words` is the fingerprint of the text as it stands, for whoever has it.
    """
    if screening.state != ScreeningState.CONCLUDED:
        return []
    return list(_reasons(screening, words or text_fingerprint(screening.revision)))


def _reasons(screening: Screening, words: str) -> Iterator[str]:
    if screening.fingerprint != words:
        yield "The text was changed since."
    if not screening.control_list.in_force:
        yield f"{isolated(screening.control_list)} is no longer the edition in force."
    if screening.until is not None and screening.until < timezone.localdate():
        yield f"It was valid until {screening.until:%-d %B %Y}."


def criteria_changed(screening: Screening) -> bool:
    """Whether the list would find otherwise than when the text was looked through: its criteria were changed since."""
    return bool(screening.list_state) and screening.list_state != state_of(screening.control_list)


@dataclass(frozen=True)
class Standing:
    """One list in force, or the earlier edition of one, with what is known of a text under it."""

    control_list: ControlList
    screening: Screening | None
    stale: tuple[str, ...] = ()
    unanswered: int = 0
    relevant: int = 0
    criteria_changed: bool = False

    @property
    def is_cleared(self) -> bool:
        """Whether the text may go out as far as this list goes."""
        return self.screening is not None and self.screening.is_clearing and not self.stale

    @property
    def waits_for_screener(self) -> bool:
        """Whether somebody who screens has something to do here: it is not begun, open, stale, or was screened by criteria that
        were changed since."""
        screening = self.screening
        if screening is None or screening.state == ScreeningState.OPEN:
            return True
        return bool(self.stale) or (self.criteria_changed and screening.state == ScreeningState.CONCLUDED)

    @property
    def next_step(self) -> str:
        """What comes next, in a sentence."""
        screening = self.screening
        if screening is None:
            return "Begin its screening."
        if not self.control_list.in_force:
            return "Screen by the edition in force."
        if self.stale:
            return "Take the screening up again."
        if screening.state == ScreeningState.IN_REVIEW:
            return "Two reviewers decide on it."
        if screening.state == ScreeningState.OPEN:
            return "Go on with the screening, and ask for review."
        if self.criteria_changed:
            return "The criteria of the list were changed since: look through it again."
        if screening.is_clearing:
            return "Nothing: it may circulate."
        return f"The reviewers came to: {screening.get_outcome_display().lower()}."

    def href(self, revision: Revision) -> str:
        """Where one goes on from."""
        if self.screening is not None:
            return self.screening.get_absolute_url()
        return reverse("riskreviews:export_control", args=[revision.norm.code, revision.number])


def standings(revision: Revision) -> list[Standing]:
    """What is known of a text under each list in force, and under superseded editions by which it was screened."""
    return standings_of([revision])[revision.pk]


def standings_of(revisions: Collection[Revision]) -> dict[int, list[Standing]]:
    """The same of several texts, by their keys; in as many queries for many as for one."""
    lists = list(ControlList.objects.in_force())
    states = {control_list.pk: state_of(control_list) for control_list in lists}
    found: dict[int, dict[int, Screening]] = {revision.pk: {} for revision in revisions}
    for one in counted(Screening.objects.filter(revision__in=found)):
        found[one.revision_id][one.control_list_id] = one
    words = _words_of([revision for revision in revisions if found[revision.pk]])
    return {
        key: [_standing(one, its.get(one.pk), words.get(key, ""), states) for one in (*lists, *_superseded(its))]
        for key, its in found.items()
    }


def _words_of(revisions: Collection[Revision]) -> dict[int, str]:
    """The fingerprints of these texts as they stand."""
    drafts = [revision for revision in revisions if not revision.fingerprint]
    return {revision.pk: revision.fingerprint for revision in revisions} | (fingerprints(drafts) if drafts else {})


def _superseded(screenings: dict[int, Screening]) -> list[ControlList]:
    return [one.control_list for one in screenings.values() if not one.control_list.in_force]


def counted(screenings: QuerySet[Screening]) -> QuerySet[Screening]:
    """With how many findings are unanswered (`unanswered`), and how many are relevant (`relevant`)."""
    return screenings.select_related("control_list", "revision__norm").annotate(
        unanswered=Count("hits", filter=Q(hits__relevance="")),
        relevant=Count("hits", filter=Q(hits__relevance="relevant")),
    )


def _standing(control_list: ControlList, screening: Screening | None, words: str, states: dict[int, str]) -> Standing:
    if screening is None:
        return Standing(control_list, None)
    state = states.get(control_list.pk, screening.list_state)
    return Standing(
        control_list,
        screening,
        tuple(stale_because(screening, words)),
        screening.unanswered,  # type: ignore[attr-defined]  # annotated by `counted`
        screening.relevant,  # type: ignore[attr-defined]  # likewise
        screening.list_state not in ("", state),
    )


def screenings_of(norm: Norm, user: Reader) -> QuerySet[Screening]:
    """The screenings that this reader may see of all texts of a norm, those of the newest text first."""
    found = Screening.objects.seen_by(user).filter(revision__norm=norm).select_related("control_list", "revision")
    return found.order_by("-revision__number", "-begun_at")


def earlier_screening(screening: Screening) -> Screening | None:
    """The last screening of an earlier text of the norm by the same edition: its answers still hold where the words do.

    What was said of a restricted text goes on to restricted ones alone: its readers may not be those of this one.
    """
    revision = screening.revision
    same = Screening.objects.filter(control_list=screening.control_list, revision__norm=revision.norm_id)
    earlier = same.filter(revision__number__lt=revision.number)
    if not revision.is_restricted:
        earlier = earlier.filter(revision__is_restricted=False)
    return earlier.order_by("-revision__number").first()


def replies_for(screening: Screening, user: Reader) -> QuerySet[Referral]:
    """The replies of authorities on which a clearance may rest: on texts of the norm that this person may read, under editions
    of the same list."""
    texts = Revision.objects.seen_by(user).filter(norm=screening.revision.norm_id)
    series = screening.control_list.series
    return Referral.objects.positive().filter(screening__revision__in=texts, screening__control_list__series=series)


def answered_alike(hits: Iterable[ScreeningHit]) -> dict[tuple[object, ...], ScreeningHit]:
    """The findings that a person has answered, by what they say about which words in which clause."""
    return {identity(hit): hit for hit in hits if hit.relevance}


def identity(hit: ScreeningHit) -> tuple[object, ...]:
    """What makes two findings the same: the same words at the same place of a clause that stands unchanged, and why."""
    return (hit.anchor, hit.digest, hit.part, hit.start, hit.end, hit.kind, hit.code, hit.criterion, hit.why)


def clearing_screenings(revision: Revision) -> list[Screening]:
    """Those by which the text may go out now, by jurisdiction: what its classification statement tells."""
    standing = [one.screening for one in standings(revision) if one.is_cleared and one.screening is not None]
    return sorted(standing, key=lambda one: (one.control_list.jurisdiction, one.control_list.series))


def hits_by_question(screening: Screening) -> dict[str, int]:
    """How many findings speak to each question of the checklist."""
    by_kind = dict(screening.hits.order_by().values_list("kind").annotate(Count("id")))
    return {question.key: sum(by_kind.get(kind, 0) for kind in question.kinds) for question in QUESTIONS}


@dataclass(frozen=True)
class Passage:
    """A clause in which something was found: its parts as clean HTML with the findings marked, and the findings.

    `has_changed`: its words are no longer those that were looked through, so nothing is marked.
    """

    clause: Clause | None
    title: str
    parts: tuple[tuple[Part, str], ...]
    hits: tuple[ScreeningHit, ...]
    has_changed: bool = False


def passages(screening: Screening, hits: Iterable[ScreeningHit], hidden: Collection[str] = ()) -> list[Passage]:
    """The clauses of these findings in the order of the text; those of clauses that are gone come as they were named.

    `hidden` are the anchors of clauses whose rationale is withheld from the reader. Each finding bears the criterion that was
    met, in its version of then (`met`; None where it needs none, or it is gone).
    """
    by_anchor: dict[str, list[ScreeningHit]] = {}
    found_hits = list(hits)
    criteria = Criterion.objects.in_bulk({hit.criterion for hit in found_hits if hit.criterion is not None})
    for hit in found_hits:
        hit.met = criteria.get(hit.criterion or 0)  # type: ignore[attr-defined]  # for the page alone
        by_anchor.setdefault(hit.anchor, []).append(hit)
    clauses = Clause.objects.filter(revision=screening.revision, anchor__in=by_anchor)
    found = {clause.anchor: ScreenedClause(clause) for clause in clauses}
    return [_passage(found.get(anchor), its, hides_why=anchor in hidden) for anchor, its in by_anchor.items()]


def _passage(one: ScreenedClause | None, hits: list[ScreeningHit], *, hides_why: bool) -> Passage:
    if one is None:
        return Passage(None, hits[0].clause, (), tuple(hits), has_changed=True)
    stands = all(hit.digest == one.digest for hit in hits)
    trees = {
        Part.TITLE: (Block("p", (Run(one.clause.title),)),),
        Part.BODY: read(one.clause.body_html),
        Part.RATIONALE: () if hides_why else read(one.clause.rationale_html),
    }
    parts = []
    for part, tree in trees.items():
        places = [Place(hit.start, hit.end, f"hit-{hit.pk}", hit.why) for hit in hits if hit.part == part and stands]
        if tree and (places or part != Part.TITLE):
            parts.append((part, write(mark_places(tree, places))))
    return Passage(one.clause, str(one.clause), tuple(parts), tuple(hits), has_changed=not stands)


@dataclass(frozen=True)
class Counts:
    """How many findings a screening has, and what was said of them."""

    found: int
    unanswered: int
    relevant: int

    @property
    def not_relevant(self) -> int:
        return self.found - self.unanswered - self.relevant


def counts_of_hits(screening: Screening) -> Counts:
    """In one query."""
    unanswered, relevant = Count("id", filter=Q(relevance="")), Count("id", filter=Q(relevance="relevant"))
    return Counts(**screening.hits.aggregate(found=Count("id"), unanswered=unanswered, relevant=relevant))


def answers_of(screening: Screening) -> list[tuple[Question, str, str, int]]:
    """Each question of the checklist with what was answered, in words, the note, and how many findings speak to it; an empty
    answer: none yet."""
    given, found = screening.answers, hits_by_question(screening)
    return [
        (one, ANSWERS.get(answer_of(given, one.key), ""), given.get(one.key, {}).get("note", ""), found[one.key])
        for one in QUESTIONS
    ]
