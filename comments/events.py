"""What this room tells its followers: what becomes of consultations, and of comments once anybody may read them.

Nothing here holds a comment's words, or the title of a clause before the text may be read.
"""

from collections.abc import Mapping
from typing import Any

from comments.models import Comment, Consultation, Extension
from norms.events import of_norm, what_changed
from normsite.foundation.notices.details import detailed
from normsite.foundation.notices.events import tell_followers, withdraw_event, withdraw_events
from normsite.foundation.notices.models import Event
from normsite.foundation.notices.targets import target

CLOSING = ("closing_in_a_week", "closing_in_a_day")


def tell_announced(consultation: Consultation) -> None:
    _tell("consultation_announced", consultation, f"announced/{consultation.code}", at=consultation.created_at)


def tell_opened(consultation: Consultation) -> None:
    """Its text can be read from this instant on."""
    _tell("consultation_opened", consultation, f"opened/{consultation.code}", at=consultation.opens_at)


@detailed("consultation_opened")
def _text_under_consultation(event: Event) -> Mapping[str, object]:
    consultation = Consultation.objects.select_related("revision__norm").get(code=event.facts["consultation"])
    return what_changed(consultation.revision)


def tell_closing(consultation: Consultation, kind: str) -> None:
    """One of `CLOSING`, once for each deadline."""
    _tell(kind, consultation, f"{kind}/{consultation.code}/{consultation.closes_at:%Y-%m-%dT%H:%M}")


def tell_closed(consultation: Consultation) -> None:
    """It has closed; what was to be told of its coming end is over."""
    _forget_closing(consultation)
    occasion = f"closed/{consultation.code}/{consultation.closes_at:%Y-%m-%dT%H:%M}"
    _tell("consultation_closed", consultation, occasion, at=consultation.closes_at, due=False)


def tell_extended(extension: Extension) -> None:
    """There is more time; reminders of the earlier deadline that nobody has got yet are not sent any more."""
    consultation = extension.consultation
    _forget_closing(consultation)
    occasion = f"extended/{consultation.code}/{extension.pk}"
    before = extension.closed_before
    _tell("consultation_extended", consultation, occasion, at=extension.made_at, closed_before_at=before)


def _forget_closing(consultation: Consultation) -> None:
    withdraw_events(target=target("consultation", consultation.code), kinds=CLOSING)


def tell_answers(consultation: Consultation) -> None:
    """All answers are published at once."""
    _tell("answers_published", consultation, f"answered/{consultation.code}", at=consultation.concluded_at, due=False)


def _tell(kind: str, consultation: Consultation, occasion: str, *, at: Any = None, due: bool = True, **facts: Any) -> None:
    about = of_norm(consultation.revision.norm)
    about["targets"].append(target("consultation", consultation.code))
    tell_followers(
        kind,
        occasion=occasion,
        path=consultation.get_absolute_url(),
        at=at,
        due_at=consultation.closes_at if due else None,
        consultation=consultation.code,
        title=consultation.title,
        number=consultation.revision.number,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        **about,
        **facts,
    )


def tell_comment_published(comment: Comment) -> None:
    """Everybody may read it, and whoever sent it hears so."""
    about = _about_comment(comment)
    tell_followers("comment_published", occasion=_published(comment), **about)
    _tell_sender("my_comment_published", comment, about)


def tell_comment_withheld(comment: Comment) -> None:
    """Nobody else is told of it any more; whoever sent it hears on which ground."""
    withdraw_event(_published(comment))
    _tell_sender("my_comment_withheld", comment, _about_comment(comment) | {"ground": comment.get_withheld_ground_display()})


def tell_comment_withdrawn(comment: Comment) -> None:
    """Its author took it back: nobody is told of it any more."""
    withdraw_event(_published(comment))
    withdraw_events(occasion=f"mine/{comment.code}/")


def _tell_sender(kind: str, comment: Comment, about: dict[str, Any]) -> None:
    """What was decided on it now; what was to be told of an earlier decision is over."""
    withdraw_events(occasion=f"mine/{comment.code}/")
    occasion = f"mine/{comment.code}/{comment.moderated_at:%Y-%m-%dT%H:%M:%S.%f}"
    tell_followers(kind, occasion=occasion, **about | {"targets": [_sent_with(comment)]})


def _published(comment: Comment) -> str:
    return f"comment/{comment.code}"


def _sent_with(comment: Comment) -> str:
    return target("submission", comment.submission.code)


def _about_comment(comment: Comment) -> dict[str, Any]:
    consultation, sender = comment.consultation, comment.submission
    norm = consultation.revision.norm
    about = of_norm(norm)
    about["targets"].append(target("consultation", consultation.code))
    if comment.clause:
        about["targets"].append(target("clause", norm.code, comment.clause.anchor))
    if sender.organisation:
        about["targets"].append(target("organisation", sender.organisation))
    if sender.country:
        about["targets"].append(target("jurisdiction", sender.country.code))
    return about | {
        "path": comment.get_absolute_url(),
        "comment": comment.code,
        "about": comment.about,
        "consultation": consultation.code,
        "title": consultation.title,
    }
