"""What is asked about each norm: its scope, whom its safeguards bind and in which cases, and the criteria of control lists in
force that its text touches."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import caches

from norms.models import Applicability, ApplicabilityKind, Clause, Norm, Revision
from norms.models.clause import ClauseKind
from norms.models.norm import NormQuerySet
from normsite.foundation.changes.queries import record_state
from normsite.foundation.controls.codes import entry_code, mentioned_codes
from normsite.foundation.controls.models import Criterion
from normsite.foundation.controls.sentences import group_in_words, subject_in_words
from normsite.foundation.withholding.gaps import gaps_of
from normsite.portal.export_control.queries import read_criteria
from riskreviews.queries import public_applicabilities

MOST_QUESTIONS = 6  # about one norm: three minutes are soon over
LONGEST_SCOPE = 600
GENERAL = "listed"  # the field of the question that is asked where no criterion touches a norm
YES, NO, UNSURE = "yes", "no", "unsure"
NONE = "none"  # of those whom a norm binds, of the cases that it tells apart


@dataclass(frozen=True)
class Question:
    """One question about figures: the name of its field, its words, and where the criterion stands."""

    key: str
    words: str
    place: str


@dataclass(frozen=True)
class Choice:
    """An addressee or a case that one can say to be or to have: its value in a form, and its name."""

    value: str
    name: str


@dataclass(frozen=True)
class Asked:
    """The beginning of the scope of a text, the questions beside it, and whom and what its public safeguards tell apart."""

    scope: str
    questions: list[Question]
    addressees: list[Choice]
    cases: list[Choice]


@dataclass(frozen=True)
class Subject:
    """A norm that is asked about: its newest public text, and what is asked of it."""

    norm: Norm
    revision: Revision
    asked: Asked

    @property
    def key(self) -> str:
        """The name of the field of its scope."""
        return f"scope_{self.norm.code}"

    @property
    def addressees_key(self) -> str:
        """The name of the field in which one says who one is."""
        return f"addressees_{self.norm.code}"

    @property
    def cases_key(self) -> str:
        """The name of the field in which one says what one has."""
        return f"cases_{self.norm.code}"


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
    found = [Subject(revision.norm, revision, kept[revision.pk]) for revision in revisions]
    return sorted(found, key=lambda one: one.norm.title)


def _read(revisions: Iterable[Revision]) -> dict[int, Asked]:
    """By the key of each text what is asked about it, in a constant number of statements."""
    texts: dict[int, list[Clause]] = {revision.pk: [] for revision in revisions}
    clauses = Clause.objects.filter(revision__in=texts).only("revision", "kind", "words", "title").order_by("order")
    for clause in clauses:
        texts[clause.revision_id].append(clause)
    confirmed = Criterion.objects.confirmed().filter(control_list__in_force=True).select_related("control_list")
    criteria = [one for one in read_criteria(confirmed) if not any(gap.covers for gap in gaps_of(one).values())]
    told_apart = public_applicabilities(texts)
    return {one.pk: _asked(one, texts[one.pk], criteria, told_apart.get(one.pk, [])) for one in revisions}


def _asked(revision: Revision, clauses: list[Clause], criteria: list[Criterion], told_apart: list[Applicability]) -> Asked:
    words = "\n".join(clause.words for clause in clauses)
    touching = _touching(words, criteria)
    questions = [_question(one) for one in touching[:MOST_QUESTIONS]] or [_general()]
    return Asked(_scope(revision, clauses), questions, *(_choices(told_apart, kind) for kind in ApplicabilityKind))


def _choices(told_apart: list[Applicability], kind: ApplicabilityKind) -> list[Choice]:
    return [Choice(str(one.pk), one.name) for one in told_apart if one.kind == kind]


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
