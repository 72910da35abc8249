"""What people may be told of: one row for each kind of event. docs/howto/event.md says what a new one needs."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Audience(TextChoices):
    """Who may know of an event. What is for everybody stands in feeds and in the digests of the site as well."""

    EVERYBODY = "everybody", "Everybody"
    SENDER = "sender", "Whoever sent the comment"
    SEARCHER = "searcher", "Whoever has saved the search"
    STAFF = "staff", "The staff whom it concerns"


class Pace(TextChoices):
    """How soon a follower is told."""

    NOW = "now", "At once"
    DAILY = "daily", "In a daily digest"
    WEEKLY = "weekly", "In a weekly digest"
    NEVER = "never", "Not at all"


class Area(TextChoices):
    """Under which heading an event stands in the table that people read."""

    CONSULTATIONS = "consultations", "Consultations"
    COMMENTS = "comments", "Comments and answers"
    NORMS = "norms", "Norms and their rationale"
    SEARCHES = "searches", "Saved searches"
    DESK = "desk", "At the desk"
    SITE = "site", "About notices themselves"


@dataclass(frozen=True)
class Kind:
    """One kind of event.

    `what` says in the table when it is told. `matters` puts it among "only what matters". `soonest` is how soon anybody is told
    of it, however soon they asked: what happens fifty times a day waits for a digest. Its words stand in
    `templates/notices/<key>.title.txt`, one line, and `templates/notices/<key>.txt`, some sentences.
    """

    key: str
    area: Area
    what: str
    matters: bool = True
    audience: Audience = Audience.EVERYBODY
    soonest: Pace = Pace.NOW


_ROWS = (
    Kind("consultation_announced", Area.CONSULTATIONS, "A consultation is announced"),
    Kind(
        "consultation_opened",
        Area.CONSULTATIONS,
        "A consultation opens and its text can be read, with what changed since the text before",
    ),
    Kind("closing_in_a_week", Area.CONSULTATIONS, "A consultation closes in seven days"),
    Kind("closing_in_a_day", Area.CONSULTATIONS, "A consultation closes in 24 hours"),
    Kind("consultation_extended", Area.CONSULTATIONS, "The deadline of a consultation is moved"),
    Kind("consultation_closed", Area.CONSULTATIONS, "A consultation has closed", matters=False),
    Kind("answers_published", Area.CONSULTATIONS, "The comments of a consultation are answered, yours among them"),
    Kind("comment_published", Area.COMMENTS, "Somebody's comment can be read", matters=False, soonest=Pace.DAILY),
    Kind("my_comment_published", Area.COMMENTS, "Your comment can be read by everybody", audience=Audience.SENDER),
    Kind("my_comment_withheld", Area.COMMENTS, "Your comment is withheld, with the ground", audience=Audience.SENDER),
    Kind("stage_changed", Area.NORMS, "A norm enters another stage", matters=False),
    Kind("rationale_published", Area.NORMS, "A norm is published with its rationale, with what changed since the text before"),
    Kind("review_due", Area.NORMS, "A published assessment should be looked at again: its review date has come", matters=False),
    Kind(
        "trigger_met",
        Area.NORMS,
        "What should lift a safeguard of a published norm has come: a day, an event, an indicator",
    ),
    Kind("norm_review_opened", Area.NORMS, "A norm is looked at again, because an indicator has crossed its threshold"),
    Kind("norm_review_concluded", Area.NORMS, "A review of a norm is concluded: confirmed, to be revised, or to be withdrawn"),
    Kind("obligation_changed", Area.NORMS, "An obligation that a norm names is corrected", matters=False),
    Kind("position_published", Area.NORMS, "A country says how far it adopts a norm, and what holds there", matters=False),
    Kind(
        "search_hit",
        Area.SEARCHES,
        "There is more that your saved search finds",
        audience=Audience.SEARCHER,
        soonest=Pace.DAILY,
    ),
    Kind("work_waits", Area.DESK, "Something waits for you at the desk", audience=Audience.STAFF, soonest=Pace.DAILY),
    Kind("work_overdue", Area.DESK, "Something that waits for you is overdue", audience=Audience.STAFF),
    Kind("reading_overdue", Area.DESK, "A reading of an indicator was expected and did not come", audience=Audience.STAFF),
    Kind(
        "gate_unmet",
        Area.DESK,
        "A norm that should be published within two weeks can't be yet, with what is in the way",
        audience=Audience.STAFF,
    ),
    Kind("declassification_due", Area.DESK, "Something that is withheld is to be looked at again", audience=Audience.STAFF),
    Kind("delivery_fails", Area.DESK, "Mails don't leave, or one is given up", audience=Audience.STAFF),
    Kind("called_back", Area.SITE, "Something that you were told was wrong; this says what is right"),
)

KINDS = {kind.key: kind for kind in _ROWS}
