"""What became of a submission and of each comment in it, the newest first: what its receipt leads with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from comments.models import Comment, CommentState, Disposition, Reaction, Submission
from comments.queries import TEXTS_OF_CLAUSE, for_their_sender
from norms.models import Revision
from norms.queries import ClauseChange, compare_some
from normsite.foundation.turns import Busy


@dataclass(frozen=True)
class Step:
    """Something that happened to a comment; without an instant it is what happens now."""

    words: str
    at: datetime | None = None


@dataclass(frozen=True)
class Traced:
    """One comment with what became of it. `steps` begin with the newest; `answer` is there once it is public; `change` once
    there is a later text, for a comment on a clause."""

    comment: Comment
    steps: list[Step]
    answer: Disposition | None = None
    change: ClauseChange | None = None

    @property
    def is_asked(self) -> bool:
        """Whether its sender has yet to say if the answer satisfies."""
        return self.answer is not None and self.answer.reaction == Reaction.NO_RESPONSE

    @property
    def has_new_words(self) -> bool:
        return self.change is not None and self.change.kind != "unchanged"


@dataclass(frozen=True)
class Stage:
    """One stage of the way that all comments go; without an instant it is not reached."""

    label: str
    at: datetime | None
    is_current: bool = False


@dataclass(frozen=True)
class News:
    """The newest of a submission: in a `title`, in a sentence that may be empty, and the instant of it."""

    title: str
    sentence: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """Where a submission stands. `later` is the newest public text after the one that was commented on, once the answers are
    published."""

    submission: Submission
    traced: list[Traced]
    later: Revision | None = None
    asked: list[Traced] = field(default_factory=list)

    @property
    def live(self) -> list[Traced]:
        """Those that were not withdrawn."""
        return [one for one in self.traced if one.comment.state != CommentState.WITHDRAWN]

    @property
    def read_at(self) -> datetime | None:
        """When the last of those that are read was read."""
        return max((one.comment.moderated_at for one in self.live if one.comment.moderated_at), default=None)

    @property
    def answered_at(self) -> datetime | None:
        return self.submission.consultation.concluded_at if self.live else None

    @property
    def text_at(self) -> datetime | None:
        return self.later.released_at if self.later and self.answered_at else None

    @property
    def stages(self) -> list[Stage]:
        reached = [
            ("Received", self.submission.received_at),
            ("Read", self.read_at),
            ("Answered", self.answered_at),
            ("In the new text", self.text_at),
        ]
        last = max(place for place, (_, at) in enumerate(reached) if at)
        return [Stage(label, at, place == last) for place, (label, at) in enumerate(reached)]

    @property
    def news(self) -> News:
        if not self.live:
            return News(f"{_yours(self.traced)} withdrawn", "", self.submission.received_at)
        if self.text_at:
            return News("The new text is published", _on_change(self.live), self.text_at)
        if self.answered_at:
            return News(f"{_yours(self.live)} answered", _on_answers(self.live), self.answered_at)
        if self.read_at:
            return News(*_on_reading(self.live), self.read_at)
        return News(f"{_yours(self.live)} received", "", self.submission.received_at)


def standing_of(submission: Submission) -> Standing:
    """Read in as many queries for many comments as for one; `submission` comes with its consultation and revision."""
    consultation = submission.consultation
    comments = list(
        for_their_sender(submission)
        .with_replied()
        .select_related("clause", "question", "disposition")
        .defer(*TEXTS_OF_CLAUSE)
        .prefetch_related("attachments")
        .order_by("position")
    )
    answered = consultation.concluded_at is not None
    later = Revision.objects.released().after(consultation.revision).first() if answered else None
    changes = _changes(consultation.revision, later, comments)
    traced = [_traced(one, consultation.concluded_at, later, changes) for one in comments]
    return Standing(submission, traced, later, [one for one in traced if one.is_asked])


def _changes(old: Revision, later: Revision | None, comments: Sequence[Comment]) -> dict[str, ClauseChange]:
    """What became of the clauses, by anchor; nothing while a long comparison is being made: no receipt waits for it."""
    anchors = {one.clause.anchor for one in comments if one.clause and one.state != CommentState.WITHDRAWN}
    try:
        return compare_some(old, later, anchors) if later and anchors else {}
    except Busy:
        return {}


def _traced(comment: Comment, answered_at: datetime | None, later: Revision | None, changes: dict[str, ClauseChange]) -> Traced:
    steps = [Step("Received", comment.received_at), *_read(comment)]
    if answered_at is None or comment.state == CommentState.WITHDRAWN:
        return Traced(comment, steps[::-1])
    answer, change = comment.disposition, changes.get(comment.clause.anchor) if comment.clause else None
    steps.append(Step("Answered", answered_at))
    if later:
        steps.append(Step(_on_text(change), later.released_at))
    if answer.reacted_at:
        steps.append(Step(f"You: {answer.get_reaction_display().lower()}", answer.reacted_at))
    steps.sort(key=lambda step: step.at or answered_at)
    return Traced(comment, steps[::-1], answer, change)


def _read(comment: Comment) -> list[Step]:
    """That it is being read, or how it was read and whether it was taken back."""
    if comment.state == CommentState.RECEIVED:
        return [Step("Being read")]
    read = [Step("Withheld" if comment.withheld_ground else "Published", comment.moderated_at)] if comment.moderated_at else []
    return [*read, Step("Withdrawn by you")] if comment.state == CommentState.WITHDRAWN else read


def _on_text(change: ClauseChange | None) -> str:
    if change is None:
        return "New text published"
    return {"unchanged": "Its clause stands unchanged", "gone": "Its clause is gone"}.get(change.kind, "Its clause changed")


def _yours(some: Sequence[Traced]) -> str:
    return "Your comment is" if len(some) == 1 else f"Your {len(some)} comments are"


def _on_reading(live: Sequence[Traced]) -> tuple[str, str]:
    """A title and a sentence: how many are published, withheld and being read."""
    counted = Counter(one.comment.state for one in live)
    if len(counted) == 1:
        return f"{_yours(live)} {CommentState(live[0].comment.state).label.lower()}", ""
    published, waiting = counted[CommentState.PUBLISHED], counted[CommentState.RECEIVED]
    rest = [f"{waiting} being read" if waiting else "", f"{counted['withheld']} withheld" if counted["withheld"] else ""]
    read = published or len(live) - waiting
    title = f"{read} of your {len(live)} comments {'is' if read == 1 else 'are'} {'published' if published else 'read'}"
    return title, f"{' and '.join(part for part in rest if part)}.".capitalize()


def _on_answers(live: Sequence[Traced]) -> str:
    """How many have which outcome, the most frequent first."""
    counted = Counter(one.answer.get_outcome_display() for one in live if one.answer)
    if len(live) == 1:
        return f"{next(iter(counted), '')}."
    return f"{', '.join(f'{number} {outcome.lower()}' for outcome, number in counted.most_common())}."


def _on_change(live: Sequence[Traced]) -> str:
    on_clauses = [one for one in live if one.change]
    changed = sum(one.has_new_words for one in on_clauses)
    if not on_clauses:
        return ""
    if len(on_clauses) == 1:
        return "The clause that you commented on changed." if changed else "The clause that you commented on stands unchanged."
    return (
        f"Of {len(on_clauses)} comments on clauses, {changed or 'none'} {'is' if changed < 2 else 'are'} on one that changed."
    )
