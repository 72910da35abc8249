"""Who took part and what came of it, in numbers: none of them is counted when it is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Sum
from django_countries import countries

from comments.models import CommentKind, CommentState, ConfidentialGround, Consultation, Effect, Outcome, Question, Tally
from normsite.foundation.accounts.models import OrganisationKind


@dataclass(frozen=True)
class PublicCounts:
    """How many comments anybody may read: `total` holds those on the whole text and on questions too."""

    total: int = 0
    by_anchor: Mapping[str, int] = field(default_factory=dict)


def public_counts(consultation: Consultation) -> PublicCounts:
    """All and those on each clause, in one query."""
    numbers = tallies(consultation, "state", "clause")
    return PublicCounts(numbers.get("state", {}).get(CommentState.PUBLISHED, 0), numbers.get("clause", {}))


def tallies(consultation: Consultation, *figures: str) -> dict[str, dict[str, int]]:
    """How many there are of each, by figure and key, without counting them."""
    lines = Tally.objects.filter(consultation=consultation, figure__in=figures)
    found: dict[str, dict[str, int]] = {}
    for figure, key, number in lines.values_list("figure", "key").annotate(Sum("number")):
        if number:
            found.setdefault(figure, {})[key] = number
    return found


@dataclass(frozen=True)
class Figure:
    """One line of a table of figures."""

    key: str
    label: str
    number: int


@dataclass(frozen=True)
class Participation:
    """Who took part and what came of it, in numbers: each table adds up to all `submissions` or to all `comments`.

    `outcomes` and `effects` stay empty until the answers are published. Of `confidential` parts there are fewer than comments,
    counted by their ground.
    """

    submissions: int
    comments: int
    published: int
    waiting: int
    withheld: int
    withdrawn: int
    senders: tuple[Figure, ...]
    countries: tuple[Figure, ...]
    kinds: tuple[Figure, ...]
    confidential: tuple[Figure, ...]
    outcomes: tuple[Figure, ...]
    effects: tuple[Figure, ...]


FIGURES = ("sender", "country", "kind", "state", "ground", "outcome", "effect")


def participation(consultation: Consultation) -> Participation:
    """The figures of a consultation, in one query, however many took part. They name nobody."""
    numbers = tallies(consultation, *FIGURES)
    senders, kinds, states = (numbers.get(figure, {}) for figure in ("sender", "kind", "state"))
    concluded = consultation.concluded_at is not None
    withdrawn = {Outcome.WITHDRAWN.value: states.get(CommentState.WITHDRAWN, 0)}
    outcomes = numbers.get("outcome", {}) | withdrawn if concluded else {}
    effects = numbers.get("effect", {}) | withdrawn if concluded else {}
    return Participation(
        submissions=sum(senders.values()),
        comments=sum(states.values()),
        published=states.get(CommentState.PUBLISHED, 0),
        waiting=states.get(CommentState.RECEIVED, 0),
        withheld=states.get(CommentState.WITHHELD, 0),
        withdrawn=withdrawn[Outcome.WITHDRAWN],
        senders=_figures(senders, [*OrganisationKind.choices, ("individual", "Individuals"), ("anonymous", "Anonymous")]),
        countries=_countries(numbers.get("country", {})),
        kinds=_figures(kinds, CommentKind.choices),
        confidential=_figures(numbers.get("ground", {}), ConfidentialGround.choices),
        outcomes=_figures(outcomes, Outcome.choices),
        effects=_figures(effects, [*Effect.choices, (Outcome.WITHDRAWN.value, Outcome.WITHDRAWN.label)]),
    )


@dataclass(frozen=True)
class Chosen:
    """How many chose which of the answers to a question, as far as anybody may know."""

    question: Question
    answers: tuple[Figure, ...]

    @property
    def total(self) -> int:
        return sum(answer.number for answer in self.answers)


def chosen_answers(consultation: Consultation) -> list[Chosen]:
    """Of each question with answers to choose among; comments that nobody may read are not in it. Read from the tallies."""
    asked = [question for question in consultation.questions.all() if question.answers]
    if not asked:
        return []
    numbers = tallies(consultation, "answer").get("answer", {})
    return [Chosen(one, tuple(_chosen(one, numbers))) for one in asked]


def _chosen(question: Question, numbers: dict[str, int]) -> Iterable[Figure]:
    """A tally names an answer by the position of its question and its place in it."""
    for place, answer in enumerate(question.answers, 1):
        yield Figure("", answer, numbers.get(f"{question.position} {place}", 0))


def _figures(numbers: dict[str, int], choices: Iterable[tuple[str, str]]) -> tuple[Figure, ...]:
    return tuple(Figure(key, str(label), numbers[key]) for key, label in choices if numbers.get(key))


def _countries(numbers: dict[str, int]) -> tuple[Figure, ...]:
    """The most frequent first; those who didn't say come last."""
    found = sorted(_figures(numbers, countries), key=lambda figure: (-figure.number, figure.label))
    return (*found, *_figures(numbers, [("", "Not said")]))


def waiting_for_moderation(consultation: Consultation) -> int:
    """How many comments nobody has read yet."""
    return tallies(consultation, "state").get("state", {}).get(CommentState.RECEIVED, 0)


def on_record(consultation: Consultation) -> int:
    """How many comments the docket has."""
    states = tallies(consultation, "state").get("state", {})
    return sum(states.values()) - states.get(CommentState.RECEIVED, 0)
