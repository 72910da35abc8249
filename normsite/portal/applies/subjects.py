"""What is asked about each norm: its scope, and the criteria of control lists in force that its text touches."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import caches

from norms.models import Clause, Norm, Revision
from norms.models.clause import ClauseKind
from norms.models.norm import NormQuerySet
from normsite.foundation.changes.queries import record_state
from normsite.foundation.controls.codes import entry_code, mentioned_codes
from normsite.foundation.controls.models import Criterion
from normsite.foundation.controls.sentences import group_in_words, subject_in_words
from normsite.foundation.withholding.gaps import gaps_of
from normsite.portal.export_control.queries import read_criteria

MOST_QUESTIONS = 6  # about one norm: three minutes are soon over
LONGEST_SCOPE = 600
GENERAL = "listed"  # the field of the question that is asked where no criterion touches a norm
YES, NO, UNSURE = "yes", "no", "unsure"


@dataclass(frozen=True)
class Question:
    """One question about figures: the name of its field, its words, and where the criterion stands."""

    key: str
    words: str
    place: str


Asked = tuple[str, list[Question]]
"""The beginning of the scope of a text, and the questions beside it."""


@dataclass(frozen=True)
class Subject:
    """A norm that is asked about: its newest public text, the beginning of its scope, and the questions beside it."""

    norm: Norm
    revision: Revision
    scope: str
    questions: list[Question]

    @property
    def key(self) -> str:
        """The name of the field of its scope."""
        return f"scope_{self.norm.code}"


def asked_norms() -> NormQuerySet:
    """Norms of which anybody may read a text, by title."""
    return Norm.objects.filter(revisions__in=Revision.objects.released()).distinct().order_by("title")


def subjects_of(norms: Iterable[Norm]) -> list[Subject]:
    """What is asked about these norms. It is the same for everybody, so it is kept under the state of the record, and texts and
    criteria are read for those alone of which it isn't."""
    key = f"applies-{record_state()}"  # before anything else is read, so that what is kept under it is never older
    revisions = list(Revision.objects.released().newest().filter(norm__in=list(norms)).select_related("norm"))
    kept: dict[int, Asked] = caches["parts"].get(key, {})
    if unread := [revision for revision in revisions if revision.pk not in kept]:
        kept = kept | _read(unread)
        caches["parts"].set(key, kept)
    found = [Subject(revision.norm, revision, *kept[revision.pk]) for revision in revisions]
    return sorted(found, key=lambda one: one.norm.title)


def _read(revisions: Iterable[Revision]) -> dict[int, Asked]:
    """By the key of each text what is asked about it, in three statements."""
    texts: dict[int, list[Clause]] = {revision.pk: [] for revision in revisions}
    clauses = Clause.objects.filter(revision__in=texts).only("revision", "kind", "words", "title").order_by("order")
    for clause in clauses:
        texts[clause.revision_id].append(clause)
    confirmed = Criterion.objects.confirmed().filter(control_list__in_force=True).select_related("control_list")
    criteria = [one for one in read_criteria(confirmed) if not any(gap.covers for gap in gaps_of(one).values())]
    return {revision.pk: _asked(revision, texts[revision.pk], criteria) for revision in revisions}


def _asked(revision: Revision, clauses: list[Clause], criteria: list[Criterion]) -> Asked:
    words = "\n".join(clause.words for clause in clauses)
    touching = _touching(words, criteria)
    return _scope(revision, clauses), [_question(one) for one in touching[:MOST_QUESTIONS]] or [_general()]


def _scope(revision: Revision, clauses: list[Clause]) -> str:
    """The beginning of the clause that says what the norm is about, or else its summary."""
    scope = next(
        (clause.words for clause in clauses if clause.kind == ClauseKind.SCOPE and clause.words), revision.norm.summary
    )
    if len(scope) <= LONGEST_SCOPE:
        return scope
    return f"{scope[: scope.rfind(' ', 0, LONGEST_SCOPE)]} …"


def _touching(words: str, criteria: list[Criterion]) -> list[Criterion]:
    """Those whose entry the text names, then those of whose things it speaks."""
    named = {entry_code(code) for code in mentioned_codes(words)}
    said = words.lower()
    by_code = [one for one in criteria if one.entry_code in named]
    by_name = [one for one in criteria if one not in by_code and any(subject.lower() in said for subject in one.subjects)]
    return by_code + by_name


def _question(criterion: Criterion) -> Question:
    what = subject_in_words(criterion.subjects)
    figures = group_in_words(criterion.group)
    words = f"{what} with {figures}: is that so of yours?" if figures else f"{what}: do you have or make that?"
    place = f"{criterion.paragraph_code}, {criterion.control_list.name} ({criterion.control_list.jurisdiction_name})"
    return Question(f"criterion_{criterion.code}", words, place)


def _general() -> Question:
    """Where no criterion touches a norm: what somebody who knows their own things can say."""
    words = "Is anything that you make, supply or study named in a control list, as far as you know?"
    return Question(GENERAL, words, "For example with a code such as 3A001")
